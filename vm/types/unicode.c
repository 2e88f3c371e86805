/* SPDX-License-Identifier: MIT
 *
 * Unicode properties over utf8proc, and checking and measuring UTF-8.
 *
 * utf8proc knows categories, simple case mappings and full case folding. What Python asks beyond that stands in the
 * tables below: full upper and title case (Unicode's SpecialCasing.txt, unconditional rows), digits that are no
 * decimals, ideographs that are numbers, punctuation that case mapping looks through, exceptions of identifiers
 * (DerivedCoreProperties.txt), and the few letters that Unicode 15.1 has and an older utf8proc has not.
 * tests/types/str_unicode_all.py compares every code point with CPython.
 */
#include "types/unicode.h"

#include <string.h>
#include <utf8proc.h>

/* ---- UTF-8 ---- */

static const uint64_t HIGH_BITS = 0x8080808080808080u;

static inline uint64_t load_word(const char *data) {
    uint64_t word;
    memcpy(&word, data, sizeof word);
    return word;
}

size_t oli_ascii_prefix(const char *data, size_t size) {
    size_t i = 0;
    while (i + 32 <= size) {
        uint64_t bits = load_word(data + i) | load_word(data + i + 8) | load_word(data + i + 16) |
                        load_word(data + i + 24);
        if (bits & HIGH_BITS) break;
        i += 32;
    }
    while (i + 8 <= size && !(load_word(data + i) & HIGH_BITS)) i += 8;
    while (i < size && !(data[i] & 0x80)) i++;
    return i;
}

size_t oli_utf8_length(const char *data, size_t size) {
    size_t length = 0;
    for (size_t i = 0; i < size; i++) length += !utf8_is_continuation(data[i]);
    return length;
}

Utf8Scan oli_utf8_scan(const char *data, size_t size) {
    Utf8Scan scan = {oli_utf8_length(data, size), false};
    const char *cursor = data, *limit = data + size;
    while ((cursor = memchr(cursor, 0xED, (size_t)(limit - cursor)))) {
        if ((unsigned char)cursor[1] >= 0xA0) {
            scan.has_surrogates = true;
            break;
        }
        cursor += 3;
    }
    return scan;
}

size_t oli_utf8_skip(const char *data, size_t count) {
    const char *cursor = data;
    while (count--) cursor += utf8_lead_size(*cursor);
    return (size_t)(cursor - data);
}

Utf8Error oli_utf8_check_one(const char *data, size_t limit, bool surrogates, size_t *size) {
    const unsigned char *p = (const unsigned char *)data;
    unsigned char lead = p[0];
    *size = 1;
    if (lead < 0x80) return UTF8_OK;
    if (lead < 0xC2 || lead > 0xF4) return UTF8_INVALID_START;
    size_t need = utf8_lead_size(data[0]);
    unsigned char low = 0x80, high = 0xBF; /* what the second byte may be */
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED && !surrogates) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
    for (size_t i = 1; i < need; i++) {
        *size = i;
        if (i == limit) return UTF8_UNEXPECTED_END;
        if (p[i] < low || p[i] > high) return UTF8_INVALID_CONTINUATION;
        low = 0x80;
        high = 0xBF;
    }
    *size = need;
    return UTF8_OK;
}

size_t oli_utf8_valid_prefix(const char *data, size_t size, bool surrogates) {
    size_t i = 0;
    for (;;) {
        i += oli_ascii_prefix(data + i, size - i);
        if (i == size) return i;
        while (i < size && (data[i] & 0x80)) {
            size_t step;
            if (oli_utf8_check_one(data + i, size - i, surrogates, &step) != UTF8_OK) return i;
            i += step;
        }
    }
}

size_t oli_escape(uint32_t c, char out[ESCAPE_MAX]) {
    size_t digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
    out[0] = '\\';
    out[1] = digits == 2 ? 'x' : digits == 4 ? 'u' : 'U';
    for (size_t i = 0; i < digits; i++) out[2 + i] = "0123456789abcdef"[c >> (4 * (digits - 1 - i)) & 15];
    return 2 + digits;
}

/* ---- tables ---- */

typedef struct DigitRange {
    uint32_t first, last;
    int value; /* of the first; they count up */
} DigitRange;

static const DigitRange other_digits[] = {
    {0xb2, 0xb3, 2},          {0xb9, 0xb9, 1},          {0x1369, 0x1371, 1},   {0x19da, 0x19da, 1},
    {0x2070, 0x2070, 0},      {0x2074, 0x2079, 4},      {0x2080, 0x2089, 0},   {0x2460, 0x2468, 1},
    {0x2474, 0x247c, 1},      {0x2488, 0x2490, 1},      {0x24ea, 0x24ea, 0},   {0x24f5, 0x24fd, 1},
    {0x24ff, 0x24ff, 0},      {0x2776, 0x277e, 1},      {0x2780, 0x2788, 1},   {0x278a, 0x2792, 1},
    {0x10a40, 0x10a43, 1},    {0x10e60, 0x10e68, 1},    {0x11052, 0x1105a, 1}, {0x1f100, 0x1f100, 0},
    {0x1f101, 0x1f10a, 0},
};

/* Letters with a numeric value: ideographs for numbers. Ascending. */
static const uint32_t numeric_letters[] = {
    0x3405,  0x3483,  0x382a,  0x3b4d,  0x4e00,  0x4e03,  0x4e07,  0x4e09,  0x4e24,  0x4e5d,  0x4e8c,  0x4e94,
    0x4e96,  0x4eac,  0x4ebf,  0x4ec0,  0x4edf,  0x4ee8,  0x4f0d,  0x4f70,  0x4fe9,  0x5006,  0x5104,  0x5146,
    0x5169,  0x516b,  0x516d,  0x5341,  0x5343,  0x5344,  0x5345,  0x534c,  0x53c1,  0x53c2,  0x53c3,  0x53c4,
    0x56db,  0x58f1,  0x58f9,  0x5e7a,  0x5efe,  0x5eff,  0x5f0c,  0x5f0d,  0x5f0e,  0x5f10,  0x62d0,  0x62fe,
    0x634c,  0x67d2,  0x6d1e,  0x6f06,  0x7396,  0x767e,  0x7695,  0x79ed,  0x8086,  0x842c,  0x8cae,  0x8cb3,
    0x8d30,  0x920e,  0x94a9,  0x9621,  0x9646,  0x964c,  0x9678,  0x96f6,  0xf96b,  0xf973,  0xf978,  0xf9b2,
    0xf9d1,  0xf9d3,  0xf9fd,  0x20001, 0x20064, 0x200e2, 0x20121, 0x2092a, 0x20983, 0x2098c, 0x2099c, 0x20aea,
    0x20afd, 0x20b19, 0x22390, 0x22998, 0x23b1b, 0x2626d, 0x2f890,
};

/* Punctuation that case mapping looks through (Word_Break MidLetter, MidNumLet, Single_Quote). Ascending. */
static const uint32_t ignorable_punctuation[] = {
    0x27,   0x2e,   0x3a,   0xb7,   0x387,  0x55f,  0x5f4,  0x2018, 0x2019,
    0x2024, 0x2027, 0xfe13, 0xfe52, 0xfe55, 0xff07, 0xff0e, 0xff1a,
};

typedef struct SpecialCase {
    uint16_t c;
    uint16_t upper[CASE_MAX], title[CASE_MAX]; /* 0 ends a shorter one */
} SpecialCase;

static const SpecialCase special_cases[] = {
    {0xdf, {0x53, 0x53}, {0x53, 0x73}},
    {0x149, {0x2bc, 0x4e}, {0x2bc, 0x4e}},
    {0x1f0, {0x4a, 0x30c}, {0x4a, 0x30c}},
    {0x390, {0x399, 0x308, 0x301}, {0x399, 0x308, 0x301}},
    {0x3b0, {0x3a5, 0x308, 0x301}, {0x3a5, 0x308, 0x301}},
    {0x587, {0x535, 0x552}, {0x535, 0x582}},
    {0x1e96, {0x48, 0x331}, {0x48, 0x331}},
    {0x1e97, {0x54, 0x308}, {0x54, 0x308}},
    {0x1e98, {0x57, 0x30a}, {0x57, 0x30a}},
    {0x1e99, {0x59, 0x30a}, {0x59, 0x30a}},
    {0x1e9a, {0x41, 0x2be}, {0x41, 0x2be}},
    {0x1f50, {0x3a5, 0x313}, {0x3a5, 0x313}},
    {0x1f52, {0x3a5, 0x313, 0x300}, {0x3a5, 0x313, 0x300}},
    {0x1f54, {0x3a5, 0x313, 0x301}, {0x3a5, 0x313, 0x301}},
    {0x1f56, {0x3a5, 0x313, 0x342}, {0x3a5, 0x313, 0x342}},
    {0x1fb2, {0x1fba, 0x399}, {0x1fba, 0x345}},
    {0x1fb3, {0x391, 0x399}, {0x1fbc}},
    {0x1fb4, {0x386, 0x399}, {0x386, 0x345}},
    {0x1fb6, {0x391, 0x342}, {0x391, 0x342}},
    {0x1fb7, {0x391, 0x342, 0x399}, {0x391, 0x342, 0x345}},
    {0x1fbc, {0x391, 0x399}, {0x1fbc}},
    {0x1fc2, {0x1fca, 0x399}, {0x1fca, 0x345}},
    {0x1fc3, {0x397, 0x399}, {0x1fcc}},
    {0x1fc4, {0x389, 0x399}, {0x389, 0x345}},
    {0x1fc6, {0x397, 0x342}, {0x397, 0x342}},
    {0x1fc7, {0x397, 0x342, 0x399}, {0x397, 0x342, 0x345}},
    {0x1fcc, {0x397, 0x399}, {0x1fcc}},
    {0x1fd2, {0x399, 0x308, 0x300}, {0x399, 0x308, 0x300}},
    {0x1fd3, {0x399, 0x308, 0x301}, {0x399, 0x308, 0x301}},
    {0x1fd6, {0x399, 0x342}, {0x399, 0x342}},
    {0x1fd7, {0x399, 0x308, 0x342}, {0x399, 0x308, 0x342}},
    {0x1fe2, {0x3a5, 0x308, 0x300}, {0x3a5, 0x308, 0x300}},
    {0x1fe3, {0x3a5, 0x308, 0x301}, {0x3a5, 0x308, 0x301}},
    {0x1fe4, {0x3a1, 0x313}, {0x3a1, 0x313}},
    {0x1fe6, {0x3a5, 0x342}, {0x3a5, 0x342}},
    {0x1fe7, {0x3a5, 0x308, 0x342}, {0x3a5, 0x308, 0x342}},
    {0x1ff2, {0x1ffa, 0x399}, {0x1ffa, 0x345}},
    {0x1ff3, {0x3a9, 0x399}, {0x1ffc}},
    {0x1ff4, {0x38f, 0x399}, {0x38f, 0x345}},
    {0x1ff6, {0x3a9, 0x342}, {0x3a9, 0x342}},
    {0x1ff7, {0x3a9, 0x342, 0x399}, {0x3a9, 0x342, 0x345}},
    {0x1ffc, {0x3a9, 0x399}, {0x1ffc}},
    {0xfb00, {0x46, 0x46}, {0x46, 0x66}},
    {0xfb01, {0x46, 0x49}, {0x46, 0x69}},
    {0xfb02, {0x46, 0x4c}, {0x46, 0x6c}},
    {0xfb03, {0x46, 0x46, 0x49}, {0x46, 0x66, 0x69}},
    {0xfb04, {0x46, 0x46, 0x4c}, {0x46, 0x66, 0x6c}},
    {0xfb05, {0x53, 0x54}, {0x53, 0x74}},
    {0xfb06, {0x53, 0x54}, {0x53, 0x74}},
    {0xfb13, {0x544, 0x546}, {0x544, 0x576}},
    {0xfb14, {0x544, 0x535}, {0x544, 0x565}},
    {0xfb15, {0x544, 0x53b}, {0x544, 0x56b}},
    {0xfb16, {0x54e, 0x546}, {0x54e, 0x576}},
    {0xfb17, {0x544, 0x53d}, {0x544, 0x56d}},
};

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static bool table_has(const uint32_t *table, size_t count, uint32_t c) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (table[middle] == c) return true;
        if (table[middle] < c) low = middle + 1;
        else high = middle;
    }
    return false;
}

static const SpecialCase *special_case(uint32_t c) {
    size_t low = 0, high = COUNT_OF(special_cases);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (special_cases[middle].c == c) return &special_cases[middle];
        if (special_cases[middle].c < c) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

/* ---- properties ---- */

static utf8proc_category_t category(uint32_t c) {
    utf8proc_category_t known = utf8proc_category((utf8proc_int32_t)c);
    if (known != UTF8PROC_CATEGORY_CN) return known;
    if (c - 0x2EBF0 <= 0x2EE5D - 0x2EBF0) return UTF8PROC_CATEGORY_LO; /* CJK extension I, new in 15.1 */
    if (c - 0x2FFC < 4 || c == 0x31EF) return UTF8PROC_CATEGORY_SO;    /* description characters, new in 15.1 */
    return known;
}

bool oli_is_alpha(uint32_t c) {
    if (c < 0x80) return ascii_is_alpha((char)c);
    utf8proc_category_t kind = category(c);
    return kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO;
}

bool oli_is_numeric(uint32_t c) {
    if (c < 0x80) return ascii_is_digit((char)c);
    utf8proc_category_t kind = category(c);
    if (kind >= UTF8PROC_CATEGORY_ND && kind <= UTF8PROC_CATEGORY_NO) return true;
    return kind == UTF8PROC_CATEGORY_LO && table_has(numeric_letters, COUNT_OF(numeric_letters), c);
}

int oli_decimal_value(uint32_t c) {
    if (c < 0x80) return ascii_is_digit((char)c) ? (int)(c - '0') : -1;
    if (category(c) != UTF8PROC_CATEGORY_ND) return -1;
    /* Decimals stand in runs of ten, or of several tens (mathematical digits): count from the start of the run. */
    uint32_t start = c;
    while (category(start - 1) == UTF8PROC_CATEGORY_ND) start--;
    return (int)((c - start) % 10);
}

int oli_digit_value(uint32_t c) {
    int value = oli_decimal_value(c);
    if (value >= 0 || c < 0x80) return value;
    for (size_t i = 0; i < COUNT_OF(other_digits); i++) {
        const DigitRange *range = &other_digits[i];
        if (c >= range->first && c <= range->last) return range->value + (int)(c - range->first);
    }
    return -1;
}

bool oli_is_alnum(uint32_t c) { return oli_is_alpha(c) || oli_is_numeric(c); }

bool oli_is_space(uint32_t c) {
    if (c < 0x80) return c == ' ' || c - 9 < 5 || c - 0x1C < 4;
    if (c < 0x1680) return c == 0x85 || c == 0xA0;
    return category(c) == UTF8PROC_CATEGORY_ZS || c == 0x2028 || c == 0x2029;
}

bool oli_is_line_break(uint32_t c) {
    return c - 0x0A < 4 || c - 0x1C < 3 || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool oli_is_lower(uint32_t c) {
    return c < 0x80 ? ascii_is_lower((char)c) : utf8proc_islower((utf8proc_int32_t)c) != 0;
}

bool oli_is_upper(uint32_t c) {
    return c < 0x80 ? ascii_is_upper((char)c) : utf8proc_isupper((utf8proc_int32_t)c) != 0;
}

bool oli_is_title(uint32_t c) { return c >= 0x80 && category(c) == UTF8PROC_CATEGORY_LT; }

bool oli_is_cased(uint32_t c) {
    if (c < 0x80) return ascii_is_alpha((char)c);
    return oli_is_lower(c) || oli_is_upper(c) || oli_is_title(c);
}

bool oli_is_case_ignorable(uint32_t c) {
    switch (category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK:
        return true;
    default:
        return table_has(ignorable_punctuation, COUNT_OF(ignorable_punctuation), c);
    }
}

bool oli_is_printable(uint32_t c) {
    if (c < 0x80) return c - 0x20 < 0x5F;
    utf8proc_category_t kind = category(c);
    return kind != UTF8PROC_CATEGORY_CN && kind < UTF8PROC_CATEGORY_ZS;
}

/* Letters that Unicode keeps out of XID_Start, since their normal form would be no identifier. */
static bool is_no_identifier_start(uint32_t c) {
    if (c < 0xE33) return c == 0x37A;
    if (c < 0xFC5E) return c == 0xE33 || c == 0xEB3 || c == 0x2E2F;
    if (c - 0xFE70 <= 0xFE7E - 0xFE70) return (c & 1) == 0;
    return c - 0xFC5E < 6 || c - 0xFDFA < 2 || c - 0xFF9E < 2;
}

bool oli_is_identifier_start(uint32_t c) {
    if (c < 0x80) return ascii_is_alpha((char)c) || c == '_';
    utf8proc_category_t kind = category(c);
    bool is_letter = kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO;
    if (is_letter || kind == UTF8PROC_CATEGORY_NL) return !is_no_identifier_start(c);
    return c == 0x1885 || c == 0x1886 || c == 0x2118 || c == 0x212E;
}

bool oli_is_identifier_part(uint32_t c) {
    if (c < 0x80) return ascii_is_alpha((char)c) || ascii_is_digit((char)c) || c == '_';
    if (oli_is_identifier_start(c)) return true;
    switch (category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_PC:
        return true;
    default:
        break;
    }
    if (c == 0xE33 || c == 0xEB3 || c == 0xFF9E || c == 0xFF9F) return true;
    if (c - 0x1369 < 9 || c == 0x19DA || c == 0xB7 || c == 0x387) return true;
    return c == 0x200C || c == 0x200D || c == 0x30FB || c == 0xFF65;
}

/* ---- case ---- */

static size_t copy_case(const uint16_t from[CASE_MAX], uint32_t out[CASE_MAX]) {
    size_t count = 0;
    while (count < CASE_MAX && from[count]) {
        out[count] = from[count];
        count++;
    }
    return count;
}

size_t oli_upper(uint32_t c, uint32_t out[CASE_MAX]) {
    if (c - 0x1F80 < 0x30) { /* Greek letters with iota subscript */
        static const uint16_t bases[] = {0x1F08, 0x1F28, 0x1F68};
        out[0] = bases[(c - 0x1F80) >> 4] + (c & 7);
        out[1] = 0x399;
        return 2;
    }
    const SpecialCase *special = c < 0xDF ? NULL : special_case(c);
    if (special) return copy_case(special->upper, out);
    out[0] = c < 0x80 ? (uint32_t)ascii_upper((char)c) : (uint32_t)utf8proc_toupper((utf8proc_int32_t)c);
    return 1;
}

size_t oli_title(uint32_t c, uint32_t out[CASE_MAX]) {
    const SpecialCase *special = c < 0xDF ? NULL : special_case(c);
    if (special) return copy_case(special->title, out);
    out[0] = c < 0x80 ? (uint32_t)ascii_upper((char)c) : (uint32_t)utf8proc_totitle((utf8proc_int32_t)c);
    return 1;
}

size_t oli_lower(uint32_t c, uint32_t out[CASE_MAX]) {
    if (c == 0x130) {
        out[0] = 'i';
        out[1] = 0x307;
        return 2;
    }
    out[0] = c < 0x80 ? (uint32_t)ascii_lower((char)c) : (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
    return 1;
}

size_t oli_casefold(uint32_t c, uint32_t out[CASE_MAX]) {
    if (c < 0x80) {
        out[0] = (uint32_t)ascii_lower((char)c);
        return 1;
    }
    utf8proc_int32_t folded[CASE_MAX];
    int boundary = 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)c, folded, CASE_MAX, UTF8PROC_CASEFOLD, &boundary);
    if (count < 1 || count > CASE_MAX) {
        out[0] = c;
        return 1;
    }
    for (utf8proc_ssize_t i = 0; i < count; i++) out[i] = (uint32_t)folded[i];
    return (size_t)count;
}
