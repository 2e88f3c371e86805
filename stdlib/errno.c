/* SPDX-License-Identifier: MIT
 *
 * errno: the names of the system's error numbers (errno(3), POSIX.1-2024 <errno.h>). Where the C library can tell a
 * number's name, those are all of the system's; elsewhere the ones that programs look for.
 */
#if defined __GLIBC__ || defined __linux__
#define _GNU_SOURCE
#endif
#include "aioli.h"

#include <errno.h>
#include <string.h>

typedef struct ErrorName {
    int number;
    const char *name;
} ErrorName;

/* Those that other names share a number with, or that any program may ask for; the last name of a number is its own. */
static const ErrorName NAMES[] = {
    {EAGAIN, "EWOULDBLOCK"},
    {EPERM, "EPERM"},
    {ENOENT, "ENOENT"},
    {ESRCH, "ESRCH"},
    {EINTR, "EINTR"},
    {EIO, "EIO"},
    {EBADF, "EBADF"},
    {ECHILD, "ECHILD"},
    {EAGAIN, "EAGAIN"},
    {ENOMEM, "ENOMEM"},
    {EACCES, "EACCES"},
    {EBUSY, "EBUSY"},
    {EEXIST, "EEXIST"},
    {EXDEV, "EXDEV"},
    {ENOTDIR, "ENOTDIR"},
    {EISDIR, "EISDIR"},
    {EINVAL, "EINVAL"},
    {EMFILE, "EMFILE"},
    {ENOSPC, "ENOSPC"},
    {ESPIPE, "ESPIPE"},
    {EROFS, "EROFS"},
    {EPIPE, "EPIPE"},
    {EDOM, "EDOM"},
    {ERANGE, "ERANGE"},
    {ENAMETOOLONG, "ENAMETOOLONG"},
    {ENOTEMPTY, "ENOTEMPTY"},
    {ELOOP, "ELOOP"},
    {ENOSYS, "ENOSYS"},
    {ENOTSUP, "EOPNOTSUPP"},
    {ENOTSUP, "ENOTSUP"},
    {EADDRINUSE, "EADDRINUSE"},
    {EADDRNOTAVAIL, "EADDRNOTAVAIL"},
    {ECONNREFUSED, "ECONNREFUSED"},
    {ECONNRESET, "ECONNRESET"},
    {ECONNABORTED, "ECONNABORTED"},
    {ENOTCONN, "ENOTCONN"},
    {ETIMEDOUT, "ETIMEDOUT"},
    {EINPROGRESS, "EINPROGRESS"},
    {EALREADY, "EALREADY"},
    {EHOSTUNREACH, "EHOSTUNREACH"},
    {ENETUNREACH, "ENETUNREACH"},
    {ECANCELED, "ECANCELED"},
    {EDEADLK, "EDEADLK"},
#ifdef EDEADLOCK
    {EDEADLOCK, "EDEADLOCK"},
#endif
};

static bool add(AioliVm *vm, AioliValue module, AioliValue by_number, int number, const char *name) {
    AioliScope scope;
    aioli_scope_open(vm, &scope);
    bool ok = aioli_attr_set(vm, module, name, aioli_int(vm, number)) &&
              aioli_item_set(vm, by_number, aioli_int(vm, number), aioli_string(vm, name, AIOLI_NUL));
    aioli_scope_close(vm, &scope, aioli_missing());
    return ok;
}

#if defined __GLIBC__ && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 32)
/* EHWPOISON, the last one on Linux, is no name of CPython's. */
static bool add_all_known(AioliVm *vm, AioliValue module, AioliValue by_number) {
    enum { LAST = 132 };
    for (int number = 1; number <= LAST; number++) {
        const char *name = strerrorname_np(number);
        if (name && !add(vm, module, by_number, number, name)) return false;
    }
    return true;
}
#else
static bool add_all_known(AioliVm *vm, AioliValue module, AioliValue by_number) {
    (void)vm, (void)module, (void)by_number;
    return true;
}
#endif

static bool init(AioliVm *vm, AioliValue module) {
    AioliValue by_number = aioli_dict(vm);
    if (!aioli_attr_set(vm, module, "errorcode", by_number) || !add_all_known(vm, module, by_number)) return false;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (!add(vm, module, by_number, NAMES[i].number, NAMES[i].name)) return false;
    return true;
}

extern const AioliModule oli_module_errno;
const AioliModule oli_module_errno = {.name = "errno", .doc = "Names of the system's error numbers.", .init = init};
