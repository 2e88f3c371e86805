/* SPDX-License-Identifier: MIT
 *
 * State of the public API (aioli.h) in one VM, at vm->embed, and what the files api_*.c share.
 *
 * An AioliVm * is the Vm * and an AioliValue has the bits of the Value. Results that are heap objects are pushed on the
 * handle stack, which the collector sees as a root array; a call of a host function and every AioliScope cut it back to
 * where it stood. References (AioliRef) are slots of a second root array. Neither needs barriers: the collector traces
 * roots again before it sweeps.
 */
#ifndef OLI_EMBED_EMBED_H
#define OLI_EMBED_EMBED_H

#include "aioli.h"
#include "embed/modules.h"
#include "types/native.h"
#include "types/protocol.h"

enum { OUTPUT_BUFFER_BYTES = 8192 };

typedef struct OutputBuffer {
    char *text; /* OUTPUT_BUFFER_BYTES, made at the first write */
    size_t size;
} OutputBuffer;

/* Values that the API itself holds. */
typedef enum Held {
    HELD_STDIN,
    HELD_STDOUT,
    HELD_STDERR,  /* sys.stdin, ... as the VM made them; by stream number */
    HELD_MAIN,    /* the module __main__ */
    HELD_PATH,    /* the list sys.path */
    HELD_LOOP,    /* the EventLoop of the host's own tasks */
    HELD_LOADING, /* dict: names of modules whose code runs now */
    HELD_COUNT
} Held;

/* A text about an error that the host was given; lives until the next of its kind. */
typedef struct DescribedError {
    char *text;
    size_t size;
} DescribedError;

/* A class made from an AioliClass. */
typedef struct HostClass {
    const void *def; /* AioliClass or AioliRecord */
    Class *cls;
} HostClass;

/* Instances of host classes: kind CLASS_HOST. The values follow, then the payload. */
typedef struct HostObject {
    Object header;
    const AioliClass *def;
    Value values[];
} HostObject;

/* A block of aioli_vm_data. */
typedef struct DataBlock {
    struct DataBlock *next;
    const void *key;
    size_t size;
    void (*free_block)(void *block);
    max_align_t block[];
} DataBlock;

/* Memory that lives as long as the VM: converted tables of functions, copied strings. */
typedef struct KeptBlock {
    struct KeptBlock *next;
    size_t size;
    max_align_t bytes[];
} KeptBlock;

struct AioliRef {
    struct Embed *embed;
    uint32_t slot;
    AioliRef *next_free; /* pool of freed ones; they keep their slot */
};

typedef struct Embed {
    Vm *vm;
    AioliConfig config; /* as given, defaults filled in, strings copied */
    AioliSystem system;
    AioliLoop loop;      /* zero when the host gave none */
    bool gc_disabled;         /* what gc.isenabled() says */
    int32_t gc_thresholds[3]; /* what gc.get_threshold() says */
    uint32_t host_depth; /* calls of host functions that run now */

    RootArray handles; /* values of the open scopes; count grows and shrinks with them */
    size_t handle_capacity;
    size_t scope_depth; /* open scopes, calls of host functions included */
    RootArray refs;
    size_t ref_capacity;
    AioliRef *free_refs;

    OutputBuffer output[3]; /* by stream number */

    const AioliModule **modules; /* added by the host */
    size_t module_count, module_capacity;
    HostClass *classes;
    size_t class_count, class_capacity;
    HostClass class_cache[16]; /* class, subclasses included -> its def */
    DataBlock *data;
    KeptBlock *kept;

    DescribedError described[3]; /* texts handed out by aioli_error_text, _message, _type_name */

    AioliPost *volatile posts; /* a stack; reversed when taken */
    bool (*attend)(AioliVm *vm); /* aioli_vm_on_attention */
    uint32_t expected;           /* aioli_vm_expect */
    RootArray held_root;
    int64_t real_start_ns;  /* virtual time: what the real clock showed when the VM was made */
    Value held[HELD_COUNT]; /* VALUE_UNDEF before they are needed */
} Embed;

static inline Vm *vm_of(AioliVm *handle) { return (Vm *)(void *)handle; }
static inline AioliVm *handle_of(Vm *vm) { return (AioliVm *)(void *)vm; }
static inline Embed *embed_of(Vm *vm) { return vm->embed; }
static inline Value value_in(AioliValue v) { return VALUE_OF_BITS(v.bits); }
static inline AioliValue value_out(Value v) { return (AioliValue){VALUE_BITS(v)}; }

/* A value that a script can hold: not one of the answers, not zeroed memory. */
static inline bool is_script_value(AioliValue v) { return (v.bits & 3) != 0 || v.bits > 20; }

/* Nothing of the VM runs: the host calls from outside, not from one of its functions. */
static inline bool is_outside(Vm *vm) { return vm->frame == vm->base_frame && !embed_of(vm)->host_depth; }

/* The VM may be called: exists and has no exception pending. From outside, the C stack is measured from here on. */
static inline bool is_ready(AioliVm *handle) {
    if (!handle) return false;
    if (is_outside(vm_of(handle))) vm_of(handle)->c_stack_base = __builtin_frame_address(0);
    return !has_exception(vm_of(handle));
}

bool oli_embed_grow_handles(Embed *embed); /* MemoryError */

/* Hand a result to the host: alive until the innermost scope closes. */
static inline AioliValue keep(Vm *vm, Value v) {
    if (is_object(v)) {
        Embed *embed = embed_of(vm);
        if (embed->handles.count == embed->handle_capacity && !oli_embed_grow_handles(embed)) return aioli_error();
        embed->handles.values[embed->handles.count++] = v;
    }
    return value_out(v);
}
static inline AioliValue keep_object(Vm *vm, const void *object) {
    return object ? keep(vm, make_object(object)) : aioli_error();
}

/* SystemError "function: text": the host made a mistake. Always the error value / false. */
AioliValue oli_misuse(AioliVm *handle, const char *function, const char *text);
bool oli_misuse_false(AioliVm *handle, const char *function, const char *text);

/* Memory freed with the VM. NULL: MemoryError. */
void *oli_embed_keep_block(Vm *vm, size_t size);
char *oli_embed_copy(Vm *vm, const char *text);

/* The names that aioli_raise and its like take: a built-in exception class, or NULL. */
Class *oli_exception_class(Vm *vm, const char *name);
/* printf of the public API into a builder. */
bool oli_embed_format(Vm *vm, TextBuilder *text, const char *format, va_list args);
static inline size_t text_size(const char *text, size_t size) { return size == AIOLI_NUL ? strlen(text) : size; }

bool oli_init_host(Vm *vm); /* the class of host objects (api_class.c) */
/* Call what other threads posted; what fails is reported as failed callbacks are. */
void oli_embed_run_posts(Vm *vm);

/* ---- api_observe.c ---- */
bool oli_embed_start_watching(Vm *vm); /* as the configuration wants it; false: no memory */

/* ---- wait.c ---- */
void oli_embed_connect_loop(Vm *vm); /* give the scheduler its HostLoop */
int64_t oli_embed_clock(Vm *vm, AioliClock clock);
bool oli_embed_sleep(Vm *vm, int64_t deadline_ns); /* of the monotonic clock; false: KeyboardInterrupt */

#endif
