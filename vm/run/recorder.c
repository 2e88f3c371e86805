/* SPDX-License-Identifier: MIT
 *
 * Recording what tasks do, and reading it task by task: see recorder.h.
 */
#include "run/recorder.h"

#include <stdio.h>

#include "run/loop_ops.h"

enum { MAX_EVENTS = 1 << 22, MAX_TEXTS = 1 << 28, MAX_LABEL = 400 };

static Recorder *recorder_of(Vm *vm) { return vm->scheduler->recorder; }

/* Room for one more item in an array. */
static bool reserve(Vm *vm, Recorder *r, void *array, size_t count, size_t *capacity, size_t size) {
    void **items = array;
    if (count < *capacity) return true;
    size_t wanted = *capacity ? *capacity * 2 : 64;
    void *grown = oli_try_resize(vm, *items, *capacity * size, wanted * size);
    if (!grown) {
        r->is_full = true;
        return false;
    }
    *items = grown;
    *capacity = wanted;
    return true;
}

/* ---- labels ---- */

static uint32_t hash_text(const char *text) {
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

static bool grow_labels(Vm *vm, Recorder *r) {
    uint32_t capacity = r->label_capacity ? r->label_capacity * 2 : 64;
    uint32_t *grown = oli_try_resize(vm, NULL, 0, capacity * sizeof *grown);
    if (!grown) return false;
    memset(grown, 0, capacity * sizeof *grown);
    for (uint32_t i = 0; i < r->label_capacity; i++) {
        if (!r->labels[i]) continue;
        uint32_t at = hash_text(record_text(r, r->labels[i])) & (capacity - 1);
        while (grown[at]) at = (at + 1) & (capacity - 1);
        grown[at] = r->labels[i];
    }
    oli_release(vm, r->labels, r->label_capacity * sizeof *grown);
    r->labels = grown;
    r->label_capacity = capacity;
    return true;
}

static uint32_t add_text(Vm *vm, Recorder *r, const char *text, size_t size) {
    while (r->texts_size + size + 1 > r->texts_capacity) {
        if (r->texts_capacity >= MAX_TEXTS || !reserve(vm, r, &r->texts, r->texts_capacity, &r->texts_capacity, 1)) {
            r->is_full = true;
            return 0;
        }
    }
    uint32_t label = (uint32_t)r->texts_size;
    memcpy(r->texts + label, text, size + 1);
    r->texts_size += size + 1;
    return label;
}

/* The label of a text; 0 for an empty one, and when there is no memory. */
static uint32_t label_of(Vm *vm, Recorder *r, const char *text) {
    if (!*text) return 0;
    if (r->label_count * 2 >= r->label_capacity && !grow_labels(vm, r)) return 0;
    uint32_t at = hash_text(text) & (r->label_capacity - 1);
    for (; r->labels[at]; at = (at + 1) & (r->label_capacity - 1))
        if (!strcmp(record_text(r, r->labels[at]), text)) return r->labels[at];
    uint32_t label = add_text(vm, r, text, strlen(text));
    if (!label) return 0;
    r->labels[at] = label;
    r->label_count++;
    return label;
}

/* The label of what was built, which is freed; a long one is cut between characters. */
static uint32_t finish_label(Vm *vm, TextBuilder *text) {
    size_t size = text->size < MAX_LABEL ? text->size : MAX_LABEL;
    while (size && size < text->size && ((unsigned char)text->data[size] & 0xC0) == 0x80) size--;
    oli_text_append(text, "", 1);
    uint32_t label = 0;
    if (!text->failed) {
        text->data[size] = 0;
        label = label_of(vm, recorder_of(vm), text->data);
    }
    oli_text_free(text);
    if (has_exception(vm)) clear_exception(vm);
    return label;
}

/* ---- tracks ---- */

static uint32_t hash_task(const Task *task) { return (uint32_t)((uintptr_t)task >> 4) * 2654435761u; }

static TaskTrack *find_track(const Recorder *r, const Task *task) {
    uint32_t at = hash_task(task) & (r->tracks_capacity - 1);
    while (r->tracks[at].track && r->tracks[at].task != task) at = (at + 1) & (r->tracks_capacity - 1);
    return &r->tracks[at];
}

static bool grow_tracks(Vm *vm, Recorder *r) {
    uint32_t old_capacity = r->tracks_capacity, capacity = old_capacity ? old_capacity * 2 : 64;
    TaskTrack *old = r->tracks, *grown = oli_try_resize(vm, NULL, 0, capacity * sizeof *grown);
    if (!grown) return false;
    memset(grown, 0, capacity * sizeof *grown);
    r->tracks = grown;
    r->tracks_capacity = capacity;
    for (uint32_t i = 0; i < old_capacity; i++)
        if (old[i].track) *find_track(r, old[i].task) = old[i];
    oli_release(vm, old, old_capacity * sizeof *old);
    return true;
}

static uint32_t new_track(Vm *vm, Recorder *r, const Task *task) {
    size_t capacity = r->track_capacity;
    if (!reserve(vm, r, &r->names, r->track_count, &capacity, sizeof *r->names)) return 0;
    r->track_capacity = (uint32_t)capacity;
    if (r->tracks_used * 2 >= r->tracks_capacity && !grow_tracks(vm, r)) return 0;
    TaskTrack *place = find_track(r, task);
    if (!place->track) r->tracks_used++;
    *place = (TaskTrack){task, r->track_count};
    r->names[r->track_count] = 0;
    return r->track_count++;
}

/* ---- events ---- */

static void add_event(Vm *vm, Recorder *r, uint32_t track, RecordKind kind, uint32_t label) {
    if (r->is_full) return;
    if (r->event_count == MAX_EVENTS) {
        r->is_full = true;
        return;
    }
    if (!reserve(vm, r, &r->events, r->event_count, &r->event_capacity, sizeof *r->events)) return;
    r->events[r->event_count++] = (RecordEvent){oli_clock_ns(vm), track, (unsigned)kind & 7u, label & 0x1FFFFFFFu};
}

void oli_record_created(Vm *vm, Task *task) {
    Recorder *r = recorder_of(vm);
    if (r->is_full) return;
    uint32_t track = new_track(vm, r, task);
    if (!track) {
        r->is_full = true;
        return;
    }
    TextBuilder text;
    oli_text_init(&text, vm);
    oli_append_task(vm, &text, task);
    r->names[track] = finish_label(vm, &text);
    oli_text_init(&text, vm);
    oli_append_creation(vm, &text, task->site);
    add_event(vm, r, track, RECORD_CREATED, finish_label(vm, &text));
}

/* The track of a task; one that was there before the recording gets its own now. */
static uint32_t track_of(Vm *vm, Task *task) {
    Recorder *r = recorder_of(vm);
    const TaskTrack *known = r->tracks_capacity ? find_track(r, task) : NULL;
    if (known && known->track) return known->track;
    oli_record_created(vm, task);
    return r->is_full ? 0 : r->track_count - 1;
}

void oli_record_step_begins(Vm *vm) {
    Scheduler *s = vm->scheduler;
    Recorder *r = s->recorder;
    r->running = s->current;
    r->in_callback = !s->current;
    if (s->current) {
        add_event(vm, r, track_of(vm, s->current), RECORD_RUNS, 0);
        return;
    }
    TextBuilder text;
    oli_text_init(&text, vm);
    Value callback = s->callback;
    bool is_handle = is_kind(callback, CLASS_HANDLE) || is_kind(callback, CLASS_TIMER_HANDLE);
    if (is_handle) callback = ((Handle *)(void *)object_of(callback))->callback;
    if (is_kind(callback, CLASS_TUPLE)) callback = as_tuple(callback)->items[0];
    if (is_function(callback)) oli_text_format(&text, "%S()", as_function(callback)->qualname);
    add_event(vm, r, 0, RECORD_RUNS, finish_label(vm, &text));
}

static uint32_t outcome_of(Vm *vm, const Task *task) {
    TextBuilder text;
    oli_text_init(&text, vm);
    if (task->future.state == FUTURE_CANCELLED)
        oli_text_append_c(&text, "cancelled");
    else if (task->future.is_error)
        oli_text_format(&text, "failed: %S", class_of(vm, task->future.result)->name);
    else
        oli_text_append_c(&text, "returned");
    return finish_label(vm, &text);
}

/* What the task does after its step. */
static void record_rest(Vm *vm, Recorder *r, Task *task) {
    uint32_t track = track_of(vm, task);
    if (!task->root) {
        add_event(vm, r, track, RECORD_ENDS, outcome_of(vm, task));
        return;
    }
    TaskWait wait;
    TextBuilder text;
    oli_find_wait(vm, task, &wait);
    oli_text_init(&text, vm);
    oli_append_wait(vm, &text, &wait);
    RecordKind kind = wait.subject == SUBJECT_SLEEP  ? RECORD_SLEEPS
                      : wait.subject == SUBJECT_NONE ? RECORD_READY
                                                     : RECORD_WAITS;
    add_event(vm, r, track, kind, finish_label(vm, &text));
}

void oli_record_step_ends(Vm *vm) {
    Recorder *r = recorder_of(vm);
    Task *task = r->running;
    r->running = NULL;
    if (r->in_callback) add_event(vm, r, 0, RECORD_ENDS, 0);
    r->in_callback = false;
    if (task && !r->is_full) record_rest(vm, r, task);
}

void oli_record_eager_step(Vm *vm, Task *task) {
    Recorder *r = recorder_of(vm);
    add_event(vm, r, track_of(vm, task), RECORD_RUNS, 0);
    if (!r->is_full) record_rest(vm, r, task);
}

/* ---- life ---- */

bool oli_record_begin(Vm *vm) {
    Recorder *r = oli_resize(vm, NULL, 0, sizeof *r);
    if (!r) return false;
    memset(r, 0, sizeof *r);
    vm->scheduler->recorder = r;
    size_t capacity = 0;
    add_text(vm, r, "", 0);
    if (!r->is_full && reserve(vm, r, &r->names, 0, &capacity, sizeof *r->names)) {
        r->track_capacity = (uint32_t)capacity;
        r->names[r->track_count++] = label_of(vm, r, "callbacks");
    }
    return !r->is_full || (oli_raise_no_memory(vm), false);
}

void oli_record_free(Vm *vm) {
    Recorder *r = recorder_of(vm);
    if (!r) return;
    oli_release(vm, r->events, r->event_capacity * sizeof *r->events);
    oli_release(vm, r->names, r->track_capacity * sizeof *r->names);
    oli_release(vm, r->tracks, r->tracks_capacity * sizeof *r->tracks);
    oli_release(vm, r->texts, r->texts_capacity);
    oli_release(vm, r->labels, r->label_capacity * sizeof *r->labels);
    oli_release(vm, r, sizeof *r);
    vm->scheduler->recorder = NULL;
}

/* ---- reading ---- */

bool oli_record_index(Vm *vm, RecordIndex *index) {
    const Recorder *r = recorder_of(vm);
    *index = (RecordIndex){.recorder = r};
    if (!r || !r->track_count) return false;
    size_t events = r->event_count + 1, tracks = r->track_count;
    index->first = oli_try_resize(vm, NULL, 0, tracks * sizeof *index->first);
    index->next = oli_try_resize(vm, NULL, 0, events * sizeof *index->next);
    if (!index->first || !index->next) {
        oli_record_index_free(vm, index);
        return false;
    }
    memset(index->first, 0, tracks * sizeof *index->first);
    for (size_t i = r->event_count; i--;) {
        uint32_t *first = &index->first[r->events[i].track];
        index->next[i + 1] = *first;
        *first = (uint32_t)i + 1;
    }
    index->start_ns = r->event_count ? r->events[0].at_ns : 0;
    index->end_ns = r->event_count ? r->events[r->event_count - 1].at_ns : 0;
    return true;
}

void oli_record_index_free(Vm *vm, RecordIndex *index) {
    const Recorder *r = index->recorder;
    if (!r) return;
    oli_release(vm, index->first, index->first ? r->track_count * sizeof *index->first : 0);
    oli_release(vm, index->next, index->next ? (r->event_count + 1) * sizeof *index->next : 0);
    index->first = index->next = NULL;
}

bool oli_record_span(const RecordIndex *index, uint32_t *event, Span *span, uint32_t *outcome) {
    static const SpanKind KINDS[] = {[RECORD_CREATED] = SPAN_READY,
                                     [RECORD_READY] = SPAN_READY,
                                     [RECORD_RUNS] = SPAN_RUNS,
                                     [RECORD_WAITS] = SPAN_WAITS,
                                     [RECORD_SLEEPS] = SPAN_SLEEPS};
    *outcome = 0;
    while (*event) {
        const RecordEvent *e = &index->recorder->events[*event - 1];
        uint32_t next = index->next[*event];
        if (e->kind == RECORD_ENDS) {
            *outcome = e->label;
            if (!next) return false;
            *event = next;
            continue;
        }
        *span = (Span){KINDS[e->kind], e->label, e->at_ns, next ? index->recorder->events[next - 1].at_ns : index->end_ns};
        *event = next;
        return true;
    }
    return false;
}

/* ---- writing ---- */

void oli_record_flush(RecordWriter *writer, bool at_end) {
    enum { BLOCK_BYTES = 1 << 16 };
    TextBuilder *text = &writer->text;
    if (writer->ok && text->size && !text->failed && (at_end || text->size >= BLOCK_BYTES)) {
        writer->ok = writer->sink(writer->to, text->data, text->size);
        text->size = 0;
    }
    writer->ok = writer->ok && !text->failed;
    if (at_end) oli_text_free(text);
}

void oli_record_append_time(TextBuilder *text, int64_t ns) {
    static const struct {
        int64_t unit_ns;
        const char *name;
    } UNITS[] = {{1000000000, "s"}, {1000000, "ms"}, {1000, "\xC2\xB5s"}};
    char number[32];
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        if (ns < UNITS[i].unit_ns && i + 1 < sizeof UNITS / sizeof *UNITS) continue;
        snprintf(number, sizeof number, "%.3g", (double)ns / (double)UNITS[i].unit_ns);
        if (strchr(number, 'e')) snprintf(number, sizeof number, "%lld", (long long)(ns / UNITS[i].unit_ns));
        oli_text_format(text, "%s %s", number, UNITS[i].name);
        return;
    }
}
