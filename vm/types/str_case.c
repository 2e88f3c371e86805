/* SPDX-License-Identifier: MIT
 *
 * Case and character classes: str.upper(), title(), isalpha(), ...
 *
 * Mapping may lengthen text ("ß" becomes "SS"), so results are built; all-ASCII text has a loop of its own.
 * Lower case depends on context in one place: a capital sigma ends a word as ς.
 */
#include <string.h>

#include "types/str_methods.h"
#include "types/unicode.h"

/* ---- mapping ---- */

typedef size_t (*CaseMap)(uint32_t c, uint32_t out[CASE_MAX]);

/* Maps each byte of ASCII text; the same Str when nothing changes would need a scan more, which is not worth it. */
static Str *map_ascii(Vm *vm, const Str *s, char (*map)(char)) {
    char *out;
    Str *result = oli_str_alloc(vm, s->size, &out);
    if (!result) return NULL;
    for (size_t i = 0; i < s->size; i++) out[i] = map(s->data[i]);
    return oli_str_seal_ascii(vm, result);
}

/* Like ascii_lower and ascii_upper, but in a form that compilers turn into vector code. */
static Str *shift_ascii(Vm *vm, const Str *s, char first) {
    char *out;
    Str *result = oli_str_alloc(vm, s->size, &out);
    if (!result) return NULL;
    const char *in = s->data;
    for (size_t i = 0; i < s->size; i++) out[i] = (char)(in[i] ^ ((unsigned char)(in[i] - first) < 26 ? 0x20 : 0));
    return oli_str_seal_ascii(vm, result);
}

static void append_mapped(TextBuilder *text, uint32_t c, CaseMap map) {
    uint32_t mapped[CASE_MAX];
    size_t count = map(c, mapped);
    for (size_t i = 0; i < count; i++) oli_text_append_char(text, mapped[i]);
}

static Str *map_all(Vm *vm, const Str *s, CaseMap map) {
    TextBuilder text;
    oli_text_init(&text, vm);
    for (const char *p = s->data, *end = p + s->size; p < end;) append_mapped(&text, utf8_read(&p), map);
    return oli_text_finish(&text);
}

/* Whether the sigma from `at` to `after` ends a word: something cased stands before it, nothing cased behind it;
 * characters that case ignores do not count. */
static bool is_final_sigma(const Str *s, const char *at, const char *after) {
    bool is_cased = false;
    for (const char *p = at; p > s->data;) {
        p = utf8_before(p);
        const char *next = p;
        uint32_t c = utf8_read(&next);
        if (oli_is_case_ignorable(c)) continue;
        is_cased = oli_is_cased(c);
        break;
    }
    if (!is_cased) return false;
    for (const char *p = after, *end = s->data + s->size; p < end;) {
        uint32_t c = utf8_read(&p);
        if (!oli_is_case_ignorable(c)) return !oli_is_cased(c);
    }
    return true;
}

enum { CAPITAL_SIGMA = 0x3A3, FINAL_SIGMA = 0x3C2, SMALL_SIGMA = 0x3C3 };

/* Appends the lower case of the character at *cursor, which then stands behind it. */
static void append_lower(TextBuilder *text, const Str *s, const char **cursor) {
    const char *start = *cursor;
    uint32_t c = utf8_read(cursor);
    if (c == CAPITAL_SIGMA) oli_text_append_char(text, is_final_sigma(s, start, *cursor) ? FINAL_SIGMA : SMALL_SIGMA);
    else append_mapped(text, c, oli_lower);
}

Value oli_str_do_upper(Vm *vm, Value *args) {
    const Str *s = as_str(args[0]);
    return str_value(str_is_ascii(s) ? shift_ascii(vm, s, 'a') : map_all(vm, s, oli_upper));
}

Value oli_str_do_casefold(Vm *vm, Value *args) {
    const Str *s = as_str(args[0]);
    return str_value(str_is_ascii(s) ? shift_ascii(vm, s, 'A') : map_all(vm, s, oli_casefold));
}

Value oli_str_do_lower(Vm *vm, Value *args) {
    const Str *s = as_str(args[0]);
    if (str_is_ascii(s)) return str_value(shift_ascii(vm, s, 'A'));
    TextBuilder text;
    oli_text_init(&text, vm);
    for (const char *p = s->data, *end = p + s->size; p < end;) append_lower(&text, s, &p);
    return str_value(oli_text_finish(&text));
}

static char swap_ascii(char c) { return ascii_is_alpha(c) ? (char)(c ^ 0x20) : c; }

Value oli_str_do_swapcase(Vm *vm, Value *args) {
    const Str *s = as_str(args[0]);
    if (str_is_ascii(s)) return str_value(map_ascii(vm, s, swap_ascii));
    TextBuilder text;
    oli_text_init(&text, vm);
    for (const char *p = s->data, *end = p + s->size; p < end;) {
        const char *after = p;
        uint32_t c = utf8_read(&after);
        if (oli_is_upper(c)) {
            append_lower(&text, s, &p);
            continue;
        }
        if (oli_is_lower(c)) append_mapped(&text, c, oli_upper);
        else oli_text_append_char(&text, c);
        p = after;
    }
    return str_value(oli_text_finish(&text));
}

Value oli_str_do_capitalize(Vm *vm, Value *args) {
    const Str *s = as_str(args[0]);
    if (!s->size) return make_object(vm->empty_str);
    TextBuilder text;
    oli_text_init(&text, vm);
    const char *p = s->data, *end = p + s->size;
    append_mapped(&text, utf8_read(&p), oli_title);
    while (p < end) append_lower(&text, s, &p);
    return str_value(oli_text_finish(&text));
}

Value oli_str_do_title(Vm *vm, Value *args) {
    const Str *s = as_str(args[0]);
    TextBuilder text;
    oli_text_init(&text, vm);
    bool in_word = false;
    for (const char *p = s->data, *end = p + s->size; p < end;) {
        const char *after = p;
        uint32_t c = utf8_read(&after);
        if (in_word) append_lower(&text, s, &p);
        else append_mapped(&text, c, oli_title);
        p = after;
        in_word = oli_is_cased(c);
    }
    return str_value(oli_text_finish(&text));
}

/* ---- classes ---- */

typedef bool (*CharTest)(uint32_t c);

/* There is at least one character, and all pass. */
static Value all_are(const Value *args, CharTest test) {
    const Str *s = as_str(args[0]);
    for (const char *p = s->data, *end = p + s->size; p < end;)
        if (!test(utf8_read(&p))) return VALUE_FALSE;
    return make_bool(s->size != 0);
}

static bool is_decimal(uint32_t c) { return oli_decimal_value(c) >= 0; }
static bool is_digit(uint32_t c) { return oli_digit_value(c) >= 0; }

Value oli_str_do_isalpha(Vm *vm, Value *args) { return (void)vm, all_are(args, oli_is_alpha); }
Value oli_str_do_isalnum(Vm *vm, Value *args) { return (void)vm, all_are(args, oli_is_alnum); }
Value oli_str_do_isdecimal(Vm *vm, Value *args) { return (void)vm, all_are(args, is_decimal); }
Value oli_str_do_isdigit(Vm *vm, Value *args) { return (void)vm, all_are(args, is_digit); }
Value oli_str_do_isnumeric(Vm *vm, Value *args) { return (void)vm, all_are(args, oli_is_numeric); }
Value oli_str_do_isspace(Vm *vm, Value *args) { return (void)vm, all_are(args, oli_is_space); }

Value oli_str_do_isascii(Vm *vm, Value *args) {
    (void)vm;
    return make_bool(str_is_ascii(as_str(args[0])));
}

Value oli_str_do_isprintable(Vm *vm, Value *args) {
    Value all = all_are(args, oli_is_printable);
    (void)vm;
    return as_str(args[0])->size ? all : VALUE_TRUE;
}

Value oli_str_do_isidentifier(Vm *vm, Value *args) {
    const Str *s = as_str(args[0]);
    const char *p = s->data, *end = p + s->size;
    (void)vm;
    if (!s->size || !oli_is_identifier_start(utf8_read(&p))) return VALUE_FALSE;
    while (p < end)
        if (!oli_is_identifier_part(utf8_read(&p))) return VALUE_FALSE;
    return VALUE_TRUE;
}

/* Something is cased, and nothing is in a case that fails `wrong`. */
static Value all_cased(const Value *args, CharTest right, CharTest wrong) {
    const Str *s = as_str(args[0]);
    bool found = false;
    for (const char *p = s->data, *end = p + s->size; p < end;) {
        uint32_t c = utf8_read(&p);
        if (wrong(c) || oli_is_title(c)) return VALUE_FALSE;
        if (!found) found = right(c);
    }
    return make_bool(found);
}

Value oli_str_do_islower(Vm *vm, Value *args) { return (void)vm, all_cased(args, oli_is_lower, oli_is_upper); }
Value oli_str_do_isupper(Vm *vm, Value *args) { return (void)vm, all_cased(args, oli_is_upper, oli_is_lower); }

Value oli_str_do_istitle(Vm *vm, Value *args) {
    const Str *s = as_str(args[0]);
    bool in_word = false, found = false;
    (void)vm;
    for (const char *p = s->data, *end = p + s->size; p < end;) {
        uint32_t c = utf8_read(&p);
        if (oli_is_upper(c) || oli_is_title(c)) {
            if (in_word) return VALUE_FALSE;
            in_word = found = true;
        } else if (oli_is_lower(c)) {
            if (!in_word) return VALUE_FALSE;
            found = true;
        } else {
            in_word = false;
        }
    }
    return make_bool(found);
}
