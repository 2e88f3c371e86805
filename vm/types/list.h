/* SPDX-License-Identifier: MIT
 *
 * What the list*.c files share.
 */
#ifndef OLI_TYPES_LIST_H
#define OLI_TYPES_LIST_H

#include "types/sequence.h"

enum { LIST_CHANGED_IN_SORT = 1 }; /* Object.flags: its storage was touched since a sort emptied it */

extern const NativeDef oli_list_methods[];

/* Room for `count` items and some spare, so that a sequence of growths is linear. */
bool oli_list_grow(Vm *vm, List *list, size_t count);
/* Give memory back after many items were removed. Never fails. */
void oli_list_shrink(Vm *vm, List *list);
void oli_list_clear(Vm *vm, List *list);
/* Append an array, which may be part of the list itself. */
bool oli_list_append_all(Vm *vm, List *list, const Value *items, size_t count);

/* Remove items that exist. */
void oli_list_remove_range(Vm *vm, List *list, size_t start, size_t count);

Value oli_list_get_item(Vm *vm, Value self, Value key);
bool oli_list_set_item(Vm *vm, Value self, Value key, Value item);

#endif
