/* SPDX-License-Identifier: MIT
 *
 * Fuzzing the parser alone. The input's first byte chooses the mode and when memory runs out; the rest is the source.
 *
 *     clang -fsanitize=fuzzer,address,undefined ... -DOLI_LIBFUZZER   a libFuzzer target
 *     cc ...                                                           a program that runs the files it is given
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "parser/dump.h"

typedef struct {
    size_t calls_left; /* before memory is refused */
} Host;

static void *host_alloc(void *host, void *old, size_t old_size, size_t new_size) {
    Host *state = host;
    (void)old_size;
    if (!new_size) {
        free(old);
        return NULL;
    }
    return state->calls_left-- ? realloc(old, new_size) : (state->calls_left = 0, NULL);
}

static void swallow(void *host, const char *text, size_t size) {
    size_t *total = host;
    if (size) *total += size + (unsigned char)text[size - 1];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size) return 0;
    uint8_t choice = data[0];
    Host host = {.calls_left = choice & 0x80 ? (size_t)(choice >> 3 & 15) : SIZE_MAX};
    ParseOptions options = {.mode = (ParseMode)((choice & 3) % 3), .has_more_input = (choice & 4) != 0,
                            .top_level_await = (choice & 8) != 0, .alloc = host_alloc, .alloc_host = &host};
    Parse parse;
    size_t total = 0;
    ParseStatus status = oli_parse(&parse, (const char *)data + 1, size - 1, &options);
    if (status == PARSE_OK) {
        if (options.mode != PARSE_EVAL || parse.module->body.count)
            oli_dump_tree(parse.module, options.mode, swallow, &total);
        oli_dump_scopes(parse.module, swallow, &total);
    } else if (status == PARSE_SYNTAX_ERROR && (!parse.error.message || parse.error.kind > SYNTAX_VALUE_ERROR)) {
        abort(); /* an error without words */
    }
    oli_parse_free(&parse);
    return 0;
}

#ifndef OLI_LIBFUZZER
int main(int argc, char **argv) {
    static uint8_t data[1 << 20];
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (!file) {
            perror(argv[i]);
            return 1;
        }
        size_t size = fread(data, 1, sizeof data, file);
        fclose(file);
        LLVMFuzzerTestOneInput(data, size);
    }
    return 0;
}
#endif
