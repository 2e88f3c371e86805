/* SPDX-License-Identifier: MIT
 *
 * The public API: seeing a program run, and in which order (aioli.h).
 */
#include "embed/embed.h"
#include "run/recorder.h"
#include "run/state.h"

bool oli_embed_start_watching(Vm *vm) {
    const AioliConfig *config = &embed_of(vm)->config;
    Scheduler *s = vm->scheduler;
    s->shuffles = config->schedule_seed != 0;
    s->shuffle_state = config->schedule_seed;
    if (!s->virtual_time && s->host.now_ns) s->stall_ns = (int64_t)config->stall_ms * 1000000;
    if (s->stall_ns) vm->fuel = vm->fuel_slice = WATCH_SLICE;
    if (!config->record_tasks) return true;
    s->is_watched = true;
    return oli_record_begin(vm);
}

void aioli_vm_show_tasks(AioliVm *handle) {
    if (!handle) return;
    oli_vm_interrupt(vm_of(handle), INTERRUPT_SHOW);
    aioli_vm_wake(handle);
}

bool aioli_vm_write_trace(AioliVm *handle, AioliTraceForm form,
                          bool (*sink)(void *to, const char *bytes, size_t size), void *to) {
    if (!handle || !sink) return false;
    Vm *vm = vm_of(handle);
    Value pending = vm->exception;
    bool ok = form == AIOLI_TRACE_JSON   ? oli_record_write_json(vm, sink, to)
              : form == AIOLI_TRACE_TEXT ? oli_record_write_text(vm, sink, to)
              : form == AIOLI_TRACE_SVG  ? oli_record_write_svg(vm, sink, to)
                                         : false;
    vm->exception = pending;
    return ok;
}
