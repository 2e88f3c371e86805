/* SPDX-License-Identifier: MIT
 *
 * Module unicodedata: properties of characters and normal forms, by utf8proc; names by the core (aioli_character_name).
 *
 * utf8proc's tables are Unicode 15.0; the few characters that 15.1, which CPython 3.13 has, added are named here. What
 * utf8proc does not know stands in unicodedata.dat (written by unicodedata_tables.py): numeric values as runs of
 * characters whose values grow by the same step, and East Asian width as the characters at which it changes.
 */
#include <string.h>
#include <utf8proc.h>

#include "aioli.h"

typedef struct NumericRun {
    uint32_t first;
    uint16_t count, denominator;
    uint8_t kind; /* 0: numeric; 1: a digit; 2: a decimal digit */
    int32_t step;
    int64_t start; /* the numerator of the first */
} NumericRun;

#include "unicodedata.dat"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* ---- arguments ---- */

/* The character that UTF-8 text begins with; *p stands behind it then. */
static uint32_t next_char(const unsigned char **p) {
    uint32_t c = *(*p)++;
    unsigned more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    if (more) c &= 0x3Fu >> more;
    for (; more; more--) c = c << 6 | (*(*p)++ & 0x3Fu);
    return c;
}

/* A str of one character. False: TypeError, that `what` ("category() argument") must be one. */
static bool char_get(AioliVm *vm, AioliValue v, const char *what, uint32_t *out) {
    if (aioli_type(vm, v) == AIOLI_TYPE_STRING && aioli_string_length(vm, v) == 1) {
        const unsigned char *text = (const unsigned char *)aioli_string_get(vm, v, NULL);
        *out = next_char(&text);
        return true;
    }
    aioli_raise(vm, "TypeError", "%s must be a unicode character, not %T", what, v);
    return false;
}

/* ---- categories and the like ---- */

static bool is_new_ideograph(uint32_t c) { return c - 0x2EBF0 <= 0x2EE5D - 0x2EBF0; }
static bool is_new_symbol(uint32_t c) { return c - 0x2FFC < 4 || c == 0x31EF; }

static AioliValue category(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    uint32_t c;
    if (!char_get(vm, args[0], "category() argument", &c)) return aioli_error();
    const char *name = is_new_ideograph(c) ? "Lo" : is_new_symbol(c) ? "So" : utf8proc_category_string((int32_t)c);
    return aioli_string_intern(vm, name, AIOLI_NUL);
}

static AioliValue bidirectional(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    static const char *const NAMES[] = {"",   "L",  "LRE", "LRO", "R", "AL", "RLE", "RLO", "PDF", "EN",  "ES",  "ET",
                                        "AN", "CS", "NSM", "BN",  "B", "S",  "WS",  "ON",  "LRI", "RLI", "FSI", "PDI"};
    uint32_t c;
    if (!char_get(vm, args[0], "bidirectional() argument", &c)) return aioli_error();
    size_t class = is_new_ideograph(c) ? UTF8PROC_BIDI_CLASS_L
                   : is_new_symbol(c)  ? UTF8PROC_BIDI_CLASS_ON
                                       : (size_t)utf8proc_get_property((int32_t)c)->bidi_class;
    return aioli_string_intern(vm, class < COUNT_OF(NAMES) ? NAMES[class] : "", AIOLI_NUL);
}

static AioliValue combining(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    uint32_t c;
    if (!char_get(vm, args[0], "combining() argument", &c)) return aioli_error();
    return aioli_int(vm, utf8proc_get_property((int32_t)c)->combining_class);
}

static AioliValue mirrored(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    uint32_t c;
    if (!char_get(vm, args[0], "mirrored() argument", &c)) return aioli_error();
    return aioli_int(vm, utf8proc_get_property((int32_t)c)->bidi_mirrored);
}

static AioliValue east_asian_width(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    static const char *const NAMES[] = {"N", "A", "F", "H", "Na", "W"};
    uint32_t c;
    if (!char_get(vm, args[0], "east_asian_width() argument", &c)) return aioli_error();
    size_t low = 0, high = COUNT_OF(WIDTH_RUNS); /* the run at low begins at c or before, that at high behind it */
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (WIDTH_RUNS[middle] >> 3 <= c)
            low = middle;
        else
            high = middle;
    }
    return aioli_string_intern(vm, NAMES[WIDTH_RUNS[low] & 7], AIOLI_NUL);
}

/* ---- numbers ---- */

/* The run that holds `c`; NULL: it has no value. */
static const NumericRun *find_numeric(uint32_t c) {
    size_t low = 0, high = COUNT_OF(NUMERIC_RUNS);
    while (low < high) {
        size_t middle = (low + high) / 2;
        const NumericRun *run = &NUMERIC_RUNS[middle];
        if (c < run->first)
            high = middle;
        else if (c - run->first < run->count)
            return run;
        else
            low = middle + 1;
    }
    return NULL;
}

/* What decimal, digit and numeric do; `kind`: the least kind of number that counts. */
static AioliValue number(AioliVm *vm, const AioliValue *args, int kind, const char *what, const char *problem) {
    uint32_t c;
    if (!char_get(vm, args[0], what, &c)) return aioli_error();
    const NumericRun *run = find_numeric(c);
    if (!run || run->kind < kind)
        return aioli_is_missing(args[1]) ? aioli_raise(vm, "ValueError", "%s", problem) : args[1];
    int64_t numerator = run->start + (int64_t)(c - run->first) * run->step;
    return kind ? aioli_int(vm, numerator) : aioli_float(vm, (double)numerator / run->denominator);
}

static AioliValue decimal(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return number(vm, args, 2, "decimal() argument 1", "not a decimal");
}

static AioliValue digit(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return number(vm, args, 1, "digit() argument 1", "not a digit");
}

static AioliValue numeric(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return number(vm, args, 0, "numeric() argument 1", "not a numeric character");
}

/* ---- names ---- */

static AioliValue name(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    uint32_t c;
    char text[AIOLI_CHARACTER_NAME_MAX];
    if (!char_get(vm, args[0], "name() argument 1", &c)) return aioli_error();
    size_t size = aioli_character_name(c, text);
    if (size) return aioli_string(vm, text, size);
    return aioli_is_missing(args[1]) ? aioli_raise(vm, "ValueError", "no such name") : args[1];
}

static AioliValue lookup(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t size;
    uint32_t c;
    const char *text = aioli_type(vm, args[0]) == AIOLI_TYPE_STRING ? aioli_string_get(vm, args[0], &size)
                                                                    : aioli_bytes_get(vm, args[0], &size);
    if (!text) return aioli_error();
    if (size > 256) return aioli_raise(vm, "KeyError", "name too long");
    if (!aioli_character_named(text, size, &c))
        return aioli_raise(vm, "KeyError", "undefined character name '%.*s'", (int)size, text);
    char out[4];
    return aioli_string_join(vm, out, (size_t)utf8proc_encode_char((int32_t)c, (utf8proc_uint8_t *)out));
}

/* ---- normal forms ---- */

typedef struct Points {
    AioliVm *vm;
    int32_t *items;
    size_t count, capacity;
} Points;

static bool reserve(Points *points, size_t count) {
    if (points->capacity - points->count >= count) return true;
    size_t capacity = points->capacity * 2 + count + 32;
    int32_t *items =
        aioli_memory_resize(points->vm, points->items, points->capacity * sizeof *items, capacity * sizeof *items);
    if (!items) return false;
    points->items = items;
    points->capacity = capacity;
    return true;
}

static void free_points(Points *points) {
    aioli_memory_free(points->vm, points->items, points->capacity * sizeof *points->items);
}

/* Canonical order: each run of combining marks sorted by class, stably. Classes are few, so counting takes linear time. */
static bool order_marks(Points *points, size_t start, size_t end) {
    if (end - start < 2) return true;
    size_t size = (end - start) * sizeof *points->items, places[257] = {0};
    int32_t *copy = aioli_memory_resize(points->vm, NULL, 0, size);
    if (!copy) return false;
    memcpy(copy, points->items + start, size);
    for (size_t i = 0; i < end - start; i++) places[utf8proc_get_property(copy[i])->combining_class + 1]++;
    for (size_t i = 1; i < COUNT_OF(places); i++) places[i] += places[i - 1];
    for (size_t i = 0; i < end - start; i++)
        points->items[start + places[utf8proc_get_property(copy[i])->combining_class]++] = copy[i];
    aioli_memory_free(points->vm, copy, size);
    return true;
}

static bool decompose(Points *points, const char *text, size_t size, utf8proc_option_t options) {
    enum { EXPANSION_MAX = 32 }; /* no character decomposes into more */
    const unsigned char *p = (const unsigned char *)text, *end = p + size;
    while (p < end) {
        int32_t c = (int32_t)next_char(&p);
        int boundary = 0;
        if (!reserve(points, EXPANSION_MAX)) return false;
        utf8proc_ssize_t made =
            utf8proc_decompose_char(c, points->items + points->count, EXPANSION_MAX, options, &boundary);
        if (made <= 0 || made > EXPANSION_MAX)
            points->items[points->count++] = c;
        else
            points->count += (size_t)made;
    }
    size_t start = 0;
    for (size_t i = 0; i <= points->count; i++) {
        bool is_mark = i < points->count && utf8proc_get_property(points->items[i])->combining_class;
        if (is_mark) continue;
        if (!order_marks(points, start, i)) return false;
        start = i + 1;
    }
    return true;
}

static AioliValue encode(Points *points) {
    size_t size = 0;
    for (size_t i = 0; i < points->count; i++) {
        uint32_t c = (uint32_t)points->items[i];
        size += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }
    unsigned char *text = aioli_memory_resize(points->vm, NULL, 0, size + 4), *out = text;
    if (!text) return aioli_error();
    for (size_t i = 0; i < points->count; i++) out += utf8proc_encode_char(points->items[i], out);
    AioliValue v = aioli_string_join(points->vm, (char *)text, size);
    aioli_memory_free(points->vm, text, size + 4);
    return v;
}

/* The options for a normal form by its name. False: ValueError. */
static bool find_form(AioliVm *vm, AioliValue form, utf8proc_option_t *out) {
    static const struct {
        const char *name;
        int options;
    } FORMS[] = {{"NFC", UTF8PROC_COMPOSE},
                 {"NFD", UTF8PROC_DECOMPOSE},
                 {"NFKC", UTF8PROC_COMPOSE | UTF8PROC_COMPAT},
                 {"NFKD", UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT}};
    size_t size;
    const char *text = aioli_string_get(vm, form, &size);
    for (size_t i = 0; text && i < COUNT_OF(FORMS); i++) {
        if (size != strlen(FORMS[i].name) || memcmp(text, FORMS[i].name, size)) continue;
        *out = (utf8proc_option_t)(FORMS[i].options | UTF8PROC_STABLE);
        return true;
    }
    aioli_raise(vm, "ValueError", "invalid normalization form");
    return false;
}

static AioliValue to_form(AioliVm *vm, AioliValue form, AioliValue string, const char *function) {
    utf8proc_option_t options;
    size_t size;
    const AioliValue given[] = {form, string};
    for (int i = 0; i < 2; i++)
        if (aioli_type(vm, given[i]) != AIOLI_TYPE_STRING)
            return aioli_raise(vm, "TypeError", "%s() argument %d must be str, not %N", function, i + 1, given[i]);
    const char *text = aioli_string_get(vm, string, &size);
    if (!find_form(vm, form, &options)) return aioli_error();
    if (aioli_string_length(vm, string) == (int64_t)size) return aioli_string_slice(vm, string, 0, size); /* ASCII */
    Points points = {.vm = vm};
    AioliValue result = aioli_error();
    if (decompose(&points, text, size, options)) {
        utf8proc_ssize_t count = (utf8proc_ssize_t)points.count;
        if (options & UTF8PROC_COMPOSE) count = utf8proc_normalize_utf32(points.items, count, options);
        points.count = count < 0 ? 0 : (size_t)count;
        result = encode(&points);
    }
    free_points(&points);
    return result;
}

static AioliValue normalize(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return to_form(vm, args[0], args[1], "normalize");
}

static AioliValue is_normalized(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue made = to_form(vm, args[0], args[1], "is_normalized");
    if (aioli_is_error(made)) return made;
    size_t size, made_size;
    const char *text = aioli_string_get(vm, args[1], &size), *made_text = aioli_string_get(vm, made, &made_size);
    return aioli_bool(size == made_size && !memcmp(text, made_text, size));
}

static const AioliFunction FUNCTIONS[] = {
    {"bidirectional", "chr, /", bidirectional,
     "Returns the bidirectional class assigned to the character chr as string."},
    {"category", "chr, /", category, "Returns the general category assigned to the character chr as string."},
    {"combining", "chr, /", combining,
     "Returns the canonical combining class assigned to the character chr as integer."},
    {"decimal", "chr, default=, /", decimal, "Converts a Unicode character into its equivalent decimal value."},
    {"digit", "chr, default=, /", digit, "Converts a Unicode character into its equivalent digit value."},
    {"east_asian_width", "chr, /", east_asian_width, "Returns the east asian width assigned to the character chr."},
    {"is_normalized", "form, unistr, /", is_normalized,
     "Return whether the Unicode string unistr is in the normal form."},
    {"lookup", "name, /", lookup, "Look up character by name."},
    {"mirrored", "chr, /", mirrored, "Returns the mirrored property assigned to the character chr as integer."},
    {"name", "chr, default=, /", name, "Returns the name assigned to the character chr as a string."},
    {"normalize", "form, unistr, /", normalize, "Return the normal form 'form' for the Unicode string unistr."},
    {"numeric", "chr, default=, /", numeric, "Converts a Unicode character into its equivalent numeric value."},
    {NULL, NULL, NULL, NULL}};

static bool init_module(AioliVm *vm, AioliValue module) {
    AioliValue version = aioli_string(vm, "15.1.0", AIOLI_NUL);
    return !aioli_is_error(version) && aioli_attr_set(vm, module, "unidata_version", version);
}

const AioliModule oli_module_unicodedata = {"unicodedata", NULL, FUNCTIONS, init_module};
