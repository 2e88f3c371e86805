/* SPDX-License-Identifier: MIT
 *
 * Module sys: what a script can ask of the interpreter it runs in. CPython's sys has more, which has no counterpart
 * here: settrace and setprofile, audit hooks, monitoring.
 */
#define _POSIX_C_SOURCE 200809L

#include <float.h>
#include <limits.h>
#include <string.h>

#include "streams.h"

#define VERSION_MAJOR 3
#define VERSION_MINOR 13
#define VERSION_MICRO 0

/* ---- records ---- */

static const char *const VERSION_FIELDS[] = {"major", "minor", "micro", "releaselevel", "serial", NULL};
static const AioliRecord VERSION_RECORD = {.name = "version_info", .module = "sys", .fields = VERSION_FIELDS};

static const char *const FLOAT_FIELDS[] = {"max", "max_exp",  "max_10_exp", "min",   "min_exp", "min_10_exp",
                                           "dig", "mant_dig", "epsilon",    "radix", "rounds",  NULL};
static const AioliRecord FLOAT_RECORD = {.name = "float_info", .module = "sys", .fields = FLOAT_FIELDS};

static const char *const INT_FIELDS[] = {"bits_per_digit", "sizeof_digit", "default_max_str_digits",
                                         "str_digits_check_threshold", NULL};
static const AioliRecord INT_RECORD = {.name = "int_info", .module = "sys", .fields = INT_FIELDS};

static const char *const HASH_FIELDS[] = {"width",     "modulus",   "inf",       "nan",    "imag",
                                          "algorithm", "hash_bits", "seed_bits", "cutoff", NULL};
static const AioliRecord HASH_RECORD = {.name = "hash_info", .module = "sys", .fields = HASH_FIELDS};

static const char *const FLAG_FIELDS[] = {"debug",
                                          "inspect",
                                          "interactive",
                                          "optimize",
                                          "dont_write_bytecode",
                                          "no_user_site",
                                          "no_site",
                                          "ignore_environment",
                                          "verbose",
                                          "bytes_warning",
                                          "quiet",
                                          "hash_randomization",
                                          "isolated",
                                          "dev_mode",
                                          "utf8_mode",
                                          "warn_default_encoding",
                                          "safe_path",
                                          "int_max_str_digits",
                                          NULL};
static const AioliRecord FLAG_RECORD = {.name = "flags", .module = "sys", .fields = FLAG_FIELDS};

static const char *const THREAD_FIELDS[] = {"name", "lock", "version", NULL};
static const AioliRecord THREAD_RECORD = {.name = "thread_info", .module = "sys", .fields = THREAD_FIELDS};

/* These are made when a script first asks for them: most never do, and each costs a class. */

static int64_t hex_version(void) { return VERSION_MAJOR << 24 | VERSION_MINOR << 16 | VERSION_MICRO << 8 | 0xF0; }

static AioliValue make_version_info(AioliVm *vm) {
    const AioliValue values[] = {aioli_int(vm, VERSION_MAJOR), aioli_int(vm, VERSION_MINOR),
                                 aioli_int(vm, VERSION_MICRO), aioli_string(vm, "final", AIOLI_NUL), aioli_int(vm, 0)};
    return aioli_record_new(vm, &VERSION_RECORD, values);
}

static AioliValue make_implementation(AioliVm *vm) {
    static const char *const NAMES[] = {"name", "cache_tag", "version", "hexversion"};
    AioliValue types = aioli_import(vm, "types");
    AioliValue simple = aioli_is_error(types) ? types : aioli_attr_get(vm, types, "SimpleNamespace");
    if (aioli_is_error(simple)) return simple;
    const AioliValue parts[] = {aioli_string(vm, "aioli", AIOLI_NUL), aioli_none(), make_version_info(vm),
                                aioli_int(vm, hex_version())};
    return aioli_call_keywords(vm, simple, parts, 4, NAMES, 4);
}

static AioliValue make_float_info(AioliVm *vm) {
    const AioliValue values[] = {aioli_float(vm, DBL_MAX), aioli_int(vm, DBL_MAX_EXP),  aioli_int(vm, DBL_MAX_10_EXP),
                                 aioli_float(vm, DBL_MIN), aioli_int(vm, DBL_MIN_EXP),  aioli_int(vm, DBL_MIN_10_EXP),
                                 aioli_int(vm, DBL_DIG),   aioli_int(vm, DBL_MANT_DIG), aioli_float(vm, DBL_EPSILON),
                                 aioli_int(vm, FLT_RADIX), aioli_int(vm, FLT_ROUNDS)};
    return aioli_record_new(vm, &FLOAT_RECORD, values);
}

static AioliValue make_int_info(AioliVm *vm) {
    const AioliValue values[] = {aioli_int(vm, 30), aioli_int(vm, 4), aioli_int(vm, 4300), aioli_int(vm, 640)};
    return aioli_record_new(vm, &INT_RECORD, values);
}

static AioliValue make_hash_info(AioliVm *vm) {
    const AioliValue values[] = {
        aioli_int(vm, 64),      aioli_int(vm, ((int64_t)1 << 61) - 1),    aioli_int(vm, 314159), aioli_int(vm, 0),
        aioli_int(vm, 1000003), aioli_string(vm, "siphash13", AIOLI_NUL), aioli_int(vm, 64),     aioli_int(vm, 64),
        aioli_int(vm, 0)};
    return aioli_record_new(vm, &HASH_RECORD, values);
}

static AioliValue make_flags(AioliVm *vm) {
    enum {
        DONT_WRITE_BYTECODE = 4,
        HASH_RANDOMIZATION = 11,
        DEV_MODE = 13,
        UTF8_MODE = 14,
        SAFE_PATH = 16,
        DIGITS = 17
    };
    AioliValue flags[DIGITS + 1], one = aioli_int(vm, 1);
    for (size_t i = 0; i <= DIGITS; i++) flags[i] = aioli_int(vm, 0);
    flags[DONT_WRITE_BYTECODE] = flags[UTF8_MODE] = one;
    if (!aioli_vm_config(vm)->hash_seed) flags[HASH_RANDOMIZATION] = one;
    flags[DEV_MODE] = flags[SAFE_PATH] = aioli_bool(false);
    flags[DIGITS] = aioli_int(vm, 4300);
    return aioli_record_new(vm, &FLAG_RECORD, flags);
}

static AioliValue make_thread_info(AioliVm *vm) {
    const AioliValue values[] = {aioli_string(vm, "pthread", AIOLI_NUL), aioli_none(), aioli_none()};
    return aioli_record_new(vm, &THREAD_RECORD, values);
}

/* The hooks of asynchronous generators are the scheduler's. */
static AioliValue make_set_asyncgen_hooks(AioliVm *vm) {
    AioliValue scheduler = aioli_import(vm, "_asyncio");
    return aioli_is_error(scheduler) ? scheduler : aioli_attr_get(vm, scheduler, "_set_asyncgen_hooks");
}

static const struct {
    const char *name;
    AioliValue (*make)(AioliVm *vm);
} ON_DEMAND[] = {{"version_info", make_version_info}, {"implementation", make_implementation},
                 {"float_info", make_float_info},     {"int_info", make_int_info},
                 {"hash_info", make_hash_info},       {"flags", make_flags},
                 {"thread_info", make_thread_info},
                 {"set_asyncgen_hooks", make_set_asyncgen_hooks}};
enum { ON_DEMAND_COUNT = sizeof ON_DEMAND / sizeof *ON_DEMAND };

static AioliValue sys_getattr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const char *name = aioli_string_c(vm, args[0]);
    if (!name) return aioli_error();
    for (size_t i = 0; i < ON_DEMAND_COUNT; i++) {
        if (strcmp(ON_DEMAND[i].name, name)) continue;
        AioliValue made = ON_DEMAND[i].make(vm), sys = aioli_import(vm, "sys");
        return !aioli_is_error(made) && !aioli_is_error(sys) && aioli_attr_set(vm, sys, name, made) ? made
                                                                                                    : aioli_error();
    }
    return aioli_raise(vm, "AttributeError", "module 'sys' has no attribute '%s'", name);
}

/* dir(sys): what is there, and what would be made. */
static AioliValue sys_dir(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    AioliValue sys = aioli_import(vm, "sys");
    AioliValue names = aioli_is_error(sys) ? sys : aioli_list_of(vm, aioli_attr_get(vm, sys, "__dict__"));
    for (size_t i = 0; i < ON_DEMAND_COUNT && !aioli_is_error(names); i++) {
        AioliValue name = aioli_string_intern(vm, ON_DEMAND[i].name, AIOLI_NUL);
        int there = aioli_contains(vm, names, name);
        if (there < 0 || (!there && !aioli_list_append(vm, names, name))) return aioli_error();
    }
    return names;
}

static bool set(AioliVm *vm, AioliValue module, const char *name, AioliValue value) {
    return !aioli_is_error(value) && aioli_attr_set(vm, module, name, value);
}

static bool set_text(AioliVm *vm, AioliValue module, const char *name, const char *text) {
    return set(vm, module, name, aioli_string(vm, text, AIOLI_NUL));
}

static bool add_constants(AioliVm *vm, AioliValue module) {
    return set(vm, module, "hexversion", aioli_int(vm, hex_version())) &&
           set(vm, module, "version",
               aioli_string_format(vm, "%d.%d.%d (Aioli %s)", VERSION_MAJOR, VERSION_MINOR, VERSION_MICRO,
                                   aioli_version())) &&
           set(vm, module, "maxsize", aioli_int(vm, INT64_MAX)) &&
           set(vm, module, "maxunicode", aioli_int(vm, 0x10FFFF)) &&
           set_text(vm, module, "float_repr_style", "short") &&
           set(vm, module, "dont_write_bytecode", aioli_bool(true)) &&
           set(vm, module, "warnoptions", aioli_list(vm, NULL, 0)) && set(vm, module, "_xoptions", aioli_dict(vm));
}

/* ---- the environment ---- */

static AioliValue text_list(AioliVm *vm, int count, const char *const *texts) {
    AioliValue list = aioli_list(vm, NULL, 0);
    for (int i = 0; i < count && !aioli_is_error(list); i++) {
        AioliValue text = aioli_string_from_system(vm, texts[i], AIOLI_NUL);
        if (aioli_is_error(text) || !aioli_list_append(vm, list, text)) return aioli_error();
    }
    return list;
}

static bool add_environment(AioliVm *vm, AioliValue module) {
    static const char *const NO_ARGS[] = {""};
    const AioliConfig *config = aioli_vm_config(vm);
    const char *platform =
#if defined(__linux__)
        "linux";
#elif defined(__APPLE__)
        "darwin";
#elif defined(_WIN32)
        "win32";
#elif defined(__wasm__)
        "wasi";
#else
        "unknown";
#endif
    const uint16_t one = 1;
    bool is_little = *(const unsigned char *)&one == 1;
    const char *executable = config->executable ? config->executable : "";
    return set(vm, module, "argv",
               text_list(vm, config->argc ? config->argc : 1, config->argc ? config->argv : NO_ARGS)) &&
           set(vm, module, "orig_argv", text_list(vm, config->argc, config->argv)) &&
           set(vm, module, "path", aioli_import_path(vm)) && set(vm, module, "modules", aioli_modules(vm)) &&
           set(vm, module, "executable", aioli_string_from_system(vm, executable, AIOLI_NUL)) &&
           set_text(vm, module, "platform", platform) &&
           set_text(vm, module, "byteorder", is_little ? "little" : "big") && set_text(vm, module, "prefix", "") &&
           set_text(vm, module, "exec_prefix", "") && set_text(vm, module, "base_prefix", "") &&
           set_text(vm, module, "base_exec_prefix", "") && set_text(vm, module, "platlibdir", "lib") &&
           set(vm, module, "pycache_prefix", aioli_none()) && set(vm, module, "meta_path", aioli_list(vm, NULL, 0)) &&
           set(vm, module, "path_hooks", aioli_list(vm, NULL, 0)) &&
           set(vm, module, "path_importer_cache", aioli_dict(vm)) &&
           set_text(vm, module, "copyright", "Copyright (c) The Aioli authors.");
}

static bool add_streams(AioliVm *vm, AioliValue module) {
    static const char *const NAMES[] = {"stdin", "stdout", "stderr"}, *const ORIGINAL[] = {"__stdin__", "__stdout__",
                                                                                           "__stderr__"};
    for (int number = 0; number < 3; number++) {
        AioliValue stream = oli_standard_stream(vm, number);
        if (!set(vm, module, NAMES[number], stream) || !set(vm, module, ORIGINAL[number], stream)) return false;
    }
    return true;
}

/* ---- functions ---- */

static AioliValue sys_exit(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue cls = aioli_builtin(vm, "SystemExit");
    if (aioli_is_error(cls)) return cls;
    if (aioli_is_missing(args[0]) || aioli_is_none(args[0])) return aioli_raise_value(vm, cls, aioli_missing());
    if (aioli_type(vm, args[0]) != AIOLI_TYPE_TUPLE) return aioli_raise_value(vm, cls, args[0]);
    AioliValue error = aioli_call_tuple(vm, cls, args[0], aioli_missing());
    return aioli_is_error(error) ? error : aioli_raise_value(vm, error, aioli_missing());
}

static AioliValue sys_exc_info(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    AioliValue error = aioli_error_handled(vm);
    AioliValue items[3] = {aioli_none(), aioli_none(), aioli_none()};
    if (!aioli_is_none(error)) {
        items[0] = aioli_class_of(vm, error);
        items[1] = error;
        items[2] = aioli_attr_get(vm, error, "__traceback__");
        if (aioli_is_error(items[2])) return items[2];
    }
    return aioli_tuple(vm, items, 3);
}

static AioliValue sys_exception(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_error_handled(vm);
}

static AioliValue sys_getrecursionlimit(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_int(vm, aioli_vm_recursion_limit(vm));
}

static AioliValue sys_setrecursionlimit(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t limit;
    if (!aioli_int_get(vm, args[0], &limit)) return aioli_error();
    if (limit < 1) return aioli_raise(vm, "ValueError", "recursion limit must be greater or equal than 1");
    if (limit > INT_MAX) return aioli_raise(vm, "OverflowError", "Python int too large to convert to C int");
    return aioli_vm_set_recursion_limit(vm, (uint32_t)limit) ? aioli_none() : aioli_error();
}

static AioliValue sys_intern(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!aioli_is_exact(vm, args[0], AIOLI_TYPE_STRING)) {
        if (aioli_type(vm, args[0]) == AIOLI_TYPE_STRING)
            return aioli_raise(vm, "TypeError", "can't intern %T", args[0]);
        return aioli_raise(vm, "TypeError", "intern() argument must be str, not %N", args[0]);
    }
    size_t size;
    const char *text = aioli_string_get(vm, args[0], &size);
    return text ? aioli_string_intern(vm, text, size) : aioli_error();
}

static AioliValue sys_getsizeof(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return aioli_int(vm, (int64_t)aioli_size(vm, args[0]));
}

static AioliValue sys_getrefcount(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_int(vm, 1);
}

static AioliValue sys_utf8(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_string(vm, "utf-8", AIOLI_NUL);
}

static AioliValue sys_surrogateescape(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_string(vm, "surrogateescape", AIOLI_NUL);
}

static AioliValue sys_get_asyncgen_hooks(AioliVm *vm, const AioliValue *args, size_t count) {
    static const char *const FIELDS[] = {"firstiter", "finalizer", NULL};
    static const AioliRecord RECORD = {.name = "asyncgen_hooks", .module = "builtins", .fields = FIELDS};
    (void)args;
    (void)count;
    AioliValue scheduler = aioli_import(vm, "_asyncio");
    AioliValue hooks =
        aioli_is_error(scheduler) ? scheduler : aioli_call_method(vm, scheduler, "_get_asyncgen_hooks", NULL, 0);
    if (aioli_is_error(hooks)) return hooks;
    AioliValue firstiter = aioli_item_get(vm, hooks, aioli_int(vm, 0));
    AioliValue finalizer = aioli_item_get(vm, hooks, aioli_int(vm, 1));
    const AioliValue values[] = {firstiter, finalizer};
    return aioli_record_new(vm, &RECORD, values);
}

static AioliValue sys_none(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)vm;
    (void)args;
    (void)count;
    return aioli_none();
}

static AioliValue sys_false(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)vm;
    (void)args;
    (void)count;
    return aioli_bool(false);
}

static AioliValue sys_getswitchinterval(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_float(vm, 0.005);
}

static AioliValue sys_get_int_max_str_digits(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args;
    (void)count;
    return aioli_int(vm, aioli_vm_int_digits_limit(vm));
}

static AioliValue sys_set_int_max_str_digits(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    enum { SMALLEST_LIMIT = 640 };
    int64_t digits;
    if (!aioli_int_get(vm, args[0], &digits) && !aioli_error_is(vm, "OverflowError")) return aioli_error();
    if (aioli_error_pending(vm)) {
        aioli_error_clear(vm);
        digits = INT64_MAX;
    }
    if (digits > INT_MAX || digits < INT_MIN)
        return aioli_raise(vm, "OverflowError", "Python int too large to convert to C int");
    if (digits && digits < SMALLEST_LIMIT)
        return aioli_raise(vm, "ValueError", "maxdigits must be 0 or larger than %d", SMALLEST_LIMIT);
    aioli_vm_set_int_digits_limit(vm, (uint32_t)digits);
    return aioli_none();
}

/* Print the value of an interactive expression, and keep it as `_`. */
static AioliValue sys_displayhook(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (aioli_is_none(args[0])) return aioli_none();
    AioliValue builtins = aioli_import(vm, "builtins");
    AioliValue text = aioli_is_error(builtins) ? builtins : aioli_repr(vm, args[0]);
    AioliValue print = aioli_is_error(text) ? text : aioli_builtin(vm, "print");
    if (aioli_is_error(print) || !aioli_attr_set(vm, builtins, "_", aioli_none())) return aioli_error();
    if (aioli_is_error(aioli_call(vm, print, &text, 1)) || !aioli_attr_set(vm, builtins, "_", args[0]))
        return aioli_error();
    return aioli_none();
}

/* Print an exception with its traceback to sys.stderr, as one that nobody caught. */
static AioliValue sys_excepthook(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    aioli_raise_value(vm, args[1], aioli_missing());
    const char *text = aioli_error_text(vm);
    aioli_error_clear(vm);
    AioliValue message = aioli_string(vm, text, AIOLI_NUL);
    AioliValue stream = aioli_is_error(message) ? message : aioli_attr_get(vm, aioli_import(vm, "sys"), "stderr");
    if (aioli_is_error(stream) || aioli_is_none(stream)) return stream;
    return aioli_is_error(aioli_call_method(vm, stream, "write", &message, 1)) ? aioli_error() : aioli_none();
}

static AioliValue sys_breakpointhook(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue module = aioli_import(vm, "_breakpoint");
    return aioli_is_error(module) ? module : aioli_call_method(vm, module, "breakpointhook", args, 2);
}

static const AioliFunction FUNCTIONS[] = {
    {"__getattr__", "name, /", sys_getattr, NULL},
    {"__dir__", "", sys_dir, NULL},
    {"exit", "status=None, /", sys_exit, "Exit the interpreter by raising SystemExit(status)."},
    {"exc_info", "", sys_exc_info, "The exception being handled, as (type, value, traceback)."},
    {"exception", "", sys_exception, "The exception being handled, or None."},
    {"getrecursionlimit", "", sys_getrecursionlimit, NULL},
    {"setrecursionlimit", "limit, /", sys_setrecursionlimit, NULL},
    {"intern", "string, /", sys_intern, NULL},
    {"getsizeof", "object, default=", sys_getsizeof, NULL},
    {"getrefcount", "object, /", sys_getrefcount, NULL},
    {"getdefaultencoding", "", sys_utf8, NULL},
    {"getfilesystemencoding", "", sys_utf8, NULL},
    {"getfilesystemencodeerrors", "", sys_surrogateescape, NULL},
    {"get_asyncgen_hooks", "", sys_get_asyncgen_hooks, NULL},
    {"is_finalizing", "", sys_false, NULL},
    {"_is_gil_enabled", "", sys_false, NULL},
    {"gettrace", "", sys_none, NULL},
    {"getprofile", "", sys_none, NULL},
    {"getswitchinterval", "", sys_getswitchinterval, NULL},
    {"setswitchinterval", "interval, /", sys_none, NULL},
    {"get_int_max_str_digits", "", sys_get_int_max_str_digits, NULL},
    {"set_int_max_str_digits", "maxdigits", sys_set_int_max_str_digits, NULL},
    {"displayhook", "object, /", sys_displayhook, NULL},
    {"__displayhook__", "object, /", sys_displayhook, NULL},
    {"breakpointhook", "*args, **kws", sys_breakpointhook, NULL},
    {"__breakpointhook__", "*args, **kws", sys_breakpointhook, NULL},
    {"excepthook", "exctype, value, traceback, /", sys_excepthook, NULL},
    {"__excepthook__", "exctype, value, traceback, /", sys_excepthook, NULL},
    {NULL, NULL, NULL, NULL}};

/* Frames, and what becomes of exceptions in finalisers, are the interpreter's own: module _traceback has them. */
static bool add_frames(AioliVm *vm, AioliValue module) {
    AioliValue traceback = aioli_import(vm, "_traceback");
    AioliValue get = aioli_is_error(traceback) ? traceback : aioli_attr_get(vm, traceback, "_getframe");
    AioliValue hook = aioli_is_error(get) ? get : aioli_attr_get(vm, traceback, "unraisablehook");
    return !aioli_is_error(hook) && aioli_attr_set(vm, module, "_getframe", get) &&
           aioli_attr_set(vm, module, "unraisablehook", hook) && aioli_attr_set(vm, module, "__unraisablehook__", hook);
}

static bool init(AioliVm *vm, AioliValue module) {
    return add_frames(vm, module) && add_constants(vm, module) && add_environment(vm, module) &&
           add_streams(vm, module);
}

extern const AioliModule oli_module_sys;
const AioliModule oli_module_sys = {
    .name = "sys", .doc = "What a script can ask of the interpreter it runs in.", .functions = FUNCTIONS, .init = init};
