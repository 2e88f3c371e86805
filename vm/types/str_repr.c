/* SPDX-License-Identifier: MIT
 *
 * repr() and ascii() of text: which quotes, what is escaped.
 */
#include <string.h>

#include "types/protocol.h"
#include "types/str_methods.h"
#include "types/unicode.h"

/* Whether `c` of a literal in these quotes must be escaped, for ASCII. */
static inline bool needs_escape(char c, char quote) {
    return (unsigned char)c < 0x20 || c == 0x7F || c == '\\' || c == quote;
}

static void append_ascii_escape(TextBuilder *text, char c) {
    char escape[ESCAPE_MAX];
    switch (c) {
    case '\n': oli_text_append(text, "\\n", 2); return;
    case '\r': oli_text_append(text, "\\r", 2); return;
    case '\t': oli_text_append(text, "\\t", 2); return;
    case '\\':
    case '\'':
    case '"':
        escape[0] = '\\';
        escape[1] = c;
        oli_text_append(text, escape, 2);
        return;
    default: oli_text_append(text, escape, oli_escape((unsigned char)c, escape)); return;
    }
}

/* Runs that stand for themselves are appended at once. */
static Str *quote(Vm *vm, const Str *s, char mark) {
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_text_append(&text, &mark, 1);
    const char *p = s->data, *end = s->data + s->size, *run = p;
    while (p < end) {
        const char *start = p;
        if (!(*p & 0x80)) {
            p++;
            if (!needs_escape(*start, mark)) continue;
            oli_text_append(&text, run, (size_t)(start - run));
            append_ascii_escape(&text, *start);
        } else {
            uint32_t c = utf8_read(&p);
            if (oli_is_printable(c)) continue;
            char escape[ESCAPE_MAX];
            oli_text_append(&text, run, (size_t)(start - run));
            oli_text_append(&text, escape, oli_escape(c, escape));
        }
        run = p;
    }
    oli_text_append(&text, run, (size_t)(end - run));
    oli_text_append(&text, &mark, 1);
    return oli_text_finish(&text);
}

static bool is_plain(const Str *s, char mark) {
    if (!str_is_ascii(s)) return false;
    for (size_t i = 0; i < s->size; i++)
        if (needs_escape(s->data[i], mark)) return false;
    return true;
}

Value oli_str_repr(Vm *vm, Value self) {
    const Str *s = as_str(self);
    bool has_single = s->size && memchr(s->data, '\'', s->size);
    char mark = has_single && !memchr(s->data, '"', s->size) ? '"' : '\'';
    if (!is_plain(s, mark)) return str_value(quote(vm, s, mark));
    char *out;
    Str *result = oli_str_alloc(vm, s->size + 2, &out);
    if (!result) return VALUE_ERROR;
    out[0] = out[s->size + 1] = mark;
    memcpy(out + 1, s->data, s->size);
    return str_value(oli_str_seal_ascii(vm, result));
}

Str *oli_str_ascii(Vm *vm, Str *s) {
    if (str_is_ascii(s)) return s;
    TextBuilder text;
    oli_text_init(&text, vm);
    for (const char *p = s->data, *end = p + s->size; p < end;) {
        size_t plain = oli_ascii_prefix(p, (size_t)(end - p));
        oli_text_append(&text, p, plain);
        p += plain;
        if (p == end) break;
        char escape[ESCAPE_MAX];
        oli_text_append(&text, escape, oli_escape(utf8_read(&p), escape));
    }
    return oli_text_finish(&text);
}

Str *oli_ascii(Vm *vm, Value v) {
    Str *s = oli_repr(vm, v);
    return s ? oli_str_ascii(vm, s) : NULL;
}
