/* SPDX-License-Identifier: MIT
 *
 * float.hex and float.fromhex: doubles as hexadecimal digits and a power of two, exact both ways.
 */
#include <math.h>
#include <string.h>

#include "types/float.h"
#include "types/number_text.h"
#include "types/protocol.h"

enum { FRACTION_BITS = 52, KEPT_DIGITS = 15 }; /* 15 hexadecimal digits: 60 bits, enough to round from */

Value oli_float_method_hex(Vm *vm, Value *args) {
    double d = float_of(args[0]);
    if (!isfinite(d)) {
        Str *word = oli_str_from_c(vm, isnan(d) ? "nan" : d < 0 ? "-inf" : "inf");
        return word ? make_object(word) : VALUE_ERROR;
    }
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    uint64_t fraction = bits & (((uint64_t)1 << FRACTION_BITS) - 1);
    int biased = (int)(bits >> FRACTION_BITS) & 0x7FF;
    char digits[13];
    for (int i = 12; i >= 0; i--, fraction >>= 4) digits[i] = "0123456789abcdef"[fraction & 15];
    const char *sign = signbit(d) ? "-" : "";
    Str *text = d == 0 ? oli_str_format(vm, "%s0x0.0p+0", sign)
                       : oli_str_format(vm, "%s0x%d.%.*sp%s%d", sign, biased != 0, 13, digits,
                                        biased && biased < 1023 ? "-" : biased ? "+" : "-",
                                        biased ? (biased < 1023 ? 1023 - biased : biased - 1023) : 1022);
    return text ? make_object(text) : VALUE_ERROR;
}

/* ---- fromhex ---- */

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* mantissa * 2^exponent; `sticky`: ones below. */
typedef struct HexNumber {
    uint64_t mantissa;
    bool sticky;
    int64_t exponent;
} HexNumber;

/* Hexadecimal digits with at most one point. NULL: none. */
static const char *read_hex_mantissa(const char *p, const char *end, HexNumber *number) {
    bool any = false, after_point = false;
    int significant = 0;
    for (; p < end; p++) {
        if (*p == '.' && !after_point) {
            after_point = true;
            continue;
        }
        int value = hex_value(*p);
        if (value < 0) break;
        any = true;
        if (significant < KEPT_DIGITS) {
            number->mantissa = number->mantissa << 4 | (uint64_t)value;
            significant += number->mantissa != 0;
            number->exponent -= after_point ? 4 : 0;
        } else {
            number->sticky = number->sticky || value;
            number->exponent += after_point ? 0 : 4;
        }
    }
    return any ? p : NULL;
}

static const char *read_hex_exponent(const char *p, const char *end, HexNumber *number) {
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    const char *start = p;
    int64_t exponent = 0;
    for (; p < end && *p >= '0' && *p <= '9'; p++) {
        if (exponent < (int64_t)1 << 56) exponent = exponent * 10 + (*p - '0');
    }
    number->exponent += negative ? -exponent : exponent;
    return p > start ? p : NULL;
}

static Value raise_hex(Vm *vm) {
    return oli_raise(vm, EXC_VALUE_ERROR, "invalid hexadecimal floating-point string");
}

static Value parse_hex(Vm *vm, const char *text, const char *end) {
    bool negative = text < end && *text == '-';
    if (text < end && (*text == '-' || *text == '+')) text++;
    double magnitude;
    if (text < end && hex_value(*text) < 0 && *text != '.') {
        /* A word; signs are behind us and numbers do not begin so. */
        if (!oli_double_parse(text, (size_t)(end - text), &magnitude) || *text == '+' || *text == '-' ||
            is_number_space(*text)) {
            return raise_hex(vm);
        }
        return make_float(vm, negative ? -magnitude : magnitude);
    }
    if (end - text > 1 && text[0] == '0' && (text[1] | 0x20) == 'x') text += 2;
    HexNumber number = {0};
    const char *p = read_hex_mantissa(text, end, &number);
    if (p && p < end && (*p | 0x20) == 'p') p = read_hex_exponent(p + 1, end, &number);
    if (p != end) return raise_hex(vm);
    magnitude = oli_scale_to_double(number.mantissa, number.sticky, number.exponent);
    /* A short mantissa may stand before a large exponent that makes it infinite only together. */
    if (isinf(magnitude)) {
        return oli_raise(vm, EXC_OVERFLOW_ERROR, "hexadecimal value too large to represent as a float");
    }
    return make_float(vm, negative ? -magnitude : magnitude);
}

/* fromhex(type, string) */
Value oli_float_method_fromhex(Vm *vm, Value *args) {
    if (!is_str(args[1])) return oli_raise(vm, EXC_TYPE_ERROR, "bad argument type for built-in operation");
    const char *text = as_str(args[1])->data, *end = text + as_str(args[1])->size;
    strip_number_space(&text, &end);
    Value result = parse_hex(vm, text, end);
    if (is_error(result) || object_of(args[0]) == (Object *)vm->classes[CLASS_FLOAT]) return result;
    return oli_call1(vm, args[0], result);
}
