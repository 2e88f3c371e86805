/* SPDX-License-Identifier: MIT
 *
 * AioliSystem for POSIX: the few calls that the core itself needs of an operating system. A target without one links
 * another definition of oli_default_system in place of this file.
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "aioli.h"

static int open_file(const char *path) {
    int fd;
    do fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd < 0 && errno == EINTR);
    return fd;
}

static int read_file(void *context, const char *path, bool (*sink)(void *to, const char *bytes, size_t size),
                     void *to) {
    (void)context;
    char buffer[16384];
    int fd = open_file(path);
    if (fd < 0) return errno;
    int error = 0;
    for (;;) {
        ssize_t got = read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) error = errno;
        if (got <= 0) break;
        if (!sink(to, buffer, (size_t)got)) {
            error = ENOMEM;
            break;
        }
    }
    close(fd);
    return error;
}

static int kind_of_file(void *context, const char *path) {
    (void)context;
    struct stat info;
    if (stat(*path ? path : ".", &info)) return 0;
    return S_ISDIR(info.st_mode) ? 2 : 1;
}

static int64_t clock_ns(void *context, AioliClock which) {
    static const clockid_t CLOCKS[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID,
                                       CLOCK_THREAD_CPUTIME_ID};
    (void)context;
    struct timespec now;
    if (clock_gettime(CLOCKS[which], &now)) return 0;
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int random_bytes(void *context, void *bytes, size_t size) {
    (void)context;
    for (char *at = bytes; size;) {
        ssize_t got = getrandom(at, size, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno;
        at += got;
        size -= (size_t)got;
    }
    return 0;
}

static int write_text(void *context, int stream, const char *text, size_t size) {
    (void)context;
    while (size) {
        ssize_t done = write(stream, text, size);
        if (done < 0 && errno == EAGAIN) {
            struct pollfd ready = {.fd = stream, .events = POLLOUT};
            poll(&ready, 1, -1);
            continue;
        }
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return errno;
        text += done;
        size -= (size_t)done;
    }
    return 0;
}

static void sleep_until(void *context, int64_t deadline_ns) {
    (void)context;
    /* A signal that comes just before the sleep does not end it: so none is long. */
    int64_t latest_ns = clock_ns(NULL, AIOLI_CLOCK_MONOTONIC) + 100000000;
    if (deadline_ns > latest_ns) deadline_ns = latest_ns;
    struct timespec until = {.tv_sec = (time_t)(deadline_ns / 1000000000), .tv_nsec = (long)(deadline_ns % 1000000000)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static const AioliSystem POSIX_SYSTEM = {.size = sizeof(AioliSystem),
                                         .read_file = read_file,
                                         .kind_of_file = kind_of_file,
                                         .clock_ns = clock_ns,
                                         .random_bytes = random_bytes,
                                         .write = write_text,
                                         .sleep_until = sleep_until};

extern const AioliSystem *const oli_default_system; /* embed/modules.h */
const AioliSystem *const oli_default_system = &POSIX_SYSTEM;
