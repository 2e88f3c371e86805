/* SPDX-License-Identifier: MIT
 *
 * aioli.h: embed Aioli, a Python with async and await in its core, in a C or C++ program. The only installed header.
 *
 *     AioliVm *vm = aioli_vm_new(NULL);
 *     if (aioli_vm_run_string(vm, "hello.aio", "print('hello')", AIOLI_NUL) != AIOLI_OK)
 *         fputs(aioli_error_text(vm), stderr);
 *     aioli_vm_free(vm);
 *
 * VMs. A VM (AioliVm) is one interpreter with everything it needs; any number may exist, and two never see each other.
 * There is no global state, and nothing to initialise beforehand.
 *
 * Threads. A VM is used by one thread at a time; it may move from thread to thread between calls. Four functions may
 * be called from any thread at any time: aioli_vm_interrupt and aioli_vm_attend (from signal handlers too),
 * aioli_vm_wake, aioli_vm_post.
 *
 * Values. An AioliValue is one 64-bit word that stands for any value of a script. It belongs to one VM. Small ints,
 * most floats, None, True and False are wholly inside the word and live for ever; the others are objects on the VM's
 * heap, which is collected while scripts run. The library keeps an object alive for the host as long as it is
 *   - an argument of a host function that has not returned yet;
 *   - a result of an API call, until the innermost scope closes. A call of a host function is a scope; aioli_scope_open
 *     opens one by hand (in loops); outside of both there is the VM's own, which closes with the VM: a host that runs
 *     for long opens a scope round what it does;
 *   - held by a reference (aioli_ref_new), until that is freed.
 * Objects never move: the text of a string stays where it is while the string lives.
 *
 * Errors. A function that can fail returns AIOLI_OK or another status, true or false, a pointer or NULL, a value or
 * the error value (aioli_is_error). After failure an exception is pending in the VM: a host function passes it on to
 * its caller by returning aioli_error(); other code looks at it (aioli_error_text, aioli_error_get) and clears it
 * (aioli_error_clear, aioli_error_take). While one is pending, call nothing but these and functions that free: every
 * other function that can fail does so again at once, with the exception as it is.
 * Misuse by the host (a NULL where none is allowed, a scope closed twice, a busy VM freed, ...) is answered by a status
 * or a SystemError, in release builds too, never by undefined behaviour where the library can see it.
 *
 * Text is UTF-8 everywhere. A size of AIOLI_NUL means: up to the NUL. Times are nanoseconds (suffix _ns).
 * "May run script" in a comment means that the call may execute code of a script, and so take any time, raise
 * anything, and change any mutable object.
 */
#ifndef AIOLI_H
#define AIOLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef AIOLI_API
#if defined(__GNUC__)
#define AIOLI_API __attribute__((visibility("default")))
#else
#define AIOLI_API
#endif
#endif

#define AIOLI_VERSION_MAJOR 0
#define AIOLI_VERSION_MINOR 1
#define AIOLI_VERSION_PATCH 0

/* As a size: the text ends at its NUL. */
#define AIOLI_NUL ((size_t)-1)
/* As a deadline: never. */
#define AIOLI_NEVER INT64_MAX

typedef struct AioliVm AioliVm;
typedef struct AioliRef AioliRef;

/* Any value of a script. Copy it, pass it, store it where it is kept alive (above); its bits are the library's own.
 * Compare two with aioli_is_same. */
typedef struct AioliValue {
    uint64_t bits;
} AioliValue;

/* "0.1.0" */
AIOLI_API const char *aioli_version(void);

typedef enum AioliStatus {
    AIOLI_OK = 0,
    AIOLI_RAISED = 1,     /* an exception is pending */
    AIOLI_INCOMPLETE = 2, /* aioli_vm_run_line: the input is the beginning of something; append a line, try again */
    AIOLI_WAITING = 3,    /* aioli_vm_step: nothing is ready before the deadline or a wake */
    AIOLI_READY = 4,      /* aioli_vm_step: the budget is used up and more is ready */
    AIOLI_MISUSE = 5      /* the call makes no sense here: nothing happened */
} AioliStatus;

/* ---- special values: not values of the script, but answers of the API ---- */

/* An exception is pending. A host function returns it to raise. */
static inline AioliValue aioli_error(void) {
    AioliValue v = {4};
    return v;
}
/* No value: an argument that was not given, "use the default". */
static inline AioliValue aioli_missing(void) {
    AioliValue v = {12};
    return v;
}
/* The end of an iteration: aioli_next answers it, and a host's __next__ method returns it instead of raising. */
static inline AioliValue aioli_stop(void) {
    AioliValue v = {20};
    return v;
}
static inline AioliValue aioli_none(void) {
    AioliValue v = {28};
    return v;
}
static inline AioliValue aioli_bool(bool b) {
    AioliValue v = {b ? 44u : 36u};
    return v;
}
static inline AioliValue aioli_not_implemented(void) {
    AioliValue v = {52};
    return v;
}
/* The same object: Python's `is`. */
static inline bool aioli_is_same(AioliValue a, AioliValue b) { return a.bits == b.bits; }
static inline bool aioli_is_error(AioliValue v) { return v.bits == 4; }
static inline bool aioli_is_missing(AioliValue v) { return v.bits == 12; }
static inline bool aioli_is_stop(AioliValue v) { return v.bits == 20; }
static inline bool aioli_is_none(AioliValue v) { return v.bits == 28; }
static inline bool aioli_is_true(AioliValue v) { return v.bits == 44; }
static inline bool aioli_is_false(AioliValue v) { return v.bits == 36; }

/* ================================================================ the VM */

/* What scripts may do beyond computing. Off unless granted: the functions concerned raise PermissionError. */
enum {
    AIOLI_ALLOW_FILES = 1,       /* open, os.stat, os.listdir, ... */
    AIOLI_ALLOW_NETWORK = 2,     /* sockets, name resolution */
    AIOLI_ALLOW_PROCESSES = 4,   /* os.system, subprocess, os.kill, signals */
    AIOLI_ALLOW_ENVIRONMENT = 8, /* os.environ, os.getenv, sys.argv beyond what the host gives, user and host names */
    AIOLI_ALLOW_IMPORTS = 16,    /* modules from files; built-in ones and the host's own need no grant */
    AIOLI_ALLOW_CLOCK = 32,      /* the real time of day and real sleeping; without it clocks are virtual, from 0 */
    AIOLI_ALLOW_ALL = 63
};

/* All memory of a VM comes from here, one call at a time: as realloc, with exact sizes. `old` is NULL and `old_size` 0
 * for a new block; a `new_size` of 0 frees and returns NULL. Blocks are aligned to 16 bytes. NULL for a new_size that
 * is not 0 refuses: the script gets MemoryError. Must not call the API. `host` is AioliConfig.host. */
typedef void *(*AioliAllocate)(void *host, void *old, size_t old_size, size_t new_size);

/* Text that a script prints. `stream` is 1 (sys.stdout) or 2 (sys.stderr). `text` is UTF-8, not NUL-terminated, lives
 * during the call, and may end anywhere in a line. Must not call the API. */
typedef void (*AioliOutput)(void *host, int stream, const char *text, size_t size);

/* The text of the module `name` ("a.b" for a submodule), or NULL when the host has none of this name. The text is read
 * before the next call of the same VM into the host. `is_package`: set to true when submodules may follow. */
typedef const char *(*AioliFindModule)(void *host, const char *name, size_t *size, bool *is_package);

/* Which clock: CPython's time.time, time.monotonic and time.perf_counter, time.process_time. */
typedef enum AioliClock { AIOLI_CLOCK_REAL, AIOLI_CLOCK_MONOTONIC, AIOLI_CLOCK_PROCESS, AIOLI_CLOCK_THREAD } AioliClock;

/* What the core asks of an operating system. The library brings one for POSIX systems (used when AioliConfig.system is
 * NULL); a target without an operating system gives its own. Any entry may be NULL: then it is not available.
 * Errors are errno numbers, 0 is success. `context` is the member of that name. No entry may call the API. */
typedef struct AioliSystem {
    size_t size; /* sizeof(AioliSystem) */
    void *context;
    /* Hand the bytes of the file at `path` to `sink(to, bytes, size)`, in any number of pieces; stop with ENOMEM when
     * it returns false. EISDIR for a directory. */
    int (*read_file)(void *context, const char *path, bool (*sink)(void *to, const char *bytes, size_t size), void *to);
    /* 0: nothing there (or not readable), 1: a file, 2: a directory. */
    int (*kind_of_file)(void *context, const char *path);
    /* Nanoseconds; REAL since 1970-01-01 UTC, the others since any fixed moment. */
    int64_t (*clock_ns)(void *context, AioliClock clock);
    /* Fill with bytes that nobody can guess. */
    int (*random_bytes)(void *context, void *bytes, size_t size);
    /* Text for stream 1 or 2, when the host gives no `output`: all of it, or an errno. */
    int (*write)(void *context, int stream, const char *text, size_t size);
    /* Sleep until `deadline_ns` of the monotonic clock, or less: until a signal arrives. */
    void (*sleep_until)(void *context, int64_t deadline_ns);
} AioliSystem;

/* The event loop that waits for the VM when all its tasks sleep, in calls that run to completion (aioli_vm_run_string,
 * aioli_await). Hosts that have a loop of their own step the VM instead (aioli_vm_step), and need none. */
typedef struct AioliLoop {
    size_t size; /* sizeof(AioliLoop) */
    void *context;
    /* Wait for something to happen, handle it (completing futures, posting), and return: at `deadline_ns` of the
     * monotonic clock at the latest (AIOLI_NEVER: no limit; a moment that has passed: look, but do not wait), and at
     * once after `wake`. May call the API. False: an exception is pending. */
    bool (*poll)(void *context, AioliVm *vm, int64_t deadline_ns);
    /* Make `poll` return, from any thread or signal handler. A wake that comes between two polls ends the second. */
    void (*wake)(void *context);
    /* Whether something other than a timer can still happen (an open socket, a running child process): while true, a VM
     * whose tasks all wait is not deadlocked. */
    bool (*is_alive)(void *context);
    /* The VM is being freed. May be NULL. */
    void (*close)(void *context, AioliVm *vm);
    /* A script's event loop (get_running_loop()) was closed, at the end of asyncio.run for example: stop what waits on
     * its behalf, silently. Must not run script. May be NULL. */
    void (*loop_closed)(void *context, AioliVm *vm, AioliValue loop);
} AioliLoop;

/* How to make a VM. Zero is a sensible value for every member: `AioliConfig config = {sizeof config};` and then what
 * differs. The VM copies the structure and the strings; what functions and contexts point to must outlive the VM. */
typedef struct AioliConfig {
    size_t size;                 /* sizeof(AioliConfig): lets the structure grow in later versions */
    void *host;                  /* the host's own pointer: first argument of the hooks; aioli_vm_host */
    AioliAllocate allocate;      /* NULL: the C library's allocator */
    size_t memory_limit_bytes;   /* MemoryError beyond; 0: no limit */
    uint64_t instruction_budget; /* in safepoints (calls and loop turns) passed, roughly ten instructions each; when it
                                  * is used up the script stops with an error it cannot catch; 0: no limit */
    uint32_t recursion_limit;    /* nested calls before RecursionError; 0: 1000, as in CPython */
    uint32_t capabilities;       /* AIOLI_ALLOW_x, or-ed */
    bool virtual_time;           /* clocks jump to the next deadline instead of waiting for it */
    bool no_stdlib;              /* leave the library's modules out: only the host's can be imported */
    bool line_buffered;          /* hand each line of stdout over at once; else when the buffer is full, before the VM
                                  * waits, and when it returns to the host */
    AioliOutput output;          /* NULL: AioliSystem.write */
    AioliFindModule find_module; /* asked before the file system; NULL: the host has no modules in text form */
    const char *const *import_paths; /* folders, NULL-terminated, searched after the script's own; NULL: none */
    int argc;                        /* sys.argv */
    const char *const *argv;
    const char *executable;    /* sys.executable; NULL: "" */
    uint64_t hash_seed;        /* of str hashes, which order sets; 0: random */
    const AioliSystem *system; /* NULL: the library's own for this system */
    const AioliLoop *loop;     /* NULL: waits by AioliSystem.sleep_until */
    uint64_t schedule_seed;    /* shuffles the order of ready tasks, always the same way for the same number: to find
                                * races; 0: asyncio's order */
    uint32_t stall_ms;         /* a step that holds the event loop longer is reported on stderr with its place, where
                                * time is real; 0: none is */
    bool record_tasks;         /* keep what tasks do, for aioli_vm_write_trace */
} AioliConfig;

/* Forms of a recording: Chrome's trace event format, a timeline for a terminal, the same as a picture. */
typedef enum AioliTraceForm { AIOLI_TRACE_JSON, AIOLI_TRACE_TEXT, AIOLI_TRACE_SVG } AioliTraceForm;

/* A new VM, or NULL when memory is refused or the configuration makes no sense (size 0 or unknown). `config` NULL: all
 * defaults (no capabilities). Costs well under a millisecond. */
AIOLI_API AioliVm *aioli_vm_new(const AioliConfig *config);

/* Free a VM and everything in it: tasks are dropped, host objects finalised, references become invalid; output is
 * flushed. NULL is allowed. AIOLI_MISUSE, and nothing happens, while a function of the VM is running. */
AIOLI_API AioliStatus aioli_vm_free(AioliVm *vm);

/* AioliConfig.host */
AIOLI_API void *aioli_vm_host(AioliVm *vm);

/* Run `text` (`size` bytes, or AIOLI_NUL) to its end as module __main__, asyncio.run included; `filename` appears in
 * tracebacks and as __file__ (NULL: "<string>"). Several calls share the one __main__. AIOLI_RAISED: the exception,
 * a SyntaxError or SystemExit among them, is pending. May run script. */
AIOLI_API AioliStatus aioli_vm_run_string(AioliVm *vm, const char *filename, const char *text, size_t size);

/* The same for the file at `path`, read through AioliSystem (this needs no AIOLI_ALLOW_FILES: the host asks). The
 * file's folder is searched first by imports. A file that cannot be read: OSError pending. */
AIOLI_API AioliStatus aioli_vm_run_file(AioliVm *vm, const char *path);

/* Run the module `name` as __main__, as `python -m` does. */
AIOLI_API AioliStatus aioli_vm_run_module(AioliVm *vm, const char *name);

/* The value of one expression, in the namespace of __main__. May run script. */
AIOLI_API AioliValue aioli_vm_eval(AioliVm *vm, const char *expression, size_t size);

/* One interactive input in __main__, as a read-eval-print loop does: the value of an expression statement that is not
 * None is printed and stored as `_`; `await` is allowed at top level. AIOLI_INCOMPLETE asks for another line to be
 * appended to the same text, only when `has_more` (more lines may come; a text ending in an empty line closes a block).
 */
AIOLI_API AioliStatus aioli_vm_run_line(AioliVm *vm, const char *text, size_t size, bool has_more);

/* Make the script raise KeyboardInterrupt at its next safepoint; inside asyncio.run the main task is cancelled first,
 * as CPython does. Async-signal-safe, any thread, and while the VM waits too. */
AIOLI_API void aioli_vm_interrupt(AioliVm *vm);

/* Have `attend(vm)` called at the script's next safepoint, or in its wait, after each aioli_vm_attend (several calls may
 * become one): that is how a signal handler in C reaches those of the script. It may run script; false: an exception is
 * pending, and is raised where the script is. One function per VM; NULL: none. */
AIOLI_API void aioli_vm_on_attention(AioliVm *vm, bool (*attend)(AioliVm *vm));
/* Async-signal-safe, any thread. */
AIOLI_API void aioli_vm_attend(AioliVm *vm);
/* Add `change` to the number of things that may wake the VM, but need not ever: signal handlers of the script, say. While
 * it is above zero, a VM whose tasks all wait is not deadlocked. Virtual time jumps all the same. */
AIOLI_API void aioli_vm_expect(AioliVm *vm, int change);

/* Write to stderr what would be lost with the VM: exceptions of tasks that nobody looked at, coroutines that were never
 * awaited. (Most are reported as soon as they are out of reach.) Returns how many exceptions were lost since the VM was
 * made: the aioli command exits with status 1 then. Call it when the program is over. */
AIOLI_API size_t aioli_vm_report_lost(AioliVm *vm);

/* Write the tasks of the running event loop to stderr as a tree, with what each waits for: at the next safepoint, or at
 * once while the VM waits. Async-signal-safe, any thread: the aioli command calls it on SIGUSR1. */
AIOLI_API void aioli_vm_show_tasks(AioliVm *vm);

/* Hand what tasks have done since the VM was made (AioliConfig.record_tasks) to `sink(to, bytes, size)`, in any number of
 * pieces, until it returns false. False: the sink did, nothing was recorded, or there was no memory. Runs no script. */
AIOLI_API bool aioli_vm_write_trace(AioliVm *vm, AioliTraceForm form,
                                    bool (*sink)(void *to, const char *bytes, size_t size), void *to);

/* Bytes in use, all memory counted. */
AIOLI_API size_t aioli_vm_memory(AioliVm *vm);
/* A whole collection now (gc.collect). May run script (__del__). */
AIOLI_API void aioli_vm_collect(AioliVm *vm);
/* Give the VM `budget` more safepoints (AioliConfig.instruction_budget); 0: no limit from now on. */
AIOLI_API void aioli_vm_set_budget(AioliVm *vm, uint64_t budget);
AIOLI_API uint32_t aioli_vm_recursion_limit(AioliVm *vm);
/* False, with RecursionError pending: the script that runs stands deeper than that. */
AIOLI_API bool aioli_vm_set_recursion_limit(AioliVm *vm, uint32_t limit);
/* Digits that conversions between int and decimal text may have (sys.set_int_max_str_digits): 4300 unless it is changed;
 * 0: no limit. */
AIOLI_API uint32_t aioli_vm_int_digits_limit(AioliVm *vm);
AIOLI_API void aioli_vm_set_int_digits_limit(AioliVm *vm, uint32_t digits);

/* The capabilities (AIOLI_ALLOW_x) that the host granted. */
AIOLI_API uint32_t aioli_vm_capabilities(AioliVm *vm);
/* Whether all of `capabilities` are granted; if not, PermissionError is pending, with `what` in its text. */
AIOLI_API bool aioli_vm_require(AioliVm *vm, uint32_t capabilities, const char *what);

/* The system and the configuration the VM was made with (never NULL). */
AIOLI_API const AioliSystem *aioli_vm_system(AioliVm *vm);
AIOLI_API const AioliConfig *aioli_vm_config(AioliVm *vm);

/* Write text to stream 1 or 2 as print does: stdout is buffered. False: an exception is pending. */
AIOLI_API bool aioli_write(AioliVm *vm, int stream, const char *text, size_t size);
AIOLI_API bool aioli_flush(AioliVm *vm, int stream);
/* Tell the VM that `object` is its stream 0, 1 or 2 (sys.stdin, sys.stdout, sys.stderr): as long as sys.stdout is this
 * object, print writes to the stream without calling it. */
AIOLI_API bool aioli_stream_define(AioliVm *vm, int stream, AioliValue object);
/* Write a str as print does: UnicodeEncodeError for lone surrogates on stream 1, escaped on 2. */
AIOLI_API bool aioli_write_string(AioliVm *vm, int stream, AioliValue text);
/* For C code that runs long or waits in a system call (after EINTR): false with KeyboardInterrupt pending when the VM
 * was interrupted. May run script (signal handlers, finalisers). */
AIOLI_API bool aioli_check_interrupt(AioliVm *vm);

/* A zeroed block of `size` bytes that belongs to this VM and `key` (any address of the caller's: a static variable);
 * the same block on every call. `free_block` (NULL: nothing) is called with it when the VM goes. NULL: MemoryError.
 * This is how C modules keep state without globals. */
AIOLI_API void *aioli_vm_data(AioliVm *vm, const void *key, size_t size, void (*free_block)(void *block));

/* Memory of the VM, counted against its limit. aioli_memory_resize works as AioliAllocate; NULL: MemoryError. */
AIOLI_API void *aioli_memory_resize(AioliVm *vm, void *old, size_t old_size, size_t new_size);
AIOLI_API void aioli_memory_free(AioliVm *vm, void *block, size_t size);

/* ================================================================ lifetime */

typedef struct AioliScope {
    size_t mark;
    size_t depth;
} AioliScope;

/* From here on, results of API calls live until the matching close, which must come in the opposite order. Needed where
 * many values pass in a loop, and round what a host does outside of host functions. */
AIOLI_API void aioli_scope_open(AioliVm *vm, AioliScope *scope);
/* Close the scope, and keep `result` alive in the one around it: returns it. Pass aioli_missing() to keep nothing. */
AIOLI_API AioliValue aioli_scope_close(AioliVm *vm, AioliScope *scope, AioliValue result);

/* Keep `value` alive until the reference is freed. NULL: MemoryError pending. */
AIOLI_API AioliRef *aioli_ref_new(AioliVm *vm, AioliValue value);
AIOLI_API AioliValue aioli_ref_get(const AioliRef *ref);
AIOLI_API void aioli_ref_set(AioliVm *vm, AioliRef *ref, AioliValue value);
/* NULL is allowed. References that are left are freed with the VM. */
AIOLI_API void aioli_ref_free(AioliVm *vm, AioliRef *ref);

/* ================================================================ values */

typedef enum AioliType {
    AIOLI_TYPE_NONE,
    AIOLI_TYPE_BOOL,
    AIOLI_TYPE_INT,
    AIOLI_TYPE_FLOAT,
    AIOLI_TYPE_COMPLEX,
    AIOLI_TYPE_STRING,
    AIOLI_TYPE_BYTES,
    AIOLI_TYPE_BYTEARRAY,
    AIOLI_TYPE_LIST,
    AIOLI_TYPE_TUPLE,
    AIOLI_TYPE_DICT,
    AIOLI_TYPE_SET, /* frozenset too */
    AIOLI_TYPE_RANGE,
    AIOLI_TYPE_SLICE,
    AIOLI_TYPE_FUNCTION, /* script and native functions, methods */
    AIOLI_TYPE_CLASS,
    AIOLI_TYPE_MODULE,
    AIOLI_TYPE_EXCEPTION,
    AIOLI_TYPE_GENERATOR, /* asynchronous ones too */
    AIOLI_TYPE_COROUTINE,
    AIOLI_TYPE_FUTURE, /* tasks too */
    AIOLI_TYPE_HOST,   /* an instance of a host's class */
    AIOLI_TYPE_OTHER,
    AIOLI_TYPE_INVALID /* one of the special values */
} AioliType;

/* What kind of value it is; instances of subclasses count as the built-in class they derive from. */
AIOLI_API AioliType aioli_type(AioliVm *vm, AioliValue v);
/* True when the class of `v` is exactly that built-in type, not a subclass of it. */
AIOLI_API bool aioli_is_exact(AioliVm *vm, AioliValue v, AioliType type);
/* The name of its class, "int". Lives as long as the class. */
AIOLI_API const char *aioli_type_name(AioliVm *vm, AioliValue v);

/* ---- numbers ---- */
AIOLI_API AioliValue aioli_int(AioliVm *vm, int64_t i);
AIOLI_API AioliValue aioli_int_unsigned(AioliVm *vm, uint64_t i);
/* An int of any size from text, as int(text, base) reads it: base 2..36, or 0 for Python's own prefixes. */
AIOLI_API AioliValue aioli_int_parse(AioliVm *vm, const char *text, size_t size, int base);
/* Its digits as a str, '-' in front where negative. `v` must be an int. */
AIOLI_API AioliValue aioli_int_text(AioliVm *vm, AioliValue v, int base);
/* From / to an array of bytes, least significant first: the absolute value and the sign apart. aioli_int_to_bytes
 * returns how many bytes the value needs and writes the first `capacity` of them (zeros after its end);
 * AIOLI_NUL: `v` is no int (TypeError). `negative` may be NULL. */
AIOLI_API AioliValue aioli_int_from_bytes(AioliVm *vm, const void *bytes, size_t size, bool negative);
AIOLI_API size_t aioli_int_to_bytes(AioliVm *vm, AioliValue v, void *bytes, size_t capacity, bool *negative);
/* Read an int: int, bool or anything with __index__. False: TypeError ("'str' object cannot be interpreted as an
 * integer") or OverflowError is pending. May run script. */
AIOLI_API bool aioli_int_get(AioliVm *vm, AioliValue v, int64_t *out);
/* The same, but a value out of range becomes INT64_MIN or INT64_MAX. */
AIOLI_API bool aioli_int_get_clipped(AioliVm *vm, AioliValue v, int64_t *out);
/* An int that is one (not bool), or through __index__: a value of type int. */
AIOLI_API AioliValue aioli_index(AioliVm *vm, AioliValue v);

AIOLI_API AioliValue aioli_float(AioliVm *vm, double d);
/* Read a number: float, int, anything with __float__ or __index__. False: TypeError ("must be real number, not str")
 * or OverflowError is pending. May run script. */
AIOLI_API bool aioli_float_get(AioliVm *vm, AioliValue v, double *out);
/* The int nearest to zero: OverflowError for infinities, ValueError for NaN. */
AIOLI_API AioliValue aioli_int_from_double(AioliVm *vm, double d);
AIOLI_API AioliValue aioli_complex(AioliVm *vm, double real, double imag);
/* Read the parts of a number: complex, anything with __complex__, else as aioli_float_get. May run script. */
AIOLI_API bool aioli_complex_get(AioliVm *vm, AioliValue v, double *real, double *imag);

/* ---- text and bytes ---- */
/* A str from UTF-8; UnicodeDecodeError when it is not valid. */
AIOLI_API AioliValue aioli_string(AioliVm *vm, const char *text, size_t size);
/* The same, shared: one object per text. For names and keys that come back. */
AIOLI_API AioliValue aioli_string_intern(AioliVm *vm, const char *text, size_t size);
/* A str from bytes that need not be UTF-8 (file names, arguments): others become lone surrogates, as in CPython
 * ("surrogateescape"). */
AIOLI_API AioliValue aioli_string_from_system(AioliVm *vm, const char *text, size_t size);
/* printf for a handful of conversions: %s %c %d %u %x %ld %lu %lld %llu %zu %g %%, %.*s and %.Ns, and for AioliValue
 * arguments %V (str(v)), %R (repr(v)), %T (the name of its class), %N (the same, but "None" for None, as messages about
 * arguments have it). May run script (for %V, %R). */
AIOLI_API AioliValue aioli_string_format(AioliVm *vm, const char *format, ...);
/* The bytes of a str, as long as it lives; `size` receives how many (may be NULL). **Not NUL-terminated.** Lone
 * surrogates stand as three bytes each. NULL: TypeError "expected str, not x" is pending. */
AIOLI_API const char *aioli_string_get(AioliVm *vm, AioliValue v, size_t *size);
/* The same as a C string, alive until the scope closes; ValueError "embedded null character" when it holds a NUL. */
AIOLI_API const char *aioli_string_c(AioliVm *vm, AioliValue v);
/* A C string for the operating system, of a str (surrogates made bytes again), bytes, or an object with __fspath__.
 * Alive until the scope closes. NULL: TypeError or ValueError is pending. May run script. */
AIOLI_API const char *aioli_path_c(AioliVm *vm, AioliValue v);
/* Code points. -1: TypeError. */
AIOLI_API int64_t aioli_string_length(AioliVm *vm, AioliValue v);
/* Between the two ways to count in a str: the byte where code point `index` begins (0 <= index <= length), the code point
 * that begins at byte `offset`. Quick for any text after the first call (at most logarithmic). -1: TypeError, or a
 * SystemError for a number out of range. */
AIOLI_API int64_t aioli_string_offset(AioliVm *vm, AioliValue v, int64_t index);
AIOLI_API int64_t aioli_string_index(AioliVm *vm, AioliValue v, int64_t offset);
/* The part of a str between two byte offsets at which code points begin. Parts of large strings share their text. */
AIOLI_API AioliValue aioli_string_slice(AioliVm *vm, AioliValue v, size_t start, size_t end);
/* A str from what aioli_string_get gives: UTF-8 in which lone surrogates may stand as three bytes each. */
AIOLI_API AioliValue aioli_string_join(AioliVm *vm, const char *text, size_t size);

/* Names of characters (Unicode 15.1). The character that `name` is the name or an alias of, in any case; takes about a
 * millisecond. And the name of one: its size, 0 when it has none. */
enum { AIOLI_CHARACTER_NAME_MAX = 128 };
AIOLI_API bool aioli_character_named(const char *name, size_t size, uint32_t *out);
AIOLI_API size_t aioli_character_name(uint32_t character, char out[AIOLI_CHARACTER_NAME_MAX]);

AIOLI_API AioliValue aioli_bytes(AioliVm *vm, const void *bytes, size_t size);
/* The bytes of a bytes or bytearray object; those of a bytearray stay in place until something changes it. NULL:
 * TypeError "a bytes-like object is required, not 'x'". */
AIOLI_API const void *aioli_bytes_get(AioliVm *vm, AioliValue v, size_t *size);
/* The same where it may be written to: a bytearray, a memoryview of one, an instance of a class with `bytes`. NULL:
 * TypeError "argument must be read-write bytes-like object, not x". */
AIOLI_API void *aioli_bytes_get_writable(AioliVm *vm, AioliValue v, size_t *size);
/* A bytes object of `size` bytes to be filled through *bytes before anything else is called. */
AIOLI_API AioliValue aioli_bytes_reserve(AioliVm *vm, size_t size, void **bytes);

/* ---- containers ---- */
/* `items` may be NULL when count is 0. */
AIOLI_API AioliValue aioli_list(AioliVm *vm, const AioliValue *items, size_t count);
AIOLI_API bool aioli_list_append(AioliVm *vm, AioliValue list, AioliValue item);
/* Any iterable as a new list. May run script. */
AIOLI_API AioliValue aioli_list_of(AioliVm *vm, AioliValue iterable);
AIOLI_API bool aioli_list_sort(AioliVm *vm, AioliValue list);
AIOLI_API AioliValue aioli_tuple(AioliVm *vm, const AioliValue *items, size_t count);
AIOLI_API AioliValue aioli_tuple_of(AioliVm *vm, AioliValue iterable);
/* Items of a list or tuple; none for any other value (-1, TypeError). `index` must be below the length: IndexError. */
AIOLI_API int64_t aioli_sequence_length(AioliVm *vm, AioliValue v);
AIOLI_API AioliValue aioli_sequence_get(AioliVm *vm, AioliValue v, size_t index);
AIOLI_API bool aioli_sequence_set(AioliVm *vm, AioliValue list, size_t index, AioliValue item);

AIOLI_API AioliValue aioli_dict(AioliVm *vm);
/* Any key. aioli_dict_get: aioli_missing() when there is none (no exception). May run script (hash, ==). */
AIOLI_API AioliValue aioli_dict_get(AioliVm *vm, AioliValue dict, AioliValue key);
AIOLI_API bool aioli_dict_set(AioliVm *vm, AioliValue dict, AioliValue key, AioliValue value);
/* 1: deleted, 0: was not there, -1: an exception is pending. */
AIOLI_API int aioli_dict_delete(AioliVm *vm, AioliValue dict, AioliValue key);
/* Keys that are C strings (interned); these run no script. */
AIOLI_API AioliValue aioli_dict_get_c(AioliVm *vm, AioliValue dict, const char *key);
AIOLI_API bool aioli_dict_set_c(AioliVm *vm, AioliValue dict, const char *key, AioliValue value);
AIOLI_API size_t aioli_dict_length(AioliVm *vm, AioliValue dict);
/* Go through the entries in order: start with *position 0. False at the end. The dict must not gain keys meanwhile
 * (entries could then be met twice or not at all; nothing worse). */
AIOLI_API bool aioli_dict_next(AioliVm *vm, AioliValue dict, size_t *position, AioliValue *key, AioliValue *value);

AIOLI_API AioliValue aioli_set(AioliVm *vm, bool frozen);
/* 1: added, 0: was there, -1: an exception is pending. May run script. */
AIOLI_API int aioli_set_add(AioliVm *vm, AioliValue set, AioliValue item);
AIOLI_API AioliValue aioli_slice(AioliVm *vm, AioliValue start, AioliValue stop, AioliValue step);
/* Resolve a slice against a length: clipped bounds and the number of items. False: TypeError, ValueError. */
AIOLI_API bool aioli_slice_get(AioliVm *vm, AioliValue slice, int64_t length, int64_t *start, int64_t *stop,
                               int64_t *step, int64_t *count);

/* ================================================================ what a script can do with values */
/* All of these may run script. */

AIOLI_API AioliValue aioli_attr_get(AioliVm *vm, AioliValue v, const char *name);
/* aioli_missing() instead of AttributeError. */
AIOLI_API AioliValue aioli_attr_find(AioliVm *vm, AioliValue v, const char *name);
/* `value` aioli_missing(): delete. */
AIOLI_API bool aioli_attr_set(AioliVm *vm, AioliValue v, const char *name, AioliValue value);
AIOLI_API AioliValue aioli_item_get(AioliVm *vm, AioliValue v, AioliValue key);
AIOLI_API bool aioli_item_set(AioliVm *vm, AioliValue v, AioliValue key, AioliValue value); /* missing: delete */
AIOLI_API int aioli_contains(AioliVm *vm, AioliValue container, AioliValue item);           /* 1, 0, -1 */
AIOLI_API int64_t aioli_length(AioliVm *vm, AioliValue v);                                  /* -1: error */

/* Names of __main__. */
AIOLI_API AioliValue aioli_global_get(AioliVm *vm, const char *name); /* NameError */
AIOLI_API bool aioli_global_set(AioliVm *vm, const char *name, AioliValue value);

/* Call with positional arguments. Calling an `async def` gives a coroutine: aioli_await, aioli_task_start. */
AIOLI_API AioliValue aioli_call(AioliVm *vm, AioliValue callable, const AioliValue *args, size_t count);
/* The last `name_count` of the `count` arguments are keywords of these names. */
AIOLI_API AioliValue aioli_call_keywords(AioliVm *vm, AioliValue callable, const AioliValue *args, size_t count,
                                         const char *const *names, size_t name_count);
/* callable(*args, **keywords): `args` a tuple, `keywords` a dict with str keys or aioli_missing(). */
AIOLI_API AioliValue aioli_call_tuple(AioliVm *vm, AioliValue callable, AioliValue args, AioliValue keywords);
AIOLI_API AioliValue aioli_call_method(AioliVm *vm, AioliValue v, const char *name, const AioliValue *args,
                                       size_t count);
AIOLI_API bool aioli_is_callable(AioliVm *vm, AioliValue v);

/* aioli_next: the next item, aioli_stop() at the end, or the error value. */
AIOLI_API AioliValue aioli_iterate(AioliVm *vm, AioliValue iterable);
AIOLI_API AioliValue aioli_next(AioliVm *vm, AioliValue iterator);

AIOLI_API int aioli_truth(AioliVm *vm, AioliValue v); /* 1, 0, -1 */
AIOLI_API AioliValue aioli_repr(AioliVm *vm, AioliValue v);
AIOLI_API AioliValue aioli_str(AioliVm *vm, AioliValue v);
AIOLI_API bool aioli_hash(AioliVm *vm, AioliValue v, int64_t *out);
AIOLI_API int aioli_equal(AioliVm *vm, AioliValue a, AioliValue b); /* identity first, as containers do: 1, 0, -1 */

typedef enum AioliOperator {
    AIOLI_ADD,
    AIOLI_SUB,
    AIOLI_MUL,
    AIOLI_MATMUL,
    AIOLI_DIV,
    AIOLI_MOD,
    AIOLI_POW,
    AIOLI_LSHIFT,
    AIOLI_RSHIFT,
    AIOLI_OR,
    AIOLI_XOR,
    AIOLI_AND,
    AIOLI_FLOORDIV
} AioliOperator;
typedef enum AioliComparison { AIOLI_EQ, AIOLI_NE, AIOLI_LT, AIOLI_LE, AIOLI_GT, AIOLI_GE } AioliComparison;
typedef enum AioliUnary { AIOLI_INVERT, AIOLI_NOT, AIOLI_POSITIVE, AIOLI_NEGATIVE, AIOLI_ABS } AioliUnary;
/* a + b, ... */
AIOLI_API AioliValue aioli_binary(AioliVm *vm, AioliOperator op, AioliValue a, AioliValue b);
/* a += b, ...: the new a */
AIOLI_API AioliValue aioli_inplace(AioliVm *vm, AioliOperator op, AioliValue a, AioliValue b);
AIOLI_API AioliValue aioli_unary(AioliVm *vm, AioliUnary op, AioliValue v);
/* a < b, ...: any value, as the objects' methods decide */
AIOLI_API AioliValue aioli_compare(AioliVm *vm, AioliComparison op, AioliValue a, AioliValue b);
/* The same as a truth: 1, 0, -1 */
AIOLI_API int aioli_compare_truth(AioliVm *vm, AioliComparison op, AioliValue a, AioliValue b);

AIOLI_API AioliValue aioli_class_of(AioliVm *vm, AioliValue v);
AIOLI_API int aioli_is_instance(AioliVm *vm, AioliValue v, AioliValue cls); /* 1, 0, -1 */
AIOLI_API int aioli_is_subclass(AioliVm *vm, AioliValue cls, AioliValue base);
/* A name of the module builtins: aioli_builtin(vm, "ValueError"). NameError when there is none. */
AIOLI_API AioliValue aioli_builtin(AioliVm *vm, const char *name);
/* Import a module and return it (the innermost one of a dotted name). */
AIOLI_API AioliValue aioli_import(AioliVm *vm, const char *name);
/* The dict sys.modules, the list sys.path. */
AIOLI_API AioliValue aioli_modules(AioliVm *vm);
AIOLI_API AioliValue aioli_import_path(AioliVm *vm);
/* Bytes that the object itself takes (sys.getsizeof); what it refers to is not counted. */
AIOLI_API size_t aioli_size(AioliVm *vm, AioliValue v);

/* repr() of a container that may hold itself: 1 entered (leave when done), 0 it is being printed already, -1 error. */
AIOLI_API int aioli_repr_enter(AioliVm *vm, AioliValue v);
AIOLI_API void aioli_repr_leave(AioliVm *vm, AioliValue v);
/* For recursion in C that data can drive: false, RecursionError pending, when the C stack grows too deep. */
AIOLI_API bool aioli_check_recursion(AioliVm *vm);

/* ================================================================ functions, modules and classes in C */

/* A C function that scripts can call. `args` holds one value per parameter of its signature, in order, aioli_missing()
 * for optional ones that were not given; `count` is the number of parameters. Returns the result, or aioli_error() with
 * an exception pending. A result that is a future (aioli_future_new) can be awaited by the script. */
typedef AioliValue (*AioliFn)(AioliVm *vm, const AioliValue *args, size_t count);

/* `signature` lists the parameters as Python does, without types: "text, sep=None, /, *, limit=-1". A parameter with
 * "=" is optional; the text after it is documentation, the C code applies the default. "*rest" arrives as a tuple,
 * "**options" as a dict; "/" and "*" alone divide positional-only, ordinary and keyword-only parameters. Wrong calls
 * raise TypeError with CPython's wording before `fn` is called. NULL or "": no parameters. Methods name their self.
 * A table of functions ends with a NULL name; tables must be static (functions point into them). */
typedef struct AioliFunction {
    const char *name;
    const char *signature;
    AioliFn fn;
    const char *doc; /* __doc__, or NULL */
} AioliFunction;

/* An attribute that is computed. `set` NULL: read-only; it gets aioli_missing() for `del`. */
typedef struct AioliProperty {
    const char *name; /* NULL ends a table */
    AioliValue (*get)(AioliVm *vm, AioliValue self);
    bool (*set)(AioliVm *vm, AioliValue self, AioliValue value);
    const char *doc;
} AioliProperty;

enum {
    AIOLI_CLASS_FINAL = 1,    /* scripts may not derive from it */
    AIOLI_CLASS_ABSTRACT = 2, /* scripts may not make instances: TypeError "cannot create 'x' instances" */
    AIOLI_CLASS_HAS_DICT = 4, /* scripts may set further attributes on instances (always so for subclasses) */
    AIOLI_CLASS_EXCEPTION = 8 /* not a host object: an exception class, `base` is its base; only name, doc are used */
};

/* A class whose instances carry C data. An instance holds `payload_size` zeroed bytes for the host and `value_count`
 * values (None at first) that the collector knows; it holds no other AioliValue.
 * Special methods (__init__, __new__, __repr__, __iter__, __next__, __len__, __getitem__, __call__, __add__, ...) are
 * methods of these names. __next__ may return aioli_stop(). __new__ takes the class first and calls
 * aioli_object_new; without one instances are made zeroed, and __init__ fills them. */
typedef struct AioliClass {
    const char *name;   /* "Random" */
    const char *module; /* "random": __module__ */
    const char *doc;
    uint32_t flags; /* AIOLI_CLASS_x */
    size_t payload_size;
    size_t value_count;
    /* Release what the payload owns: called once, when the collector finds the instance unreachable or the VM goes,
     * also for a payload that is still zeroed. Must not call the API but aioli_memory_free. */
    void (*finalize)(AioliVm *vm, void *payload);
    const AioliFunction *methods;       /* first parameter self; NULL: none */
    const AioliFunction *class_methods; /* first parameter cls */
    const AioliFunction *static_methods;
    const AioliProperty *properties;
    const char *base; /* name of a built-in exception for AIOLI_CLASS_EXCEPTION; else NULL */
    /* For classes whose instances are bytes-like (they hold items in memory): where, and how many bytes. Must not call
     * the API. NULL: they are not. */
    char *(*bytes)(void *payload, size_t *size);
} AioliClass;

/* A module in C. Its functions are defined and `init` is run when a script first imports it. */
typedef struct AioliModule {
    const char *name; /* "math"; a dotted name is a submodule of a package */
    const char *doc;
    const AioliFunction *functions; /* NULL: none */
    /* Add what the functions do not say: constants, classes. False: an exception is pending. May be NULL. */
    bool (*init)(AioliVm *vm, AioliValue module);
} AioliModule;

/* Let scripts import a module of the host's. `module` must be static (outlive the VM). It comes before a built-in
 * module of the same name. False: MemoryError. */
AIOLI_API bool aioli_module_add(AioliVm *vm, const AioliModule *module);
/* Make functions and set them as attributes of `target` (a module, usually). */
AIOLI_API bool aioli_functions_add(AioliVm *vm, AioliValue target, const AioliFunction *functions);
/* Define one function as a global name of __main__. */
AIOLI_API bool aioli_function_define(AioliVm *vm, const AioliFunction *function);
/* A function as a value. `self`: aioli_missing(), or a value that becomes its first argument (a bound method). */
AIOLI_API AioliValue aioli_function_new(AioliVm *vm, const AioliFunction *function, AioliValue self);

/* Make the class that `def` describes (static, outlives the VM), and set it as an attribute of `module` unless that is
 * aioli_missing(). At most once per VM and def: later calls return the same class. */
AIOLI_API AioliValue aioli_class_new(AioliVm *vm, AioliValue module, const AioliClass *def);
/* The class made from `def`: aioli_missing() when there is none yet. */
AIOLI_API AioliValue aioli_class_get(AioliVm *vm, const AioliClass *def);
/* An instance of `cls` (made from an AioliClass, or a script's subclass of one), zeroed; __init__ is not called. */
AIOLI_API AioliValue aioli_object_new(AioliVm *vm, AioliValue cls);
/* The payload of an instance of `def` or a subclass, as long as it lives. NULL: TypeError is pending (when it is not
 * one). With payload_size 0 it is a pointer to nothing. */
AIOLI_API void *aioli_object_payload(AioliVm *vm, AioliValue object, const AioliClass *def);
/* Whether it is an instance of `def` or a subclass. */
AIOLI_API bool aioli_object_is(AioliVm *vm, AioliValue object, const AioliClass *def);
/* The values that an instance holds; index below value_count. `object` must be an instance of a host class. */
AIOLI_API AioliValue aioli_object_value(AioliVm *vm, AioliValue object, size_t index);
AIOLI_API void aioli_object_set_value(AioliVm *vm, AioliValue object, size_t index, AioliValue value);

/* A class of tuples with named items, as time.struct_time and sys.version_info are. */
typedef struct AioliRecord {
    const char *name;   /* "struct_time" */
    const char *module; /* "time" */
    const char *doc;
    const char *const *fields; /* names of the items in order; NULL ends */
    const char *const *extra;  /* names of attributes beyond the items (stat_result.st_mtime_ns), or with another value
                                * than the item of that name (st_mtime); NULL ends; or NULL */
} AioliRecord;

/* The class, set as an attribute of `module` unless that is aioli_missing(). At most once per VM and def (static). */
AIOLI_API AioliValue aioli_record_class(AioliVm *vm, AioliValue module, const AioliRecord *def);
/* An instance: `values` holds the items, then the extra ones. Makes the class if need be. */
AIOLI_API AioliValue aioli_record_new(AioliVm *vm, const AioliRecord *def, const AioliValue *values);

/* ================================================================ exceptions */

/* Raise an instance of a built-in exception class with a formatted message (as aioli_string_format). Always returns
 * aioli_error(), so that `return aioli_raise(...)` does. */
AIOLI_API AioliValue aioli_raise(AioliVm *vm, const char *class_name, const char *format, ...);
/* Raise `v`: an exception, or a class, which is called with `argument` (aioli_missing(): without). */
AIOLI_API AioliValue aioli_raise_value(AioliVm *vm, AioliValue v, AioliValue argument);
/* OSError or the subclass that fits `error` (an errno); `path` (or aioli_missing()) is its filename. */
AIOLI_API AioliValue aioli_raise_errno(AioliVm *vm, int error, AioliValue path);

AIOLI_API bool aioli_error_pending(AioliVm *vm);
/* The pending exception, which stays; aioli_none() when there is none. */
AIOLI_API AioliValue aioli_error_get(AioliVm *vm);
/* Take it: none is pending afterwards. */
AIOLI_API AioliValue aioli_error_take(AioliVm *vm);
AIOLI_API void aioli_error_clear(AioliVm *vm);
/* The exception that an `except` or `finally` clause of the running script handles; aioli_none(). (sys.exception) */
AIOLI_API AioliValue aioli_error_handled(AioliVm *vm);
/* Whether the pending one is an instance of the built-in class of this name. */
AIOLI_API bool aioli_error_is(AioliVm *vm, const char *class_name);
/* What CPython would print for the pending exception: traceback, chained exceptions and all, each line with its
 * newline; "" when none is pending. It stays pending. The text belongs to the VM and lives until the next call of
 * the same function. May run script (str of the exception). */
AIOLI_API const char *aioli_error_text(AioliVm *vm);
AIOLI_API const char *aioli_error_message(AioliVm *vm);   /* its str() alone: "division by zero" */
AIOLI_API const char *aioli_error_type_name(AioliVm *vm); /* "ZeroDivisionError" */
/* Exit status that fits the pending exception: SystemExit's own (its message, if it has one, is then written to
 * stderr), else 1; 0 when none is pending. What the aioli command exits with. */
AIOLI_API int aioli_error_exit_status(AioliVm *vm);
/* Warn as warnings.warn does: `category` "DeprecationWarning", ... False: it was made an exception. */
AIOLI_API bool aioli_warn(AioliVm *vm, const char *category, const char *message);

/* ================================================================ tasks, futures, time */

/* Run the scheduler until `awaitable` is done and return its result. Other tasks of the host go on meanwhile, and stay
 * (asyncio.run would cancel them). Not from inside a task: RuntimeError. */
AIOLI_API AioliValue aioli_await(AioliVm *vm, AioliValue awaitable);

/* Make `coroutine` a task, which is a future. Called from a task's host function it joins that task's loop; from outside
 * it runs in aioli_vm_step and aioli_await. */
AIOLI_API AioliValue aioli_task_start(AioliVm *vm, AioliValue coroutine);

/* Run ready tasks, in whole turns of about `budget` steps (0: until none is ready), then return without waiting.
 *   AIOLI_READY    the budget is used up: call again soon
 *   AIOLI_WAITING  nothing to do before *deadline_ns of the monotonic clock (aioli_clock_ns; AIOLI_NEVER: no timer)
 *                  or a wake (AioliConfig.loop's wake, a completed future, aioli_vm_post)
 *   AIOLI_OK       no task is left
 *   AIOLI_RAISED   an exception is pending: KeyboardInterrupt, SystemExit, DeadlockError (tasks wait and nothing can
 *                  ever wake them; pending host futures count as something that can)
 * `deadline_ns` may be NULL. */
AIOLI_API AioliStatus aioli_vm_step(AioliVm *vm, uint64_t budget, int64_t *deadline_ns);

/* A pending future of the host's, for a host function to return: the script that awaits it is parked until the host
 * completes it. Keep it by a reference. While it is pending, the VM counts it as a reason to wait. */
AIOLI_API AioliValue aioli_future_new(AioliVm *vm);
/* Complete it: with a value, or with an exception (an instance; or take the pending one: aioli_missing()). The waiting
 * tasks become ready; they run in the next step. A future that is done already (cancelled by the script, say) stays as
 * it is, and the answer is false without an exception. */
AIOLI_API bool aioli_future_resolve(AioliVm *vm, AioliValue future, AioliValue result);
AIOLI_API bool aioli_future_reject(AioliVm *vm, AioliValue future, AioliValue exception);
AIOLI_API bool aioli_future_is_done(AioliVm *vm, AioliValue future);
/* The result of a done future or task; its exception is raised. InvalidStateError when it is not done. */
AIOLI_API AioliValue aioli_future_result(AioliVm *vm, AioliValue future);
/* Ask a task (or future) to cancel, as its cancel() does. */
AIOLI_API bool aioli_future_cancel(AioliVm *vm, AioliValue future);
/* `done(vm, future, context)` is called from the scheduler when the future is done (also when it is so already). */
AIOLI_API bool aioli_future_on_done(AioliVm *vm, AioliValue future,
                                    void (*done)(AioliVm *vm, AioliValue future, void *context), void *context);

/* loop.call_soon(callable, argument) without a Handle: in the next turn of `loop` (an event loop; aioli_none(): the
 * running one). Nothing happens when the loop is closed. False: MemoryError. */
AIOLI_API bool aioli_call_soon(AioliVm *vm, AioliValue loop, AioliValue callable, AioliValue argument);

/* ---- coroutines in C ---- */

/* A coroutine whose body is a C function. `step` runs when it is first awaited, with `sent` None, and again whenever
 * what it waited for is done, with the result, or aioli_missing(): then an exception is pending, CancelledError among
 * them, thrown in at the place where it waits. It returns the coroutine's result, or aioli_error(), or what
 * aioli_coroutine_await gives. The VM's own classes see it as a coroutine: it can be awaited, gathered, made a task. */
typedef struct AioliCoroutine AioliCoroutine;
typedef AioliValue (*AioliStep)(AioliVm *vm, AioliCoroutine *self, AioliValue sent);
enum { AIOLI_COROUTINE_VALUES = 3 };
/* `name` (static) is what repr shows. `values`: `count` (up to AIOLI_COROUTINE_VALUES) values that it keeps; the others
 * are None. */
AIOLI_API AioliValue aioli_coroutine_new(AioliVm *vm, const char *name, AioliStep step, const AioliValue *values,
                                         size_t count);
/* What it keeps between steps: the values, which live as long as the coroutine, and a number, 0 at first. */
AIOLI_API AioliValue aioli_coroutine_value(const AioliCoroutine *self, size_t index);
AIOLI_API void aioli_coroutine_set_value(AioliVm *vm, AioliCoroutine *self, size_t index, AioliValue value);
AIOLI_API uint32_t aioli_coroutine_state(const AioliCoroutine *self);
AIOLI_API void aioli_coroutine_set_state(AioliCoroutine *self, uint32_t state); /* below UINT32_MAX */
/* For `step` to return: wait for `future` (a future or task); or, with aioli_none(), for one turn of the event loop. */
AIOLI_API AioliValue aioli_coroutine_await(AioliVm *vm, AioliCoroutine *self, AioliValue future);

/* A message from another thread: `run` is called on the VM's thread, in its next step or poll, and may use the API. The
 * structure belongs to the caller, and to the VM from aioli_vm_post until `run` is called. */
typedef struct AioliPost {
    void (*run)(AioliVm *vm, struct AioliPost *post);
    struct AioliPost *next; /* the library's */
} AioliPost;
/* Any thread; wakes the VM (and not from signal handlers). The VM must not be freed meanwhile. */
AIOLI_API void aioli_vm_post(AioliVm *vm, AioliPost *post);
/* Any thread, async-signal-safe: end the wait of the VM's loop. */
AIOLI_API void aioli_vm_wake(AioliVm *vm);

/* The VM's clocks: virtual ones when the VM was made so. */
AIOLI_API int64_t aioli_clock_ns(AioliVm *vm, AioliClock clock);
/* Sleep as time.sleep does: blocks the VM; virtual time advances instead. False: interrupted, exception pending. */
AIOLI_API bool aioli_sleep_ns(AioliVm *vm, int64_t duration_ns);
/* Random bytes from the system. False: OSError or PermissionError. */
AIOLI_API bool aioli_random_bytes(AioliVm *vm, void *bytes, size_t size);

#ifdef __cplusplus
}
#endif

#endif
