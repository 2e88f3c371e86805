/* SPDX-License-Identifier: MIT
 *
 * What the files of module _os share (os.c, os_file.c, os_scan.c).
 */
#ifndef OLI_STDLIB_OS_H
#define OLI_STDLIB_OS_H

#include <sys/stat.h>

#include "aioli.h"

extern const AioliFunction oli_os_file_functions[]; /* files and folders by name and descriptor: os_file.c */
extern const AioliFunction oli_os_scan_functions[]; /* listdir, scandir: os_scan.c */
extern const AioliFunction oli_os_process_functions[]; /* groups, children, flags of descriptors: os_process.c */

/* OSError of errno, with up to two file names (aioli_missing(): none). Always the error value. */
AioliValue oli_os_error(AioliVm *vm, int error, AioliValue path, AioliValue path2);
/* A stat_result. */
AioliValue oli_os_stat_result(AioliVm *vm, const struct stat *info);
/* Asks for AIOLI_ALLOW_FILES and converts the path; NULL: raised. The message says what else the function takes. */
typedef enum OsPathKind { OS_PATH, OS_PATH_OR_FD, OS_PATH_FD_OR_NONE } OsPathKind;
const char *oli_os_path_of(AioliVm *vm, AioliValue path, const char *function, OsPathKind kind);
static inline const char *oli_os_path(AioliVm *vm, AioliValue path, const char *function) {
    return oli_os_path_of(vm, path, function, OS_PATH);
}
/* An int argument that fits a C int; `otherwise` when it is missing. False: raised. */
bool oli_os_int(AioliVm *vm, AioliValue v, int otherwise, int *out);

#endif
