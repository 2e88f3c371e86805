/* SPDX-License-Identifier: MIT
 *
 * A recording of what tasks do: when each was created, when it ran, what it then waited for, how it ended. The scheduler
 * tells the recorder when a step begins and when it is over (one predictable branch each when nothing is recorded); from
 * the events come the Chrome trace (recorder_json.c) and the timelines (recorder_draw.c).
 *
 * Times are those of the loop's clock, so under virtual time a step takes none. Names and what is waited for are texts,
 * kept once each. When memory ends the recording ends: what is there is written.
 */
#ifndef OLI_RUN_RECORDER_H
#define OLI_RUN_RECORDER_H

#include "run/waits.h"

typedef enum RecordKind {
    RECORD_CREATED, /* label: where */
    RECORD_READY, /* to run on */
    RECORD_RUNS,
    RECORD_WAITS,  /* label: for what */
    RECORD_SLEEPS, /* the same for asyncio.sleep */
    RECORD_ENDS    /* label: how */
} RecordKind;

typedef struct RecordEvent {
    int64_t at_ns;
    uint32_t track; /* 0: callbacks of the loop; else a task's number */
    uint32_t kind : 3, label : 29;
} RecordEvent;

typedef struct TaskTrack {
    const Task *task;
    uint32_t track; /* 0: a free place */
} TaskTrack;

typedef struct Recorder {
    RecordEvent *events;
    size_t event_count, event_capacity;
    uint32_t *names; /* by track: label */
    uint32_t track_count, track_capacity;
    TaskTrack *tracks; /* hash table: a task's newest track */
    uint32_t tracks_used, tracks_capacity;
    char *texts; /* all labels, NUL-terminated, one behind the other; label 0 is empty */
    size_t texts_size, texts_capacity;
    uint32_t *labels; /* hash table: offsets of texts */
    uint32_t label_count, label_capacity;
    Task *running; /* whose step it is, or NULL */
    bool in_callback;
    bool is_full;
} Recorder;

/* Begin a recording. False: no memory (MemoryError). */
bool oli_record_begin(Vm *vm);
void oli_record_free(Vm *vm);
void oli_record_created(Vm *vm, Task *task);
void oli_record_step_begins(Vm *vm); /* of the current task, or of a callback */
void oli_record_step_ends(Vm *vm);
/* A task that was started eagerly is done with its first step, which was part of another one's. */
void oli_record_eager_step(Vm *vm, Task *task);

static inline const char *record_text(const Recorder *recorder, uint32_t label) { return recorder->texts + label; }

/* ---- reading: a task's life as spans ---- */

typedef enum SpanKind { SPAN_READY, SPAN_RUNS, SPAN_WAITS, SPAN_SLEEPS } SpanKind;

typedef struct Span {
    SpanKind kind;
    uint32_t label;
    int64_t from_ns, to_ns;
} Span;

/* The recording by tracks. */
typedef struct RecordIndex {
    const Recorder *recorder;
    uint32_t *first, *next; /* by track, by event: numbers of events plus 1; 0: none */
    int64_t start_ns, end_ns;
} RecordIndex;

bool oli_record_index(Vm *vm, RecordIndex *index); /* false: no memory, or nothing is recorded */
void oli_record_index_free(Vm *vm, RecordIndex *index);
/* The next span of a track; *event begins at index->first[track]. False: it is over, *outcome is the label of its end, 0
 * when it had none. */
bool oli_record_span(const RecordIndex *index, uint32_t *event, Span *span, uint32_t *outcome);

/* ---- writing ---- */

/* Text on its way to a sink, a block at a time. */
typedef struct RecordWriter {
    TextBuilder text;
    bool (*sink)(void *to, const char *bytes, size_t size);
    void *to;
    bool ok;
} RecordWriter;

void oli_record_flush(RecordWriter *writer, bool at_end); /* at_end: what is left, and the builder is freed */
/* "1.5 ms", "2 s" */
void oli_record_append_time(TextBuilder *text, int64_t ns);

typedef bool (*RecordSink)(void *to, const char *bytes, size_t size);
bool oli_record_write_json(Vm *vm, RecordSink sink, void *to);
bool oli_record_write_text(Vm *vm, RecordSink sink, void *to);
bool oli_record_write_svg(Vm *vm, RecordSink sink, void *to);

#endif
