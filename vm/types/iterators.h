/* SPDX-License-Identifier: MIT
 *
 * Iterators that stand on other objects: over __getitem__, over a callable, enumerate, zip, map, filter, reversed.
 */
#ifndef OLI_TYPES_ITERATORS_H
#define OLI_TYPES_ITERATORS_H

#include "types/sequence.h"

typedef struct Enumerate {
    Object header;
    Value iterator;
    Value index; /* of the next item; an int of any size */
} Enumerate;

typedef struct Zip {
    Object header;
    Tuple *iterators;
    bool strict;
} Zip;

typedef struct Map {
    Object header;
    Value function;
    Tuple *iterators;
} Map;

typedef struct Filter {
    Object header;
    Value function; /* None: the item's own truth */
    Value iterator;
} Filter;

typedef struct CallableIterator {
    Object header;
    Value callable; /* VALUE_UNDEF when exhausted */
    Value sentinel;
} CallableIterator;

extern const ClassSpec oli_enumerate_spec, oli_zip_spec, oli_map_spec, oli_filter_spec;

#endif
