/* SPDX-License-Identifier: MIT
 *
 * The text of traceback entries: "  File ..., line n, in f", the source, carets below the part that was running.
 *
 * The lines of the instruction are taken out of the source and dedented into one block; all offsets below are bytes of
 * that block, turned into columns only where carets are written (wide characters take two). Of a long expression only
 * the first and last line and those around the operator are shown.
 */
#include "run/traceback.h"
#include "run/waits.h"
#include "types/unicode.h"

#include <utf8proc.h>

enum { COLUMN_UNKNOWN = 0xFFFF, MAX_LINES = 4000, SHOWN_REPEATS = 3 };

/* The lines of one instruction, dedented, '\n' between them. */
typedef struct Block {
    TextBuilder text;
    uint32_t line_count;
    size_t start;    /* of the expression: a byte of the first line */
    size_t end;      /* behind it: a byte of the last line */
    Anchors anchors; /* offsets from `start` on, as of the expression's text */
    bool shows_carets;
} Block;

typedef struct Line {
    const char *text;
    size_t size;
} Line;

static Line line_at(const Block *block, uint32_t index) {
    const char *at = block->text.data, *end = at + block->text.size;
    while (index--) at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    return (Line){at, (size_t)((stop ? stop : end) - at)};
}

/* ---- making the block ---- */

static size_t indentation(Line line) {
    size_t i = 0;
    while (i < line.size && (line.text[i] == ' ' || line.text[i] == '\t')) i++;
    return i;
}

static Line trimmed_end(Line line) {
    while (line.size && ascii_is_space(line.text[line.size - 1])) line.size--;
    return line;
}

/* Line `number` of the file without trailing space; empty where it is not known. */
static Line source_line(Vm *vm, Str *filename, uint32_t number) {
    Line line = {"", 0};
    if (!oli_find_source_line(vm, filename, number, &line.text, &line.size)) return (Line){"", 0};
    return trimmed_end(line);
}

/* The white space that all lines but empty ones begin with. */
static size_t common_margin(Vm *vm, Str *filename, uint32_t first, uint32_t count) {
    Line margin = {NULL, 0};
    for (uint32_t i = 0; i < count; i++) {
        Line line = source_line(vm, filename, first + i);
        if (!line.size) continue;
        size_t indent = indentation(line);
        if (!margin.text) margin = (Line){line.text, indent};
        size_t same = 0;
        while (same < indent && same < margin.size && line.text[same] == margin.text[same]) same++;
        margin.size = same;
    }
    return margin.size;
}

static bool fill_block(Vm *vm, Block *block, Str *filename, const CodePosition *place) {
    uint32_t count = place->end_line - place->line + 1;
    size_t margin = common_margin(vm, filename, place->line, count);
    for (uint32_t i = 0; i < count; i++) {
        Line line = source_line(vm, filename, place->line + i);
        size_t skip = line.size < margin ? line.size : margin;
        if (i) oli_text_append(&block->text, "\n", 1);
        oli_text_append(&block->text, line.text + skip, line.size - skip);
    }
    if (block->text.failed) return false;
    block->line_count = count;
    Line first = line_at(block, 0), last = line_at(block, count - 1);
    size_t start = place->column > margin ? place->column - margin : 0;
    size_t end = place->end_column > margin ? place->end_column - margin : 0;
    block->start = start < first.size ? start : first.size;
    block->end = end < last.size ? end : last.size;
    return true;
}

/* ---- whether to show carets ---- */

static bool is_blank(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (!ascii_is_space(text[i])) return false;
    return true;
}

/* Behind the name that begins the text; 0 when none does. */
static size_t name_size(const char *text, size_t size) {
    size_t i = 0;
    while (i < size && (ascii_is_alpha(text[i]) || text[i] == '_' || (unsigned char)text[i] >= 0x80 ||
                        (i && ascii_is_digit(text[i]))))
        i++;
    return i;
}

/* Whether the text holds spaces and `brackets` only. */
static bool is_blank_but(const char *text, size_t size, char bracket) {
    for (size_t i = 0; i < size; i++)
        if (!ascii_is_space(text[i]) && text[i] != bracket) return false;
    return true;
}

/* What may stand behind a whole statement: closing brackets, then a comment or another statement. */
static bool ends_statement(const char *text, size_t size) {
    size_t i = 0;
    while (i < size && (ascii_is_space(text[i]) || text[i] == ')')) i++;
    return i == size || text[i] == '#' || text[i] == ';';
}

/* `return f(...)` and `x = f(...)`: the call is all that could have failed, so the line says enough. Offsets of
 * CPython's tree are bytes and are compared with characters: a line that is not ASCII there never counts. */
static bool is_plain_call_statement(const Block *block) {
    Line first = line_at(block, 0), last = line_at(block, block->line_count - 1);
    if (block->anchors.kind != ANCHOR_CALL) return false;
    if (oli_ascii_prefix(first.text, block->start) != block->start ||
        oli_ascii_prefix(last.text, block->end) != block->end)
        return false;
    if (!ends_statement(last.text + block->end, last.size - block->end)) return false;
    size_t name = name_size(first.text, block->start);
    const char *rest = first.text + name;
    size_t rest_size = block->start - name;
    if (name == 6 && !memcmp(first.text, "return", 6))
        return block->anchors.callee_is_name && is_blank_but(rest, rest_size, '(');
    size_t spaces = 0;
    while (spaces < rest_size && ascii_is_space(rest[spaces])) spaces++;
    if (!name || spaces == rest_size || rest[spaces] != '=') return false;
    return is_blank_but(rest + spaces + 1, rest_size - spaces - 1, '(');
}

static void decide_carets(Block *block) {
    Line first = line_at(block, 0), last = line_at(block, block->line_count - 1);
    const char *expression = first.text + block->start;
    const char *expression_end = last.text + block->end;
    if (expression_end > expression)
        block->anchors = oli_find_anchors(expression, (size_t)(expression_end - expression));
    if (is_plain_call_statement(block)) return;
    block->shows_carets = block->anchors.kind != ANCHOR_NONE || !is_blank(first.text, block->start) ||
                          !is_blank(last.text + block->end, last.size - block->end);
}

/* ---- writing ---- */

static size_t display_width(const char *text, size_t size) {
    size_t width = 0;
    for (const char *at = text; at < text + size;)
        width += utf8proc_charwidth((utf8proc_int32_t)utf8_read(&at)) == 2 ? 2 : 1;
    return width;
}

/* A byte of the block as line and column of the display. */
typedef struct Mark {
    uint32_t line;
    size_t column;
} Mark;

static Mark mark_at(const Block *block, size_t offset) {
    Mark mark = {0, 0};
    const char *line = block->text.data, *at = block->text.data + offset;
    for (const char *p; (p = memchr(line, '\n', (size_t)(at - line))); line = p + 1) mark.line++;
    mark.column = display_width(line, (size_t)(at - line));
    return mark;
}

static bool is_before(uint32_t line, size_t column, Mark mark) {
    return line < mark.line || (line == mark.line && column < mark.column);
}

static void append_carets(TextBuilder *out, const Block *block, uint32_t index, Mark left, Mark right) {
    Line line = line_at(block, index);
    size_t margin = indentation(line);
    size_t from = index == 0 ? display_width(line.text, block->start) : 0;
    size_t to =
        index + 1 == block->line_count ? display_width(line.text, block->end) : display_width(line.text, line.size);
    for (size_t column = 0; column < to; column++) {
        bool inside =
            block->anchors.kind != ANCHOR_NONE && !is_before(index, column, left) && is_before(index, column, right);
        bool plain = inside || block->anchors.kind == ANCHOR_NONE;
        oli_text_append_c(out, column < margin || column < from ? " " : plain ? "^" : "~");
    }
    oli_text_append_c(out, "\n");
}

static void append_line(TextBuilder *out, const Block *block, uint32_t index, Mark left, Mark right) {
    Line line = line_at(block, index);
    oli_text_append(out, line.text, line.size);
    oli_text_append_c(out, "\n");
    if (block->shows_carets) append_carets(out, block, index, left, right);
}

/* First and last line, and those next to the ends of the anchors. */
static bool is_significant(const Block *block, uint32_t index, Mark left, Mark right) {
    if (index == 0 || index + 1 == block->line_count) return true;
    if (block->anchors.kind == ANCHOR_NONE) return false;
    bool near_left = index + 1 >= left.line && index <= left.line + 1;
    bool near_right = index + 1 >= right.line && index <= right.line + 1;
    return near_left || near_right;
}

static void append_significant_lines(TextBuilder *out, const Block *block) {
    Mark left = {0, 0}, right = {0, 0};
    if (block->anchors.kind != ANCHOR_NONE) {
        left = mark_at(block, block->start + block->anchors.left_end);
        right = mark_at(block, block->start + block->anchors.right_start);
    }
    uint32_t previous = 0;
    for (uint32_t i = 0; i < block->line_count; i++) {
        if (!is_significant(block, i, left, right)) continue;
        if (i - previous == 2) append_line(out, block, i - 1, left, right);
        if (i - previous > 2) oli_text_format(out, "...<%u lines>...\n", i - previous - 1);
        append_line(out, block, i, left, right);
        previous = i;
    }
}

/* Append all lines of `from`, without the margin that they share, behind four spaces each. */
static void append_indented(TextBuilder *out, const TextBuilder *from) {
    size_t margin = SIZE_MAX;
    const char *end = from->data + from->size;
    for (const char *at = from->data; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        Line line = {at, (size_t)(stop - at)};
        size_t indent = indentation(line);
        if (indent < line.size && indent < margin) margin = indent;
        at = stop + 1;
    }
    for (const char *at = from->data; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        Line line = {at, (size_t)(stop - at)};
        size_t skip = is_blank(line.text, line.size) ? line.size : margin;
        oli_text_append_c(out, "    ");
        oli_text_append(out, line.text + skip, line.size - skip);
        oli_text_append_c(out, "\n");
        at = stop + 1;
    }
}

static void append_block(Vm *vm, TextBuilder *out, Str *filename, const CodePosition *place) {
    Block block = {.line_count = 0};
    oli_text_init(&block.text, vm);
    if (fill_block(vm, &block, filename, place) && !is_blank(block.text.data, block.text.size)) {
        TextBuilder lines;
        oli_text_init(&lines, vm);
        decide_carets(&block);
        append_significant_lines(&lines, &block);
        if (!lines.failed) append_indented(out, &lines);
        oli_text_free(&lines);
    }
    oli_text_free(&block.text);
}

bool oli_format_frame(Vm *vm, TextBuilder *out, Str *filename, Str *name, const CodePosition *place) {
    oli_text_format(out, "  File \"%S\", line %u, in %S\n", filename, place->line, name);
    bool has_columns = place->column != COLUMN_UNKNOWN && place->end_column != COLUMN_UNKNOWN &&
                       place->end_line >= place->line && place->end_line - place->line < MAX_LINES;
    if (has_columns) {
        append_block(vm, out, filename, place);
        return !out->failed;
    }
    Line line = source_line(vm, filename, place->line);
    size_t indent = indentation(line);
    if (indent == line.size) return !out->failed;
    oli_text_append_c(out, "    ");
    oli_text_append(out, line.text + indent, line.size - indent);
    return oli_text_append_c(out, "\n");
}

/* ---- tracebacks ---- */

static bool append_repeats(Pieces *pieces, uint32_t count) {
    if (count <= SHOWN_REPEATS) return true;
    uint32_t more = count - SHOWN_REPEATS;
    oli_text_format(&pieces->unit, "  [Previous line repeated %u more time%s]\n", more, more > 1 ? "s" : "");
    return oli_piece_end(pieces);
}

/* The first entry to show: with a negative limit, those before the last ones are left out. */
static Value first_entry(Value traceback, int64_t limit) {
    if (limit >= 0) return traceback;
    int64_t count = 0;
    for (Value v = traceback; is_traceback(v); v = as_traceback(v)->next) count++;
    for (; count > -limit; count--) traceback = as_traceback(traceback)->next;
    return traceback;
}

/* "  In Task-2 (worker), created at file:line in main:" before the first entry of a task. */
static bool append_task_line(Pieces *pieces, const Traceback *entry) {
    Vm *vm = pieces->vm;
    TextBuilder *unit = &pieces->unit;
    oli_text_append_c(unit, "  In ");
    if (entry->has_label && is_int(entry->self))
        oli_text_format(unit, "Task-%lld", (long long)int_of(entry->self));
    else if (entry->has_label && is_str(entry->self))
        oli_text_append_str(unit, as_str(entry->self));
    else
        oli_text_append_c(unit, "a task");
    oli_text_format(unit, " (%S)", entry->code->name);
    oli_append_creation(vm, unit, entry->task_site);
    oli_text_append_c(unit, ":\n");
    return oli_piece_end(pieces);
}

bool oli_format_traceback(Pieces *pieces, Value traceback, int64_t limit) {
    const Code *last = NULL;
    uint32_t last_line = 0, count = 0;
    int64_t left = limit < 0 ? ALL_FRAMES : limit;
    for (Value v = first_entry(traceback, limit); is_traceback(v) && left--; v = as_traceback(v)->next) {
        const Code *code = as_traceback(v)->code;
        CodePosition place;
        oli_code_position(code, as_traceback(v)->pc, &place);
        bool enters_task = pieces->shows_tasks && as_traceback(v)->is_task_end;
        bool repeats = !enters_task && last && place.line == last_line && oli_str_equal(code->filename, last->filename) &&
                       oli_str_equal(code->name, last->name);
        if (!repeats) {
            if (!append_repeats(pieces, count)) return false;
            count = 0;
        }
        if (enters_task && !append_task_line(pieces, as_traceback(v))) return false;
        last = code;
        last_line = place.line;
        if (++count > SHOWN_REPEATS) continue;
        if (pieces->no_carets) place.column = place.end_column = COLUMN_UNKNOWN;
        if (!oli_format_frame(pieces->vm, &pieces->unit, code->filename, code->name, &place) || !oli_piece_end(pieces))
            return false;
    }
    return append_repeats(pieces, count);
}
