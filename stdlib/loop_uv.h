/* SPDX-License-Identifier: MIT
 *
 * The libuv event loop of one VM (loop_uv.c), for the command and for modules that open handles on it.
 *
 * Modules' handles: `handle->data` points to a structure whose first member is a uv_close_cb. A handle that is still
 * open when the VM goes is closed with it, so that it can free its memory (the VM's memory still works then; scripts do
 * not run any more). Referenced, active handles are a reason to wait; unreferenced ones are not.
 * Callbacks run while the VM waits, between two steps of tasks: they queue what scripts are to do (call_soon).
 */
#ifndef OLI_STDLIB_LOOP_UV_H
#define OLI_STDLIB_LOOP_UV_H

#include "aioli.h"

/* Fill in an AioliLoop that waits with libuv. Nothing is opened before the first wait. False: no memory. The VM closes
 * and frees it (AioliLoop.close). */
bool oli_loop_uv_open(AioliLoop *loop);

/* Call `stop(vm, loop)` whenever an event loop of scripts is closed, for a module to stop what it does on its behalf.
 * False: there is no room for another one. */
bool oli_loop_uv_on_loop_closed(AioliVm *vm, void (*stop)(AioliVm *vm, AioliValue loop));

struct uv_loop_s;
/* The uv loop of the VM, opened if need be. NULL: OSError, or RuntimeError when the host has another loop. */
struct uv_loop_s *oli_loop_uv(AioliVm *vm);

#endif
