/* SPDX-License-Identifier: MIT
 *
 * asyncio.StreamReader. Source: the Python documentation, "Streams"; order of steps and wordings are CPython 3.13's.
 *
 * The bytes that came and were not read yet stand in one block; reading advances `head`. A coroutine that finds too few
 * waits on the Future READER_WAITER, and looks again when it is resumed: what came meanwhile stays in the reader when
 * the waiting task is cancelled. An empty reader keeps no block.
 */
#include <string.h>

#include "asyncio_streams.h"

typedef struct Reader {
    char *block;
    size_t head, size, capacity; /* bytes: block[head .. head + size) */
    int64_t limit;
    bool is_eof, is_paused;
} Reader;

enum { STARTED = 1 };

static void finalize_reader(AioliVm *vm, void *payload) {
    Reader *reader = payload;
    aioli_memory_free(vm, reader->block, reader->capacity);
}

static Reader *reader_of(AioliVm *vm, AioliValue self) {
    return aioli_object_payload(vm, self, &oli_stream_reader_class);
}

/* ---- the bytes ---- */

static bool append(AioliVm *vm, Reader *reader, const void *bytes, size_t size) {
    if (reader->capacity - reader->head - reader->size < size) {
        if (reader->head) memmove(reader->block, reader->block + reader->head, reader->size);
        reader->head = 0;
        size_t capacity = reader->capacity ? reader->capacity : 64;
        while (capacity - reader->size < size) capacity *= 2;
        if (capacity != reader->capacity) {
            char *grown = aioli_memory_resize(vm, reader->block, reader->capacity, capacity);
            if (!grown) return false;
            reader->block = grown;
            reader->capacity = capacity;
        }
    }
    memcpy(reader->block + reader->head + reader->size, bytes, size);
    reader->size += size;
    return true;
}

static void drop(AioliVm *vm, Reader *reader, size_t size) {
    reader->head += size;
    reader->size -= size;
    if (reader->size) return;
    reader->head = 0;
    aioli_memory_free(vm, reader->block, reader->capacity);
    reader->block = NULL;
    reader->capacity = 0;
}

/* The first `size` bytes leave the reader. */
static AioliValue take(AioliVm *vm, Reader *reader, size_t size) {
    AioliValue bytes = aioli_bytes(vm, size ? reader->block + reader->head : "", size);
    if (!aioli_is_error(bytes)) drop(vm, reader, size);
    return bytes;
}

static AioliValue drop_all(AioliVm *vm, Reader *reader) { return take(vm, reader, reader->size); }

/* ---- who waits ---- */

static bool wake(AioliVm *vm, AioliValue self) {
    AioliValue waiter = aioli_object_value(vm, self, READER_WAITER);
    if (aioli_is_none(waiter)) return true;
    aioli_object_set_value(vm, self, READER_WAITER, aioli_none());
    if (!aioli_future_is_done(vm, waiter)) aioli_future_resolve(vm, waiter, aioli_none());
    return !aioli_error_pending(vm);
}

static bool pause_if_full(AioliVm *vm, AioliValue self, Reader *reader) {
    if (reader->is_paused || (int64_t)reader->size <= 2 * reader->limit) return true;
    AioliValue transport = aioli_object_value(vm, self, READER_TRANSPORT);
    if (aioli_is_none(transport)) return true;
    if (!aioli_is_error(aioli_call_method(vm, transport, "pause_reading", NULL, 0))) {
        reader->is_paused = true;
    } else if (aioli_error_is(vm, "NotImplementedError")) {
        aioli_error_clear(vm);
        aioli_object_set_value(vm, self, READER_TRANSPORT, aioli_none());
    } else {
        return false;
    }
    return true;
}

bool oli_stream_feed(AioliVm *vm, AioliValue self, const void *bytes, size_t size) {
    Reader *reader = reader_of(vm, self);
    if (!reader) return false;
    if (reader->is_eof) {
        aioli_raise(vm, "AssertionError", "feed_data after feed_eof");
        return false;
    }
    if (!size) return true;
    return append(vm, reader, bytes, size) && wake(vm, self) && pause_if_full(vm, self, reader);
}

static bool resume_transport(AioliVm *vm, AioliValue self, Reader *reader) {
    if (!reader->is_paused || (int64_t)reader->size > reader->limit) return true;
    reader->is_paused = false;
    AioliValue transport = aioli_object_value(vm, self, READER_TRANSPORT);
    return !aioli_is_error(aioli_call_method(vm, transport, "resume_reading", NULL, 0));
}

/* The result, unless letting the transport go on fails. */
static AioliValue taken(AioliVm *vm, AioliValue self, Reader *reader, AioliValue result) {
    return aioli_is_error(result) || !resume_transport(vm, self, reader) ? aioli_error() : result;
}

/* What a step returns to wait for more bytes. */
static AioliValue wait_for_data(AioliVm *vm, AioliCoroutine *coroutine, AioliValue self, const char *function) {
    Reader *reader = reader_of(vm, self);
    if (!aioli_is_none(aioli_object_value(vm, self, READER_WAITER)))
        return aioli_raise(vm, "RuntimeError",
                           "%s() called while another coroutine is already waiting for incoming data", function);
    if (reader->is_paused) {
        reader->is_paused = false;
        AioliValue transport = aioli_object_value(vm, self, READER_TRANSPORT);
        if (aioli_is_error(aioli_call_method(vm, transport, "resume_reading", NULL, 0))) return aioli_error();
    }
    AioliValue waiter = aioli_future_new(vm);
    if (aioli_is_error(waiter)) return waiter;
    aioli_object_set_value(vm, self, READER_WAITER, waiter);
    aioli_coroutine_set_state(coroutine, STARTED);
    return aioli_coroutine_await(vm, coroutine, waiter);
}

/* At the beginning of a step: the reader, or NULL with an exception pending: thrown in, or the stream's own, which is
 * only looked at in the first step. */
static Reader *begin_step(AioliVm *vm, AioliCoroutine *coroutine, AioliValue sent, AioliValue *self) {
    *self = aioli_coroutine_value(coroutine, 0);
    bool is_first = !aioli_coroutine_state(coroutine);
    if (!is_first) aioli_object_set_value(vm, *self, READER_WAITER, aioli_none());
    if (aioli_is_missing(sent)) return NULL;
    AioliValue exception = is_first ? aioli_object_value(vm, *self, READER_EXCEPTION) : aioli_none();
    if (!aioli_is_none(exception)) {
        aioli_raise_value(vm, exception, aioli_missing());
        return NULL;
    }
    return reader_of(vm, *self);
}

/* Raise one of asyncio's own: IncompleteReadError, LimitOverrunError. */
static AioliValue raise_asyncio(AioliVm *vm, const char *name, AioliValue first, AioliValue second) {
    AioliValue module = aioli_import(vm, "asyncio.exceptions");
    AioliValue cls = aioli_is_error(module) ? module : aioli_attr_get(vm, module, name);
    const AioliValue args[] = {first, second};
    AioliValue error = aioli_is_error(cls) || aioli_is_error(first) ? aioli_error() : aioli_call(vm, cls, args, 2);
    return aioli_is_error(error) ? error : aioli_raise_value(vm, error, aioli_missing());
}

/* ---- readline, readuntil ---- */

typedef struct Match {
    size_t start, end;
} Match;

/* The separator that ends first, at or after `offset`. False: none. */
static bool find_separator(AioliVm *vm, const Reader *reader, AioliValue separators, size_t offset, Match *match) {
    bool found = false;
    int64_t count = aioli_sequence_length(vm, separators);
    for (int64_t i = 0; i < count; i++) {
        size_t size;
        const char *text = aioli_bytes_get(vm, aioli_sequence_get(vm, separators, (size_t)i), &size);
        const char *start = reader->block + reader->head, *at = start + offset, *end = start + reader->size;
        while (text && (size_t)(end - at) >= size && (at = memchr(at, *text, (size_t)(end - at) - size + 1))) {
            if (!memcmp(at, text, size)) break;
            at++;
        }
        if (!text || !at || (size_t)(end - at) < size) continue;
        size_t finish = (size_t)(at - start) + size;
        if (!found || finish < match->end) *match = (Match){finish - size, finish};
        found = true;
    }
    return found;
}

static AioliValue limit_overrun(AioliVm *vm, const char *text, size_t consumed) {
    return raise_asyncio(vm, "LimitOverrunError", aioli_string(vm, text, AIOLI_NUL),
                         aioli_int(vm, (int64_t)consumed));
}

static const char NOT_FOUND[] = "Separator is not found, and chunk exceed the limit";
static const char TOO_LONG[] = "Separator is found, but chunk is longer than limit";

/* values: the reader, its separators (list or tuple, shortest first), where to look on */
static AioliValue step_readuntil(AioliVm *vm, AioliCoroutine *coroutine, AioliValue sent) {
    AioliValue self, separators = aioli_coroutine_value(coroutine, 1);
    Reader *reader = begin_step(vm, coroutine, sent, &self);
    if (!reader) return aioli_error();
    size_t shortest, longest, count = (size_t)aioli_sequence_length(vm, separators);
    int64_t offset = 0;
    if (!aioli_bytes_get(vm, aioli_sequence_get(vm, separators, 0), &shortest) ||
        !aioli_bytes_get(vm, aioli_sequence_get(vm, separators, count - 1), &longest))
        return aioli_error();
    AioliValue searched = aioli_coroutine_value(coroutine, 2);
    if (!aioli_is_none(searched) && !aioli_int_get(vm, searched, &offset)) return aioli_error();
    if ((size_t)offset > reader->size) offset = 0;
    Match match;
    if (reader->size - (size_t)offset >= shortest) {
        if (find_separator(vm, reader, separators, (size_t)offset, &match)) {
            if ((int64_t)match.start > reader->limit) return limit_overrun(vm, TOO_LONG, match.start);
            return taken(vm, self, reader, take(vm, reader, match.end));
        }
        offset = reader->size + 1 > longest ? (int64_t)(reader->size + 1 - longest) : 0;
        if (offset > reader->limit) return limit_overrun(vm, NOT_FOUND, (size_t)offset);
        aioli_coroutine_set_value(vm, coroutine, 2, aioli_int(vm, offset));
    }
    if (reader->is_eof)
        return raise_asyncio(vm, "IncompleteReadError", drop_all(vm, reader), aioli_none());
    return wait_for_data(vm, coroutine, self, "readuntil");
}

/* A line longer than the limit: it leaves the reader. */
static AioliValue refuse_line(AioliVm *vm, AioliValue self, Reader *reader, const char *text, size_t consumed) {
    bool at_newline = consumed < reader->size && reader->block[reader->head + consumed] == '\n';
    drop(vm, reader, at_newline ? consumed + 1 : reader->size);
    if (!resume_transport(vm, self, reader)) return aioli_error();
    return aioli_raise(vm, "ValueError", "%s", text);
}

/* values: the reader, None, where to look on */
static AioliValue step_readline(AioliVm *vm, AioliCoroutine *coroutine, AioliValue sent) {
    AioliValue self;
    Reader *reader = begin_step(vm, coroutine, sent, &self);
    if (!reader) return aioli_error();
    int64_t offset = 0;
    AioliValue searched = aioli_coroutine_value(coroutine, 2);
    if (!aioli_is_none(searched) && !aioli_int_get(vm, searched, &offset)) return aioli_error();
    if ((size_t)offset > reader->size) offset = 0;
    const char *start = reader->block + reader->head, *found = NULL;
    if (reader->size) found = memchr(start + offset, '\n', reader->size - (size_t)offset);
    if (found) {
        size_t size = (size_t)(found - start);
        if ((int64_t)size > reader->limit) return refuse_line(vm, self, reader, TOO_LONG, size);
        return taken(vm, self, reader, take(vm, reader, size + 1));
    }
    if ((int64_t)reader->size > reader->limit) return refuse_line(vm, self, reader, NOT_FOUND, reader->size);
    if (reader->is_eof) return drop_all(vm, reader);
    if (reader->size) aioli_coroutine_set_value(vm, coroutine, 2, aioli_int(vm, (int64_t)reader->size));
    return wait_for_data(vm, coroutine, self, "readuntil");
}

/* The separators as a list, shortest first: [one], or a tuple sorted. Error: TypeError, ValueError. */
static AioliValue separators_of(AioliVm *vm, AioliValue separator) {
    if (aioli_is_missing(separator)) separator = aioli_bytes(vm, "\n", 1);
    if (aioli_type(vm, separator) != AIOLI_TYPE_TUPLE) {
        size_t size;
        if (!aioli_bytes_get(vm, separator, &size)) return aioli_error();
        if (!size) return aioli_raise(vm, "ValueError", "Separator should be at least one-byte string");
        return aioli_list(vm, &separator, 1);
    }
    AioliValue sorted = aioli_builtin(vm, "sorted"), length = aioli_builtin(vm, "len");
    if (aioli_is_error(sorted) || aioli_is_error(length)) return aioli_error();
    static const char *const NAMES[] = {"key"};
    const AioliValue args[] = {separator, length};
    AioliValue list = aioli_call_keywords(vm, sorted, args, 2, NAMES, 1);
    if (aioli_is_error(list)) return list;
    int64_t count = aioli_sequence_length(vm, list);
    if (!count) return aioli_raise(vm, "ValueError", "Separator should contain at least one element");
    for (int64_t i = 0; i < count; i++) {
        size_t size;
        if (!aioli_bytes_get(vm, aioli_sequence_get(vm, list, (size_t)i), &size)) return aioli_error();
        if (!size) return aioli_raise(vm, "ValueError", "Separator should be at least one-byte string");
    }
    return list;
}

/* The first step of readuntil looks at its argument: nothing is raised before it is awaited. */
static AioliValue step_readuntil_first(AioliVm *vm, AioliCoroutine *coroutine, AioliValue sent) {
    if (!aioli_coroutine_state(coroutine) && !aioli_is_missing(sent)) {
        AioliValue separators = separators_of(vm, aioli_coroutine_value(coroutine, 1));
        if (aioli_is_error(separators)) return separators;
        aioli_coroutine_set_value(vm, coroutine, 1, separators);
    }
    return step_readuntil(vm, coroutine, sent);
}

static AioliValue reader_readline(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return aioli_coroutine_new(vm, "StreamReader.readline", step_readline, args, 1);
}

static AioliValue reader_readuntil(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return aioli_coroutine_new(vm, "StreamReader.readuntil", step_readuntil_first, args, 2);
}

static AioliValue step_anext(AioliVm *vm, AioliCoroutine *coroutine, AioliValue sent) {
    AioliValue line = step_readline(vm, coroutine, sent);
    if (aioli_is_error(line) || aioli_is_stop(line)) return line;
    size_t size;
    if (!aioli_bytes_get(vm, line, &size)) return aioli_error();
    return size ? line : aioli_raise_value(vm, aioli_builtin(vm, "StopAsyncIteration"), aioli_missing());
}

static AioliValue reader_anext(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return aioli_coroutine_new(vm, "StreamReader.__anext__", step_anext, args, 1);
}

static AioliValue reader_aiter(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)vm;
    (void)count;
    return args[0];
}

/* ---- read, readexactly ---- */

/* Up to `n` bytes, at least one unless the stream ends. */
static AioliValue read_some(AioliVm *vm, AioliCoroutine *coroutine, AioliValue self, Reader *reader, int64_t n) {
    if (!reader->size && !reader->is_eof) return wait_for_data(vm, coroutine, self, "read");
    size_t size = reader->size < (size_t)n ? reader->size : (size_t)n;
    return taken(vm, self, reader, take(vm, reader, size));
}

/* Everything up to the end, in blocks of at most `limit` bytes: values[2] is their list. */
static AioliValue read_all(AioliVm *vm, AioliCoroutine *coroutine, AioliValue self, Reader *reader) {
    AioliValue blocks = aioli_coroutine_value(coroutine, 2);
    if (aioli_is_none(blocks)) {
        blocks = aioli_list(vm, NULL, 0);
        if (aioli_is_error(blocks)) return blocks;
        aioli_coroutine_set_value(vm, coroutine, 2, blocks);
    }
    for (;;) {
        AioliValue exception = aioli_object_value(vm, self, READER_EXCEPTION);
        if (!aioli_is_none(exception)) return aioli_raise_value(vm, exception, aioli_missing());
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        bool is_end = reader->is_eof && !reader->size;
        AioliValue block = is_end ? aioli_none() : read_some(vm, coroutine, self, reader, reader->limit);
        bool waits = aioli_is_stop(block);
        bool failed = aioli_is_error(block) || (!is_end && !waits && !aioli_list_append(vm, blocks, block));
        aioli_scope_close(vm, &scope, aioli_missing());
        if (failed) return aioli_error();
        if (waits) return aioli_stop();
        if (is_end) return aioli_call_method(vm, aioli_bytes(vm, "", 0), "join", &blocks, 1);
    }
}

/* values: the reader, n, the blocks of read(-1) */
static AioliValue step_read(AioliVm *vm, AioliCoroutine *coroutine, AioliValue sent) {
    AioliValue self;
    Reader *reader = begin_step(vm, coroutine, sent, &self);
    if (!reader) return aioli_error();
    AioliValue count = aioli_coroutine_value(coroutine, 1);
    int64_t n = -1;
    if (!aioli_is_missing(count) && !aioli_int_get_clipped(vm, count, &n)) return aioli_error();
    if (!n) return aioli_bytes(vm, "", 0);
    return n < 0 ? read_all(vm, coroutine, self, reader) : read_some(vm, coroutine, self, reader, n);
}

static AioliValue reader_read(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return aioli_coroutine_new(vm, "StreamReader.read", step_read, args, 2);
}

/* values: the reader, n */
static AioliValue step_readexactly(AioliVm *vm, AioliCoroutine *coroutine, AioliValue sent) {
    AioliValue self, wanted = aioli_coroutine_value(coroutine, 1);
    int64_t n;
    if (!aioli_coroutine_state(coroutine) && !aioli_is_missing(sent)) {
        if (!aioli_int_get_clipped(vm, wanted, &n)) return aioli_error();
        if (n < 0) return aioli_raise(vm, "ValueError", "readexactly size can not be less than zero");
    }
    Reader *reader = begin_step(vm, coroutine, sent, &self);
    if (!reader || !aioli_int_get_clipped(vm, wanted, &n)) return aioli_error();
    if (!n) return aioli_bytes(vm, "", 0);
    if (reader->size < (size_t)n) {
        if (reader->is_eof) return raise_asyncio(vm, "IncompleteReadError", drop_all(vm, reader), wanted);
        return wait_for_data(vm, coroutine, self, "readexactly");
    }
    return taken(vm, self, reader, take(vm, reader, (size_t)n));
}

static AioliValue reader_readexactly(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return aioli_coroutine_new(vm, "StreamReader.readexactly", step_readexactly, args, 2);
}

/* ---- what transports and protocols call ---- */

static AioliValue reader_feed_data(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    size_t size;
    AioliValue data = args[1];
    const void *bytes = aioli_bytes_get(vm, data, &size);
    if (!bytes) {
        aioli_error_clear(vm);
        data = aioli_call(vm, aioli_builtin(vm, "bytes"), &args[1], 1);
        bytes = aioli_is_error(data) ? NULL : aioli_bytes_get(vm, data, &size);
    }
    return bytes && oli_stream_feed(vm, args[0], bytes, size) ? aioli_none() : aioli_error();
}

static AioliValue reader_feed_eof(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Reader *reader = reader_of(vm, args[0]);
    if (!reader) return aioli_error();
    reader->is_eof = true;
    return wake(vm, args[0]) ? aioli_none() : aioli_error();
}

static AioliValue reader_at_eof(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Reader *reader = reader_of(vm, args[0]);
    return reader ? aioli_bool(reader->is_eof && !reader->size) : aioli_error();
}

static AioliValue reader_exception(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return reader_of(vm, args[0]) ? aioli_object_value(vm, args[0], READER_EXCEPTION) : aioli_error();
}

static AioliValue reader_set_exception(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!reader_of(vm, args[0])) return aioli_error();
    aioli_object_set_value(vm, args[0], READER_EXCEPTION, args[1]);
    AioliValue waiter = aioli_object_value(vm, args[0], READER_WAITER);
    if (aioli_is_none(waiter)) return waiter;
    aioli_object_set_value(vm, args[0], READER_WAITER, aioli_none());
    if (aioli_future_is_done(vm, waiter)) return aioli_none();
    return aioli_call_method(vm, waiter, "set_exception", &args[1], 1);
}

static AioliValue reader_set_transport(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    if (!reader_of(vm, args[0])) return aioli_error();
    if (!aioli_is_none(aioli_object_value(vm, args[0], READER_TRANSPORT)))
        return aioli_raise(vm, "AssertionError", "Transport already set");
    aioli_object_set_value(vm, args[0], READER_TRANSPORT, args[1]);
    return aioli_none();
}

static AioliValue reader_wakeup(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return reader_of(vm, args[0]) && wake(vm, args[0]) ? aioli_none() : aioli_error();
}

static AioliValue reader_maybe_resume(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Reader *reader = reader_of(vm, args[0]);
    return reader && resume_transport(vm, args[0], reader) ? aioli_none() : aioli_error();
}

/* ---- life ---- */

static AioliValue reader_init(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Reader *reader = reader_of(vm, args[0]);
    if (!reader) return aioli_error();
    reader->limit = STREAM_DEFAULT_LIMIT;
    if (!aioli_is_missing(args[1]) && !aioli_int_get_clipped(vm, args[1], &reader->limit)) return aioli_error();
    if (reader->limit <= 0) return aioli_raise(vm, "ValueError", "Limit cannot be <= 0");
    if (reader->limit > INT64_MAX / 4) reader->limit = INT64_MAX / 4;
    AioliValue loop = args[2];
    if (aioli_is_missing(loop) || aioli_is_none(loop)) {
        AioliValue module = aioli_import(vm, "_asyncio");
        if (aioli_is_error(module)) return module;
        loop = aioli_call_method(vm, module, "get_event_loop", NULL, 0);
        if (aioli_is_error(loop)) return loop;
    }
    aioli_object_set_value(vm, args[0], READER_LOOP, loop);
    return aioli_none();
}

static bool add_part(AioliVm *vm, AioliValue *text, AioliValue part) {
    if (aioli_is_error(part) || aioli_is_error(*text)) return false;
    *text = aioli_binary(vm, AIOLI_ADD, *text, part);
    return !aioli_is_error(*text);
}

static AioliValue reader_repr(AioliVm *vm, const AioliValue *args, size_t count) {
    static const char *const FORMATS[] = {[READER_WAITER] = " waiter=%R",
                                          [READER_EXCEPTION] = " exception=%R",
                                          [READER_TRANSPORT] = " transport=%R"};
    static const int ORDER[] = {READER_WAITER, READER_EXCEPTION, READER_TRANSPORT};
    (void)count;
    const Reader *reader = reader_of(vm, args[0]);
    AioliValue text = reader ? aioli_string(vm, "<StreamReader", AIOLI_NUL) : aioli_error();
    if (!reader) return text;
    if (reader->size) add_part(vm, &text, aioli_string_format(vm, " %zu bytes", reader->size));
    if (reader->is_eof) add_part(vm, &text, aioli_string(vm, " eof", 4));
    if (reader->limit != STREAM_DEFAULT_LIMIT)
        add_part(vm, &text, aioli_string_format(vm, " limit=%lld", (long long)reader->limit));
    for (size_t i = 0; i < sizeof ORDER / sizeof *ORDER; i++) {
        AioliValue value = aioli_object_value(vm, args[0], (size_t)ORDER[i]);
        if (!aioli_is_none(value)) add_part(vm, &text, aioli_string_format(vm, FORMATS[ORDER[i]], value));
    }
    if (reader->is_paused) add_part(vm, &text, aioli_string(vm, " paused", 7));
    add_part(vm, &text, aioli_string(vm, ">", 1));
    return aioli_error_pending(vm) ? aioli_error() : text;
}

/* ---- attributes that CPython's own programs look at ---- */

static AioliValue get_buffer(AioliVm *vm, AioliValue self) {
    const Reader *reader = reader_of(vm, self);
    if (!reader) return aioli_error();
    AioliValue bytes = aioli_bytes(vm, reader->size ? reader->block + reader->head : "", reader->size);
    return aioli_is_error(bytes) ? bytes : aioli_call(vm, aioli_builtin(vm, "bytearray"), &bytes, 1);
}

static AioliValue get_eof(AioliVm *vm, AioliValue self) {
    const Reader *reader = reader_of(vm, self);
    return reader ? aioli_bool(reader->is_eof) : aioli_error();
}

static AioliValue get_paused(AioliVm *vm, AioliValue self) {
    const Reader *reader = reader_of(vm, self);
    return reader ? aioli_bool(reader->is_paused) : aioli_error();
}

static AioliValue get_limit(AioliVm *vm, AioliValue self) {
    const Reader *reader = reader_of(vm, self);
    return reader ? aioli_int(vm, reader->limit) : aioli_error();
}

#define VALUE_FIELD(name, index)                                                                                       \
    static AioliValue get_##name(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, index); }         \
    static bool set_##name(AioliVm *vm, AioliValue self, AioliValue value) {                                           \
        aioli_object_set_value(vm, self, index, aioli_is_missing(value) ? aioli_none() : value);                       \
        return true;                                                                                                   \
    }
VALUE_FIELD(loop, READER_LOOP)
VALUE_FIELD(transport, READER_TRANSPORT)
VALUE_FIELD(waiter, READER_WAITER)
VALUE_FIELD(exception, READER_EXCEPTION)
#undef VALUE_FIELD

static const AioliFunction METHODS[] = {
    {"__init__", "self, limit=65536, loop=None", reader_init, NULL},
    {"__repr__", "self", reader_repr, NULL},
    {"__aiter__", "self", reader_aiter, NULL},
    {"__anext__", "self", reader_anext, NULL},
    {"read", "self, n=-1", reader_read, "Up to `n` bytes, at least one unless the stream ends; -1: all up to its end."},
    {"readline", "self", reader_readline, "Bytes up to and with the next newline, or to the end of the stream."},
    {"readuntil", "self, separator=b'\\n'", reader_readuntil,
     "Bytes up to and with a separator (bytes, or a tuple of them)."},
    {"readexactly", "self, n", reader_readexactly, "Just `n` bytes; IncompleteReadError when the stream ends before."},
    {"at_eof", "self", reader_at_eof, "Whether the stream ended and all was read."},
    {"feed_data", "self, data", reader_feed_data, NULL},
    {"feed_eof", "self", reader_feed_eof, NULL},
    {"exception", "self", reader_exception, NULL},
    {"set_exception", "self, exc", reader_set_exception, NULL},
    {"set_transport", "self, transport", reader_set_transport, NULL},
    {"_wakeup_waiter", "self", reader_wakeup, NULL},
    {"_maybe_resume_transport", "self", reader_maybe_resume, NULL},
    {NULL, NULL, NULL, NULL}};

static const AioliProperty PROPERTIES[] = {{"_buffer", get_buffer, NULL, NULL},
                                           {"_eof", get_eof, NULL, NULL},
                                           {"_paused", get_paused, NULL, NULL},
                                           {"_limit", get_limit, NULL, NULL},
                                           {"_loop", get_loop, set_loop, NULL},
                                           {"_transport", get_transport, set_transport, NULL},
                                           {"_waiter", get_waiter, set_waiter, NULL},
                                           {"_exception", get_exception, set_exception, NULL},
                                           {NULL, NULL, NULL, NULL}};

const AioliClass oli_stream_reader_class = {.name = "StreamReader",
                                            .module = "asyncio.streams",
                                            .doc = "Reads bytes from a transport.",
                                            .flags = AIOLI_CLASS_HAS_DICT,
                                            .payload_size = sizeof(Reader),
                                            .value_count = READER_VALUES,
                                            .finalize = finalize_reader,
                                            .methods = METHODS,
                                            .properties = PROPERTIES};
