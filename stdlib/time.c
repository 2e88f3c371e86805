/* SPDX-License-Identifier: MIT
 *
 * Module time: clocks, sleeping, and moments as struct_time.
 *
 * Every clock is the VM's (aioli_clock_ns), so that virtual time holds for all of them. Only the rules of the local
 * time zone come from the C library. Text is made in time_format.c and read in _strptime.aio.
 */
#define _DEFAULT_SOURCE /* tm_gmtoff, tm_zone */

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "time_parts.h"

static const int64_t NS_PER_SECOND = 1000000000;

/* ---- clocks ---- */

static AioliValue clock_seconds(AioliVm *vm, AioliClock clock) {
    return aioli_float(vm, (double)aioli_clock_ns(vm, clock) / 1e9);
}

#define CLOCK_FUNCTIONS(name, clock)                                                                                  \
    static AioliValue time_##name(AioliVm *vm, const AioliValue *args, size_t count) {                                \
        (void)args, (void)count;                                                                                      \
        return clock_seconds(vm, clock);                                                                              \
    }                                                                                                                 \
    static AioliValue time_##name##_ns(AioliVm *vm, const AioliValue *args, size_t count) {                           \
        (void)args, (void)count;                                                                                      \
        return aioli_int(vm, aioli_clock_ns(vm, clock));                                                              \
    }
CLOCK_FUNCTIONS(time, AIOLI_CLOCK_REAL)
CLOCK_FUNCTIONS(monotonic, AIOLI_CLOCK_MONOTONIC)
CLOCK_FUNCTIONS(process_time, AIOLI_CLOCK_PROCESS)
CLOCK_FUNCTIONS(thread_time, AIOLI_CLOCK_THREAD)
#undef CLOCK_FUNCTIONS

/* The clocks as POSIX numbers them (on Linux). */
typedef struct SystemClock {
    const char *name;
    int id;
    AioliClock clock;
} SystemClock;

static const SystemClock SYSTEM_CLOCKS[] = {
    {"CLOCK_REALTIME", 0, AIOLI_CLOCK_REAL},           {"CLOCK_MONOTONIC", 1, AIOLI_CLOCK_MONOTONIC},
    {"CLOCK_PROCESS_CPUTIME_ID", 2, AIOLI_CLOCK_PROCESS}, {"CLOCK_THREAD_CPUTIME_ID", 3, AIOLI_CLOCK_THREAD},
    {"CLOCK_MONOTONIC_RAW", 4, AIOLI_CLOCK_MONOTONIC}, {"CLOCK_BOOTTIME", 7, AIOLI_CLOCK_MONOTONIC},
};
enum { SYSTEM_CLOCK_COUNT = sizeof SYSTEM_CLOCKS / sizeof *SYSTEM_CLOCKS };

static const SystemClock *find_clock(AioliVm *vm, AioliValue id) {
    int64_t wanted;
    if (!aioli_int_get(vm, id, &wanted)) return NULL;
    for (size_t i = 0; i < SYSTEM_CLOCK_COUNT; i++) {
        if (SYSTEM_CLOCKS[i].id == wanted) return &SYSTEM_CLOCKS[i];
    }
    aioli_raise_errno(vm, EINVAL, aioli_missing());
    return NULL;
}

static AioliValue time_clock_gettime(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const SystemClock *clock = find_clock(vm, args[0]);
    return clock ? clock_seconds(vm, clock->clock) : aioli_error();
}

static AioliValue time_clock_gettime_ns(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const SystemClock *clock = find_clock(vm, args[0]);
    return clock ? aioli_int(vm, aioli_clock_ns(vm, clock->clock)) : aioli_error();
}

static AioliValue time_clock_getres(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return find_clock(vm, args[0]) ? aioli_float(vm, 1e-9) : aioli_error();
}

static AioliValue time_get_clock_info(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    static const struct {
        const char *name, *implementation;
        bool is_monotonic, is_adjustable;
    } CLOCKS[] = {
        {"time", "clock_gettime(CLOCK_REALTIME)", false, true},
        {"monotonic", "clock_gettime(CLOCK_MONOTONIC)", true, false},
        {"perf_counter", "clock_gettime(CLOCK_MONOTONIC)", true, false},
        {"process_time", "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", true, false},
        {"thread_time", "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", true, false},
    };
    const char *name = aioli_string_c(vm, args[0]);
    if (!name) return aioli_error();
    for (size_t i = 0; i < sizeof CLOCKS / sizeof *CLOCKS; i++) {
        if (strcmp(CLOCKS[i].name, name) != 0) continue;
        AioliValue types = aioli_import(vm, "types");
        AioliValue namespace_ = aioli_is_error(types) ? types : aioli_attr_get(vm, types, "SimpleNamespace");
        AioliValue implementation = aioli_string(vm, CLOCKS[i].implementation, AIOLI_NUL);
        if (aioli_is_error(namespace_) || aioli_is_error(implementation)) return aioli_error();
        const AioliValue values[] = {implementation, aioli_bool(CLOCKS[i].is_monotonic),
                                     aioli_bool(CLOCKS[i].is_adjustable), aioli_float(vm, 1e-9)};
        static const char *const NAMES[] = {"implementation", "monotonic", "adjustable", "resolution"};
        return aioli_call_keywords(vm, namespace_, values, 4, NAMES, 4);
    }
    return aioli_raise(vm, "ValueError", "unknown clock");
}

/* ---- seconds from scripts ---- */

static bool check_finite(AioliVm *vm, double seconds) {
    if (isnan(seconds)) {
        aioli_raise(vm, "ValueError", "Invalid value NaN (not a number)");
        return false;
    }
    if (fabs(seconds) < 9223372036854775808.0) return true;
    aioli_raise(vm, "OverflowError", "timestamp out of range for platform time_t");
    return false;
}

/* A timeout in nanoseconds, rounded up. */
static bool read_timeout(AioliVm *vm, AioliValue v, int64_t *out) {
    if (aioli_type(vm, v) == AIOLI_TYPE_FLOAT) {
        double seconds;
        if (!aioli_float_get(vm, v, &seconds)) return false;
        if (isnan(seconds)) return check_finite(vm, seconds);
        double ns = ceil(seconds * 1e9);
        if (fabs(ns) >= 9223372036854775808.0) return check_finite(vm, HUGE_VAL);
        *out = (int64_t)ns;
        return true;
    }
    int64_t seconds;
    if (!aioli_int_get_clipped(vm, v, &seconds)) return false;
    if (!__builtin_mul_overflow(seconds, NS_PER_SECOND, out)) return true;
    aioli_raise(vm, "OverflowError", "timestamp too large to convert to C PyTime_t");
    return false;
}

static AioliValue time_sleep(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t duration_ns;
    if (!read_timeout(vm, args[0], &duration_ns)) return aioli_error();
    if (duration_ns < 0) return aioli_raise(vm, "ValueError", "sleep length must be non-negative");
    return aioli_sleep_ns(vm, duration_ns) ? aioli_none() : aioli_error();
}

/* Seconds since the epoch, rounded down; now when missing or None. */
static bool read_seconds(AioliVm *vm, AioliValue v, time_t *out) {
    if (aioli_is_missing(v) || aioli_is_none(v)) {
        *out = (time_t)(aioli_clock_ns(vm, AIOLI_CLOCK_REAL) / NS_PER_SECOND);
        return true;
    }
    if (aioli_type(vm, v) == AIOLI_TYPE_FLOAT) {
        double seconds;
        if (!aioli_float_get(vm, v, &seconds) || !check_finite(vm, seconds)) return false;
        *out = (time_t)floor(seconds);
        return true;
    }
    int64_t seconds;
    AioliValue index = aioli_index(vm, v);
    if (aioli_is_error(index)) return false;
    if (aioli_int_get(vm, index, &seconds)) {
        *out = (time_t)seconds;
        return true;
    }
    aioli_error_clear(vm);
    aioli_raise(vm, "OverflowError", "timestamp out of range for platform time_t");
    return false;
}

/* ---- struct_time ---- */

static const char *const FIELDS[] = {"tm_year", "tm_mon",  "tm_mday", "tm_hour",  "tm_min",
                                     "tm_sec",  "tm_wday", "tm_yday", "tm_isdst", NULL};
static const char *const EXTRA_FIELDS[] = {"tm_zone", "tm_gmtoff", NULL};
static const AioliRecord STRUCT_TIME = {.name = "struct_time",
                                        .module = "time",
                                        .doc = "A moment as a tuple: what gmtime, localtime and strptime return.",
                                        .fields = FIELDS,
                                        .extra = EXTRA_FIELDS};
enum { ITEMS = 9, ALL_ITEMS = 11 };

static AioliValue struct_time(AioliVm *vm, const struct tm *tm) {
    const int64_t numbers[ITEMS] = {(int64_t)tm->tm_year + 1900, tm->tm_mon + 1,        tm->tm_mday,
                                    tm->tm_hour,                 tm->tm_min,            tm->tm_sec,
                                    (tm->tm_wday + 6) % 7,       tm->tm_yday + 1,       tm->tm_isdst};
    AioliValue values[ALL_ITEMS];
    for (size_t i = 0; i < ITEMS; i++) values[i] = aioli_int(vm, numbers[i]);
    values[ITEMS] = aioli_string(vm, tm->tm_zone ? tm->tm_zone : "", AIOLI_NUL);
    if (aioli_is_error(values[ITEMS])) return aioli_error();
    values[ITEMS + 1] = aioli_int(vm, tm->tm_gmtoff);
    return aioli_record_new(vm, &STRUCT_TIME, values);
}

static AioliValue time_gmtime(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    time_t seconds;
    struct tm tm;
    if (!read_seconds(vm, args[0], &seconds)) return aioli_error();
    if (!gmtime_r(&seconds, &tm)) return aioli_raise_errno(vm, EOVERFLOW, aioli_missing());
    return struct_time(vm, &tm);
}

static AioliValue time_localtime(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    time_t seconds;
    struct tm tm;
    if (!read_seconds(vm, args[0], &seconds)) return aioli_error();
    if (!localtime_r(&seconds, &tm)) return aioli_raise_errno(vm, EOVERFLOW, aioli_missing());
    return struct_time(vm, &tm);
}

static Moment moment_of(const struct tm *tm) {
    return (Moment){.year = (int64_t)tm->tm_year + 1900,
                    .month = tm->tm_mon,
                    .day = tm->tm_mday,
                    .hour = tm->tm_hour,
                    .minute = tm->tm_min,
                    .second = tm->tm_sec,
                    .weekday = tm->tm_wday,
                    .yearday = tm->tm_yday,
                    .is_dst = tm->tm_isdst,
                    .utc_offset = tm->tm_gmtoff,
                    .zone = tm->tm_zone};
}

bool oli_time_local_now(AioliVm *vm, Moment *out) {
    time_t seconds = (time_t)(aioli_clock_ns(vm, AIOLI_CLOCK_REAL) / NS_PER_SECOND);
    struct tm tm;
    if (!localtime_r(&seconds, &tm)) {
        aioli_raise_errno(vm, EOVERFLOW, aioli_missing());
        return false;
    }
    *out = moment_of(&tm);
    return true;
}

const char *oli_time_zone_name(int is_dst) { return tzname[is_dst != 0]; }

/* One item of a time tuple, which must fit a C int. */
static bool read_item(AioliVm *vm, AioliValue tuple, size_t index, int *out) {
    int64_t number;
    AioliValue item = aioli_index(vm, aioli_sequence_get(vm, tuple, index));
    if (aioli_is_error(item) || !aioli_int_get_clipped(vm, item, &number)) return false;
    if (number > INT_MAX || number < INT_MIN) {
        aioli_raise(vm, "OverflowError", "signed integer is %s than %s", number > 0 ? "greater" : "less",
                    number > 0 ? "maximum" : "minimum");
        return false;
    }
    *out = (int)number;
    return true;
}

static bool read_zone(AioliVm *vm, AioliValue v, Moment *out) {
    AioliValue cls = aioli_record_class(vm, aioli_missing(), &STRUCT_TIME);
    int is_record = aioli_is_error(cls) ? -1 : aioli_is_instance(vm, v, cls);
    if (is_record <= 0) return is_record == 0;
    AioliValue offset = aioli_attr_find(vm, v, "tm_gmtoff");
    AioliValue zone = aioli_is_error(offset) ? offset : aioli_attr_find(vm, v, "tm_zone");
    if (aioli_is_error(zone)) return false;
    bool has_offset = !aioli_is_missing(offset) && !aioli_is_none(offset);
    bool has_zone = !aioli_is_missing(zone) && !aioli_is_none(zone);
    if (has_offset && !aioli_int_get(vm, offset, &out->utc_offset)) return false;
    return !has_zone || (out->zone = aioli_string_c(vm, zone)) != NULL;
}

bool oli_time_read_moment(AioliVm *vm, AioliValue v, const char *function, Moment *out) {
    memset(out, 0, sizeof *out);
    if (aioli_type(vm, v) != AIOLI_TYPE_TUPLE) {
        aioli_raise(vm, "TypeError", "Tuple or struct_time argument required");
        return false;
    }
    if (aioli_sequence_length(vm, v) != ITEMS) {
        aioli_raise(vm, "TypeError", "%s(): illegal time tuple argument", function);
        return false;
    }
    int year, weekday;
    int *const places[ITEMS] = {&year,        &out->month, &out->day,     &out->hour,  &out->minute,
                                &out->second, &weekday,    &out->yearday, &out->is_dst};
    for (size_t i = 0; i < ITEMS; i++) {
        if (!read_item(vm, v, i, places[i])) return false;
    }
    out->year = year;
    if (out->month > INT_MIN) out->month--;
    if (out->yearday > INT_MIN) out->yearday--;
    out->weekday = weekday < INT_MAX ? (weekday + 1) % 7 : 0;
    return read_zone(vm, v, out);
}

static struct tm tm_of(const Moment *moment) {
    struct tm tm = {.tm_mon = moment->month,
                    .tm_mday = moment->day,
                    .tm_hour = moment->hour,
                    .tm_min = moment->minute,
                    .tm_sec = moment->second,
                    .tm_isdst = moment->is_dst};
    tm.tm_year = (int)(moment->year - 1900);
    return tm;
}

int64_t oli_time_make(const Moment *moment) {
    struct tm tm = tm_of(moment);
    return (int64_t)mktime(&tm);
}

static AioliValue time_mktime(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Moment moment;
    if (!oli_time_read_moment(vm, args[0], "mktime", &moment)) return aioli_error();
    struct tm tm = tm_of(&moment);
    tm.tm_wday = -1; /* stays so when mktime fails; -1 alone is a moment too */
    time_t seconds = mktime(&tm);
    if (seconds == (time_t)-1 && tm.tm_wday == -1) {
        return aioli_raise(vm, "OverflowError", "mktime argument out of range");
    }
    return aioli_float(vm, (double)seconds);
}

static AioliValue time_ctime(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    time_t seconds;
    struct tm tm;
    if (!read_seconds(vm, args[0], &seconds)) return aioli_error();
    if (!localtime_r(&seconds, &tm)) return aioli_raise_errno(vm, EOVERFLOW, aioli_missing());
    Moment moment = moment_of(&tm);
    return oli_time_as_text(vm, &moment);
}

/* strptime(string, format) */
static AioliValue time_strptime(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue module = aioli_import(vm, "_strptime");
    if (aioli_is_error(module)) return aioli_error();
    return aioli_call_method(vm, module, "_strptime_time", args, aioli_is_missing(args[1]) ? 1 : 2);
}

/* ---- the time zone ---- */

/* timezone, altzone, daylight, tzname: from a January and a July of these years, of which one may have summer time. */
static bool set_zone(AioliVm *vm, AioliValue module) {
    const time_t year = 365 * 86400 + 6 * 3600;
    time_t january = (time_t)(aioli_clock_ns(vm, AIOLI_CLOCK_REAL) / NS_PER_SECOND) / year * year;
    time_t july = january + year / 2;
    struct tm winter, summer;
    tzset();
    if (!localtime_r(&january, &winter) || !localtime_r(&july, &summer)) return true;
    int64_t winter_offset = -(int64_t)winter.tm_gmtoff, summer_offset = -(int64_t)summer.tm_gmtoff;
    bool is_southern = winter_offset < summer_offset;
    const struct tm *standard = is_southern ? &summer : &winter, *saving = is_southern ? &winter : &summer;
    AioliValue names[2] = {aioli_string(vm, standard->tm_zone, AIOLI_NUL),
                           aioli_string(vm, saving->tm_zone, AIOLI_NUL)};
    if (aioli_is_error(names[0]) || aioli_is_error(names[1])) return false;
    AioliValue tuple = aioli_tuple(vm, names, 2);
    if (aioli_is_error(tuple)) return false;
    int64_t standard_offset = is_southern ? summer_offset : winter_offset;
    int64_t saving_offset = is_southern ? winter_offset : summer_offset;
    return aioli_attr_set(vm, module, "timezone", aioli_int(vm, standard_offset)) &&
           aioli_attr_set(vm, module, "altzone", aioli_int(vm, saving_offset)) &&
           aioli_attr_set(vm, module, "daylight", aioli_int(vm, winter_offset != summer_offset)) &&
           aioli_attr_set(vm, module, "tzname", tuple);
}

static AioliValue time_tzset(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)args, (void)count;
    AioliValue module = aioli_import(vm, "time");
    if (aioli_is_error(module) || !set_zone(vm, module)) return aioli_error();
    return aioli_none();
}

/* ---- the module ---- */

static const AioliFunction FUNCTIONS[] = {
    {"asctime", "t=, /", oli_time_asctime, "A time tuple (or the present) as 'Sat Jun  6 16:26:11 1998'."},
    {"clock_getres", "clk_id, /", time_clock_getres, "The resolution of a clock in seconds."},
    {"clock_gettime", "clk_id, /", time_clock_gettime, "The time of a clock in seconds."},
    {"clock_gettime_ns", "clk_id, /", time_clock_gettime_ns, "The time of a clock in nanoseconds."},
    {"ctime", "seconds=None, /", time_ctime, "Seconds since the epoch (or the present) as text in local time."},
    {"get_clock_info", "name, /", time_get_clock_info, "What is known about a clock, as a namespace."},
    {"gmtime", "seconds=None, /", time_gmtime, "Seconds since the epoch (or the present) as struct_time in UTC."},
    {"localtime", "seconds=None, /", time_localtime, "Seconds since the epoch as struct_time in local time."},
    {"mktime", "t, /", time_mktime, "A time tuple in local time as seconds since the epoch."},
    {"monotonic", "", time_monotonic, "A clock in seconds that never goes back."},
    {"monotonic_ns", "", time_monotonic_ns, "The same in nanoseconds."},
    {"perf_counter", "", time_monotonic, "A clock in seconds for measuring short durations."},
    {"perf_counter_ns", "", time_monotonic_ns, "The same in nanoseconds."},
    {"process_time", "", time_process_time, "Processor time of this process in seconds."},
    {"process_time_ns", "", time_process_time_ns, "The same in nanoseconds."},
    {"sleep", "seconds, /", time_sleep, "Wait that many seconds."},
    {"strftime", "format, t=None, /", oli_time_strftime, "A time tuple (or the present) as text by a format."},
    {"strptime", "string, format=, /", time_strptime, "Text as struct_time by a format."},
    {"thread_time", "", time_thread_time, "Processor time of this thread in seconds."},
    {"thread_time_ns", "", time_thread_time_ns, "The same in nanoseconds."},
    {"time", "", time_time, "Seconds since the epoch, 1970-01-01 UTC."},
    {"time_ns", "", time_time_ns, "The same in nanoseconds."},
    {"tzset", "", time_tzset, "Read the local time zone anew from the environment."},
    {NULL, NULL, NULL, NULL},
};

static bool init(AioliVm *vm, AioliValue module) {
    for (size_t i = 0; i < SYSTEM_CLOCK_COUNT; i++) {
        if (!aioli_attr_set(vm, module, SYSTEM_CLOCKS[i].name, aioli_int(vm, SYSTEM_CLOCKS[i].id))) return false;
    }
    return aioli_attr_set(vm, module, "_STRUCT_TM_ITEMS", aioli_int(vm, ALL_ITEMS)) && set_zone(vm, module) &&
           !aioli_is_error(aioli_record_class(vm, module, &STRUCT_TIME));
}

extern const AioliModule oli_module_time;
const AioliModule oli_module_time = {
    .name = "time", .doc = "Clocks, sleeping, and moments in several forms.", .functions = FUNCTIONS, .init = init};
