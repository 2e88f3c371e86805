/* SPDX-License-Identifier: MIT
 *
 * The driver of the fuzz targets: each file of this folder that begins with fuzz_ defines one_input() and includes this.
 *
 *     fuzz_x FILE...                     run the inputs as they are (to look at a finding again)
 *     fuzz_x -n ROUNDS [-s SEED] FILE... ROUNDS mutants of the files, the same ones for the same seed
 *     clang -fsanitize=fuzzer -DOLI_LIBFUZZER ...   a libFuzzer target instead
 *
 * A mutant is a file, cut and joined with pieces of the others, with bytes, words and lines changed. Before it runs it is
 * written to the file named by FUZZ_INPUT (default build/fuzz-input), so that the one that ends the program can be kept.
 */
#ifndef AIOLI_MUTATE_H
#define AIOLI_MUTATE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void one_input(const uint8_t *data, size_t size);

#ifdef OLI_LIBFUZZER
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    one_input(data, size);
    return 0;
}
#else

enum { MUTANT_BYTES = 1 << 16, FUZZ_SECONDS = 30 };

typedef struct Corpus {
    uint8_t **texts;
    size_t *sizes, count;
} Corpus;

/* xorshift64*: https://www.jstatsoft.org/article/view/v008i14 with Vigna's multiplier */
static uint64_t fuzz_random(uint64_t *state) {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545F4914F6CDD1DULL;
}
static size_t fuzz_below(uint64_t *state, size_t limit) {
    return limit ? (size_t)(fuzz_random(state) >> 11) % limit : 0;
}

/* What mutations write into a text: where the language has an opinion. */
static const char *const FUZZ_WORDS[] = {"(",
                                         ")",
                                         "[",
                                         "]",
                                         "{",
                                         "}",
                                         ":",
                                         ",",
                                         ";",
                                         "\n",
                                         "\n    ",
                                         "\t",
                                         "=",
                                         ":=",
                                         "->",
                                         "*",
                                         "**",
                                         "@",
                                         "\\\n",
                                         "'",
                                         "\"\"\"",
                                         "f'{",
                                         "}'",
                                         "b'\\x00'",
                                         "0x",
                                         "1_0",
                                         "1e999",
                                         "9223372036854775807",
                                         "-1",
                                         "0",
                                         "None",
                                         "True",
                                         "self",
                                         "lambda: 0",
                                         "if 1 else 2",
                                         "for x in y",
                                         "async def f():\n    ",
                                         "await ",
                                         "yield ",
                                         "yield from ",
                                         "return ",
                                         "raise ",
                                         "del ",
                                         "global x\n",
                                         "nonlocal x\n",
                                         "class C(D):\n    ",
                                         "try:\n    ",
                                         "except* E as e:\n    ",
                                         "finally:\n    ",
                                         "with a as b:\n    ",
                                         "match x:\n    case [1, *_]:\n        ",
                                         "import sys\n",
                                         "__class__",
                                         "super()",
                                         ".__dict__",
                                         ".append(x)",
                                         ".pop()",
                                         ".clear()",
                                         "gather(f(), f())",
                                         "\xef\xbb\xbf",
                                         "\x80",
                                         "\xc3\xa9",
                                         "\0"};

static size_t fuzz_insert(uint8_t *text, size_t size, size_t at, const void *piece, size_t length) {
    if (size + length > MUTANT_BYTES) return size;
    memmove(text + at + length, text + at, size - at);
    memcpy(text + at, piece, length);
    return size + length;
}

static size_t fuzz_delete(uint8_t *text, size_t size, size_t at, size_t length) {
    if (length > size - at) length = size - at;
    memmove(text + at, text + at + length, size - at - length);
    return size - length;
}

/* The bounds of the line at `at`. */
static size_t fuzz_line(const uint8_t *text, size_t size, size_t at, size_t *end) {
    size_t start = at;
    while (start && text[start - 1] != '\n') start--;
    *end = at;
    while (*end < size && text[(*end)++] != '\n') {}
    return start;
}

static int is_word(uint8_t c) {
    return c == '_' || c >= 128 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The bounds of the first name or number at or after `at`; empty at the end. */
static size_t fuzz_word(const uint8_t *text, size_t size, size_t at, size_t *end) {
    while (at < size && !is_word(text[at])) at++;
    while (at && at < size && is_word(text[at - 1])) at--;
    for (*end = at; *end < size && is_word(text[*end]);) ++*end;
    return at;
}

/* Another name or number in its place: mutants that still parse. */
static size_t replace_word(uint8_t *text, size_t size, size_t at, const Corpus *corpus, uint64_t *random) {
    size_t file = fuzz_below(random, corpus->count), end;
    size_t from =
        fuzz_word(corpus->texts[file], corpus->sizes[file], fuzz_below(random, corpus->sizes[file] + 1), &end);
    size_t length = end - from;
    at = fuzz_word(text, size, at, &end);
    size = fuzz_delete(text, size, at, end - at);
    return fuzz_insert(text, size, at, corpus->texts[file] + from, length);
}

static size_t mutate_once(uint8_t *text, size_t size, const Corpus *corpus, uint64_t *random) {
    size_t at = fuzz_below(random, size + 1), end, start;
    switch (fuzz_below(random, 14)) {
    case 0: /* a byte */
        if (at < size) text[at] = (uint8_t)fuzz_random(random);
        return size;
    case 1: return fuzz_delete(text, size, at, 1 + fuzz_below(random, 12));
    case 2:
    case 3: { /* a word */
        const char *word = FUZZ_WORDS[fuzz_below(random, sizeof FUZZ_WORDS / sizeof *FUZZ_WORDS)];
        return fuzz_insert(text, size, at, word, *word ? strlen(word) : 1);
    }
    case 4: /* a line away */
        start = fuzz_line(text, size, at, &end);
        return fuzz_delete(text, size, start, end - start);
    case 5: { /* a line elsewhere */
        start = fuzz_line(text, size, at, &end);
        uint8_t line[256];
        size_t length = end - start < sizeof line ? end - start : sizeof line;
        memcpy(line, text + start, length);
        size_t other = fuzz_line(text, size, fuzz_below(random, size + 1), &end);
        return fuzz_insert(text, size, other, line, length);
    }
    case 6: { /* a piece of another file */
        size_t file = fuzz_below(random, corpus->count), from = fuzz_below(random, corpus->sizes[file] + 1);
        size_t length = fuzz_below(random, 200);
        if (length > corpus->sizes[file] - from) length = corpus->sizes[file] - from;
        return fuzz_insert(text, size, at, corpus->texts[file] + from, length);
    }
    case 7: /* indentation */
        start = fuzz_line(text, size, at, &end);
        return fuzz_insert(text, size, start, "    ", 1 + fuzz_below(random, 4));
    default: return replace_word(text, size, at, corpus, random);
    }
}

static void keep_input(const uint8_t *text, size_t size) {
    const char *path = getenv("FUZZ_INPUT");
    FILE *file = fopen(path ? path : "build/fuzz-input", "wb");
    if (!file) return;
    fwrite(text, 1, size, file);
    fclose(file);
}

static void load(Corpus *corpus, const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    uint8_t *text = malloc(MUTANT_BYTES);
    corpus->texts = realloc(corpus->texts, (corpus->count + 1) * sizeof *corpus->texts);
    corpus->sizes = realloc(corpus->sizes, (corpus->count + 1) * sizeof *corpus->sizes);
    if (!text || !corpus->texts || !corpus->sizes) abort();
    corpus->texts[corpus->count] = text;
    corpus->sizes[corpus->count++] = fread(text, 1, MUTANT_BYTES, file);
    fclose(file);
}

int main(int argc, char **argv) {
    size_t rounds = 0;
    uint64_t random = 1;
    Corpus corpus = {0};
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "-n") && i + 1 < argc)
            rounds = strtoul(argv[++i], NULL, 10);
        else if (!strcmp(argv[i], "-s") && i + 1 < argc)
            random = strtoull(argv[++i], NULL, 10) * 2 + 1;
        else
            load(&corpus, argv[i]);
    }
    for (size_t i = 0; !rounds && i < corpus.count; i++) one_input(corpus.texts[i], corpus.sizes[i]);
    uint8_t *text = malloc(MUTANT_BYTES);
    if (!text) abort();
    for (size_t round = 0; round < rounds && corpus.count; round++) {
        size_t file = fuzz_below(&random, corpus.count), size = corpus.sizes[file];
        memcpy(text, corpus.texts[file], size);
        for (size_t changes = 1 + fuzz_below(&random, 6); changes; changes--)
            size = mutate_once(text, size, &corpus, &random);
        keep_input(text, size);
        alarm(FUZZ_SECONDS);
        one_input(text, size);
    }
    for (size_t i = 0; i < corpus.count; i++) free(corpus.texts[i]);
    free(corpus.texts);
    free(corpus.sizes);
    free(text);
    return 0;
}
#endif
#endif
