/* SPDX-License-Identifier: MIT
 *
 * Vm: one interpreter. Everything hangs off it; two VMs share nothing.
 *
 * The struct stands in the lowest layer so that allocation, barriers and roots can be inlined; what belongs to higher
 * layers (frames, tasks, modules) is held by opaque pointers. The internal API is in types/error.h (raising),
 * types/protocol.h (calling, attributes, iteration, conversion) and types/class.h (making classes).
 * Conventions: a function that can fail returns VALUE_ERROR, NULL, false or -1 with the exception pending in
 * vm->exception, never both a result and an exception; nothing unwinds by longjmp. "May run script" in a contract means:
 * it may call script code, so a collection may happen inside (heap.h).
 */
#ifndef OLI_HEAP_VM_H
#define OLI_HEAP_VM_H

#include "heap/heap.h"

typedef struct Scheduler Scheduler;
typedef struct Page Page;
typedef struct WeakTable WeakTable;   /* types/weakref.c */
typedef struct Finalizers Finalizers; /* run/finalizer.c */
typedef struct Loader Loader; /* import state: embed/import.c */

/* Names that C code needs, interned once: vm->names.append is the Str "append", vm->names.dunder_init "__init__". */
#define OLI_NAMES(NAME)                                                                                               \
    NAME(dunder_init, "__init__") NAME(dunder_new, "__new__") NAME(dunder_del, "__del__")                             \
    NAME(dunder_repr, "__repr__") NAME(dunder_str, "__str__") NAME(dunder_bytes, "__bytes__")                         \
    NAME(dunder_format, "__format__") NAME(dunder_hash, "__hash__") NAME(dunder_bool, "__bool__")                     \
    NAME(dunder_lt, "__lt__") NAME(dunder_le, "__le__") NAME(dunder_eq, "__eq__") NAME(dunder_ne, "__ne__")           \
    NAME(dunder_gt, "__gt__") NAME(dunder_ge, "__ge__") NAME(dunder_getattr, "__getattr__")                           \
    NAME(dunder_getattribute, "__getattribute__") NAME(dunder_setattr, "__setattr__")                                 \
    NAME(dunder_delattr, "__delattr__") NAME(dunder_dir, "__dir__") NAME(dunder_get, "__get__")                       \
    NAME(dunder_set, "__set__") NAME(dunder_delete, "__delete__") NAME(dunder_set_name, "__set_name__")               \
    NAME(dunder_init_subclass, "__init_subclass__") NAME(dunder_class_getitem, "__class_getitem__")                   \
    NAME(dunder_instancecheck, "__instancecheck__") NAME(dunder_subclasscheck, "__subclasscheck__")                   \
    NAME(dunder_call, "__call__") NAME(dunder_len, "__len__") NAME(dunder_length_hint, "__length_hint__")             \
    NAME(dunder_getitem, "__getitem__") NAME(dunder_setitem, "__setitem__") NAME(dunder_delitem, "__delitem__")       \
    NAME(dunder_missing, "__missing__") NAME(dunder_iter, "__iter__") NAME(dunder_next, "__next__")                   \
    NAME(dunder_reversed, "__reversed__") NAME(dunder_contains, "__contains__") NAME(dunder_enter, "__enter__")       \
    NAME(dunder_exit, "__exit__") NAME(dunder_aenter, "__aenter__") NAME(dunder_aexit, "__aexit__")                   \
    NAME(dunder_aiter, "__aiter__") NAME(dunder_anext, "__anext__") NAME(dunder_await, "__await__")                   \
    NAME(dunder_index, "__index__") NAME(dunder_int, "__int__") NAME(dunder_float, "__float__")                       \
    NAME(dunder_complex, "__complex__") NAME(dunder_round, "__round__") NAME(dunder_trunc, "__trunc__")               \
    NAME(dunder_floor, "__floor__") NAME(dunder_ceil, "__ceil__") NAME(dunder_neg, "__neg__")                         \
    NAME(dunder_pos, "__pos__") NAME(dunder_abs, "__abs__") NAME(dunder_invert, "__invert__")                         \
    NAME(dunder_divmod, "__divmod__") NAME(dunder_rdivmod, "__rdivmod__") NAME(dunder_fspath, "__fspath__")           \
    NAME(dunder_add, "__add__") NAME(dunder_sub, "__sub__") NAME(dunder_mul, "__mul__")                               \
    NAME(dunder_matmul, "__matmul__") NAME(dunder_truediv, "__truediv__") NAME(dunder_mod, "__mod__")                 \
    NAME(dunder_pow, "__pow__") NAME(dunder_lshift, "__lshift__") NAME(dunder_rshift, "__rshift__")                   \
    NAME(dunder_or, "__or__") NAME(dunder_xor, "__xor__") NAME(dunder_and, "__and__")                                 \
    NAME(dunder_floordiv, "__floordiv__") NAME(dunder_radd, "__radd__") NAME(dunder_rsub, "__rsub__")                 \
    NAME(dunder_rmul, "__rmul__") NAME(dunder_rmatmul, "__rmatmul__") NAME(dunder_rtruediv, "__rtruediv__")           \
    NAME(dunder_rmod, "__rmod__") NAME(dunder_rpow, "__rpow__") NAME(dunder_rlshift, "__rlshift__")                   \
    NAME(dunder_rrshift, "__rrshift__") NAME(dunder_ror, "__ror__") NAME(dunder_rxor, "__rxor__")                     \
    NAME(dunder_rand, "__rand__") NAME(dunder_rfloordiv, "__rfloordiv__") NAME(dunder_iadd, "__iadd__")               \
    NAME(dunder_isub, "__isub__") NAME(dunder_imul, "__imul__") NAME(dunder_imatmul, "__imatmul__")                   \
    NAME(dunder_itruediv, "__itruediv__") NAME(dunder_imod, "__imod__") NAME(dunder_ipow, "__ipow__")                 \
    NAME(dunder_ilshift, "__ilshift__") NAME(dunder_irshift, "__irshift__") NAME(dunder_ior, "__ior__")               \
    NAME(dunder_ixor, "__ixor__") NAME(dunder_iand, "__iand__") NAME(dunder_ifloordiv, "__ifloordiv__")               \
    NAME(dunder_class, "__class__") NAME(dunder_dict, "__dict__") NAME(dunder_doc, "__doc__")                         \
    NAME(dunder_name, "__name__") NAME(dunder_qualname, "__qualname__") NAME(dunder_module, "__module__")             \
    NAME(dunder_bases, "__bases__") NAME(dunder_mro, "__mro__") NAME(dunder_base, "__base__")                         \
    NAME(dunder_annotations, "__annotations__") NAME(dunder_defaults, "__defaults__")                                 \
    NAME(dunder_kwdefaults, "__kwdefaults__") NAME(dunder_code, "__code__") NAME(dunder_globals, "__globals__")       \
    NAME(dunder_closure, "__closure__") NAME(dunder_wrapped, "__wrapped__") NAME(dunder_self, "__self__")             \
    NAME(dunder_func, "__func__") NAME(dunder_slots, "__slots__") NAME(dunder_weakref, "__weakref__")                 \
    NAME(dunder_classcell, "__classcell__") NAME(dunder_classdict, "__classdictcell__")                                   \
    NAME(dunder_prepare, "__prepare__") NAME(dunder_mro_entries, "__mro_entries__")                                   \
    NAME(dunder_type_params, "__type_params__") NAME(dunder_match_args, "__match_args__")                             \
    NAME(dunder_builtins, "__builtins__") NAME(dunder_file, "__file__") NAME(dunder_path, "__path__")                 \
    NAME(dunder_package, "__package__") NAME(dunder_spec, "__spec__") NAME(dunder_loader, "__loader__")               \
    NAME(dunder_all, "__all__") NAME(dunder_main, "__main__") NAME(dunder_import, "__import__")                       \
    NAME(dunder_cause, "__cause__") NAME(dunder_context, "__context__") NAME(dunder_traceback, "__traceback__")       \
    NAME(dunder_suppress_context, "__suppress_context__") NAME(dunder_notes, "__notes__") NAME(args, "args")          \
    NAME(value, "value") NAME(code, "code") NAME(send, "send") NAME(metaclass, "metaclass") NAME(keys, "keys")        \
    NAME(items, "items") NAME(join, "join") NAME(append, "append") NAME(self, "self") NAME(name, "name")              \
    NAME(obj, "obj") NAME(path, "path") NAME(msg, "msg") NAME(filename, "filename") NAME(lineno, "lineno")            \
    NAME(offset, "offset") NAME(text, "text") NAME(end_lineno, "end_lineno") NAME(end_offset, "end_offset")           \
    NAME(print_file_and_line, "print_file_and_line") NAME(errno, "errno") NAME(strerror, "strerror")                  \
    NAME(filename2, "filename2") NAME(fileno, "fileno") NAME(write, "write") NAME(flush, "flush") NAME(read, "read")  \
    NAME(readline, "readline") NAME(close, "close") NAME(builtins, "builtins") NAME(asyncio, "asyncio")               \
    NAME(sys, "sys") NAME(stdout, "stdout") NAME(stderr, "stderr") NAME(modules, "modules") NAME(argv, "argv")        \
    NAME(gather, "gather") NAME(encoding, "encoding") NAME(object, "object") NAME(start, "start") NAME(end, "end")    \
    NAME(reason, "reason") NAME(throw, "throw") NAME(cancel, "cancel") NAME(get, "get") NAME(real, "real")            \
    NAME(imag, "imag")

typedef struct Names {
#define NAME(field, text) Str *field;
    OLI_NAMES(NAME)
#undef NAME
} Names;

typedef enum GcPhase { GC_IDLE, GC_MARKING, GC_SWEEPING } GcPhase;

enum {
    CELL_ALIGN = 16,
    PAGE_BYTES = 32768,       /* pages are aligned to their size */
    LARGEST_CELL = 1024,      /* bytes; larger objects are allocated singly */
    SIZE_CLASS_COUNT = 24
};

typedef struct SizeClass {
    Object *free;             /* free cells ready for use, linked through their second word */
    char *bump, *bump_end;    /* never-used cells at the end of the newest page */
    Page *newest;             /* the page that bump is in */
    Page *pages;              /* pages of this cell size, swept */
    Page *unswept;            /* pages still to sweep in this cycle */
    uint32_t cell_size;
} SizeClass;

/* Allocation and collection (heap/heap.c and gc.c own it). */
typedef struct Heap {
    AllocFn alloc;
    void *alloc_host;
    size_t used_bytes;        /* everything obtained from the hook and not given back */
    size_t limit_bytes;       /* 0: none */
    size_t allocated_bytes;   /* cells handed out and blocks grown since the last cycle began */
    size_t trigger_bytes;     /* the next step is due when allocated_bytes passes it */
    size_t marked_bytes;      /* cells found alive in this cycle */
    size_t block_bytes;       /* part of used_bytes that pages are cut from */
    GcPhase phase;
    bool stress;              /* collect at safepoints without need (run/enter.c) */
    bool disabled;
    bool gray_overflow;       /* a grey object did not fit the mark stack: scan all marked ones again */
    SizeClass classes[SIZE_CLASS_COUNT];
    Page *free_pages;
    struct PageBlock *blocks;    /* blocks that pages are cut from */
    struct LargeCell *large;  /* large objects */
    struct LargeCell *large_unswept; /* those still to sweep in this cycle */
    Object **gray;            /* mark stack */
    size_t gray_count, gray_capacity;
    size_t slice_floor;       /* when the mark stack is down to this, the next slice of roots is due */
    uint64_t cycles;          /* completed ones */
} Heap;

/* Why the running script is to be interrupted at its next safepoint. */
typedef enum InterruptKind {
    INTERRUPT_KEYBOARD = 1, /* Ctrl-C */
    INTERRUPT_ATTENTION = 2, /* vm->attend is to be called: signal handlers of the script */
    INTERRUPT_SHOW = 4       /* the tasks are to be shown on stderr */
} InterruptKind;

struct Vm {
    Heap heap;

    /* ---- polled at safepoints ---- */
    int32_t fuel;            /* counts down at safepoints; below zero: oli_safepoint */
    int32_t fuel_slice;      /* what fuel started from */
    volatile int interrupted; /* InterruptKinds, set from signal handlers and other threads; looked at by safepoints */
    bool (*attend)(Vm *vm);   /* what INTERRUPT_ATTENTION calls; false: an exception is pending. NULL: nothing */
    int64_t budget;          /* instruction budget left (safepoints passed), or -1: unlimited */

    /* ---- the pending exception; VALUE_UNDEF: none ---- */
    Value exception;
    Value handled;           /* what `raise` alone re-raises: the exception being handled, or VALUE_NONE */
    bool inherits_handled;   /* `handled` is not of the running chain of heap frames, but of whoever resumed it */
    Value sent;              /* what the resumed frame gets; VALUE_UNDEF: the pending exception is thrown into it */
    Value stop_value;        /* after VALUE_STOP: the generator's return value, else VALUE_NONE */
    Value memory_error;      /* preallocated */

    /* ---- running ---- */
    Frame *frame;            /* the running frame, saved before anything that may look at it */
    struct GeneratorObject *driver; /* root of the innermost running chain of generators or coroutines (run/frame.h) */
    struct GeneratorObject *thrown_root; /* the driver of a chain that an exception was thrown into, until it suspends */
    uint16_t thrown_depth;   /* its frames nested less than this have seen nothing of the exception yet */
    Frame *base_frame;       /* the outermost frame: what C calls from outside of any script stand on */
    Value *stack_limit;      /* end of the current chunk of the register stack */
    struct StackChunk *stack_chunk;
    uint32_t depth, depth_limit; /* plain frames made (they are kept for reuse); RecursionError beyond */
    char *c_stack_base;      /* address of a local of the outermost entry from the host */
    size_t c_stack_limit;    /* bytes of C stack that nested native calls may use */
    bool uncatchable;        /* the pending exception ends the script: no handler sees it */
    bool scheduler_result;   /* oli_schedule returned the caller of asyncio.run */
    uint8_t scheduler_dst;   /* its register for the result */
    Root *roots;
    RootArray *root_arrays;
    Scheduler *scheduler;
    uint32_t lost_errors;    /* exceptions reported because nobody looked at them */
    Loader *loader;
    WeakTable *weak;         /* NULL: there are no weak references */
    Finalizers *finalizers;  /* NULL: nothing has anything to do before it dies */

    /* ---- types ---- */
    Class *classes[CLASS_COUNT];
    Class *exceptions[EXC_COUNT];
    Shape **shapes;          /* by id; NULL where collected */
    uint32_t shape_count, shape_capacity;
    uint32_t version_counter;
    struct MethodCacheEntry *method_cache; /* (class version, name) -> attribute found in the MRO */
    struct StrTable *interned;
    Str *chars[256];         /* one-character strings, Latin-1 */
    Str *empty_str;
    Tuple *empty_tuple;
    Names names;
    Str **special_names;     /* by Special: types/special.h */
    uint64_t hash_seed;
    uint32_t int_digits_limit; /* digits of int <-> str conversions (sys.set_int_max_str_digits); 0: none */
    uint32_t keys_version_counter;

    Dict *builtins;          /* namespace of the module builtins */
    Dict *modules;           /* sys.modules */
    Dict *sources;           /* file name -> text of scripts, for tracebacks (types/traceback.h), or NULL */
    Str *(*read_source)(Vm *vm, Str *filename); /* the host's way to them: a text or NULL (nothing raised), or NULL */
    Object *repr_guard;      /* containers being printed: see oli_repr_enter */
    Value repr_stack;

    void *embed;             /* state of the public API: embed/ */
    void *host;              /* the host application's pointer */
};

static inline bool is_marking(const Vm *vm) { return vm->heap.phase == GC_MARKING; }

static inline bool gc_due(const Vm *vm) {
    return vm->heap.allocated_bytes > vm->heap.trigger_bytes;
}

static inline void root_push(Vm *vm, Root *root, Value value) {
    root->value = value;
    root->next = vm->roots;
    vm->roots = root;
}
static inline void root_pop(Vm *vm, Root *root) { vm->roots = root->next; }

static inline void root_array_push(Vm *vm, RootArray *root, Value *values, size_t count) {
    root->values = values;
    root->count = count;
    root->next = vm->root_arrays;
    vm->root_arrays = root;
}
static inline void root_array_pop(Vm *vm, RootArray *root) { vm->root_arrays = root->next; }

static inline Class *class_of(const Vm *vm, Value v) {
    if (is_object(v)) return object_of(v)->cls;
    if (is_int(v)) return vm->classes[CLASS_INT];
    if (is_inline_float(v)) return vm->classes[CLASS_FLOAT];
    if (is_bool(v)) return vm->classes[CLASS_BOOL];
    if (is_none(v)) return vm->classes[CLASS_NONE];
    return vm->classes[is_not_implemented(v) ? CLASS_NOT_IMPLEMENTED : CLASS_ELLIPSIS];
}

static inline bool is_exact(const Vm *vm, Value v, ClassId id) {
    return is_object(v) && object_of(v)->cls == vm->classes[id];
}

#endif
