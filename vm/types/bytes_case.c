/* SPDX-License-Identifier: MIT
 *
 * ASCII case and character classes of bytes and bytearray.
 */
#include "types/bytes_methods.h"
#include "types/unicode.h"

/* ---- mapping ---- */

/* A copy, to be changed in place at *data. */
static Value copy_of(Vm *vm, Value self, char **data) {
    ByteSpan span = span_of(self);
    Value copy = oli_bytes_like_self(vm, self, span.data, span.size);
    if (!is_error(copy)) *data = is_bytes(copy) ? as_bytes(copy)->data : as_bytearray(copy)->data;
    return copy;
}

static char swap(char c) { return ascii_is_alpha(c) ? (char)(c ^ 0x20) : c; }

static Value map(Vm *vm, Value self, char (*mapping)(char)) {
    char *data;
    Value copy = copy_of(vm, self, &data);
    if (is_error(copy)) return copy;
    for (size_t i = 0, size = span_of(copy).size; i < size; i++) data[i] = mapping(data[i]);
    return copy;
}

Value oli_bytes_do_lower(Vm *vm, Value *args) { return map(vm, args[0], ascii_lower); }
Value oli_bytes_do_upper(Vm *vm, Value *args) { return map(vm, args[0], ascii_upper); }
Value oli_bytes_do_swapcase(Vm *vm, Value *args) { return map(vm, args[0], swap); }

Value oli_bytes_do_capitalize(Vm *vm, Value *args) {
    Value copy = map(vm, args[0], ascii_lower);
    if (is_error(copy) || !span_of(copy).size) return copy;
    char *data = is_bytes(copy) ? as_bytes(copy)->data : as_bytearray(copy)->data;
    data[0] = ascii_upper(data[0]);
    return copy;
}

Value oli_bytes_do_title(Vm *vm, Value *args) {
    char *data;
    Value copy = copy_of(vm, args[0], &data);
    if (is_error(copy)) return copy;
    bool in_word = false;
    for (size_t i = 0, size = span_of(copy).size; i < size; i++) {
        data[i] = in_word ? ascii_lower(data[i]) : ascii_upper(data[i]);
        in_word = ascii_is_alpha(data[i]);
    }
    return copy;
}

/* ---- classes ---- */

static bool is_alnum(char c) { return ascii_is_alpha(c) || ascii_is_digit(c); }

/* There is at least one byte, and all pass. */
static Value all_are(Value self, bool (*test)(char)) {
    ByteSpan span = span_of(self);
    for (size_t i = 0; i < span.size; i++)
        if (!test(span.data[i])) return VALUE_FALSE;
    return make_bool(span.size != 0);
}

Value oli_bytes_do_isalpha(Vm *vm, Value *args) { return (void)vm, all_are(args[0], ascii_is_alpha); }
Value oli_bytes_do_isdigit(Vm *vm, Value *args) { return (void)vm, all_are(args[0], ascii_is_digit); }
Value oli_bytes_do_isalnum(Vm *vm, Value *args) { return (void)vm, all_are(args[0], is_alnum); }
Value oli_bytes_do_isspace(Vm *vm, Value *args) { return (void)vm, all_are(args[0], ascii_is_space); }

Value oli_bytes_do_isascii(Vm *vm, Value *args) {
    ByteSpan span = span_of(args[0]);
    (void)vm;
    return make_bool(oli_ascii_prefix(span.data, span.size) == span.size);
}

/* Some letter, and none that fails `wrong`. */
static Value all_cased(Value self, bool (*wrong)(char)) {
    ByteSpan span = span_of(self);
    bool found = false;
    for (size_t i = 0; i < span.size; i++) {
        if (wrong(span.data[i])) return VALUE_FALSE;
        found |= ascii_is_alpha(span.data[i]);
    }
    return make_bool(found);
}

Value oli_bytes_do_islower(Vm *vm, Value *args) { return (void)vm, all_cased(args[0], ascii_is_upper); }
Value oli_bytes_do_isupper(Vm *vm, Value *args) { return (void)vm, all_cased(args[0], ascii_is_lower); }

Value oli_bytes_do_istitle(Vm *vm, Value *args) {
    ByteSpan span = span_of(args[0]);
    bool in_word = false, found = false;
    (void)vm;
    for (size_t i = 0; i < span.size; i++) {
        char c = span.data[i];
        if (in_word ? ascii_is_upper(c) : ascii_is_lower(c)) return VALUE_FALSE;
        in_word = ascii_is_alpha(c);
        found |= in_word;
    }
    return make_bool(found);
}
