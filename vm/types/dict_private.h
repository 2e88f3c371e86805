/* SPDX-License-Identifier: MIT
 *
 * What the dict_*.c files share beyond the table: methods, views, iterators.
 */
#ifndef OLI_TYPES_DICT_PRIVATE_H
#define OLI_TYPES_DICT_PRIVATE_H

#include "types/container.h"
#include "types/dict_table.h"

/* A view on a dict: dict_keys, dict_values, dict_items. */
typedef struct DictView {
    Object header;
    Dict *dict;
} DictView;

/* Which view an object of kind CLASS_DICT_KEYS, ... is. */
static inline DictYield view_yields(Value view) {
    uint8_t kind = object_of(view)->kind;
    return kind == CLASS_DICT_KEYS ? DICT_YIELD_KEYS : kind == CLASS_DICT_VALUES ? DICT_YIELD_VALUES : DICT_YIELD_ITEMS;
}

/* classmethod fromkeys(cls, iterable, value=None, /) */
Value oli_dict_fromkeys(Vm *vm, Value *args);

Value oli_dict_view_new(Vm *vm, ClassId id, Dict *dict);
Value oli_dict_iterator_new(Vm *vm, Dict *dict, DictYield yields);
Value oli_dict_reverse_iterator_new(Vm *vm, Dict *dict, DictYield yields);
/* The next entry of a dict_itemiterator: as oli_next_pair. Runs no script. */
int oli_dict_next_pair(Vm *vm, Value iterator, Value out[2]);
/* What an iterator yields for an entry: its key, its value, or a new tuple of both. */
Value oli_dict_entry_as(Vm *vm, const DictEntry *entry, DictYield yields);

bool oli_init_dict_views(Vm *vm);
bool oli_init_dict_iterators(Vm *vm);

#endif
