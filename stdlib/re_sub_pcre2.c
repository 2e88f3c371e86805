/* SPDX-License-Identifier: MIT
 *
 * Module re: templates ("\1", "\g<name>"), sub, subn and split; and the text that these and the parser build.
 *
 * A template is read as CPython reads it, one token ahead (see re_parse_pcre2.c); it becomes pieces: literal text, each
 * followed by a group.
 */
#include <string.h>

#include "re_parts.h"

/* ---- growing text ---- */

void oli_re_add(ReText *text, const char *data, size_t size) {
    if (text->failed || !size) return;
    if (text->size + size > text->capacity) {
        size_t capacity = text->capacity ? text->capacity * 2 : 128;
        while (capacity < text->size + size) capacity *= 2;
        char *grown = aioli_memory_resize(text->vm, text->data, text->capacity, capacity);
        text->failed = !grown;
        if (!grown) return;
        text->data = grown;
        text->capacity = capacity;
    }
    memcpy(text->data + text->size, data, size);
    text->size += size;
}

void oli_re_add_char(ReText *text, uint32_t c) {
    char out[4];
    size_t size = 1;
    if (c < 0x80) {
        out[0] = (char)c;
    } else if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        size = 2;
    } else if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        size = 3;
    } else {
        out[0] = (char)(0xF0 | c >> 18);
        size = 4;
    }
    for (size_t i = 1; i < size; i++) out[i] = (char)(0x80 | (c >> 6 * (size - 1 - i) & 0x3F));
    oli_re_add(text, out, size);
}

void oli_re_text_free(ReText *text) {
    aioli_memory_free(text->vm, text->data, text->capacity);
    text->data = NULL;
    text->size = text->capacity = 0;
}

uint32_t *oli_re_decode(AioliVm *vm, AioliValue v, size_t *count) {
    size_t size;
    bool is_text = aioli_type(vm, v) == AIOLI_TYPE_STRING;
    const unsigned char *p =
        is_text ? (const unsigned char *)aioli_string_get(vm, v, &size) : aioli_bytes_get(vm, v, &size);
    if (!p) return NULL;
    *count = is_text ? (size_t)aioli_string_length(vm, v) : size;
    uint32_t *chars = aioli_memory_resize(vm, NULL, 0, (*count ? *count : 1) * sizeof *chars);
    if (!chars) return NULL;
    for (size_t i = 0; i < *count; i++) {
        uint32_t c = *p++;
        size_t more = !is_text || c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
        if (more) c &= 0x3Fu >> more;
        for (; more; more--) c = c << 6 | (*p++ & 0x3Fu);
        chars[i] = c;
    }
    return chars;
}

static void free_chars(AioliVm *vm, uint32_t *chars, size_t count) {
    aioli_memory_free(vm, chars, (count ? count : 1) * sizeof *chars);
}

/* ---- templates ---- */

/* Literal text up to byte `end` of the template's text, then a group, or none. */
typedef struct Piece {
    size_t end;
    int64_t group; /* -1: none */
} Piece;

typedef struct Template {
    ReText text;
    Piece *pieces;
    size_t count, capacity;
} Template;

typedef struct Reader {
    AioliVm *vm;
    AioliValue source, names;
    uint32_t group_count;
    const uint32_t *chars;
    size_t count, index;
    int32_t next; /* the token ahead: a character, or the one behind a backslash; -1: the end */
    bool is_escaped, is_text;
    Template *out;
} Reader;

static void free_template(Template *template) {
    aioli_memory_free(template->text.vm, template->pieces, template->capacity * sizeof *template->pieces);
    oli_re_text_free(&template->text);
}

static size_t tell(const Reader *r) { return r->index - (r->next < 0 ? 0 : r->is_escaped ? 2 : 1); }

static bool fail(Reader *r, AioliValue message, size_t offset) {
    return oli_re_fail(r->vm, message, r->source, (int64_t)(tell(r) - offset));
}

static bool advance(Reader *r) {
    size_t at = r->index;
    r->next = -1;
    r->is_escaped = false;
    if (at >= r->count) return true;
    r->next = (int32_t)r->chars[at];
    if (r->next == '\\') {
        if (++at >= r->count) {
            r->next = -1;
            return oli_re_fail(r->vm, aioli_string(r->vm, "bad escape (end of pattern)", AIOLI_NUL), r->source,
                               (int64_t)r->count - 1);
        }
        r->next = (int32_t)r->chars[at];
        r->is_escaped = true;
    }
    r->index = at + 1;
    return true;
}

static bool add_piece(Reader *r, int64_t group) {
    Template *out = r->out;
    if (out->count == out->capacity) {
        size_t capacity = out->capacity ? out->capacity * 2 : 8;
        Piece *pieces =
            aioli_memory_resize(r->vm, out->pieces, out->capacity * sizeof *pieces, capacity * sizeof *pieces);
        if (!pieces) return false;
        out->pieces = pieces;
        out->capacity = capacity;
    }
    out->pieces[out->count++] = (Piece){out->text.size, group};
    return true;
}

static bool add_group(Reader *r, int64_t group, size_t offset) {
    if (group > r->group_count)
        return fail(r, aioli_string_format(r->vm, "invalid group reference %lld", (long long)group), offset);
    return add_piece(r, group);
}

static void add_char(Reader *r, uint32_t c) {
    char byte = (char)c;
    if (r->is_text)
        oli_re_add_char(&r->out->text, c);
    else
        oli_re_add(&r->out->text, &byte, 1);
}

static AioliValue piece_of(Reader *r, size_t start, size_t end) {
    ReText text = {.vm = r->vm};
    for (size_t i = start; i < end; i++) oli_re_add_char(&text, r->chars[i]);
    AioliValue v = text.failed ? aioli_error() : aioli_string_join(r->vm, text.data, text.size);
    oli_re_text_free(&text);
    return v;
}

static bool next_digit(const Reader *r, int32_t last) { return !r->is_escaped && r->next >= '0' && r->next <= last; }

/* The name of a group as a number of it. */
static bool name_to_group(Reader *r, size_t start, size_t end, int64_t *group) {
    bool is_number = true;
    uint64_t number = 0;
    for (size_t i = start; i < end; i++) {
        is_number = is_number && r->chars[i] - '0' < 10;
        if (is_number && number < UINT32_MAX) number = number * 10 + (r->chars[i] - '0');
    }
    *group = (int64_t)number;
    if (is_number) return true;
    AioliValue name = piece_of(r, start, end);
    if (aioli_is_error(name)) return false;
    bool is_wide = false;
    for (size_t i = start; i < end; i++) is_wide = is_wide || r->chars[i] >= 0x80;
    AioliValue ok = aioli_call_method(r->vm, name, "isidentifier", NULL, 0);
    if (aioli_is_error(ok)) return false;
    if (!aioli_is_true(ok) || (is_wide && !r->is_text)) {
        AioliValue show = aioli_builtin(r->vm, r->is_text ? "repr" : "ascii");
        if (aioli_is_error(show)) return false;
        AioliValue shown = aioli_call(r->vm, show, &name, 1);
        if (aioli_is_error(shown)) return false;
        return fail(r, aioli_string_format(r->vm, "bad character in group name %V", shown), end - start + 1);
    }
    AioliValue found = aioli_dict_get(r->vm, r->names, name);
    if (aioli_is_error(found)) return false;
    if (!aioli_is_missing(found)) return aioli_int_get(r->vm, found, group);
    aioli_raise(r->vm, "IndexError", "unknown group name %R", name);
    return false;
}

/* \g<...> : the token \g taken. */
static bool read_group(Reader *r) {
    if (r->next != '<' || r->is_escaped) return fail(r, aioli_string(r->vm, "missing <", AIOLI_NUL), 0);
    if (!advance(r)) return false;
    size_t start = tell(r), end;
    for (;;) {
        bool is_last = r->next == '>' && !r->is_escaped, is_end = r->next < 0;
        end = tell(r);
        if (!advance(r)) return false;
        if (!is_last && !is_end) continue;
        if (end == start) return fail(r, aioli_string(r->vm, "missing group name", AIOLI_NUL), is_last ? 1 : 0);
        if (is_last) break;
        return fail(r, aioli_string(r->vm, "missing >, unterminated name", AIOLI_NUL), end - start);
    }
    int64_t group;
    return name_to_group(r, start, end, &group) && add_group(r, group, end - start + 1);
}

/* \1 .. \99, \123 as octal, \0.. : the token with `first` taken; it began at `start`. */
static bool read_number(Reader *r, int32_t first, size_t start) {
    uint32_t decimal = (uint32_t)first - '0', octal = decimal;
    if (first == '0') {
        for (int i = 0; i < 2 && next_digit(r, '7'); i++) {
            octal = octal * 8 + (uint32_t)r->next - '0';
            if (!advance(r)) return false;
        }
        add_char(r, octal & 0xFF);
        return true;
    }
    if (next_digit(r, '9')) {
        int32_t second = r->next;
        decimal = decimal * 10 + (uint32_t)second - '0';
        octal = octal * 8 + (uint32_t)second - '0';
        if (!advance(r)) return false;
        if (first <= '7' && second <= '7' && next_digit(r, '7')) {
            octal = octal * 8 + (uint32_t)r->next - '0';
            if (!advance(r)) return false;
            if (octal > 0377) {
                AioliValue part = piece_of(r, start, tell(r));
                if (aioli_is_error(part)) return false;
                return fail(r, aioli_string_format(r->vm, "octal escape value %V outside of range 0-0o377", part),
                            tell(r) - start);
            }
            add_char(r, octal);
            return true;
        }
    }
    return add_group(r, decimal, tell(r) - start - 1);
}

static bool read_escape(Reader *r, int32_t c, size_t start) {
    static const char LETTERS[] = "abfnrtv\\", MEANINGS[] = "\a\b\f\n\r\t\v\\";
    if (c == 'g') return read_group(r);
    if (c >= '0' && c <= '9') return read_number(r, c, start);
    const char *at = c > 0 && c < 0x80 ? strchr(LETTERS, c) : NULL;
    if (at) {
        add_char(r, (uint32_t)MEANINGS[at - LETTERS]);
        return true;
    }
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return fail(r, aioli_string_format(r->vm, "bad escape \\%c", (int)c), 2);
    add_char(r, '\\');
    add_char(r, (uint32_t)c);
    return true;
}

static bool read_template(Reader *r) {
    if (!advance(r)) return false;
    while (r->next >= 0) {
        int32_t c = r->next;
        bool is_escaped = r->is_escaped;
        size_t start = tell(r);
        if (!advance(r)) return false;
        if (!is_escaped)
            add_char(r, (uint32_t)c);
        else if (!read_escape(r, c, start))
            return false;
    }
    return add_piece(r, -1) && !r->out->text.failed;
}

/* `source`, a str or bytes, for the groups of `object`. False: pending exception; nothing is left to free. */
static bool parse_template(AioliVm *vm, AioliValue object, AioliValue source, Template *out) {
    const RePattern *pattern = oli_re_pattern_of(vm, object);
    *out = (Template){.text = {.vm = vm}};
    if (!pattern) return false;
    Reader reader = {.vm = vm, .source = source, .group_count = pattern->group_count, .out = out};
    reader.names = aioli_object_value(vm, object, RE_PATTERN_NAMES);
    reader.is_text = aioli_type(vm, source) == AIOLI_TYPE_STRING;
    uint32_t *chars = oli_re_decode(vm, source, &reader.count);
    if (!chars) return false;
    reader.chars = chars;
    bool ok = read_template(&reader);
    free_chars(vm, chars, reader.count);
    if (!ok) free_template(out);
    return ok;
}

/* Append what the template gives for one match. */
static void fill_template(const Template *template, const ReView *view, const size_t *spans, ReText *out) {
    size_t from = 0;
    for (size_t i = 0; i < template->count; i++) {
        const Piece *piece = &template->pieces[i];
        oli_re_add(out, template->text.data + from, piece->end - from);
        from = piece->end;
        if (piece->group < 0) continue;
        size_t start = spans[2 * piece->group], end = spans[2 * piece->group + 1];
        if (start != RE_UNMATCHED && end <= view->size) oli_re_add(out, view->data + start, end - start);
    }
}

static AioliValue finish_text(AioliVm *vm, ReText *text, bool is_text) {
    AioliValue v = text->failed ? aioli_error()
                   : is_text    ? aioli_string_join(vm, text->size ? text->data : "", text->size)
                                : aioli_bytes(vm, text->size ? text->data : "", text->size);
    oli_re_text_free(text);
    return v;
}

static bool has_bytes(AioliVm *vm, AioliValue template) {
    if (aioli_bytes_get(vm, template, NULL)) return true;
    aioli_error_clear(vm);
    aioli_raise(vm, "TypeError", "decoding to str: need a bytes-like object, %T found", template);
    return false;
}

/* A template is str or bytes, as what is searched. */
static bool check_template(AioliVm *vm, AioliValue template, bool is_text) {
    if (is_text == (aioli_type(vm, template) == AIOLI_TYPE_STRING)) return is_text || has_bytes(vm, template);
    if (is_text && !has_bytes(vm, template)) return false;
    aioli_raise(vm, "TypeError", "sequence item 0: expected %s, %T found",
                is_text ? "str instance" : "a bytes-like object", template);
    return false;
}

AioliValue oli_re_expand(AioliVm *vm, AioliValue object, AioliValue source, const ReView *view, const size_t *spans) {
    Template template;
    if (!check_template(vm, source, view->is_text) || !parse_template(vm, object, source, &template))
        return aioli_error();
    ReText out = {.vm = vm};
    fill_template(&template, view, spans, &out);
    free_template(&template);
    return finish_text(vm, &out, view->is_text);
}

/* ---- sub ---- */

static AioliValue sub_result(AioliVm *vm, AioliValue text, int64_t number, bool with_number) {
    if (aioli_is_error(text) || !with_number) return text;
    AioliValue pair[] = {text, aioli_int(vm, number)};
    return aioli_tuple(vm, pair, 2);
}

/* The subject as the result of a sub that replaced nothing. */
static AioliValue unchanged(AioliVm *vm, const ReView *view) { return oli_re_part(vm, view, 0, view->size); }

static AioliValue sub_template(AioliVm *vm, AioliValue object, const Template *template, ReView *view, int64_t limit,
                               bool with_number) {
    RePattern *pattern = oli_re_pattern_of(vm, object);
    ReText out = {.vm = vm};
    size_t done = 0;
    int64_t number = 0;
    for (bool no_empty = false; limit <= 0 || number < limit; number++) {
        const size_t *spans;
        int found = oli_re_step(vm, object, pattern, view, &no_empty, &spans);
        if (found < 0) {
            oli_re_text_free(&out);
            return aioli_error();
        }
        if (!found) break;
        oli_re_add(&out, view->data + done, spans[0] - done);
        fill_template(template, view, spans, &out);
        done = spans[1];
    }
    if (!number) {
        oli_re_text_free(&out);
        return sub_result(vm, unchanged(vm, view), 0, with_number);
    }
    oli_re_add(&out, view->data + done, view->size - done);
    return sub_result(vm, finish_text(vm, &out, view->is_text), number, with_number);
}

static bool append_part(AioliVm *vm, AioliValue list, const ReView *view, size_t start, size_t end) {
    if (start >= end) return true;
    AioliValue part = oli_re_part(vm, view, start, end);
    return !aioli_is_error(part) && aioli_list_append(vm, list, part);
}

/* One match of a sub with a function: appends what stands before it, and the function's answer. */
static bool call_for(AioliVm *vm, AioliValue object, AioliValue function, const ReView *view, size_t done,
                     const size_t *spans, AioliValue list) {
    ReView from_start = *view;
    from_start.position = 0;
    AioliValue match = oli_re_match_new(vm, object, &from_start, spans);
    if (aioli_is_error(match) || !append_part(vm, list, view, done, spans[0])) return false;
    AioliValue answer = aioli_call(vm, function, &match, 1);
    if (aioli_is_error(answer)) return false;
    return aioli_is_none(answer) || aioli_list_append(vm, list, answer);
}

static AioliValue sub_function(AioliVm *vm, AioliValue object, AioliValue function, ReView *view, int64_t limit,
                               bool with_number) {
    RePattern *pattern = oli_re_pattern_of(vm, object);
    AioliValue list = aioli_list(vm, NULL, 0);
    if (aioli_is_error(list)) return list;
    size_t done = 0;
    int64_t number = 0;
    for (bool no_empty = false; limit <= 0 || number < limit; number++) {
        const size_t *spans;
        int found = oli_re_step(vm, object, pattern, view, &no_empty, &spans);
        if (found < 0) return aioli_error();
        if (!found) break;
        size_t end = spans[1];
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        bool ok = call_for(vm, object, function, view, done, spans, list);
        aioli_scope_close(vm, &scope, aioli_missing());
        if (!ok) return aioli_error();
        done = end;
    }
    if (!number) return sub_result(vm, unchanged(vm, view), 0, with_number);
    if (!append_part(vm, list, view, done, view->size)) return aioli_error();
    AioliValue empty = view->is_text ? aioli_string(vm, "", 0) : aioli_bytes(vm, "", 0);
    return sub_result(vm, aioli_call_method(vm, empty, "join", &list, 1), number, with_number);
}

AioliValue oli_re_sub(AioliVm *vm, AioliValue object, AioliValue replacement, AioliValue string, int64_t limit,
                      bool with_number) {
    RePattern *pattern = oli_re_pattern_of(vm, object);
    ReView view;
    if (!pattern) return aioli_error();
    bool is_call = aioli_is_callable(vm, replacement);
    Template template = {.text = {.vm = vm}};
    bool is_text = aioli_type(vm, replacement) == AIOLI_TYPE_STRING;
    if (!is_call && !is_text && !has_bytes(vm, replacement)) return aioli_error();
    if (!is_call && !parse_template(vm, object, replacement, &template)) return aioli_error();
    AioliValue result = aioli_error();
    if (oli_re_view(vm, pattern, string, 0, INT64_MAX, &view)) {
        if (is_call)
            result = sub_function(vm, object, replacement, &view, limit, with_number);
        else if (check_template(vm, replacement, view.is_text))
            result = sub_template(vm, object, &template, &view, limit, with_number);
    }
    free_template(&template);
    return result;
}

/* ---- split ---- */

AioliValue oli_re_split(AioliVm *vm, AioliValue object, AioliValue string, int64_t limit) {
    RePattern *pattern = oli_re_pattern_of(vm, object);
    ReView view;
    AioliValue list = aioli_list(vm, NULL, 0);
    if (!pattern || aioli_is_error(list) || !oli_re_view(vm, pattern, string, 0, INT64_MAX, &view))
        return aioli_error();
    size_t done = 0;
    bool no_empty = false;
    for (int64_t number = 0; limit <= 0 || number < limit; number++) {
        const size_t *spans;
        int found = oli_re_step(vm, object, pattern, &view, &no_empty, &spans);
        if (found < 0) return aioli_error();
        if (!found) break;
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue part = oli_re_part(vm, &view, done, spans[0]);
        bool ok = !aioli_is_error(part) && aioli_list_append(vm, list, part);
        for (uint32_t i = 1; ok && i <= pattern->group_count; i++) {
            part = oli_re_part(vm, &view, spans[2 * i], spans[2 * i + 1]);
            ok = !aioli_is_error(part) && aioli_list_append(vm, list, part);
        }
        aioli_scope_close(vm, &scope, aioli_missing());
        if (!ok) return aioli_error();
        done = spans[1];
    }
    AioliValue rest = oli_re_part(vm, &view, done, view.size);
    return !aioli_is_error(rest) && aioli_list_append(vm, list, rest) ? list : aioli_error();
}
