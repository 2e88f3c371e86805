/* SPDX-License-Identifier: MIT
 *
 * Object: the header of everything on the heap, and Class: what all objects of a kind share.
 *
 * Every object begins with a 16-byte header {class, shape, kind, flags}. `kind` names the memory layout (a CLASS_x of
 * classes.def) and is inherited by subclasses, so `is_kind(v, CLASS_LIST)` is true for a user's subclass of list too;
 * `vm->classes[CLASS_LIST] == class_of(...)` asks for exactly list. `shape` numbers the layout of the attributes: two
 * objects with the same shape have the same class and the same attributes at the same offsets, which is what inline
 * caches compare.
 *
 * Attributes of an instance stand at class->attr_offset: one word `overflow` (an array of further slots, or the
 * attribute Dict once the shape is class->dict_shape), then class->inline_slots slots. Classes without per-instance
 * attributes have attr_offset 0. oli_new adds the room for them (class->extra_bytes) to the size that it is given. In
 * CLASS_FLAG_VARIABLE kinds (tuple, bytes, int), whose inline data differ in size, the words follow the inline data.
 */
#ifndef OLI_HEAP_OBJECT_H
#define OLI_HEAP_OBJECT_H

#include "heap/value.h"

typedef struct Vm Vm;
typedef struct Class Class;
typedef struct Shape Shape;
typedef struct Str Str;
typedef struct Tuple Tuple;
typedef struct List List;
typedef struct Dict Dict;
typedef struct Code Code;
typedef struct Frame Frame;
typedef struct Tracer Tracer; /* heap.h: what a collection hands to ops.trace */

typedef enum ClassId {
#define CLASS(id, name) CLASS_##id,
#include "types/classes.def"
#undef CLASS
    CLASS_COUNT
} ClassId;

typedef enum ExceptionId {
#define EXCEPTION(id, name, base) EXC_##id,
#include "types/exceptions.def"
#undef EXCEPTION
    EXC_COUNT
} ExceptionId;

struct Object {
    Class *cls;     /* NULL in a free cell */
    uint32_t shape; /* Shape.id */
    uint8_t kind;   /* ClassId of the layout */
    uint8_t gc;     /* OBJECT_x below */
    uint16_t flags; /* the type's own */
};

enum {
    OBJECT_LARGE = 1,   /* has pages of its own */
    OBJECT_HAS_DEL = 2, /* known to run/finalizer.c: something is to run before it dies */
    OBJECT_WEAKLY_REFERENCED = 4
};

static inline bool is_kind(Value v, ClassId kind) { return is_object(v) && object_of(v)->kind == kind; }

/* ---- operations ----
 * What a class can do, as C functions. A NULL entry means: not supported. User classes inherit their base's entries;
 * defining a special method (__add__, ...) replaces the entry by a function that calls the method (special.c).
 * Conventions: a Value result is VALUE_ERROR with the exception pending on failure; a bool result false on failure;
 * an int result -1 on failure. `self` always has the layout of the class that the function was registered for.
 */
typedef enum BinaryOperator {
    BINARY_ADD,
    BINARY_SUB,
    BINARY_MUL,
    BINARY_MATMUL,
    BINARY_DIV,
    BINARY_MOD,
    BINARY_POW,
    BINARY_LSHIFT,
    BINARY_RSHIFT,
    BINARY_OR,
    BINARY_XOR,
    BINARY_AND,
    BINARY_FLOORDIV
} BinaryOperator; /* the order of parser/ast.h BinaryOp */

typedef enum UnaryOperator { UNARY_OP_INVERT, UNARY_OP_NOT, UNARY_OP_PLUS, UNARY_OP_MINUS, UNARY_OP_ABS } UnaryOperator;

typedef enum CompareOperator { COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE } CompareOperator;

typedef Value (*UnaryFn)(Vm *vm, Value self);
typedef Value (*BinaryFn)(Vm *vm, Value a, Value b);

typedef struct ClassOps {
    /* memory */
    void (*trace)(Tracer *tracer, Object *self); /* visit every Value and Object pointer (heap.h: trace_value, ...) */
    void (*finalize)(Vm *vm, Object *self);      /* release memory outside the cell; touches no other object */

    /* life */
    Value (*create)(Vm *vm, Class *cls, Value *args, uint32_t count, Tuple *names); /* __new__: args without cls */
    bool (*init)(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names);    /* __init__: args without self */

    /* text, identity */
    UnaryFn repr;                                                   /* returns a Str */
    UnaryFn str;                                                    /* NULL: repr */
    bool (*hash)(Vm *vm, Value self, int64_t *out);                 /* never -1, as in CPython */
    Value (*compare)(Vm *vm, Value a, Value b, CompareOperator op); /* bool, any value, or NotImplemented */
    int (*truth)(Vm *vm, Value self);                               /* 0, 1, -1; NULL: length, else true */
    Value (*format)(Vm *vm, Value self, Str *spec);                 /* __format__; NULL: object's */

    /* containers */
    int64_t (*length)(Vm *vm, Value self); /* -1: error */
    Value (*get_item)(Vm *vm, Value self, Value key);
    bool (*set_item)(Vm *vm, Value self, Value key, Value item); /* item VALUE_UNDEF: delete */
    int (*contains)(Vm *vm, Value self, Value item);
    UnaryFn iter;
    UnaryFn next; /* VALUE_STOP when exhausted; a generator's return value is then in vm->stop_value */

    /* numbers; `binary` is called with self as `a` (and reflected with self as `b`): may return NotImplemented */
    Value (*binary)(Vm *vm, BinaryOperator op, Value a, Value b);
    Value (*inplace)(Vm *vm, BinaryOperator op, Value a, Value b); /* NULL or NotImplemented: binary */
    Value (*power)(Vm *vm, Value a, Value b, Value modulus);       /* three-argument pow() */
    Value (*unary)(Vm *vm, UnaryOperator op, Value self);          /* NotImplemented: no such operation */
    UnaryFn index;                                                 /* __index__: an int */
    UnaryFn to_int;                                                /* __int__ */
    UnaryFn to_float;                                              /* __float__ */

    /* attributes; NULL: the generic ones of object */
    Value (*get_attr)(Vm *vm, Value self, Str *name);
    bool (*set_attr)(Vm *vm, Value self, Str *name, Value value); /* VALUE_UNDEF: delete */
    Value (*descriptor_get)(Vm *vm, Value self, Value instance,
                            Value owner); /* instance VALUE_UNDEF: through the class */
    bool (*descriptor_set)(Vm *vm, Value self, Value instance, Value value); /* makes it a data descriptor */

    /* bytes-like objects that are no built-in ones: the bytes it holds, which scripts may change; NULL: none */
    char *(*bytes)(Value self, size_t *size);

    /* calls; args are rooted in the VM's stack and may be overwritten */
    Value (*call)(Vm *vm, Value self, Value *args, uint32_t count, Tuple *names);
} ClassOps;

/* ---- natives: C functions that scripts call ----
 * `signature` lists the parameters as Python does: "self, sep=, maxsplit=-1, /, *, key=". The binder checks the
 * arguments and lays them out: args[i] belongs to the i-th parameter, VALUE_UNDEF where an optional one ("name=" with
 * any or no text after it) was not given. "*rest" arrives as a Tuple, "**options" as a Dict. A signature of NULL makes
 * the function raw: it gets (args, count, names) as they are (RawFn).
 */
typedef Value (*NativeFn)(Vm *vm, Value *args);
typedef Value (*RawFn)(Vm *vm, Value *args, uint32_t count,
                       Tuple *names); /* names: keywords of the last values, or NULL */

typedef struct NativeDef {
    const char *name; /* NULL ends a table */
    const char *signature;
    NativeFn fn;
    RawFn raw; /* when signature is NULL */
    const char *doc;
} NativeDef;

#define NATIVE(name, signature, fn)                                                                                    \
    { name, signature, fn, NULL, NULL }
#define NATIVE_RAW(name, fn)                                                                                           \
    { name, NULL, NULL, fn, NULL }
#define NATIVE_END                                                                                                     \
    { NULL, NULL, NULL, NULL, NULL }

typedef struct GetSetDef {
    const char *name; /* NULL ends a table */
    UnaryFn get;
    bool (*set)(Vm *vm, Value self, Value value); /* NULL: read-only; value VALUE_UNDEF: delete */
} GetSetDef;

/* What a built-in class is made from (oli_class_define). */
typedef struct ClassSpec {
    ClassId id;
    ClassId base;
    const char *module; /* "builtins", ... */
    const char *doc;
    uint32_t size;  /* bytes of an instance without inline data; where attributes of subclasses begin */
    uint32_t flags; /* CLASS_FLAG_x */
    ClassOps ops;
    const NativeDef *methods;       /* instance methods: "self, ..." */
    const NativeDef *class_methods; /* first parameter is the class */
    const NativeDef *static_methods;
    const GetSetDef *getsets;
} ClassSpec;

enum {
    CLASS_FLAG_SUBCLASSABLE = 1, /* scripts may derive from it */
    CLASS_FLAG_USER = 2,         /* made by a class statement or type() */
    CLASS_FLAG_VARIABLE = 4,     /* instances hold inline data of varying size: attributes live in a Dict */
    CLASS_FLAG_HAS_GETATTRIBUTE = 8,
    CLASS_FLAG_HAS_GETATTR = 16,
    CLASS_FLAG_HAS_SETATTR = 32,
    CLASS_FLAG_HAS_DEL = 64,
    CLASS_FLAG_EXCEPTION = 128,      /* derives from BaseException */
    CLASS_FLAG_NO_INSTANTIATE = 256, /* cannot create 'x' instances */
    CLASS_FLAG_ABSTRACT = 512,
    CLASS_FLAG_IMMUTABLE = 1024,           /* built-in: attributes cannot be set */
    CLASS_FLAG_HAS_DATA_DESCRIPTOR = 2048, /* some attribute of it or a base is a data descriptor other than built-in */
    CLASS_FLAG_METACLASS = 4096,           /* derives from type */
    CLASS_FLAG_NO_DICT = 8192,             /* instances have no attributes of their own, but for those of __slots__ */
    CLASS_FLAG_HAS_DICT =
        65536, /* ClassSpec: instances of the built-in class itself take attributes (exceptions, functions) */
    CLASS_FLAG_HAS_NEW = 16384,  /* a script's __new__ somewhere in the MRO */
    CLASS_FLAG_HAS_INIT = 32768, /* a script's __init__ somewhere in the MRO */
    CLASS_FLAG_TAKES_WEAKREFS = 262144, /* made by a script, and instances can be weakly referenced */
    CLASS_FLAG_DOTTED = 131072   /* messages call it "module.Name", as CPython does its modules' classes in C */
};

struct Class {
    Object header; /* header.cls: the metaclass */
    ClassOps ops;
    uint32_t version; /* unique in the VM; renewed when the class or a base changes: caches compare it */
    uint32_t flags;
    ClassId kind;          /* layout of instances */
    uint32_t size;         /* bytes of the built-in part of an instance */
    uint32_t extra_bytes;  /* overflow word and inline slots, or 0 */
    uint16_t attr_offset;  /* in words; 0: instances have no attributes */
    uint16_t inline_slots; /* after the overflow word */
    uint16_t slot_count;   /* the first inline slots: declared by __slots__, here and in bases (slots.c) */
    Shape *shape;          /* of an instance without attributes */
    Shape *dict_shape;     /* of an instance whose attributes are in a Dict; made on demand */
    Str *name, *qualname;
    Class *base;        /* the one whose layout is inherited; NULL for object */
    Tuple *bases, *mro; /* Tuples of classes */
    Dict *dict;         /* name -> attribute */
    List *subclasses;   /* direct ones */
};

/* ---- built into every access ---- */
struct Shape {
    Object header;
    uint32_t id;
    uint32_t count; /* attributes, those of __slots__ included */
    Class *cls;
    Shape *parent;    /* the shape without the last attribute */
    Str *name;        /* the last attribute; its slot is count - 1 */
    Shape **children; /* shapes with one more */
    uint32_t child_count, child_capacity;
    Dict *index;  /* name -> slot, made when count grows over a few; or NULL */
    bool is_dict; /* attributes are in the Dict at the overflow word */
};

/* The class of any value, constants and tagged numbers included. */
static inline Class *class_of(const Vm *vm, Value v);

#endif
