/* SPDX-License-Identifier: MIT
 *
 * Names of characters, from the compressed list in unicode_names.dat (written by unicode_names.py).
 *
 * A name is a sequence of tokens: words and hyphens. The stream `names` has one entry for each character in order of
 * code points, and then one for each alias: a digit, how many tokens it shares with the entry before it, and the codes
 * of its other tokens. A code is one to three symbols, printable characters that are no digits, so that no entry needs
 * an end mark and the list can stand in C string literals. The words of each code length are in one text, sorted, each
 * a lower case letter (how many letters it shares with the word before: a is 0) and its other letters. Which code
 * points have names say `runs`. Hangul syllables and ideographs have names that are computed.
 *
 * Both directions walk the stream from its start: names are asked for when a program is compiled, seldom later.
 */
#include "types/unicode_names.h"

#include <string.h>

#include "types/unicode.h"

typedef struct NameRun {
    uint32_t first, count;
} NameRun;

typedef struct NumberedRun {
    NameRun run;
    const char *prefix;
} NumberedRun;

#include "types/unicode_names.dat"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

enum { SYMBOL_COUNT = 82, WORD_MAX = 32, TOKENS_MAX = 32 };
static const uint32_t TWO_SYMBOL_CODES = TWO_SYMBOL_LEADS * SYMBOL_COUNT;

/* ---- tokens ---- */

/* Which symbol `c` is: printable ASCII without " \ ? and digits, counted from the space. */
static uint32_t symbol_of(char c) {
    uint32_t index = (uint32_t)(c - ' ');
    return index - (c > '"') - (c > '9' ? 10 : 0) - (c > '?') - (c > '\\');
}

/* The code at *cursor, which is left behind it. */
static uint32_t read_code(const char **cursor) {
    uint32_t lead = symbol_of(*(*cursor)++);
    if (lead < ONE_SYMBOL_CODES) return lead;
    uint32_t second = symbol_of(*(*cursor)++);
    if (lead < ONE_SYMBOL_CODES + TWO_SYMBOL_LEADS)
        return ONE_SYMBOL_CODES + (lead - ONE_SYMBOL_CODES) * SYMBOL_COUNT + second;
    uint32_t third = symbol_of(*(*cursor)++);
    lead -= ONE_SYMBOL_CODES + TWO_SYMBOL_LEADS;
    return ONE_SYMBOL_CODES + TWO_SYMBOL_CODES + (lead * SYMBOL_COUNT + second) * SYMBOL_COUNT + third;
}

typedef struct WordReader {
    const char *cursor;
    char word[WORD_MAX];
    size_t size;
} WordReader;

static bool next_word(WordReader *reader) {
    if (!*reader->cursor) return false;
    reader->size = (size_t)(*reader->cursor++ - 'a');
    while (*reader->cursor && !ascii_is_lower(*reader->cursor)) reader->word[reader->size++] = *reader->cursor++;
    return true;
}

static const char *const word_lists[] = {words_1, words_2, words_3};
static const uint32_t first_codes[] = {0, ONE_SYMBOL_CODES, ONE_SYMBOL_CODES + TWO_SYMBOL_LEADS * SYMBOL_COUNT};

/* The code of a word. */
static bool find_word(const char *word, size_t size, uint32_t *out) {
    for (size_t list = 0; list < 3; list++) {
        WordReader reader = {.cursor = word_lists[list]};
        for (uint32_t code = first_codes[list]; next_word(&reader); code++) {
            if (reader.size != size || memcmp(reader.word, word, size)) continue;
            *out = code;
            return true;
        }
    }
    return false;
}

/* Writes the word of a code; returns its size. */
static size_t word_of(uint32_t code, char out[WORD_MAX]) {
    size_t list = code >= first_codes[2] ? 2 : code >= first_codes[1] ? 1 : 0;
    WordReader reader = {.cursor = word_lists[list]};
    for (uint32_t at = first_codes[list]; next_word(&reader) && at < code; at++) continue;
    memcpy(out, reader.word, reader.size);
    return reader.size;
}

typedef struct Tokens {
    uint32_t codes[TOKENS_MAX];
    size_t count;
} Tokens;

static bool add_token(Tokens *tokens, const char *word, size_t size) {
    return tokens->count < TOKENS_MAX && size && size < WORD_MAX &&
           find_word(word, size, &tokens->codes[tokens->count]) && ++tokens->count;
}

/* Take a name of capitals, digits, spaces and hyphens apart. A hyphen next to a space is one token: "_-", "-_". */
static bool split_name(const char *name, size_t size, Tokens *tokens) {
    tokens->count = 0;
    for (size_t i = 0; i < size;) {
        size_t end = i;
        while (end < size && name[end] != ' ' && name[end] != '-') end++;
        if (end > i && !add_token(tokens, name + i, end - i)) return false;
        i = end;
        if (i == size) return true;
        bool space_before = name[i] == ' ';
        if (space_before) i++;
        if (i == size) return false; /* ends with a space */
        if (name[i] != '-') {
            if (space_before && name[i] == ' ') return false;
            continue;
        }
        i++;
        bool space_after = i < size && name[i] == ' ';
        if (space_after) i++;
        if (space_before && space_after) return false;
        if (!add_token(tokens, space_before ? "_-" : space_after ? "-_" : "-", space_before || space_after ? 2 : 1))
            return false;
    }
    return true;
}

/* Put a name together; returns its size. */
static size_t join_name(const Tokens *tokens, char out[CHARACTER_NAME_MAX]) {
    size_t size = 0;
    bool needs_space = false;
    for (size_t i = 0; i < tokens->count; i++) {
        char word[WORD_MAX];
        size_t length = word_of(tokens->codes[i], word);
        bool is_hyphen = word[length - 1] == '-' || word[length - 1] == '_';
        if (is_hyphen) {
            if (word[0] == '_') out[size++] = ' ';
            out[size++] = '-';
            if (word[length - 1] == '_') out[size++] = ' ';
        } else {
            if (needs_space) out[size++] = ' ';
            memcpy(out + size, word, length);
            size += length;
        }
        needs_space = !is_hyphen;
    }
    return size;
}

/* ---- the stream ---- */

/* The position of the entry that has these tokens, or -1. */
static int64_t find_entry(const Tokens *wanted) {
    size_t matched = 0; /* leading tokens of the entry before that are the wanted ones */
    int64_t index = -1;
    for (const char *p = names; *p;) {
        size_t shared = (size_t)(*p++ - '0'), count = shared;
        index++;
        if (shared < matched) matched = shared;
        for (; *p && !ascii_is_digit(*p); count++) {
            uint32_t code = read_code(&p);
            if (count == matched && count < wanted->count && code == wanted->codes[count]) matched++;
        }
        if (matched == count && count == wanted->count) return index;
    }
    return -1;
}

static void entry_at(size_t index, Tokens *out) {
    const char *p = names;
    for (size_t at = 0; at <= index; at++) {
        out->count = (size_t)(*p++ - '0');
        while (*p && !ascii_is_digit(*p)) out->codes[out->count++] = read_code(&p);
    }
}

static uint32_t code_point_at(size_t index) {
    if (index >= NAME_COUNT) return alias_codes[index - NAME_COUNT];
    const NameRun *run = runs;
    for (; index >= run->count; run++) index -= run->count;
    return run->first + (uint32_t)index;
}

/* ---- computed names ---- */

static const char HANGUL[] = "HANGUL SYLLABLE ";
static const char leads[][3] = {"G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S",
                                "SS", "", "J", "JJ", "C", "K", "T", "P", "H"};
static const char vowels[][4] = {"A",  "AE", "YA", "YAE", "EO", "E",  "YEO", "YE", "O",  "WA", "WAE",
                                 "OE", "YO", "U",  "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
static const char tails[][3] = {"",   "G",  "GG", "GS", "N", "NJ", "NH", "D",  "L", "LG", "LM", "LB", "LS", "LT",
                                "LP", "LH", "M",  "B",  "BS", "S", "SS", "NG", "J", "C",  "K",  "T",  "P",  "H"};
enum { VOWEL_COUNT = 21, TAIL_COUNT = 28, HANGUL_FIRST = 0xAC00, HANGUL_COUNT = 11172 };

/* The longest of `parts` that the text begins with; *cursor is left behind it. */
static int longest_part(const char **cursor, const char *end, const char *parts, size_t count, size_t stride) {
    int best = -1;
    size_t best_size = 0;
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(parts + i * stride);
        if ((best >= 0 && size <= best_size) || size > (size_t)(end - *cursor)) continue;
        if (memcmp(*cursor, parts + i * stride, size)) continue;
        best = (int)i;
        best_size = size;
    }
    *cursor += best_size;
    return best;
}

static bool find_hangul(const char *name, size_t size, uint32_t *out) {
    size_t prefix = sizeof HANGUL - 1;
    if (size < prefix || memcmp(name, HANGUL, prefix)) return false;
    const char *p = name + prefix, *end = name + size;
    int lead = longest_part(&p, end, leads[0], COUNT_OF(leads), sizeof leads[0]);
    int vowel = longest_part(&p, end, vowels[0], COUNT_OF(vowels), sizeof vowels[0]);
    int tail = longest_part(&p, end, tails[0], COUNT_OF(tails), sizeof tails[0]);
    if (lead < 0 || vowel < 0 || tail < 0 || p != end) return false;
    *out = (uint32_t)(HANGUL_FIRST + (lead * VOWEL_COUNT + vowel) * TAIL_COUNT + tail);
    return true;
}

/* PREFIX-XXXX. The unified ideographs' names are capitals only. */
static bool find_numbered(const char *name, size_t size, bool is_capital, uint32_t *out) {
    for (size_t i = 0; i < COUNT_OF(numbered_runs); i++) {
        const NumberedRun *numbered = &numbered_runs[i];
        size_t prefix = strlen(numbered->prefix);
        if (size < prefix + 5 || size > prefix + 6 || memcmp(name, numbered->prefix, prefix) || name[prefix] != '-')
            continue;
        uint32_t c = 0;
        for (size_t k = prefix + 1; k < size; k++) {
            char digit = name[k];
            if (!ascii_is_digit(digit) && (digit < 'A' || digit > 'F')) return false;
            c = c << 4 | (uint32_t)(ascii_is_digit(digit) ? digit - '0' : digit - 'A' + 10);
        }
        if (c - numbered->run.first >= numbered->run.count) continue;
        *out = c;
        return is_capital || numbered->prefix[4] != 'U';
    }
    return false;
}

static size_t append(char *out, size_t size, const char *text) {
    size_t more = strlen(text);
    memcpy(out + size, text, more);
    return size + more;
}

static size_t computed_name(uint32_t c, char out[CHARACTER_NAME_MAX]) {
    if (c - HANGUL_FIRST < HANGUL_COUNT) {
        uint32_t index = c - HANGUL_FIRST;
        size_t size = append(out, 0, HANGUL);
        size = append(out, size, leads[index / (VOWEL_COUNT * TAIL_COUNT)]);
        size = append(out, size, vowels[index / TAIL_COUNT % VOWEL_COUNT]);
        return append(out, size, tails[index % TAIL_COUNT]);
    }
    for (size_t i = 0; i < COUNT_OF(numbered_runs); i++) {
        if (c - numbered_runs[i].run.first >= numbered_runs[i].run.count) continue;
        size_t size = append(out, 0, numbered_runs[i].prefix);
        out[size++] = '-';
        for (int shift = c > 0xFFFF ? 16 : 12; shift >= 0; shift -= 4)
            out[size++] = "0123456789ABCDEF"[c >> shift & 15];
        return size;
    }
    return 0;
}

/* ---- interface ---- */

bool oli_character_named(const char *name, size_t size, uint32_t *out) {
    char upper[CHARACTER_NAME_MAX];
    if (!size || size > sizeof upper || name[0] == ' ') return false;
    bool is_capital = true;
    for (size_t i = 0; i < size; i++) {
        upper[i] = ascii_upper(name[i]);
        is_capital &= upper[i] == name[i];
        if (!ascii_is_upper(upper[i]) && !ascii_is_digit(upper[i]) && upper[i] != ' ' && upper[i] != '-') return false;
    }
    if (is_capital && find_hangul(name, size, out)) return true;
    if (find_numbered(upper, size, is_capital, out)) return true;
    Tokens tokens;
    int64_t index = split_name(upper, size, &tokens) ? find_entry(&tokens) : -1;
    if (index < 0) return false;
    *out = code_point_at((size_t)index);
    return true;
}

size_t oli_character_name(uint32_t c, char out[CHARACTER_NAME_MAX]) {
    size_t index = 0;
    for (size_t i = 0; i < COUNT_OF(runs); i++) {
        if (c - runs[i].first < runs[i].count) {
            Tokens tokens;
            entry_at(index + (c - runs[i].first), &tokens);
            return join_name(&tokens, out);
        }
        index += runs[i].count;
    }
    return computed_name(c, out);
}
