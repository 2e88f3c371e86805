/* SPDX-License-Identifier: MIT
 *
 * Module _ssl, as far as the command has it: the rest is a shared object of its own, so that programs without TLS
 * neither load OpenSSL nor need it. It stands next to the command, or in the library folder where both are installed.
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "aioli.h"

#define FILE_NAME "aioli-ssl.so"
#ifndef AIOLI_PLUGIN_DIR
#define AIOLI_PLUGIN_DIR "/usr/local/lib/aioli"
#endif

static void *open_beside_command(void) {
    char path[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", path, sizeof path - sizeof "/" FILE_NAME);
    if (size <= 0) return NULL;
    path[size] = 0;
    char *slash = strrchr(path, '/');
    if (!slash) return NULL;
    memcpy(slash, "/" FILE_NAME, sizeof "/" FILE_NAME);
    return access(path, R_OK) ? NULL : dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

/* It is never closed: classes of the VM point into it. */
static bool init_ssl(AioliVm *vm, AioliValue module) {
    void *plugin = open_beside_command();
    if (!plugin) plugin = dlopen(AIOLI_PLUGIN_DIR "/" FILE_NAME, RTLD_NOW | RTLD_LOCAL);
    void *found = plugin ? dlsym(plugin, "oli_ssl_init") : NULL;
    bool (*init)(AioliVm *, AioliValue);
    if (!found) {
        aioli_raise(vm, "ImportError",
                    "module ssl needs OpenSSL: install the package libssl3 (and libssl-dev to build Aioli with it)");
        return false;
    }
    memcpy(&init, &found, sizeof init);
    return init(vm, module);
}

extern const AioliModule oli_module__ssl;
const AioliModule oli_module__ssl = {.name = "_ssl", .doc = "TLS by OpenSSL.", .init = init_ssl};
