/* SPDX-License-Identifier: MIT
 *
 * Exceptions from C: raising, testing, taking and chaining them.
 *
 * Formats know: %s C string, %c char, %d int, %u unsigned, %ld %lu long, %lld %llu, %zu %zd, %x, %%, %.*s, %.Ns and
 *   %S  Str *           its text
 *   %V  Value           str(v)    (may run script)
 *   %R  Value           repr(v)   (may run script)
 *   %T  Value           the name of its class
 *   %C  Class *         its name
 */
#ifndef OLI_TYPES_ERROR_H
#define OLI_TYPES_ERROR_H

#include "heap/vm.h"

/* Exception instances: kind CLASS_EXCEPTION, fixed fields first, attributes in slots like any instance. Classes with
 * more than one field of their own (OSError.errno, ...) have them after `value`: exception.h. */
typedef struct Exception {
    Object header;
    Tuple *args;
    Value cause; /* VALUE_NONE: none */
    Value context;
    Value traceback; /* Traceback or VALUE_NONE */
    bool suppress_context;
    Value value; /* the class's own first field (StopIteration.value, SystemExit.code), or VALUE_NONE */
} Exception;

/* One frame of a traceback, outermost first. */
typedef struct Traceback {
    Object header;
    Code *code;
    uint32_t pc;   /* word offset of the instruction */
    uint32_t task_site : 30, /* is_task_end: where the task was created (run/scheduler.h), or 0 */
        is_task_end : 1,     /* the exception left a task here */
        has_label : 1;       /* `self` is the task's name (run/task.h: oli_task_label) */
    Dict *globals; /* of the frame, or NULL */
    Value self;    /* the frame's `self` where a suggestion may want it, else VALUE_UNDEF */
    Value frame;   /* what tb_frame gave, or VALUE_UNDEF before anybody asked */
    Value next;    /* towards the place of the raise; VALUE_NONE at the end */
} Traceback;
enum { TRACEBACK_MAX_SITE = (1 << 30) - 1 };

static inline bool is_exception(Value v) { return is_kind(v, CLASS_EXCEPTION); }
static inline Exception *as_exception(Value v) { return (Exception *)object_of(v); }

static inline bool has_exception(const Vm *vm) { return !is_undef(vm->exception); }

/* Make an exception of a built-in class with one formatted argument and make it pending. Always VALUE_ERROR.
 * The exception being handled becomes its __context__. */
Value oli_raise(Vm *vm, ExceptionId id, const char *format, ...);
bool oli_raise_false(Vm *vm, ExceptionId id, const char *format, ...); /* the same, for bool functions */
void *oli_raise_null(Vm *vm, ExceptionId id, const char *format, ...); /* for pointer functions */
int oli_raise_int(Vm *vm, ExceptionId id, const char *format, ...);    /* -1 */
Value oli_raise_value(Vm *vm, Value exception);                        /* an instance; sets __context__ */
Value oli_raise_class(Vm *vm, Class *cls, Value argument);             /* cls(argument); VALUE_UNDEF: cls() */
Value oli_raise_no_memory(Vm *vm);
Value oli_raise_errno(Vm *vm, int error, Value filename); /* OSError or the subclass for errno; VALUE_UNDEF: no file */
Value oli_raise_key(Vm *vm, Value key);                   /* KeyError(key) */
Value oli_raise_stop(Vm *vm, Value value);                /* StopIteration(value); VALUE_UNDEF: without */

/* With the fields that "Did you mean" suggestions are made from. */
Value oli_raise_attribute(Vm *vm, Value object, Str *name, const char *format, ...); /* AttributeError */
Value oli_raise_name(Vm *vm, ExceptionId id, Str *name, const char *format, ...);    /* NameError, UnboundLocalError */
Value oli_raise_import(Vm *vm, ExceptionId id, Str *name, Value path, const char *format, ...); /* path may be UNDEF */
/* What `raise exception` and `raise exception from cause` make pending: a class is instantiated (may run script);
 * VALUE_UNDEF for no cause, VALUE_NONE for `from None`. */
Value oli_raise_statement(Vm *vm, Value exception, Value cause);
/* Link `context` under `exception` as what was being handled, breaking any cycle that this would close. */
void oli_exception_set_context(Vm *vm, Value exception, Value context);

/* The setter of attributes that CPython keeps in the object itself and does not let scripts change. Always false. */
bool oli_set_readonly(Vm *vm, Value self, Value value);

/* Take the pending exception out: the VM has none afterwards. */
Value oli_take_exception(Vm *vm);
static inline void clear_exception(Vm *vm) { vm->exception = VALUE_UNDEF; }
bool oli_exception_is(Vm *vm, ExceptionId id); /* the pending one is an instance of it */
bool oli_is_instance_of_exception(Vm *vm, Value v, ExceptionId id);
/* An exception object as C code makes it, not raised. NULL: no memory (pending). */
Value oli_exception_new(Vm *vm, Class *cls, const Value *args, uint32_t count);

/* The text CPython prints for an uncaught exception, chained ones included: "Traceback (most recent call last):\n ...". */
typedef struct TextBuilder TextBuilder;
bool oli_format_exception(Vm *vm, TextBuilder *text, Value exception); /* may run script (str of the exception) */
/* Prepend an entry to the pending exception's traceback (the loop calls it for each frame left). */
void oli_traceback_add(Vm *vm, Code *code, uint32_t pc);

#endif
