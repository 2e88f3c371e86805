/* SPDX-License-Identifier: MIT
 *
 * Output: see output.h. The bytes go to AioliConfig.output, or to AioliSystem.write.
 */
#include "embed/output.h"

#include "embed/embed.h"
#include "run/run.h"
#include "types/exception.h"
#include "types/function.h"
#include "types/unicode.h"

OutputTarget oli_output_target(Vm *vm, int stream, Value *object) {
    Embed *embed = embed_of(vm);
    if (is_undef(embed->held[stream])) return OUTPUT_PLAIN; /* nobody imported sys */
    Value sys = oli_dict_get_str(vm, vm->modules, vm->names.sys);
    if (!is_kind(sys, CLASS_MODULE)) return OUTPUT_PLAIN;
    Value now = oli_dict_get_str(vm, module_dict(sys), stream == 1 ? vm->names.stdout : vm->names.stderr);
    if (is_undef(now)) return OUTPUT_LOST;
    if (is_same(now, embed->held[stream])) return OUTPUT_PLAIN;
    if (is_none(now)) return OUTPUT_NONE;
    *object = now;
    return OUTPUT_OBJECT;
}

/* Hand text to the host. */
static bool put(Vm *vm, int stream, const char *text, size_t size) {
    Embed *embed = embed_of(vm);
    if (embed->config.output) {
        embed->config.output(embed->config.host, stream, text, size);
        return true;
    }
    if (!embed->system.write) return true;
    int error = embed->system.write(embed->system.context, stream, text, size);
    if (!error) return true;
    oli_raise_errno(vm, error, VALUE_UNDEF);
    return false;
}

bool oli_output_flush(Vm *vm, int stream) {
    OutputBuffer *buffer = &embed_of(vm)->output[stream];
    if (!buffer->size) return true;
    if (!put(vm, stream, buffer->text, buffer->size)) return false; /* kept: the next flush says so again */
    buffer->size = 0;
    return true;
}

void oli_output_flush_quietly(Vm *vm) {
    Value pending = vm->exception;
    for (int stream = 1; stream <= 2; stream++) oli_output_flush(vm, stream);
    vm->exception = pending;
}

/* Bytes up to the last line break, it included; 0: none. */
static size_t whole_lines(const char *text, size_t size) {
    while (size && text[size - 1] != '\n') size--;
    return size;
}

bool oli_output(Vm *vm, int stream, const char *text, size_t size) {
    Embed *embed = embed_of(vm);
    OutputBuffer *buffer = &embed->output[stream];
    if (!buffer->text && !(buffer->text = oli_resize(vm, NULL, 0, OUTPUT_BUFFER_BYTES))) return false;
    if (buffer->size + size > OUTPUT_BUFFER_BYTES) {
        if (!oli_output_flush(vm, stream)) return false;
        if (size > OUTPUT_BUFFER_BYTES) return put(vm, stream, text, size);
    }
    memcpy(buffer->text + buffer->size, text, size);
    buffer->size += size;
    bool by_line = stream == 2 || embed->config.line_buffered;
    return !by_line || !whole_lines(text, size) || oli_output_flush(vm, stream);
}

static bool raise_surrogate(Vm *vm, Str *text) {
    const char *p = text->data;
    int64_t index = 0;
    uint32_t c = utf8_read(&p);
    for (; !is_surrogate(c); index++) c = utf8_read(&p);
    Str *encoding = oli_str_from_c(vm, "utf-8"), *reason = oli_str_from_c(vm, "surrogates not allowed");
    if (!encoding || !reason) return false;
    int64_t end = index + 1;
    for (const char *limit = text->data + text->size; p < limit && is_surrogate(utf8_read(&p));) end++;
    Value args[5] = {make_object(encoding), make_object(text), make_int(index), make_int(end), make_object(reason)};
    Value error = oli_exception_new(vm, vm->exceptions[EXC_UNICODE_ENCODE_ERROR], args, 5);
    if (!is_error(error)) oli_raise_value(vm, error);
    return false;
}

/* stderr shows a surrogate as \udc80. */
static bool put_escaped(Vm *vm, int stream, const Str *text) {
    static const char DIGITS[] = "0123456789abcdef";
    bool ok = true;
    for (const char *p = text->data, *end = p + text->size; p < end && ok;) {
        const char *start = p;
        uint32_t c = utf8_read(&p);
        if (!is_surrogate(c)) {
            ok = oli_output(vm, stream, start, (size_t)(p - start));
            continue;
        }
        char escape[6] = {'\\', 'u', DIGITS[c >> 12 & 15], DIGITS[c >> 8 & 15], DIGITS[c >> 4 & 15], DIGITS[c & 15]};
        ok = oli_output(vm, stream, escape, sizeof escape);
    }
    return ok;
}

bool oli_output_str(Vm *vm, int stream, Str *text) {
    if (!(text->header.flags & STR_HAS_SURROGATES)) return oli_output(vm, stream, text->data, text->size);
    return stream == 2 ? put_escaped(vm, stream, text) : raise_surrogate(vm, text);
}

/* What the VM itself has to say, on sys.stderr, whatever that is now. */
void oli_warn_text(Vm *vm, Str *text) {
    if (!embed_of(vm)) return;
    Value object = VALUE_NONE;
    Root pending, message;
    root_push(vm, &pending, vm->exception);
    root_push(vm, &message, make_object(text));
    clear_exception(vm);
    switch (oli_output_target(vm, 2, &object)) {
    case OUTPUT_PLAIN: oli_output_str(vm, 2, text); break;
    case OUTPUT_OBJECT: oli_call_method(vm, object, vm->names.write, &message.value, 1); break;
    default: break;
    }
    root_pop(vm, &message);
    root_pop(vm, &pending);
    vm->exception = pending.value;
}

/* ---- the public API ---- */

bool aioli_write(AioliVm *handle, int stream, const char *text, size_t size) {
    if (!is_ready(handle)) return false;
    if ((stream != 1 && stream != 2) || !text) return oli_misuse_false(handle, __func__, "no such stream, or no text");
    return oli_output(vm_of(handle), stream, text, text_size(text, size));
}

bool aioli_flush(AioliVm *handle, int stream) {
    if (!is_ready(handle)) return false;
    if (stream != 1 && stream != 2) return oli_misuse_false(handle, __func__, "no such stream");
    return oli_output_flush(vm_of(handle), stream);
}

bool aioli_write_string(AioliVm *handle, int stream, AioliValue text) {
    if (!is_ready(handle)) return false;
    if ((stream != 1 && stream != 2) || !is_script_value(text) || !is_str(value_in(text)))
        return oli_misuse_false(handle, __func__, "no such stream, or not a str");
    return oli_output_str(vm_of(handle), stream, as_str(value_in(text)));
}

bool aioli_stream_define(AioliVm *handle, int stream, AioliValue object) {
    if (!is_ready(handle)) return false;
    if (stream < 0 || stream > 2 || !is_script_value(object))
        return oli_misuse_false(handle, __func__, "no such stream, or not a value");
    embed_of(vm_of(handle))->held[HELD_STDIN + stream] = value_in(object);
    return true;
}
