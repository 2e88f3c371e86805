/* SPDX-License-Identifier: MIT
 *
 * Integers from text and to text.
 *
 * Both directions work in chunks: as many digits of the base as fit one digit of ours (18 decimal ones). Reading
 * combines neighbouring chunks pairwise, level by level, so that large numbers are dominated by a few large products;
 * writing divides by squares of the chunk's power until pieces are short. Bases that are powers of two move bits.
 *
 * Since conversions in other bases cost more than linear time, base 10 and the like are limited to
 * vm->int_digits_limit digits, as CPython limits them (sys.set_int_max_str_digits).
 */
#include "types/bigint.h"
#include "types/number_text.h"
#include "types/protocol.h"
#include "types/unicode.h"

enum {
    LIMIT_THRESHOLD = 640, /* digits that are always allowed */
    PIECE_DIGITS = 40,     /* our digits that are written without splitting */
    MAX_LEVELS = 26
};

/* The largest power of a base below 2^60, and its exponent. */
typedef struct Chunk {
    uint64_t power;
    unsigned length;
} Chunk;

static Chunk chunk_of(unsigned base) {
    Chunk chunk = {1, 0};
    while (chunk.power <= DIGIT_MASK / base) {
        chunk.power *= base;
        chunk.length++;
    }
    return chunk;
}

static bool is_power_of_two(unsigned base) { return (base & (base - 1)) == 0; }

/* ---- from digits ---- */

static inline unsigned digit_value(char c) {
    if (c >= '0' && c <= '9') return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'z') return (unsigned)(c - 'a' + 10);
    if (c >= 'A' && c <= 'Z') return (unsigned)(c - 'A' + 10);
    return 36;
}

static Value from_digits_binary(Vm *vm, const char *text, size_t size, unsigned base, int sign) {
    unsigned bits = (unsigned)__builtin_ctz(base);
    if (!oli_may_hold_bits(vm, (uint64_t)size * bits)) return VALUE_ERROR;
    size_t count = size * bits / DIGIT_BITS + 1;
    BigInt *big = oli_big_new(vm, count);
    if (!big) return VALUE_ERROR;
    Wide pending = 0;
    unsigned pending_bits = 0;
    size_t filled = 0;
    for (size_t i = size; i-- > 0;) {
        pending |= (Wide)digit_value(text[i]) << pending_bits;
        pending_bits += bits;
        if (pending_bits >= DIGIT_BITS) {
            big->digits[filled++] = (uint64_t)pending & DIGIT_MASK;
            pending >>= DIGIT_BITS;
            pending_bits -= DIGIT_BITS;
        }
    }
    if (pending_bits) big->digits[filled] = (uint64_t)pending;
    return oli_big_finish(big, count, sign);
}

static uint64_t read_chunk(const char *text, size_t size, unsigned base) {
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++) value = value * base + digit_value(text[i]);
    return value;
}

/* digits[0 .. 2 * width) holds two numbers of `width` digits, or fewer in the upper one: low + high * power. */
static bool combine_pair(Vm *vm, uint64_t *digits, size_t width, size_t high_width, const Scratch *power,
                         size_t power_count, uint64_t *product) {
    const uint64_t *high = digits + width;
    size_t high_count = trim_digits(high, high_width);
    if (high_count == 0) return true;
    if (!oli_digits_multiply(vm, product, power->digits, power_count, high, high_count)) return false;
    size_t product_count = trim_digits(product, power_count + high_count), low_count = trim_digits(digits, width);
    oli_digits_add(product, product, product_count, digits, low_count);
    size_t total = width + high_width;
    for (size_t i = 0; i < total; i++) digits[i] = i <= product_count ? product[i] : 0;
    return true;
}

/* The chunks in digits[0 .. count), lowest first, become one number in place. */
static bool combine_chunks(Vm *vm, uint64_t *digits, size_t count, uint64_t chunk_power) {
    Scratch power, square, product;
    bool done = false;
    if (!oli_scratch_init(vm, &power, count + 2)) return false;
    if (!oli_scratch_init(vm, &square, count + 2)) goto free_power;
    if (!oli_scratch_init(vm, &product, 2 * count + 4)) goto free_square;
    power.digits[0] = chunk_power;
    size_t power_count = 1;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t i = 0; i + width < count; i += 2 * width) {
            size_t high_width = count - i - width < width ? count - i - width : width;
            bool combined = combine_pair(vm, digits + i, width, high_width, &power, power_count, product.digits);
            if (!combined) goto free_product;
        }
        if (width * 2 >= count) break;
        if (!oli_digits_multiply(vm, square.digits, power.digits, power_count, power.digits, power_count)) {
            goto free_product;
        }
        power_count = trim_digits(square.digits, 2 * power_count);
        memcpy(power.digits, square.digits, power_count * sizeof(uint64_t));
    }
    done = true;
free_product:
    oli_scratch_free(vm, &product);
free_square:
    oli_scratch_free(vm, &square);
free_power:
    oli_scratch_free(vm, &power);
    return done;
}

Value oli_int_from_digits(Vm *vm, const char *digits, size_t size, int base, bool negative) {
    unsigned radix = (unsigned)base;
    int sign = negative ? -1 : 1;
    Chunk chunk = chunk_of(radix);
    if (size <= chunk.length) {
        int64_t value = (int64_t)read_chunk(digits, size, radix);
        return make_int(negative ? -value : value);
    }
    if (is_power_of_two(radix)) return from_digits_binary(vm, digits, size, radix, sign);
    size_t count = (size + chunk.length - 1) / chunk.length;
    if (!oli_may_hold_bits(vm, (uint64_t)count * DIGIT_BITS)) return VALUE_ERROR;
    BigInt *big = oli_big_new(vm, count);
    if (!big) return VALUE_ERROR;
    const char *end = digits + size;
    for (size_t i = 0; i < count; i++) {
        size_t length = (size_t)(end - digits) < chunk.length ? (size_t)(end - digits) : chunk.length;
        end -= length;
        big->digits[i] = read_chunk(end, length, radix);
    }
    if (!combine_chunks(vm, big->digits, count, chunk.power)) return VALUE_ERROR;
    return oli_big_finish(big, count, sign);
}

/* ---- int(text) ---- */

bool oli_number_to_ascii(TextBuilder *out, const char *text, size_t size) {
    for (const char *p = text, *end = text + size; p < end;) {
        uint32_t c = utf8_read(&p);
        if (c >= 0x80) {
            int value = oli_decimal_value(c);
            c = value >= 0 ? (uint32_t)('0' + value) : oli_is_space(c) ? ' ' : '?';
        }
        if (!oli_text_append_char(out, c)) return false;
    }
    return true;
}

/* The first `limit` characters of a Str. */
static Str *clip(Vm *vm, Str *s, size_t limit) { return s->length > limit ? oli_str_slice(vm, s, 0, limit) : s; }

static Value raise_literal(Vm *vm, int base, Value original) {
    Str *shown = oli_repr(vm, original);
    if (shown) shown = clip(vm, shown, 200);
    if (!shown) return VALUE_ERROR;
    return oli_raise(vm, EXC_VALUE_ERROR, "invalid literal for int() with base %d: %S", base, shown);
}

/* Skips a prefix such as 0x where `base` allows it, and settles base 0. False: "010", which base 0 refuses unless it
 * is zero. */
static bool skip_prefix(const char **text, const char *end, int *base) {
    const char *p = *text;
    char letter = end - p >= 2 && p[0] == '0' ? (char)(p[1] | 0x20) : 0;
    int prefixed = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
    if (prefixed && (*base == 0 || *base == prefixed)) {
        *base = prefixed;
        p += 2;
        if (p < end && *p == '_') p++; /* one underscore may follow the prefix */
        *text = p;
        return true;
    }
    if (*base != 0) return true;
    *base = 10;
    return p == end || *p != '0';
}

/* Whether [text, end) is digits of the base with single underscores between them; counts the digits. */
static bool check_digits(const char *text, const char *end, unsigned base, size_t *count) {
    *count = 0;
    bool after_digit = false;
    for (const char *p = text; p < end; p++) {
        if (*p == '_') {
            if (!after_digit) return false;
            after_digit = false;
            continue;
        }
        if (digit_value(*p) >= base) return false;
        after_digit = true;
        ++*count;
    }
    return after_digit;
}

static bool check_limit(Vm *vm, size_t digits, unsigned base) {
    size_t limit = vm->int_digits_limit;
    if (limit == 0 || digits <= LIMIT_THRESHOLD || digits <= limit || is_power_of_two(base)) return true;
    return oli_raise_false(vm, EXC_VALUE_ERROR,
                           "Exceeds the limit (%zu digits) for integer string conversion: value has %zu digits; "
                           "use sys.set_int_max_str_digits() to increase the limit",
                           limit, digits);
}

static Value from_separated_digits(Vm *vm, const char *text, const char *end, size_t count, int base, bool negative) {
    size_t size = (size_t)(end - text);
    if (count == size) return oli_int_from_digits(vm, text, size, base, negative);
    char *compact = oli_resize(vm, NULL, 0, count);
    if (!compact) return VALUE_ERROR;
    size_t used = 0;
    for (const char *p = text; p < end; p++) {
        if (*p != '_') compact[used++] = *p;
    }
    Value result = oli_int_from_digits(vm, compact, count, base, negative);
    oli_release(vm, compact, count);
    return result;
}

static Value parse_ascii(Vm *vm, const char *text, size_t size, int base, Value original) {
    const char *end = text + size;
    int radix = base;
    strip_number_space(&text, &end);
    bool negative = text < end && *text == '-';
    if (text < end && (*text == '-' || *text == '+')) text++;
    bool only_zero = !skip_prefix(&text, end, &radix);
    size_t count;
    if (!check_digits(text, end, (unsigned)radix, &count)) return raise_literal(vm, base, original);
    if (!check_limit(vm, count, (unsigned)radix)) return VALUE_ERROR;
    Value result = from_separated_digits(vm, text, end, count, radix, negative);
    if (only_zero && !is_error(result) && !is_same(result, make_int(0))) return raise_literal(vm, base, original);
    return result;
}

Value oli_int_parse(Vm *vm, const char *text, size_t size, int base, Value original) {
    if (is_ascii_text(text, size) || !is_str(original)) return parse_ascii(vm, text, size, base, original);
    TextBuilder ascii;
    oli_text_init(&ascii, vm);
    Value result = VALUE_ERROR;
    if (oli_number_to_ascii(&ascii, text, size)) result = parse_ascii(vm, ascii.data, ascii.size, base, original);
    oli_text_free(&ascii);
    return result;
}

/* ---- to digits ---- */

static const char DIGITS[] = "0123456789abcdefghijklmnopqrstuvwxyz";

/* Write `value` in front of `end`; returns where it begins. At least `width` digits, zeros in front. */
static char *write_chunk(char *end, uint64_t value, unsigned base, unsigned width) {
    char *p = end;
    if (base == 10) {
        for (; value; value /= 10) *--p = (char)('0' + value % 10);
    } else {
        for (; value; value /= base) *--p = DIGITS[value % base];
    }
    while (end - p < (ptrdiff_t)width) *--p = '0';
    return p;
}

static char *write_bits(char *end, const IntView *view, unsigned base) {
    unsigned bits = (unsigned)__builtin_ctz(base);
    uint64_t length = (bit_length_digits(view->digits, view->count) + bits - 1) / bits;
    Wide pending = 0;
    unsigned pending_bits = 0;
    size_t next = 0;
    for (uint64_t i = 0; i < length; i++) {
        if (pending_bits < bits && next < view->count) {
            pending |= (Wide)view->digits[next++] << pending_bits;
            pending_bits += DIGIT_BITS;
        }
        *--end = DIGITS[(unsigned)pending & (base - 1)];
        pending >>= bits;
        pending_bits = pending_bits > bits ? pending_bits - bits : 0;
    }
    return end;
}

/* What writing a large number needs: chunk.power ** (2 ** level) for each level. */
typedef struct Writer {
    Vm *vm;
    unsigned base;
    Chunk chunk;
    Reciprocal reciprocal; /* of chunk.power */
    Scratch powers[MAX_LEVELS];
    size_t level_count;
} Writer;

/* Write the number in digits (which is destroyed) in front of `end`, at least `width` digits of the base. */
static char *write_short(Writer *writer, char *end, uint64_t *digits, size_t count, size_t width) {
    char *limit = end - width;
    count = trim_digits(digits, count);
    while (count > 0) {
        uint64_t chunk = oli_digits_divide_small(digits, count, &writer->reciprocal);
        count = trim_digits(digits, count);
        end = write_chunk(end, chunk, writer->base, count ? writer->chunk.length : 0);
    }
    while (end > limit) *--end = '0';
    return end;
}

/* The same by halves: the quotient and remainder of the largest power that is not above half of the number. NULL:
 * MemoryError. */
static char *write_long(Writer *writer, char *end, uint64_t *digits, size_t count, size_t width, size_t levels) {
    count = trim_digits(digits, count);
    while (levels > 0 && writer->powers[levels - 1].count > count) levels--;
    if (count <= PIECE_DIGITS || levels == 0) return write_short(writer, end, digits, count, width);
    const Scratch *power = &writer->powers[levels - 1];
    if (oli_digits_compare(digits, count, power->digits, power->count) < 0) {
        return write_long(writer, end, digits, count, width, levels - 1);
    }
    Vm *vm = writer->vm;
    Scratch quotient, remainder;
    size_t quotient_count = count - power->count + 1;
    size_t low_width = (size_t)writer->chunk.length << (levels - 1);
    char *begin = NULL;
    if (!oli_scratch_init(vm, &quotient, quotient_count)) return NULL;
    if (oli_scratch_init(vm, &remainder, power->count)) {
        if (oli_digits_divide(vm, quotient.digits, remainder.digits, digits, count, power->digits, power->count)) {
            size_t high_width = width > low_width ? width - low_width : 0;
            begin = write_long(writer, end, remainder.digits, power->count, low_width, levels - 1);
            if (begin) begin = write_long(writer, begin, quotient.digits, quotient_count, high_width, levels);
        }
        oli_scratch_free(vm, &remainder);
    }
    oli_scratch_free(vm, &quotient);
    return begin;
}

/* Fill writer->powers as far as they are useful for a number of `count` digits. */
static bool make_powers(Writer *writer, size_t count) {
    Vm *vm = writer->vm;
    if (count <= PIECE_DIGITS) return true;
    while (writer->level_count < MAX_LEVELS) {
        size_t level = writer->level_count;
        Scratch *power = &writer->powers[level];
        if (level == 0) {
            if (!oli_scratch_init(vm, power, 1)) return false;
            power->digits[0] = writer->chunk.power;
            writer->level_count = 1;
            continue;
        }
        const Scratch *root = power - 1;
        if (root->count * 2 - 1 > count) return true;
        Scratch square;
        if (!oli_scratch_init(vm, &square, root->count * 2)) return false;
        bool done = oli_digits_multiply(vm, square.digits, root->digits, root->count, root->digits, root->count);
        size_t used = done ? trim_digits(square.digits, square.count) : 0;
        done = done && oli_scratch_init(vm, power, used);
        if (done) {
            memcpy(power->digits, square.digits, used * sizeof(uint64_t));
            writer->level_count++;
        }
        oli_scratch_free(vm, &square);
        if (!done) return false;
    }
    return true;
}

static char *write_large(Vm *vm, char *end, const IntView *view, unsigned base) {
    Writer writer = {.vm = vm, .base = base, .chunk = chunk_of(base), .level_count = 0};
    writer.reciprocal = oli_reciprocal(writer.chunk.power);
    char *begin = NULL;
    Scratch copy;
    if (!oli_scratch_init(vm, &copy, view->count)) return NULL;
    memcpy(copy.digits, view->digits, view->count * sizeof(uint64_t));
    if (make_powers(&writer, view->count)) {
        begin = write_long(&writer, end, copy.digits, view->count, 0, writer.level_count);
    }
    for (size_t i = 0; i < writer.level_count; i++) oli_scratch_free(vm, &writer.powers[i]);
    oli_scratch_free(vm, &copy);
    return begin;
}

static Str *raise_too_long(Vm *vm) {
    return oli_raise_null(vm, EXC_VALUE_ERROR,
                          "Exceeds the limit (%zu digits) for integer string conversion; "
                          "use sys.set_int_max_str_digits() to increase the limit",
                          (size_t)vm->int_digits_limit);
}

static Str *large_to_str(Vm *vm, const IntView *view, unsigned base) {
    uint64_t bits = bit_length_digits(view->digits, view->count);
    bool limited = vm->int_digits_limit && !is_power_of_two(base);
    /* log2(10) > 3.3219: so many bits have at least that many digits. */
    if (limited && base == 10 && bits > (uint64_t)vm->int_digits_limit * 33220 / 10000 + 4) return raise_too_long(vm);
    unsigned bits_per_digit = 31 - (unsigned)__builtin_clz(base);
    size_t room = (size_t)(bits / bits_per_digit) + 3;
    char *buffer = oli_resize(vm, NULL, 0, room);
    if (!buffer) return NULL;
    char *end = buffer + room;
    char *begin = is_power_of_two(base) ? write_bits(end, view, base) : write_large(vm, end, view, base);
    Str *result = NULL;
    if (begin) {
        size_t length = (size_t)(end - begin);
        if (limited && length > vm->int_digits_limit && length > LIMIT_THRESHOLD) {
            raise_too_long(vm);
        } else {
            if (view->sign < 0) *--begin = '-';
            result = oli_str_new(vm, begin, (size_t)(end - begin));
        }
    }
    oli_release(vm, buffer, room);
    return result;
}

Str *oli_int_to_str(Vm *vm, Value v, int base) {
    int64_t small;
    if (!oli_int_to_i64(v, &small)) {
        IntView view;
        view_int(v, &view);
        return large_to_str(vm, &view, (unsigned)base);
    }
    char buffer[66];
    char *end = buffer + sizeof buffer;
    uint64_t magnitude = small < 0 ? 0 - (uint64_t)small : (uint64_t)small;
    char *begin = write_chunk(end, magnitude, (unsigned)base, 1);
    if (small < 0) *--begin = '-';
    return oli_str_new(vm, begin, (size_t)(end - begin));
}
