/* SPDX-License-Identifier: MIT
 *
 * A recording as a Chrome trace: one track a task, with a slice for each span. Source: "Trace Event Format" (the
 * Chromium project), JSON object form; Perfetto and chrome://tracing read it. Times are microseconds.
 */
#include "run/loop_ops.h"
#include "run/recorder.h"
#include "types/unicode.h"

static void append_json_text(TextBuilder *out, const char *text) {
    oli_text_append_c(out, "\"");
    for (const char *p = text, *end = text + strlen(text); p < end;) {
        const char *start = p;
        uint32_t c = utf8_read(&p);
        if (c == '"' || c == '\\')
            oli_text_append_c(out, c == '"' ? "\\\"" : "\\\\");
        else if (c < 0x20 || is_surrogate(c))
            oli_text_format(out, "\\u%04x", c);
        else
            oli_text_append(out, start, (size_t)(p - start));
    }
    oli_text_append_c(out, "\"");
}

static void append_microseconds(TextBuilder *out, const char *key, int64_t ns) {
    oli_text_format(out, ",\"%s\":%lld.%03d", key, (long long)(ns / 1000), (int)(ns % 1000));
}

/* The beginning of an event, up to its time. */
static void begin_event(TextBuilder *out, const char *phase, uint32_t track) {
    oli_text_format(out, ",\n{\"ph\":\"%s\",\"pid\":1,\"tid\":%u", phase, track);
}

static void append_span(TextBuilder *out, const RecordIndex *index, uint32_t track, const Span *span) {
    static const char *const NAMES[] = {"ready", "runs", "waits", "sleeps"};
    const char *label = record_text(index->recorder, span->label);
    bool has_own_name = span->kind == SPAN_RUNS || !*label || span->kind == SPAN_READY;
    if (span->kind != SPAN_RUNS && span->to_ns == span->from_ns) return;
    begin_event(out, "X", track);
    append_microseconds(out, "ts", span->from_ns - index->start_ns);
    append_microseconds(out, "dur", span->to_ns - span->from_ns);
    oli_text_format(out, ",\"cat\":\"%s\",\"name\":", NAMES[span->kind]);
    bool is_callback = !track && *label;
    append_json_text(out, has_own_name && !is_callback ? NAMES[span->kind] : label);
    oli_text_append_c(out, "}");
}

static void append_track(RecordWriter *writer, const RecordIndex *index, uint32_t track) {
    TextBuilder *out = &writer->text;
    const Recorder *r = index->recorder;
    uint32_t event = index->first[track], outcome = 0;
    if (!event) return;
    begin_event(out, "M", track);
    oli_text_append_c(out, ",\"name\":\"thread_name\",\"args\":{\"name\":");
    append_json_text(out, record_text(r, r->names[track]));
    oli_text_append_c(out, "}}");
    begin_event(out, "M", track);
    oli_text_format(out, ",\"name\":\"thread_sort_index\",\"args\":{\"sort_index\":%u}}", track);
    const RecordEvent *first = &r->events[event - 1];
    const char *creation = record_text(r, first->label);
    if (first->kind == RECORD_CREATED) {
        begin_event(out, "i", track);
        append_microseconds(out, "ts", first->at_ns - index->start_ns);
        oli_text_append_c(out, ",\"s\":\"t\",\"name\":");
        append_json_text(out, *creation ? creation + 2 : "created"); /* without its ", " */
        oli_text_append_c(out, "}");
    }
    Span span;
    int64_t last_ns = first->at_ns;
    while (oli_record_span(index, &event, &span, &outcome)) {
        append_span(out, index, track, &span);
        last_ns = span.to_ns;
        oli_record_flush(writer, false);
    }
    if (!outcome) return;
    begin_event(out, "i", track);
    append_microseconds(out, "ts", last_ns - index->start_ns);
    oli_text_append_c(out, ",\"s\":\"t\",\"name\":");
    append_json_text(out, record_text(r, outcome));
    oli_text_append_c(out, "}");
}

bool oli_record_write_json(Vm *vm, RecordSink sink, void *to) {
    RecordWriter writer = {.sink = sink, .to = to, .ok = true};
    RecordIndex index;
    oli_text_init(&writer.text, vm);
    bool has_index = oli_record_index(vm, &index);
    oli_text_append_c(&writer.text, "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n"
                                    "{\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\",\"args\":{\"name\":\"aioli\"}}");
    for (uint32_t track = 0; has_index && track < index.recorder->track_count; track++) append_track(&writer, &index, track);
    if (has_index && index.recorder->is_full) {
        begin_event(&writer.text, "i", 0);
        append_microseconds(&writer.text, "ts", index.end_ns - index.start_ns);
        oli_text_append_c(&writer.text, ",\"s\":\"g\",\"name\":\"no memory for more: the recording ends here\"}");
    }
    oli_text_append_c(&writer.text, "\n]}\n");
    oli_record_flush(&writer, true);
    if (has_index) oli_record_index_free(vm, &index);
    return writer.ok;
}
