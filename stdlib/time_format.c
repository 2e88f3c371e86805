/* SPDX-License-Identifier: MIT
 *
 * time.strftime and time.asctime: written here rather than left to the C library, so that a host that sets a locale
 * does not change what scripts print. Directives, flags (- _ 0 ^ #) and widths are those of glibc.
 */
#include <string.h>

#include "time_parts.h"

static const char *const DAYS[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
static const char *const MONTHS[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};

/* ---- text that grows ---- */

typedef struct Text {
    AioliVm *vm;
    char *data;
    size_t size, capacity;
    bool failed;
} Text;

static void put(Text *text, const char *data, size_t size) {
    if (text->failed) return;
    if (text->size + size > text->capacity) {
        size_t capacity = (text->size + size) * 2;
        char *grown = aioli_memory_resize(text->vm, text->data, text->capacity, capacity);
        if (!grown) {
            text->failed = true;
            return;
        }
        text->data = grown;
        text->capacity = capacity;
    }
    memcpy(text->data + text->size, data, size);
    text->size += size;
}

static void put_char(Text *text, char c) { put(text, &c, 1); }

static void put_fill(Text *text, char c, int64_t count) {
    for (; count > 0; count--) put_char(text, c);
}

/* ---- fields ---- */

/* What stands between % and the letter. */
typedef struct Field {
    char pad;      /* '-' '_' '0', or 0: the directive's own */
    char letters;  /* '^' upper case, '#' the other case, 0 */
    int64_t width; /* -1: none */
} Field;

static char to_upper(char c) { return c >= 'a' && c <= 'z' ? (char)(c - 32) : c; }
static char to_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

static void put_words(Text *text, const Field *field, const char *words, bool swaps_to_lower) {
    int64_t size = (int64_t)strlen(words);
    put_fill(text, field->pad == '0' ? '0' : ' ', field->width - size);
    for (const char *p = words; *p; p++) {
        bool lower = field->letters == '#' && swaps_to_lower;
        put_char(text, lower ? to_lower(*p) : field->letters ? to_upper(*p) : *p);
    }
}

/* A number of at least `digits` digits, padded with `pad` unless the field says otherwise. */
static void put_number(Text *text, const Field *field, int64_t number, int digits, char pad) {
    char reversed[24];
    int size = 0;
    uint64_t magnitude = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do reversed[size++] = (char)('0' + magnitude % 10);
    while (magnitude /= 10);
    if (field->pad) pad = field->pad;
    int64_t width = field->width >= 0 ? field->width : digits;
    int64_t fill = pad == '-' ? 0 : width - size - (number < 0);
    if (number < 0 && pad == '0') put_char(text, '-');
    put_fill(text, pad == '_' ? ' ' : '0', fill);
    if (number < 0 && pad != '0') put_char(text, '-');
    while (size > 0) put_char(text, reversed[--size]);
}

/* ---- weeks ---- */

static bool is_leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/* The ISO week of a moment, and the year that it belongs to. */
static int iso_week(const Moment *m, int64_t *year) {
    int from_monday = (m->weekday + 6) % 7;
    *year = m->year;
    int week = (m->yearday - from_monday + 10) / 7;
    if (week < 1) {
        --*year;
        int days = m->yearday + 365 + is_leap(*year);
        return (days - from_monday + 10) / 7;
    }
    if (week == 53) { /* its Thursday may lie in the next year */
        int thursday = m->yearday - from_monday + 3;
        if (thursday >= 365 + is_leap(m->year)) {
            ++*year;
            return 1;
        }
    }
    return week;
}

static int64_t floor_mod(int64_t a, int64_t b) { return (a % b + b) % b; }
static int64_t floor_div(int64_t a, int64_t b) { return (a - floor_mod(a, b)) / b; }

/* ---- directives ---- */

static void format(Text *text, const char *template_, size_t size, const Moment *m);

static void put_composite(Text *text, const Field *field, const char *template_, const Moment *m) {
    Text part = {.vm = text->vm};
    format(&part, template_, strlen(template_), m);
    put_fill(text, field->pad == '0' ? '0' : ' ', field->width - (int64_t)part.size);
    for (size_t i = 0; i < part.size; i++) put_char(text, field->letters ? to_upper(part.data[i]) : part.data[i]);
    text->failed = text->failed || part.failed;
    aioli_memory_free(text->vm, part.data, part.capacity);
}

static void put_short_word(Text *text, const Field *field, const char *word) {
    char letters[4] = {word[0], word[1], word[2], 0};
    put_words(text, field, letters, false);
}

static void put_offset(Text *text, const Field *field, const Moment *m) {
    if (m->is_dst < 0) return;
    int64_t offset = m->utc_offset, minutes = (offset < 0 ? -offset : offset) / 60;
    put_char(text, offset < 0 ? '-' : '+');
    Field digits = *field;
    if (digits.width > 0) digits.width--;
    put_number(text, &digits, minutes / 60 * 100 + minutes % 60, 4, '0');
}

static const char *composite_of(char directive) {
    switch (directive) {
    case 'c': return "%a %b %e %H:%M:%S %Y";
    case 'D':
    case 'x': return "%m/%d/%y";
    case 'F': return "%Y-%m-%d";
    case 'r': return "%I:%M:%S %p";
    case 'R': return "%H:%M";
    case 'T':
    case 'X': return "%H:%M:%S";
    default: return NULL;
    }
}

/* Numbers of dates; false: no such directive. */
static bool put_date_number(Text *text, const Field *field, char directive, const Moment *m) {
    int64_t year;
    switch (directive) {
    case 'C': put_number(text, field, floor_div(m->year, 100), 1, '0'); return true;
    case 'd': put_number(text, field, m->day, 2, '0'); return true;
    case 'e': put_number(text, field, m->day, 2, '_'); return true;
    case 'g': iso_week(m, &year); put_number(text, field, floor_mod(year, 100), 2, '0'); return true;
    case 'G': iso_week(m, &year); put_number(text, field, year, 1, '0'); return true;
    case 'j': put_number(text, field, m->yearday + 1, 3, '0'); return true;
    case 'm': put_number(text, field, m->month + 1, 2, '0'); return true;
    case 'u': put_number(text, field, (m->weekday + 6) % 7 + 1, 1, '0'); return true;
    case 'U': put_number(text, field, (m->yearday - m->weekday + 7) / 7, 2, '0'); return true;
    case 'V': put_number(text, field, iso_week(m, &year), 2, '0'); return true;
    case 'w': put_number(text, field, m->weekday, 1, '0'); return true;
    case 'W': put_number(text, field, (m->yearday - (m->weekday + 6) % 7 + 7) / 7, 2, '0'); return true;
    case 'y': put_number(text, field, floor_mod(m->year, 100), 2, '0'); return true;
    case 'Y': put_number(text, field, m->year, 1, '0'); return true;
    default: return false;
    }
}

static bool put_time_number(Text *text, const Field *field, char directive, const Moment *m) {
    int hour12 = m->hour % 12 ? m->hour % 12 : 12;
    switch (directive) {
    case 'H': put_number(text, field, m->hour, 2, '0'); return true;
    case 'I': put_number(text, field, hour12, 2, '0'); return true;
    case 'k': put_number(text, field, m->hour, 2, '_'); return true;
    case 'l': put_number(text, field, hour12, 2, '_'); return true;
    case 'M': put_number(text, field, m->minute, 2, '0'); return true;
    case 's': put_number(text, field, oli_time_make(m), 1, '0'); return true;
    case 'S': put_number(text, field, m->second, 2, '0'); return true;
    default: return false;
    }
}

static const char *zone_of(const Moment *m) {
    if (m->zone && *m->zone) return m->zone;
    return m->is_dst < 0 ? "" : oli_time_zone_name(m->is_dst);
}

static bool put_text(Text *text, const Field *field, char directive, const Moment *m) {
    const char *half = m->hour > 11 ? "PM" : "AM";
    switch (directive) {
    case 'a': put_short_word(text, field, DAYS[m->weekday]); return true;
    case 'A': put_words(text, field, DAYS[m->weekday], false); return true;
    case 'b':
    case 'h': put_short_word(text, field, MONTHS[m->month]); return true;
    case 'B': put_words(text, field, MONTHS[m->month], false); return true;
    case 'n': put_words(text, field, "\n", false); return true;
    case 'p': put_words(text, field, half, true); return true;
    case 'P': put_words(text, field, m->hour > 11 ? "pm" : "am", true); return true;
    case 't': put_words(text, field, "\t", false); return true;
    case 'z': put_offset(text, field, m); return true;
    case 'Z': put_words(text, field, zone_of(m), true); return true;
    case '%': put_words(text, field, "%", false); return true;
    default: return false;
    }
}

static bool put_directive(Text *text, const Field *field, char directive, const Moment *m) {
    const char *composite = composite_of(directive);
    if (composite) {
        put_composite(text, field, composite, m);
        return true;
    }
    return put_date_number(text, field, directive, m) || put_time_number(text, field, directive, m) ||
           put_text(text, field, directive, m);
}

static const char *read_field(const char *p, const char *end, Field *field) {
    *field = (Field){0, 0, -1};
    for (; p < end && memchr("-_0^#", *p, 5); p++) {
        if (*p == '^' || *p == '#') {
            field->letters = *p;
        } else {
            field->pad = *p;
        }
    }
    for (; p < end && *p >= '0' && *p <= '9'; p++) {
        if (field->width < 0) field->width = 0;
        if (field->width < 100000) field->width = field->width * 10 + (*p - '0');
    }
    if (p < end && (*p == 'E' || *p == 'O')) p++; /* alternative forms: none in this locale */
    return p;
}

static void format(Text *text, const char *template_, size_t size, const Moment *m) {
    const char *p = template_, *end = p + size;
    while (p < end) {
        if (*p != '%') {
            put_char(text, *p++);
            continue;
        }
        Field field;
        const char *start = p, *letter = read_field(p + 1, end, &field);
        p = letter < end ? letter + 1 : end;
        if (letter == end || !put_directive(text, &field, *letter, m)) put(text, start, (size_t)(p - start));
    }
}

/* ---- functions ---- */

/* What C's strftime relies on: values in range. */
static bool check_ranges(AioliVm *vm, Moment *m) {
    static const char *const MESSAGES[] = {
        "month out of range",   "day of month out of range", "hour out of range",        "minute out of range",
        "seconds out of range", "day of week out of range",  "day of year out of range",
    };
    if (m->month == -1) m->month = 0;
    if (m->day == 0) m->day = 1;
    if (m->yearday == -1) m->yearday = 0;
    const bool right[] = {m->month >= 0 && m->month <= 11,   m->day >= 0 && m->day <= 31,
                          m->hour >= 0 && m->hour <= 23,     m->minute >= 0 && m->minute <= 59,
                          m->second >= 0 && m->second <= 61, m->weekday >= 0,
                          m->yearday >= 0 && m->yearday <= 365};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        if (!right[i]) {
            aioli_raise(vm, "ValueError", "%s", MESSAGES[i]);
            return false;
        }
    }
    return true;
}

/* strftime(format, t=None) */
AioliValue oli_time_strftime(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (aioli_type(vm, args[0]) != AIOLI_TYPE_STRING) {
        return aioli_raise(vm, "TypeError", "strftime() argument 1 must be str, not %T", args[0]);
    }
    size_t size;
    const char *template_ = aioli_string_get(vm, args[0], &size);
    if (!template_) return aioli_error();
    if (memchr(template_, 0, size)) return aioli_raise(vm, "ValueError", "embedded null character");
    Moment moment;
    bool given = !aioli_is_missing(args[1]) && !aioli_is_none(args[1]);
    if (given ? !oli_time_read_moment(vm, args[1], "strftime", &moment) : !oli_time_local_now(vm, &moment)) {
        return aioli_error();
    }
    if (!check_ranges(vm, &moment)) return aioli_error();
    Text text = {.vm = vm};
    format(&text, template_, size, &moment);
    AioliValue result = text.failed ? aioli_error() : aioli_string(vm, text.data ? text.data : "", text.size);
    aioli_memory_free(vm, text.data, text.capacity);
    return result;
}

AioliValue oli_time_as_text(AioliVm *vm, const Moment *m) {
    Text text = {.vm = vm};
    static const char TEMPLATE[] = "%a %b %e %H:%M:%S %Y";
    format(&text, TEMPLATE, sizeof TEMPLATE - 1, m);
    AioliValue result = text.failed ? aioli_error() : aioli_string(vm, text.data, text.size);
    aioli_memory_free(vm, text.data, text.capacity);
    return result;
}

/* asctime(t=None) */
AioliValue oli_time_asctime(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Moment moment;
    bool given = !aioli_is_missing(args[0]);
    if (given ? !oli_time_read_moment(vm, args[0], "asctime", &moment) : !oli_time_local_now(vm, &moment)) {
        return aioli_error();
    }
    return check_ranges(vm, &moment) ? oli_time_as_text(vm, &moment) : aioli_error();
}
