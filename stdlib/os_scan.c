/* SPDX-License-Identifier: MIT
 *
 * Module _os: reading folders (listdir, scandir and its DirEntry).
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "os.h"

static const AioliClass SCAN_CLASS, ENTRY_CLASS;

/* An open folder; closed when it is read to its end. */
typedef struct Scan {
    DIR *folder;
    bool gives_bytes;
} Scan;

/* A name in a folder. Its values are name and path. */
typedef struct Entry {
    unsigned char kind; /* DT_x, or DT_UNKNOWN */
    uint64_t inode;
} Entry;

enum { SCAN_PATH, ENTRY_NAME = 0, ENTRY_PATH = 1 };

/* The next entry that is neither . nor ..; NULL at the end (*error 0) or after an error. */
static struct dirent *next_entry(DIR *folder, int *error) {
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(folder);
        *error = entry ? 0 : errno;
        if (!entry || (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))) return entry;
    }
}

static AioliValue name_value(AioliVm *vm, const char *name, bool as_bytes) {
    return as_bytes ? aioli_bytes(vm, name, strlen(name)) : aioli_string_from_system(vm, name, AIOLI_NUL);
}

static AioliValue default_path(AioliVm *vm, AioliValue path) {
    return aioli_is_missing(path) || aioli_is_none(path) ? aioli_string(vm, ".", 1) : path;
}

/* The folder of a path or descriptor; NULL: raised. A descriptor stays the caller's. */
static DIR *open_folder(AioliVm *vm, AioliValue path_value, const char *function) {
    DIR *folder;
    if (aioli_type(vm, path_value) == AIOLI_TYPE_INT) {
        int fd;
        if (!aioli_vm_require(vm, AIOLI_ALLOW_FILES, function) || !oli_os_int(vm, path_value, -1, &fd)) return NULL;
        int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
        folder = copy < 0 ? NULL : fdopendir(copy);
        if (!folder && copy >= 0) close(copy);
        if (folder) rewinddir(folder);
    } else {
        const char *path = oli_os_path_of(vm, path_value, function, OS_PATH_FD_OR_NONE);
        if (!path) return NULL;
        folder = opendir(path);
    }
    if (!folder) oli_os_error(vm, errno, path_value, aioli_missing());
    return folder;
}

static AioliValue os_listdir(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue path_value = default_path(vm, args[0]);
    AioliValue names = aioli_list(vm, NULL, 0);
    DIR *folder = aioli_is_error(names) ? NULL : open_folder(vm, path_value, "listdir");
    if (!folder) return aioli_error();
    bool as_bytes = aioli_type(vm, path_value) == AIOLI_TYPE_BYTES, ok = true;
    int error;
    for (struct dirent *entry; ok && (entry = next_entry(folder, &error));) {
        AioliScope scope;
        aioli_scope_open(vm, &scope);
        AioliValue name = name_value(vm, entry->d_name, as_bytes);
        ok = !aioli_is_error(name) && aioli_list_append(vm, names, name);
        aioli_scope_close(vm, &scope, aioli_missing());
    }
    closedir(folder);
    if (!ok) return aioli_error();
    return error ? oli_os_error(vm, error, path_value, aioli_missing()) : names;
}

/* ---- DirEntry ---- */

static AioliValue entry_stat_path(AioliVm *vm, AioliValue self, bool follow, struct stat *info, bool *found) {
    AioliValue path_value = aioli_object_value(vm, self, ENTRY_PATH);
    const char *path = oli_os_path(vm, path_value, "stat");
    if (!path) return aioli_error();
    *found = !(follow ? stat(path, info) : lstat(path, info));
    return *found || errno == ENOENT ? aioli_none() : oli_os_error(vm, errno, path_value, aioli_missing());
}

static AioliValue is_kind(AioliVm *vm, const AioliValue *args, unsigned char wanted, mode_t mode) {
    const Entry *entry = aioli_object_payload(vm, args[0], &ENTRY_CLASS);
    int follow = aioli_is_missing(args[1]) ? 1 : aioli_truth(vm, args[1]);
    if (!entry || follow < 0) return aioli_error();
    if (entry->kind != DT_UNKNOWN && (entry->kind != DT_LNK || !follow)) return aioli_bool(entry->kind == wanted);
    struct stat info;
    bool found;
    AioliValue status = entry_stat_path(vm, args[0], follow, &info, &found);
    if (aioli_is_error(status)) return status;
    return aioli_bool(found && (info.st_mode & S_IFMT) == mode);
}

static AioliValue entry_is_dir(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return is_kind(vm, args, DT_DIR, S_IFDIR);
}
static AioliValue entry_is_file(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return is_kind(vm, args, DT_REG, S_IFREG);
}
static AioliValue entry_is_symlink(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const AioliValue without[] = {args[0], aioli_bool(false)};
    return is_kind(vm, without, DT_LNK, S_IFLNK);
}
static AioliValue entry_is_junction(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)vm;
    (void)args;
    (void)count;
    return aioli_bool(false);
}

static AioliValue entry_stat(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    int follow = aioli_is_missing(args[1]) ? 1 : aioli_truth(vm, args[1]);
    struct stat info;
    bool found;
    AioliValue status = follow < 0 ? aioli_error() : entry_stat_path(vm, args[0], follow, &info, &found);
    if (aioli_is_error(status)) return status;
    if (!found) return oli_os_error(vm, ENOENT, aioli_object_value(vm, args[0], ENTRY_PATH), aioli_missing());
    return oli_os_stat_result(vm, &info);
}

static AioliValue entry_inode(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    const Entry *entry = aioli_object_payload(vm, args[0], &ENTRY_CLASS);
    return entry ? aioli_int_unsigned(vm, entry->inode) : aioli_error();
}

static AioliValue entry_fspath(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return aioli_object_value(vm, args[0], ENTRY_PATH);
}

static AioliValue entry_repr(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    return aioli_string_format(vm, "<DirEntry %R>", aioli_object_value(vm, args[0], ENTRY_NAME));
}

static AioliValue get_name(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, ENTRY_NAME); }
static AioliValue get_path(AioliVm *vm, AioliValue self) { return aioli_object_value(vm, self, ENTRY_PATH); }

static const AioliFunction ENTRY_METHODS[] = {{"is_dir", "self, /, *, follow_symlinks=True", entry_is_dir, NULL},
                                              {"is_file", "self, /, *, follow_symlinks=True", entry_is_file, NULL},
                                              {"is_symlink", "self, /", entry_is_symlink, NULL},
                                              {"is_junction", "self, /", entry_is_junction, NULL},
                                              {"stat", "self, /, *, follow_symlinks=True", entry_stat, NULL},
                                              {"inode", "self, /", entry_inode, NULL},
                                              {"__fspath__", "self, /", entry_fspath, NULL},
                                              {"__repr__", "self, /", entry_repr, NULL},
                                              {NULL, NULL, NULL, NULL}};
static const AioliProperty ENTRY_PROPERTIES[] = {
    {"name", get_name, NULL, NULL}, {"path", get_path, NULL, NULL}, {NULL, NULL, NULL, NULL}};
static const AioliClass ENTRY_CLASS = {.name = "DirEntry",
                                       .module = "posix",
                                       .flags = AIOLI_CLASS_FINAL | AIOLI_CLASS_ABSTRACT,
                                       .payload_size = sizeof(Entry),
                                       .value_count = 2,
                                       .methods = ENTRY_METHODS,
                                       .properties = ENTRY_PROPERTIES};

static AioliValue join_path(AioliVm *vm, AioliValue folder, const char *name, bool as_bytes) {
    size_t size;
    const char *text = as_bytes ? aioli_bytes_get(vm, folder, &size) : aioli_string_get(vm, folder, &size);
    if (!text) return aioli_error();
    AioliValue parts[] = {folder, name_value(vm, size && text[size - 1] != '/' ? "/" : "", as_bytes),
                          name_value(vm, name, as_bytes)};
    AioliValue front = aioli_is_error(parts[1]) ? parts[1] : aioli_binary(vm, AIOLI_ADD, parts[0], parts[1]);
    return aioli_is_error(front) || aioli_is_error(parts[2]) ? aioli_error()
                                                             : aioli_binary(vm, AIOLI_ADD, front, parts[2]);
}

static AioliValue make_entry(AioliVm *vm, AioliValue scan, const struct dirent *from, bool as_bytes) {
    AioliValue name = name_value(vm, from->d_name, as_bytes);
    AioliValue path = join_path(vm, aioli_object_value(vm, scan, SCAN_PATH), from->d_name, as_bytes);
    AioliValue cls = aioli_class_new(vm, aioli_missing(), &ENTRY_CLASS);
    if (aioli_is_error(name) || aioli_is_error(path) || aioli_is_error(cls)) return aioli_error();
    AioliValue made = aioli_object_new(vm, cls);
    if (aioli_is_error(made)) return made;
    Entry *entry = aioli_object_payload(vm, made, &ENTRY_CLASS);
    *entry = (Entry){.kind = from->d_type, .inode = from->d_ino};
    aioli_object_set_value(vm, made, ENTRY_NAME, name);
    aioli_object_set_value(vm, made, ENTRY_PATH, path);
    return made;
}

/* ---- the iterator ---- */

static void close_scan(Scan *scan) {
    if (scan->folder) closedir(scan->folder);
    scan->folder = NULL;
}

static void finalize_scan(AioliVm *vm, void *payload) {
    (void)vm;
    close_scan(payload);
}

static AioliValue scan_next(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Scan *scan = aioli_object_payload(vm, args[0], &SCAN_CLASS);
    if (!scan) return aioli_error();
    if (!scan->folder) return aioli_stop();
    int error;
    struct dirent *entry = next_entry(scan->folder, &error);
    if (entry) return make_entry(vm, args[0], entry, scan->gives_bytes);
    close_scan(scan);
    return error ? oli_os_error(vm, error, aioli_object_value(vm, args[0], SCAN_PATH), aioli_missing()) : aioli_stop();
}

static AioliValue scan_self(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)vm;
    (void)count;
    return args[0];
}

static AioliValue scan_close(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    Scan *scan = aioli_object_payload(vm, args[0], &SCAN_CLASS);
    if (!scan) return aioli_error();
    close_scan(scan);
    return aioli_none();
}

static const AioliFunction SCAN_METHODS[] = {
    {"__iter__", "self, /", scan_self, NULL},      {"__next__", "self, /", scan_next, NULL},
    {"close", "self, /", scan_close, NULL},        {"__enter__", "self, /", scan_self, NULL},
    {"__exit__", "self, *args", scan_close, NULL}, {NULL, NULL, NULL, NULL}};
static const AioliClass SCAN_CLASS = {.name = "ScandirIterator",
                                      .module = "posix",
                                      .flags = AIOLI_CLASS_FINAL | AIOLI_CLASS_ABSTRACT,
                                      .payload_size = sizeof(Scan),
                                      .value_count = 1,
                                      .finalize = finalize_scan,
                                      .methods = SCAN_METHODS};

static AioliValue os_scandir(AioliVm *vm, const AioliValue *args, size_t count) {
    (void)count;
    AioliValue path_value = default_path(vm, args[0]);
    AioliValue cls = aioli_class_new(vm, aioli_missing(), &SCAN_CLASS);
    AioliValue made = aioli_is_error(cls) ? cls : aioli_object_new(vm, cls);
    if (aioli_is_error(made)) return made;
    Scan *scan = aioli_object_payload(vm, made, &SCAN_CLASS);
    scan->folder = open_folder(vm, path_value, "scandir");
    if (!scan->folder) return aioli_error();
    AioliType type = aioli_type(vm, path_value);
    if (type == AIOLI_TYPE_INT) path_value = aioli_string(vm, "", 0);
    if (type != AIOLI_TYPE_STRING && type != AIOLI_TYPE_BYTES && type != AIOLI_TYPE_INT)
        path_value = aioli_call_method(vm, path_value, "__fspath__", NULL, 0);
    if (aioli_is_error(path_value)) return path_value;
    scan->gives_bytes = aioli_type(vm, path_value) == AIOLI_TYPE_BYTES;
    aioli_object_set_value(vm, made, SCAN_PATH, path_value);
    return made;
}

const AioliFunction oli_os_scan_functions[] = {
    {"listdir", "path=None", os_listdir, NULL}, {"scandir", "path=None", os_scandir, NULL}, {NULL, NULL, NULL, NULL}};
