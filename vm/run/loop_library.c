/* SPDX-License-Identifier: MIT
 *
 * Methods of event loops that are functions of the library's modules (loop_library.def): they do what needs the
 * operating system, which this layer knows nothing of.
 */
#include <string.h>

#include "run/event_loop.h"
#include "run/loop_ops.h"
#include "run/run.h"

/* args: loop, positional arguments, keyword arguments */
static Value call_library(Vm *vm, Value *args, const char *module, const char *function) {
    Str *module_name = oli_str_intern(vm, module, strlen(module)),
        *name = oli_str_intern(vm, function, strlen(function));
    Tuple *wanted = module_name && name ? oli_tuple_new(vm, 1) : NULL;
    if (!wanted) return VALUE_ERROR;
    wanted->items[0] = make_object(name);
    Value found = oli_import_name(vm, module_name, make_object(wanted), 0, NULL);
    if (!is_error(found)) found = oli_get_attr(vm, found, name);
    if (is_error(found)) return found;
    Tuple *rest = as_tuple(args[1]), *all = oli_tuple_new(vm, rest->count + 1);
    if (!all) return VALUE_ERROR;
    all->items[0] = args[0];
    memcpy(all->items + 1, rest->items, rest->count * sizeof(Value));
    Root root;
    root_push(vm, &root, make_object(all));
    Value result = oli_call_with_dict(vm, found, all->items, (uint32_t)all->count, as_dict(args[2]));
    root_pop(vm, &root);
    return result;
}

#define LIBRARY_METHOD(name, module)                                                                                   \
    Value oli_loop_##name(Vm *vm, Value *args) { return call_library(vm, args, module, #name); }
#include "run/loop_library.def"
#undef LIBRARY_METHOD
