/* SPDX-License-Identifier: MIT
 *
 * Str: making strings, sharing their text, indexing by code point. str_type.c makes the class of it.
 *
 * Where the text stands. Up to BUFFER_MIN bytes: inside the object. More: in a Buffer, which any number of strings
 * share, each seeing a part of it. Two things write to a Buffer's memory: who made it, before anyone else sees it; and
 * concatenation, behind `used`, which no string sees yet. A Buffer never moves its bytes: growing makes a new one with
 * room to spare, so a chain of appends copies each byte a bounded number of times. Such a chain is recognised by its
 * left operand, itself the result of a concatenation (STR_SUM), and has a Buffer from SUM_BUFFER_MIN bytes on. A slice
 * shares only when it is a good part of the Buffer, so that a short piece does not keep a large text alive.
 */
#include "types/str.h"

#include <string.h>

#include "types/error.h"
#include "types/sequence.h"
#include "types/unicode.h"

enum {
    BUFFER_MIN = 512,    /* bytes of text that go into a Buffer */
    SUM_BUFFER_MIN = 128, /* the same, for what is likely to be appended to again */
    SHARE_RATIO = 16,    /* a slice shares its Buffer when it is at least 1/16 of it */
    OFFSET_STEP = 64     /* code points between two entries of Str.offsets */
};
static const size_t STR_MAX_SIZE = UINT32_MAX - 1; /* offsets and lengths are 32 bits wide */

/* ---- allocation ---- */

static Buffer *new_buffer(Vm *vm, size_t capacity) {
    Buffer *buffer = oli_new(vm, vm->classes[CLASS_BUFFER], sizeof(Buffer));
    if (!buffer) return NULL;
    buffer->bytes = oli_resize(vm, NULL, 0, capacity);
    if (!buffer->bytes) return NULL;
    buffer->capacity = capacity;
    return buffer;
}

/* A Str that sees `size` bytes of `buffer` from `data` on; length and flags are the caller's to set. */
static Str *new_view(Vm *vm, Buffer *buffer, const char *data, size_t size) {
    Str *s = oli_new(vm, vm->classes[CLASS_STR], sizeof(Str));
    if (!s) return NULL;
    s->buffer = buffer;
    s->data = data;
    s->size = size;
    return s;
}

/* A Str that has `size` bytes inside. */
static inline Str *new_inline(Vm *vm, size_t size) {
    Str *s = oli_new(vm, vm->classes[CLASS_STR], sizeof(Str) + size + 1);
    if (!s) return NULL;
    s->data = s->inline_data;
    s->size = size;
    return s;
}

Str *oli_str_alloc(Vm *vm, size_t size, char **out) {
    if (size < BUFFER_MIN) {
        Str *s = new_inline(vm, size);
        if (s) *out = s->inline_data;
        return s;
    }
    if (size > STR_MAX_SIZE) {
        oli_raise_no_memory(vm);
        return NULL;
    }
    Buffer *buffer = new_buffer(vm, size);
    if (!buffer) return NULL;
    buffer->used = size;
    *out = buffer->bytes;
    return new_view(vm, buffer, buffer->bytes, size);
}

static void measure(Str *s) {
    size_t ascii = oli_ascii_prefix(s->data, s->size);
    if (ascii == s->size) {
        s->length = (uint32_t)s->size;
        s->header.flags |= STR_ASCII;
        return;
    }
    Utf8Scan scan = oli_utf8_scan(s->data + ascii, s->size - ascii);
    s->length = (uint32_t)(ascii + scan.length);
    if (scan.has_surrogates) s->header.flags |= STR_HAS_SURROGATES;
}

Str *oli_str_seal(Vm *vm, Str *s) {
    measure(s);
    return s->size > 2 ? s : oli_str_new(vm, s->data, s->size);
}

Str *oli_str_seal_ascii(Vm *vm, Str *s) {
    if (s->size < 2) return oli_str_new(vm, s->data, s->size);
    s->length = (uint32_t)s->size;
    s->header.flags |= STR_ASCII;
    return s;
}

/* ---- shared strings ---- */

static Str *shared_empty(Vm *vm) {
    if (!vm->empty_str) {
        Str *s = new_inline(vm, 0);
        if (!s) return NULL;
        s->header.flags |= STR_ASCII | STR_INTERNED;
        vm->empty_str = s;
    }
    return vm->empty_str;
}

static Str *shared_char(Vm *vm, uint32_t c) {
    if (!vm->chars[c]) {
        Str *s = new_inline(vm, utf8_size(c));
        if (!s) return NULL;
        utf8_write(s->inline_data, c);
        s->length = 1;
        s->header.flags |= STR_INTERNED | (c < 0x80 ? STR_ASCII : 0);
        vm->chars[c] = s;
    }
    return vm->chars[c];
}

bool oli_str_init_shared(Vm *vm) {
    if (!shared_empty(vm)) return false;
    for (uint32_t c = 0; c < 256; c++)
        if (!shared_char(vm, c)) return false;
    return true;
}

Str *oli_str_char(Vm *vm, uint32_t code_point) {
    if (code_point < 256) return shared_char(vm, code_point);
    Str *s = new_inline(vm, utf8_size(code_point));
    if (!s) return NULL;
    utf8_write(s->inline_data, code_point);
    s->length = 1;
    if (is_surrogate(code_point)) s->header.flags |= STR_HAS_SURROGATES;
    return s;
}

/* ---- creation ---- */

Str *oli_str_new(Vm *vm, const char *data, size_t size) {
    if (size < 2) return size ? shared_char(vm, (unsigned char)data[0]) : shared_empty(vm);
    if (size == 2 && ((unsigned char)data[0] & 0xFE) == 0xC2)
        return shared_char(vm, ((uint32_t)data[0] & 0x1F) << 6 | ((uint32_t)data[1] & 0x3F));
    char *out;
    Str *s = oli_str_alloc(vm, size, &out);
    if (!s) return NULL;
    memcpy(out, data, size);
    measure(s);
    return s;
}

Str *oli_str_from_c(Vm *vm, const char *text) { return oli_str_new(vm, text, strlen(text)); }

Str *oli_str_adopt(Vm *vm, char *block, size_t size, size_t capacity) {
    if (size < BUFFER_MIN || size > STR_MAX_SIZE) {
        Str *s = size < BUFFER_MIN ? oli_str_new(vm, block, size) : (oli_raise_no_memory(vm), NULL);
        oli_release(vm, block, capacity);
        return s;
    }
    if (capacity - size > size / 2) { /* give slack back, if that works */
        char *shrunk = oli_try_resize(vm, block, capacity, size);
        if (shrunk) {
            block = shrunk;
            capacity = size;
        }
    }
    Buffer *buffer = oli_new(vm, vm->classes[CLASS_BUFFER], sizeof(Buffer));
    if (!buffer) {
        oli_release(vm, block, capacity);
        return NULL;
    }
    buffer->bytes = block;
    buffer->used = size;
    buffer->capacity = capacity;
    Str *s = new_view(vm, buffer, block, size);
    if (s) measure(s);
    return s;
}

/* Copy the text of `s` to a Buffer of its own, for a string that cannot hold it inside. */
static Buffer *buffer_of(Vm *vm, const Str *s) {
    if (s->buffer) return s->buffer;
    Buffer *buffer = new_buffer(vm, s->size ? s->size : 1);
    if (!buffer) return NULL;
    memcpy(buffer->bytes, s->data, s->size);
    buffer->used = s->size;
    return buffer;
}

/* Give `to` the text of `from`, which stands in `buffer` from `data` on. */
static void take_text(Str *to, const Str *from, Buffer *buffer) {
    to->buffer = buffer;
    to->data = from->buffer ? from->data : buffer->bytes;
    to->size = from->size;
    to->length = from->length;
    to->hash = from->hash;
    to->header.flags |= from->header.flags & (STR_ASCII | STR_HASHED | STR_HAS_SURROGATES);
}

Value oli_str_instance(Vm *vm, Class *cls, Str *s) {
    if (cls == vm->classes[CLASS_STR]) {
        Str *exact = oli_str_exact(vm, s);
        return exact ? make_object(exact) : VALUE_ERROR;
    }
    Buffer *buffer = buffer_of(vm, s);
    if (!buffer) return VALUE_ERROR;
    Str *instance = oli_new(vm, cls, sizeof(Str));
    if (!instance) return VALUE_ERROR;
    take_text(instance, s, buffer);
    return make_object(instance);
}

Str *oli_str_exact(Vm *vm, Str *s) {
    if (s->header.cls == vm->classes[CLASS_STR]) return s;
    if (s->size < BUFFER_MIN) return oli_str_new(vm, s->data, s->size);
    Str *exact = new_view(vm, s->buffer, s->data, s->size);
    if (exact) take_text(exact, s, s->buffer);
    return exact;
}

/* ---- parts ---- */

Str *oli_str_part(Vm *vm, Str *s, size_t start, size_t end, size_t length) {
    size_t size = end - start;
    if (size == s->size) return oli_str_exact(vm, s);
    if (length < 2) return oli_str_new(vm, s->data + start, size);
    Str *part;
    if (s->buffer && size >= BUFFER_MIN && size >= s->buffer->used / SHARE_RATIO) {
        part = new_view(vm, s->buffer, s->data + start, size);
        if (!part) return NULL;
    } else {
        char *out;
        part = oli_str_alloc(vm, size, &out);
        if (!part) return NULL;
        memcpy(out, s->data + start, size);
    }
    part->length = (uint32_t)length;
    if (length == size) part->header.flags |= STR_ASCII;
    else part->header.flags |= s->header.flags & STR_HAS_SURROGATES;
    return part;
}

Str *oli_str_part_bytes(Vm *vm, Str *s, size_t start, size_t end) {
    size_t length = str_is_ascii(s) ? end - start : oli_utf8_length(s->data + start, end - start);
    return oli_str_part(vm, s, start, end, length);
}

/* ---- concatenation ---- */

static Str *finish_sum(Str *sum, const Str *a, const Str *b) {
    sum->length = a->length + b->length;
    sum->header.flags |= STR_SUM | (a->header.flags & b->header.flags & STR_ASCII) |
                         ((a->header.flags | b->header.flags) & STR_HAS_SURROGATES);
    return sum;
}

/* The string at `data` in `buffer`: a with b appended. */
static Str *new_sum(Vm *vm, const Str *a, const Str *b, Buffer *buffer, const char *data) {
    Str *sum = new_view(vm, buffer, data, a->size + b->size);
    return sum ? finish_sum(sum, a, b) : NULL;
}

static Str *concat_inline(Vm *vm, const Str *a, const Str *b) {
    Str *sum = new_inline(vm, a->size + b->size);
    if (!sum) return NULL;
    memcpy(sum->inline_data, a->data, a->size);
    memcpy(sum->inline_data + a->size, b->data, b->size);
    return finish_sum(sum, a, b);
}

/* A Buffer that holds a and b; `grows`: with room for more. */
static Buffer *join_in_buffer(Vm *vm, const Str *a, const Str *b, bool grows) {
    size_t size = a->size + b->size;
    Buffer *buffer = new_buffer(vm, grows ? size + (size < 4096 ? size : size / 2) : size);
    if (!buffer && grows) {
        clear_exception(vm);
        buffer = new_buffer(vm, size);
    }
    if (!buffer) return NULL;
    memcpy(buffer->bytes, a->data, a->size);
    memcpy(buffer->bytes + a->size, b->data, b->size);
    buffer->used = size;
    return buffer;
}

Str *oli_str_concat(Vm *vm, Str *a, Str *b) {
    if (!b->size) return oli_str_exact(vm, a);
    if (!a->size) return oli_str_exact(vm, b);
    size_t size = a->size + b->size;
    if (size < SUM_BUFFER_MIN) return concat_inline(vm, a, b);
    if (size > STR_MAX_SIZE) {
        oli_raise_no_memory(vm);
        return NULL;
    }
    Buffer *buffer = a->buffer;
    bool at_end = buffer && a->data + a->size == buffer->bytes + buffer->used;
    if (at_end && b->size <= buffer->capacity - buffer->used) { /* nobody has appended to a yet */
        memcpy(buffer->bytes + buffer->used, b->data, b->size);
        Str *sum = new_sum(vm, a, b, buffer, a->data);
        if (sum) buffer->used += b->size;
        return sum;
    }
    if (size < BUFFER_MIN && !(a->header.flags & STR_SUM)) return concat_inline(vm, a, b);
    buffer = join_in_buffer(vm, a, b, at_end || (a->header.flags & STR_SUM));
    return buffer ? new_sum(vm, a, b, buffer, buffer->bytes) : NULL;
}

Str *oli_str_repeat(Vm *vm, Str *s, int64_t count) {
    if (count <= 0 || !s->size) return shared_empty(vm);
    if (count == 1) return oli_str_exact(vm, s);
    if ((uint64_t)count > STR_MAX_SIZE / s->size || !oli_may_allocate(vm, s->size * (size_t)count)) {
        if (!has_exception(vm)) oli_raise_no_memory(vm);
        return NULL;
    }
    size_t size = s->size * (size_t)count;
    char *out;
    Str *result = oli_str_alloc(vm, size, &out);
    if (!result) return NULL;
    if (s->size == 1) {
        memset(out, s->data[0], size);
    } else {
        memcpy(out, s->data, s->size);
        for (size_t done = s->size; done < size;) { /* doubling */
            size_t step = done < size - done ? done : size - done;
            memcpy(out + done, out, step);
            done += step;
        }
    }
    result->length = s->length * (uint32_t)count;
    result->header.flags |= s->header.flags & (STR_ASCII | STR_HAS_SURROGATES);
    return result;
}

/* ---- joining ---- */

static bool check_join_items(Vm *vm, const Value *items, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!is_str(items[i]))
            return oli_raise_false(vm, EXC_TYPE_ERROR, "sequence item %zu: expected str instance, %T found", i,
                                   items[i]);
    return true;
}

Value oli_str_join(Vm *vm, Str *separator, const Value *items, size_t count) {
    if (!check_join_items(vm, items, count)) return VALUE_ERROR;
    if (!count) return make_object(vm->empty_str);
    if (count == 1 && is_exact(vm, items[0], CLASS_STR)) return items[0];
    size_t size = separator->size * (count - 1), length = separator->length * (count - 1);
    unsigned all = count > 1 ? separator->header.flags : STR_ASCII, any = count > 1 ? separator->header.flags : 0;
    for (size_t i = 0; i < count; i++) {
        const Str *item = as_str(items[i]);
        size += item->size;
        length += item->length;
        all &= item->header.flags;
        any |= item->header.flags;
        if (size > STR_MAX_SIZE) return oli_raise_no_memory(vm);
    }
    char *out;
    Str *result = oli_str_alloc(vm, size, &out);
    if (!result) return VALUE_ERROR;
    for (size_t i = 0; i < count; i++) {
        const Str *item = as_str(items[i]);
        if (i && separator->size) {
            memcpy(out, separator->data, separator->size);
            out += separator->size;
        }
        memcpy(out, item->data, item->size);
        out += item->size;
    }
    result->length = (uint32_t)length;
    result->header.flags |= (all & STR_ASCII) | (any & STR_HAS_SURROGATES);
    return make_object(result);
}

/* ---- comparing ---- */

bool oli_str_equal(const Str *a, const Str *b) {
    if (a == b) return true;
    if (a->size != b->size) return false;
    unsigned flags = a->header.flags & b->header.flags;
    if (flags & STR_INTERNED) return false;
    if ((flags & STR_HASHED) && a->hash != b->hash) return false;
    return !memcmp(a->data, b->data, a->size);
}

int oli_str_compare(const Str *a, const Str *b) {
    size_t common = a->size < b->size ? a->size : b->size;
    int order = memcmp(a->data, b->data, common); /* UTF-8 sorts as code points do */
    if (order) return order;
    return a->size < b->size ? -1 : a->size > b->size;
}

bool oli_str_equals_c(const Str *s, const char *text) {
    size_t size = strlen(text);
    return s->size == size && !memcmp(s->data, text, size);
}

/* ---- indexing by code point ---- */

/* Make the sparse table of offsets; NULL when there is no memory for it (the text is scanned then). It is an object
 * of its own, so that a Str needs no finalizing. */
static const uint32_t *make_offsets(Vm *vm, Str *s) {
    size_t count = s->length / OFFSET_STEP + 1;
    Value pending = vm->exception;
    Buffer *buffer = new_buffer(vm, count * sizeof(uint32_t));
    if (!buffer) {
        vm->exception = pending;
        return NULL;
    }
    uint32_t *offsets = (uint32_t *)(void *)buffer->bytes;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        offsets[i] = (uint32_t)at;
        if (i + 1 < count) at += oli_utf8_skip(s->data + at, OFFSET_STEP);
    }
    s->offsets = buffer;
    barrier_object(vm, buffer);
    return offsets;
}

/* The table, made when the text is indexed for the second time; NULL without one. What is cut off again and again
 * (s = s[n:]) is a new string each time, and pays for n characters only. */
static inline const uint32_t *offsets_of(Vm *vm, Str *s) {
    if (s->offsets) return (const uint32_t *)(const void *)s->offsets->bytes;
    if (s->header.flags & STR_SCANNED) return make_offsets(vm, s);
    s->header.flags |= STR_SCANNED;
    return NULL;
}

/* Count off `index` characters from the nearer end. */
static size_t scan_offset(const Str *s, size_t index) {
    if (index <= s->length / 2) return oli_utf8_skip(s->data, index);
    const char *p = s->data + s->size;
    for (size_t left = s->length - index; left; left--) p = utf8_before(p);
    return (size_t)(p - s->data);
}

size_t oli_str_offset(Vm *vm, Str *s, size_t index) {
    if (str_is_ascii(s)) return index;
    if (index < OFFSET_STEP || s->length - index < OFFSET_STEP) return scan_offset(s, index);
    const uint32_t *offsets = offsets_of(vm, s);
    if (!offsets) return scan_offset(s, index);
    size_t at = offsets[index / OFFSET_STEP];
    return at + oli_utf8_skip(s->data + at, index % OFFSET_STEP);
}

size_t oli_str_index(Vm *vm, Str *s, size_t offset) {
    if (str_is_ascii(s)) return offset;
    if (offset < OFFSET_STEP) return oli_utf8_length(s->data, offset);
    if (s->size - offset < OFFSET_STEP) return s->length - oli_utf8_length(s->data + offset, s->size - offset);
    const uint32_t *offsets = offsets_of(vm, s);
    if (!offsets) return oli_utf8_length(s->data, offset);
    size_t low = 0, high = s->length / OFFSET_STEP + 1; /* offsets[low] <= offset < offsets[high] */
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (offsets[middle] <= offset) low = middle;
        else high = middle;
    }
    return low * OFFSET_STEP + oli_utf8_length(s->data + offsets[low], offset - offsets[low]);
}

Str *oli_str_slice(Vm *vm, Str *s, size_t start, size_t end) {
    if (str_is_ascii(s)) return oli_str_part(vm, s, start, end, end - start);
    if (start == 0 && end == s->length) return oli_str_exact(vm, s);
    size_t from = oli_str_offset(vm, s, start), to;
    if (s->offsets) to = oli_str_offset(vm, s, end);
    else if (s->length - end < end - start) to = scan_offset(s, end);
    else to = from + oli_utf8_skip(s->data + from, end - start);
    return oli_str_part(vm, s, from, to, end - start);
}

Value oli_str_at(Vm *vm, Str *s, size_t index) {
    Str *c;
    if (str_is_ascii(s)) {
        c = vm->chars[(unsigned char)s->data[index]];
    } else {
        const char *p = s->data + oli_str_offset(vm, s, index);
        c = oli_str_char(vm, utf8_read(&p));
    }
    return c ? make_object(c) : VALUE_ERROR;
}

Str *oli_str_stepped(Vm *vm, Str *s, int64_t start, int64_t step, int64_t count) {
    enum { WALK_MAX = 16 }; /* longer steps are found through the offsets */
    TextBuilder text;
    oli_text_init(&text, vm);
    bool is_near = step >= -WALK_MAX && step <= WALK_MAX;
    const char *p = count ? s->data + oli_str_offset(vm, s, (size_t)start) : NULL;
    for (int64_t i = 0; i < count; i++) {
        oli_text_append(&text, p, utf8_lead_size(*p));
        if (i + 1 == count) break;
        if (str_is_ascii(s)) p += step;
        else if (!is_near) p = s->data + oli_str_offset(vm, s, (size_t)(start + (i + 1) * step));
        else if (step > 0) p += oli_utf8_skip(p, (size_t)step);
        else for (int64_t k = step; k < 0; k++) p = utf8_before(p);
    }
    return oli_text_finish(&text);
}

Value oli_str_iterator_next(Vm *vm, Value v) {
    SequenceIterator *iterator = (SequenceIterator *)object_of(v);
    if (is_undef(iterator->sequence)) return VALUE_STOP;
    Str *s = as_str(iterator->sequence);
    if (iterator->index >= s->length) {
        iterator->sequence = VALUE_UNDEF;
        return VALUE_STOP;
    }
    const char *p = s->data + iterator->offset;
    Str *c;
    if (!(*p & 0x80)) {
        c = vm->chars[(unsigned char)*p];
        iterator->offset++;
    } else {
        const char *start = p;
        c = oli_str_char(vm, utf8_read(&p));
        if (!c) return VALUE_ERROR;
        iterator->offset += (size_t)(p - start);
    }
    iterator->index++;
    return make_object(c);
}
