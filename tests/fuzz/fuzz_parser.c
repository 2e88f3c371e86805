/* SPDX-License-Identifier: MIT
 *
 * Fuzzing the parser alone. The input's first byte chooses the mode and when memory runs out; the rest is the source.
 */
#include "mutate.h"
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

static void one_input(const uint8_t *data, size_t size) {
    if (!size) return;
    uint8_t choice = data[0];
    Host host = {.calls_left = choice & 0x80 ? (size_t)(choice >> 3 & 15) : SIZE_MAX};
    ParseOptions options = {.mode = (ParseMode)((choice & 3) % 3),
                            .has_more_input = (choice & 4) != 0,
                            .top_level_await = (choice & 8) != 0,
                            .alloc = host_alloc,
                            .alloc_host = &host};
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
}
