/* SPDX-License-Identifier: MIT
 *
 * What the files of module time share: time.c (clocks, conversions), time_format.c (text).
 */
#ifndef OLI_STDLIB_TIME_PARTS_H
#define OLI_STDLIB_TIME_PARTS_H

#include "aioli.h"

/* A struct_time as C code computes with it, in C's ranges but for the year, which is whole. */
typedef struct Moment {
    int64_t year;
    int month, day, hour, minute, second; /* month 0 .. 11 */
    int weekday, yearday, is_dst;         /* weekday 0 .. 6 from Sunday; yearday from 0 */
    int64_t utc_offset;                   /* seconds east */
    const char *zone;                     /* name; alive while the struct_time is */
} Moment;

/* Read a tuple or struct_time; `function` is named in errors. False: TypeError or OverflowError. */
bool oli_time_read_moment(AioliVm *vm, AioliValue v, const char *function, Moment *out);
/* The present moment in local time. */
bool oli_time_local_now(AioliVm *vm, Moment *out);
/* Seconds since the epoch of a moment in local time. */
int64_t oli_time_make(const Moment *moment);
/* Names of the local time zone, without and with daylight saving. */
const char *oli_time_zone_name(int is_dst);

AioliValue oli_time_strftime(AioliVm *vm, const AioliValue *args, size_t count);
AioliValue oli_time_asctime(AioliVm *vm, const AioliValue *args, size_t count);
/* "Thu Jan  1 00:00:00 1970" */
AioliValue oli_time_as_text(AioliVm *vm, const Moment *moment);

#endif
