/* SPDX-License-Identifier: MIT
 *
 * Tracebacks and the text of errors.
 *
 * A Traceback entry is the pair (code, pc); line and columns are worked out when somebody asks. Source lines come from
 * texts that were given to the VM (oli_source_remember) or from vm->read_source, the host's hook: nothing here opens a
 * file. The last text is kept, split nowhere: reading lines in order is linear.
 */
#ifndef OLI_RUN_TRACEBACK_H
#define OLI_RUN_TRACEBACK_H

#include "code/code.h"
#include "types/protocol.h"

static inline bool is_traceback(Value v) { return is_kind(v, CLASS_TRACEBACK); }
static inline Traceback *as_traceback(Value v) { return (Traceback *)(void *)object_of(v); }

/* What tb_frame and sys._getframe give: where a frame stood. It is no live frame: only the one that _getframe was asked
 * for has locals, as they were then. */
typedef struct FrameView {
    Object header; /* CLASS_FRAME */
    Code *code;
    uint32_t pc;
    Dict *globals; /* or NULL */
    Value back;      /* the caller's, or VALUE_NONE */
    Value locals;    /* VALUE_UNDEF: not known */
    Value generator; /* the generator or coroutine whose frame it is, or VALUE_NONE */
} FrameView;

/* The running frame `depth` levels up, with its callers behind it (f_back); VALUE_UNDEF when there are not so many. */
Value oli_frame_view(Vm *vm, uint32_t depth);
/* The same of any frame that runs. */
Value oli_frame_view_of(Vm *vm, const Frame *frame);

/* gi_frame, cr_frame, ag_frame: where a generator stands now. VALUE_ERROR: MemoryError. */
Value oli_generator_view(Vm *vm, const Frame *frame);

/* locals() of the running frame (locals.c): the namespace of a module or class body itself, of a function a new dict.
 * And its globals, NULL when nothing runs. */
Value oli_frame_locals(Vm *vm);
Value oli_locals_of(Vm *vm, const Frame *frame); /* the same of any frame that runs a function */
Dict *oli_frame_globals(Vm *vm);

/* `self` of the innermost frame, where it was kept; else VALUE_UNDEF. */
Value oli_traceback_self(Value traceback);
/* Append the names that the innermost frame saw, locals and globals. */
bool oli_traceback_names(Vm *vm, Value traceback, List *names);

/* ---- source lines (source.c) ---- */

/* Line `line` (1-based) of a file: bytes without the line break, valid until the next call into the VM. False when it
 * is not known; raises nothing. Runs no script. */
bool oli_find_source_line(Vm *vm, Str *filename, uint32_t line, const char **text, size_t *size);
/* Keep the text of a script that is no file, for tracebacks. False: no memory (pending). */
bool oli_source_remember(Vm *vm, Str *filename, Str *text);

/* ---- text ---- */

/* Text in the pieces that module traceback hands out: each is made in `unit` and ended by oli_piece_end, which puts it
 * behind the margin of the exception group it belongs to and then into `out`, or as a str into the rooted `list`. */
typedef struct Pieces {
    Vm *vm;
    TextBuilder unit;
    TextBuilder *out; /* NULL: list */
    Root list;
    bool shows_tasks;   /* tracebacks tell where they pass from one task into another */
    uint32_t depth;     /* of groups: two spaces each, then the margin, before every line */
    const char *margin; /* "| " but for the first line of an outermost group */
    bool no_carets;
} Pieces;

bool oli_piece_end(Pieces *pieces);
/* Pieces that go to `out`, or to a new list when it is NULL; balanced by oli_pieces_end, which gives the list or
 * VALUE_NONE, or VALUE_ERROR when `ok` is false or anything failed. */
bool oli_pieces_begin(Vm *vm, Pieces *pieces, TextBuilder *out);
Value oli_pieces_end(Pieces *pieces, bool ok);

/* As Python's limits: the first `limit` frames, the last ones when it is negative. */
enum { ALL_FRAMES = INT32_MAX };

/* The frames of a traceback, the innermost last. */
bool oli_format_traceback(Pieces *pieces, Value traceback, int64_t limit);
/* One frame: its File line, and the source with carets where they tell something; ends no piece. */
bool oli_format_frame(Vm *vm, TextBuilder *out, Str *filename, Str *name, const CodePosition *place);
/* The last lines: "ValueError: text", notes; a SyntaxError with its place and caret. May run script. */
bool oli_format_exception_only(Pieces *pieces, Value exception);
/* The whole: with chained ones, or without. `traceback` in place of the exception's own, unless VALUE_UNDEF; the caller
 * keeps both alive. May run script. */
bool oli_format_exception_to(Pieces *pieces, Value exception, Value traceback, int64_t limit, bool chain);

/* The module _traceback, for stdlib/traceback.aio (traceback_module.c). */
bool oli_init_traceback_module(Vm *vm);

/* ---- carets (caret.c) ---- */

typedef enum AnchorKind { ANCHOR_NONE, ANCHOR_BINARY, ANCHOR_SUBSCRIPT, ANCHOR_CALL } AnchorKind;

/* What an expression's text is at its top: a binary operation, a subscript or a call; `left_end` and `right_start` are
 * byte offsets: the operator, or from the opening bracket to the end. */
typedef struct Anchors {
    AnchorKind kind;
    size_t left_end, right_start;
    bool callee_is_name; /* a call f(...) of a plain name */
} Anchors;

Anchors oli_find_anchors(const char *text, size_t size);

#endif
