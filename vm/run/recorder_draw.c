/* SPDX-License-Identifier: MIT
 *
 * A recording as a picture: one row a task, as text for a terminal or as SVG.
 *
 * A column of the text stands for a stretch of time. It shows what took most of it; but a task that ran in it at all is
 * seen to have run, because steps are short and waiting is long.
 */
#include "run/loop_ops.h"
#include "run/recorder.h"
#include "types/unicode.h"

#include <stdio.h>

enum { COLUMNS = 60, NAME_COLUMNS = 22, MAX_TEXT_ROWS = 100, MAX_SVG_ROWS = 1000, SPAN_KINDS = 4 };

/* ---- what a row needs ---- */

typedef struct Column {
    int64_t spent_ns[SPAN_KINDS];
    bool ran, existed;
} Column;

typedef struct Row {
    Column columns[COLUMNS];
    int64_t total_ns[SPAN_KINDS];
    int64_t longest_ns; /* the longest span of waiting, */
    uint32_t longest;   /* and for what */
    uint32_t outcome;
} Row;

static int64_t duration_of(const RecordIndex *index) {
    return index->end_ns > index->start_ns ? index->end_ns - index->start_ns : 1;
}

static int column_at(const RecordIndex *index, int64_t ns) {
    double share = (double)(ns - index->start_ns) / (double)duration_of(index);
    int column = (int)(share * COLUMNS);
    return column < COLUMNS ? column : COLUMNS - 1;
}

static void add_span(Row *row, const RecordIndex *index, const Span *span) {
    double width = (double)duration_of(index) / COLUMNS;
    int first = column_at(index, span->from_ns), last = column_at(index, span->to_ns);
    row->total_ns[span->kind] += span->to_ns - span->from_ns;
    if (span->kind == SPAN_WAITS && span->to_ns - span->from_ns >= row->longest_ns) {
        row->longest_ns = span->to_ns - span->from_ns;
        row->longest = span->label;
    }
    if (span->kind == SPAN_RUNS) row->columns[first].ran = true;
    for (int i = first; i <= last; i++) {
        double begin = (double)index->start_ns + i * width, end = begin + width;
        double from = (double)span->from_ns > begin ? (double)span->from_ns : begin;
        double to = (double)span->to_ns < end ? (double)span->to_ns : end;
        Column *column = &row->columns[i];
        column->existed = true;
        if (to > from) column->spent_ns[span->kind] += (int64_t)(to - from);
    }
}

static void read_row(const RecordIndex *index, uint32_t track, Row *row) {
    memset(row, 0, sizeof *row);
    uint32_t event = index->first[track];
    for (Span span; oli_record_span(index, &event, &span, &row->outcome);) add_span(row, index, &span);
}

/* ---- text ---- */

static const char *mark_of(const Column *column) {
    static const char *const MARKS[SPAN_KINDS] = {"\xE2\x96\x91", "\xE2\x96\x88", "\xE2\x94\x80", "\xC2\xB7"};
    if (!column->existed) return " ";
    int64_t all = 0;
    int most = SPAN_READY;
    for (int kind = 0; kind < SPAN_KINDS; kind++) {
        all += column->spent_ns[kind];
        if (column->spent_ns[kind] > column->spent_ns[most]) most = kind;
    }
    if (column->spent_ns[SPAN_RUNS] * 2 > all) return MARKS[SPAN_RUNS];
    if (column->ran) return "\xE2\x96\xAA";
    return all ? MARKS[most] : MARKS[SPAN_READY];
}

/* A name in just so many columns, cut or filled up. */
static void append_name(TextBuilder *out, const char *name) {
    size_t count = 0;
    for (const char *p = name, *end = name + strlen(name); p < end && count < NAME_COLUMNS; count++) {
        const char *start = p;
        uint32_t c = utf8_read(&p);
        if (c < 0x20 || is_surrogate(c))
            oli_text_append_c(out, "?");
        else
            oli_text_append(out, start, (size_t)(p - start));
    }
    oli_text_append_fill(out, ' ', NAME_COLUMNS - count + 1);
}

/* "returned; ran 1 ms, slept 2 s, waited 3 s (Lock 'door' 2 s)" */
static void append_summary(TextBuilder *out, const Recorder *r, const Row *row) {
    static const char *const VERBS[SPAN_KINDS] = {"ready for", "ran", "waited", "slept"};
    static const SpanKind ORDER[] = {SPAN_RUNS, SPAN_SLEEPS, SPAN_WAITS};
    const char *separator = "; ";
    oli_text_append_c(out, row->outcome ? record_text(r, row->outcome) : "not done");
    for (size_t i = 0; i < sizeof ORDER / sizeof *ORDER; i++) {
        int64_t ns = row->total_ns[ORDER[i]];
        if (!ns) continue;
        oli_text_format(out, "%s%s ", separator, VERBS[ORDER[i]]);
        oli_record_append_time(out, ns);
        separator = ", ";
    }
    const char *label = record_text(r, row->longest);
    if (!row->longest_ns || !*label) return;
    if (!strncmp(label, "waits ", 6)) label += 6;
    oli_text_format(out, " (%s", label);
    if (row->longest_ns != row->total_ns[SPAN_WAITS]) {
        oli_text_append_c(out, ": ");
        oli_record_append_time(out, row->longest_ns);
    }
    oli_text_append_c(out, ")");
}

static void append_text_row(RecordWriter *writer, const RecordIndex *index, uint32_t track) {
    TextBuilder *out = &writer->text;
    Row row;
    read_row(index, track, &row);
    append_name(out, record_text(index->recorder, index->recorder->names[track]));
    for (int i = 0; i < COLUMNS; i++) oli_text_append_c(out, mark_of(&row.columns[i]));
    oli_text_append_c(out, " ");
    if (track) append_summary(out, index->recorder, &row);
    oli_text_append_c(out, "\n");
    oli_record_flush(writer, false);
}

/* How many of the tracks are shown: tasks, and callbacks where some ran. */
static uint32_t first_track(const RecordIndex *index) { return index->first[0] ? 0 : 1; }

bool oli_record_write_text(Vm *vm, RecordSink sink, void *to) {
    RecordWriter writer = {.sink = sink, .to = to, .ok = true};
    RecordIndex index;
    if (!oli_record_index(vm, &index)) return false;
    const Recorder *r = index.recorder;
    oli_text_init(&writer.text, vm);
    oli_text_format(&writer.text, "%u tasks in ", r->track_count - 1);
    oli_record_append_time(&writer.text, index.end_ns - index.start_ns);
    oli_text_append_c(&writer.text, ": \xE2\x96\x88 runs  \xE2\x96\xAA ran briefly  \xE2\x94\x80 waits  \xC2\xB7 sleeps  "
                                    "\xE2\x96\x91 ready to run\n");
    uint32_t last = r->track_count < MAX_TEXT_ROWS ? r->track_count : MAX_TEXT_ROWS;
    for (uint32_t track = first_track(&index); track < last; track++) append_text_row(&writer, &index, track);
    if (last < r->track_count) oli_text_format(&writer.text, "... and %u more\n", r->track_count - last);
    if (r->is_full) oli_text_append_c(&writer.text, "(no memory for more: the recording ends here)\n");
    oli_record_flush(&writer, true);
    oli_record_index_free(vm, &index);
    return writer.ok;
}

/* ---- SVG ---- */

enum { NAME_WIDTH = 220, BAR_WIDTH = 1000, ROW_HEIGHT = 18, HEAD_HEIGHT = 30, TICKS = 10 };

static void append_xml(TextBuilder *out, const char *text) {
    for (const char *p = text, *end = text + strlen(text); p < end;) {
        const char *start = p;
        uint32_t c = utf8_read(&p);
        if (c == '<' || c == '>' || c == '&')
            oli_text_append_c(out, c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;");
        else if (c < 0x20 || is_surrogate(c) || c == 0xFFFE || c == 0xFFFF)
            oli_text_append_c(out, "?");
        else
            oli_text_append(out, start, (size_t)(p - start));
    }
}

static double x_of(const RecordIndex *index, int64_t ns) {
    return NAME_WIDTH + (double)(ns - index->start_ns) / (double)duration_of(index) * BAR_WIDTH;
}

/* printf's %f: the text builder has none. */
static void append_number(TextBuilder *out, double number) {
    char text[40];
    snprintf(text, sizeof text, "%.2f", number);
    oli_text_append_c(out, text);
}

static void append_svg_span(RecordWriter *writer, const RecordIndex *index, const Span *span, int y) {
    static const char *const CLASSES[] = {"ready", "runs", "waits", "sleeps"};
    TextBuilder *out = &writer->text;
    double from = x_of(index, span->from_ns), width = x_of(index, span->to_ns) - from;
    if (span->kind == SPAN_RUNS && width < 1) width = 1;
    if (width < 0.05) return;
    oli_text_format(out, "<rect class=\"%s\" x=\"", CLASSES[span->kind]);
    append_number(out, from);
    oli_text_format(out, "\" y=\"%d\" width=\"", y + 2);
    append_number(out, width);
    oli_text_format(out, "\" height=\"%d\"><title>%s ", ROW_HEIGHT - 4, span->kind == SPAN_RUNS ? "runs" : "");
    append_xml(out, record_text(index->recorder, span->label));
    oli_text_append_c(out, " ");
    oli_record_append_time(out, span->to_ns - span->from_ns);
    oli_text_append_c(out, "</title></rect>\n");
    oli_record_flush(writer, false);
}

static void append_svg_row(RecordWriter *writer, const RecordIndex *index, uint32_t track, int y) {
    TextBuilder *out = &writer->text;
    const Recorder *r = index->recorder;
    Row row;
    read_row(index, track, &row);
    oli_text_format(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">", NAME_WIDTH - 8, y + ROW_HEIGHT - 5);
    append_xml(out, record_text(r, r->names[track]));
    oli_text_append_c(out, "<title>");
    TextBuilder summary;
    oli_text_init(&summary, out->vm);
    if (track) append_summary(&summary, r, &row);
    oli_text_append(&summary, "", 1);
    if (!summary.failed) append_xml(out, summary.data);
    oli_text_free(&summary);
    oli_text_append_c(out, "</title></text>\n");
    uint32_t event = index->first[track], outcome;
    int64_t end_ns = index->start_ns;
    for (Span span; oli_record_span(index, &event, &span, &outcome);) {
        /* Waiting first: steps are drawn over it, however short. */
        append_svg_span(writer, index, &span, y);
        end_ns = span.to_ns;
    }
    if (strncmp(record_text(r, outcome), "failed", 6)) return;
    oli_text_append_c(out, "<text class=\"failed\" x=\"");
    append_number(out, x_of(index, end_ns) + 2);
    oli_text_format(out, "\" y=\"%d\">", y + ROW_HEIGHT - 5);
    append_xml(out, record_text(r, outcome));
    oli_text_append_c(out, "</text>\n");
}

static void append_axis(RecordWriter *writer, const RecordIndex *index, int height) {
    TextBuilder *out = &writer->text;
    for (int i = 0; i <= TICKS; i++) {
        int x = NAME_WIDTH + BAR_WIDTH * i / TICKS;
        oli_text_format(out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/><text x=\"%d\" y=\"%d\" text-anchor=\"middle\">",
                        x, HEAD_HEIGHT - 6, x, height, x, HEAD_HEIGHT - 10);
        oli_record_append_time(out, (index->end_ns - index->start_ns) / TICKS * i);
        oli_text_append_c(out, "</text>\n");
    }
}

bool oli_record_write_svg(Vm *vm, RecordSink sink, void *to) {
    RecordWriter writer = {.sink = sink, .to = to, .ok = true};
    RecordIndex index;
    if (!oli_record_index(vm, &index)) return false;
    uint32_t first = first_track(&index), last = index.recorder->track_count;
    if (last - first > MAX_SVG_ROWS) last = first + MAX_SVG_ROWS;
    int width = NAME_WIDTH + BAR_WIDTH + 120, height = HEAD_HEIGHT + (int)(last - first) * ROW_HEIGHT + 10;
    oli_text_init(&writer.text, vm);
    oli_text_format(&writer.text,
                    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n"
                    "<style>text{font:11px sans-serif;fill:#333}line{stroke:#ddd}.runs{fill:#2b8a3e}.waits{fill:#ced4da}"
                    ".sleeps{fill:#d0ebff}.ready{fill:#ffe066}.failed{fill:#c92a2a}</style>\n"
                    "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
                    width, height, width, height);
    append_axis(&writer, &index, height - 10);
    for (uint32_t track = first; track < last; track++)
        append_svg_row(&writer, &index, track, HEAD_HEIGHT + (int)(track - first) * ROW_HEIGHT);
    oli_text_append_c(&writer.text, "</svg>\n");
    oli_record_flush(&writer, true);
    oli_record_index_free(vm, &index);
    return writer.ok;
}
