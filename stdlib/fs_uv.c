/* SPDX-License-Identifier: MIT
 *
 * Module _fs: opening, reading and writing files on libuv's thread pool, for aiofiles.
 *
 * Each call gives a future. A Job holds its request, the reference to the future, and what the pool's thread works on:
 * a block of memory to read into, or a reference to the bytes to write, which do not move. The VM is touched only in
 * the completion, on its own thread. A future that was cancelled meanwhile stays so; a file opened for nobody is closed.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

#include "aioli.h"
#include "loop_uv.h"

typedef struct Job {
    uv_fs_t request;
    AioliVm *vm;
    AioliRef *future;
    AioliRef *kept; /* the bytes to write, the path to open: for the error's text too */
    size_t capacity;
    char buffer[]; /* what is read */
} Job;

static void free_job(Job *job) {
    AioliVm *vm = job->vm;
    uv_fs_req_cleanup(&job->request);
    aioli_ref_free(vm, job->future);
    aioli_ref_free(vm, job->kept);
    aioli_memory_free(vm, job, sizeof *job + job->capacity);
}

/* A Job with room to read `capacity` bytes; NULL: an exception is pending. */
static Job *new_job(AioliVm *vm, AioliValue kept, size_t capacity) {
    if (capacity > SIZE_MAX / 2) {
        aioli_raise(vm, "MemoryError", "");
        return NULL;
    }
    AioliValue future = aioli_future_new(vm);
    Job *job = aioli_is_error(future) ? NULL : aioli_memory_resize(vm, NULL, 0, sizeof *job + capacity);
    if (!job) return NULL;
    *job = (Job){.vm = vm, .capacity = capacity, .future = aioli_ref_new(vm, future), .kept = aioli_ref_new(vm, kept)};
    job->request.data = job;
    if (job->future && job->kept) return job;
    free_job(job);
    return NULL;
}

/* ---- completion ---- */

static AioliValue result_of(const Job *job) {
    ssize_t result = job->request.result;
    if (job->request.fs_type == UV_FS_READ) return aioli_bytes(job->vm, job->buffer, (size_t)result);
    if (job->request.fs_type == UV_FS_OPEN || job->request.fs_type == UV_FS_WRITE) return aioli_int(job->vm, result);
    return aioli_none();
}

static void on_done(uv_fs_t *request) {
    Job *job = request->data;
    AioliVm *vm = job->vm;
    AioliScope scope;
    aioli_scope_open(vm, &scope);
    AioliValue future = aioli_ref_get(job->future);
    bool opened = request->fs_type == UV_FS_OPEN && request->result >= 0;
    bool taken;
    if (request->result < 0) {
        aioli_raise_errno(vm, (int)-request->result,
                          request->fs_type == UV_FS_OPEN ? aioli_ref_get(job->kept) : aioli_missing());
        taken = aioli_future_reject(vm, future, aioli_missing());
    } else {
        AioliValue result = result_of(job);
        taken = aioli_is_error(result) ? aioli_future_reject(vm, future, aioli_missing())
                                       : aioli_future_resolve(vm, future, result);
    }
    if (opened && !taken) close((int)request->result);
    aioli_error_clear(vm);
    aioli_scope_close(vm, &scope, aioli_missing());
    free_job(job);
}

/* The future of a request that was handed to libuv with the answer `error`. */
static AioliValue started(AioliVm *vm, Job *job, int error) {
    if (!error) return aioli_ref_get(job->future);
    free_job(job);
    return aioli_raise_errno(vm, -error, aioli_missing());
}

/* ---- functions ---- */

static bool read_fd(AioliVm *vm, AioliValue v, uv_file *fd) {
    int64_t number;
    if (!aioli_vm_require(vm, AIOLI_ALLOW_FILES, "file") || !aioli_int_get(vm, v, &number)) return false;
    *fd = number < 0 || number > INT32_MAX ? -1 : (uv_file)number;
    return true;
}

/* open(path, flags, mode): the descriptor */
static AioliValue fs_open(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int64_t flags, mode;
    uv_loop_t *loop = oli_loop_uv(vm);
    if (!loop || !aioli_vm_require(vm, AIOLI_ALLOW_FILES, "open") || !aioli_int_get(vm, args[1], &flags) ||
        !aioli_int_get(vm, args[2], &mode))
        return aioli_error();
    const char *path = aioli_path_c(vm, args[0]);
    Job *job = path ? new_job(vm, args[0], 0) : NULL;
    if (!job) return aioli_error();
    return started(vm, job,
                   uv_fs_open(loop, &job->request, path, (int)flags, (int)mode, on_done)); /* copies the path */
}

/* close(fd) */
static AioliValue fs_close(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    uv_file fd;
    uv_loop_t *loop = oli_loop_uv(vm);
    if (!loop || !read_fd(vm, args[0], &fd)) return aioli_error();
    Job *job = new_job(vm, aioli_none(), 0);
    return job ? started(vm, job, uv_fs_close(loop, &job->request, fd, on_done)) : aioli_error();
}

/* read(fd, size, position): bytes, b"" at the end; position -1: where the descriptor stands */
static AioliValue fs_read(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    uv_file fd;
    int64_t size, position;
    uv_loop_t *loop = oli_loop_uv(vm);
    if (!loop || !read_fd(vm, args[0], &fd) || !aioli_int_get(vm, args[1], &size) ||
        !aioli_int_get(vm, args[2], &position))
        return aioli_error();
    if (size < 0) return aioli_raise(vm, "ValueError", "size must not be negative");
    Job *job = new_job(vm, aioli_none(), (size_t)size);
    if (!job) return aioli_error();
    uv_buf_t buffer = {.base = job->buffer, .len = job->capacity};
    return started(vm, job, uv_fs_read(loop, &job->request, fd, &buffer, 1, position, on_done));
}

/* write(fd, data, position): how many bytes were written */
static AioliValue fs_write(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    uv_file fd;
    int64_t position;
    size_t size;
    uv_loop_t *loop = oli_loop_uv(vm);
    if (!loop || !read_fd(vm, args[0], &fd) || !aioli_int_get(vm, args[2], &position)) return aioli_error();
    if (aioli_type(vm, args[1]) != AIOLI_TYPE_BYTES)
        return aioli_raise(vm, "TypeError", "bytes are required, not '%T'", args[1]);
    const void *bytes = aioli_bytes_get(vm, args[1], &size);
    Job *job = bytes ? new_job(vm, args[1], 0) : NULL;
    if (!job) return aioli_error();
    uv_buf_t buffer = {.base = (char *)(uintptr_t)bytes, .len = size};
    return started(vm, job, uv_fs_write(loop, &job->request, fd, &buffer, 1, position, on_done));
}

static const AioliFunction FUNCTIONS[] = {{"open", "path, flags, mode, /", fs_open, NULL},
                                          {"close", "fd, /", fs_close, NULL},
                                          {"read", "fd, size, position, /", fs_read, NULL},
                                          {"write", "fd, data, position, /", fs_write, NULL},
                                          {NULL, NULL, NULL, NULL}};

extern const AioliModule oli_module__fs;
const AioliModule oli_module__fs = {.name = "_fs", .doc = "Files on the thread pool.", .functions = FUNCTIONS};
