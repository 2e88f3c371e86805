/* SPDX-License-Identifier: MIT
 *
 * Iterators that stand on other objects: over __getitem__, over a callable, enumerate, zip, map, filter, reversed.
 */
#ifndef OLI_TYPES_ITERATORS_H
#define OLI_TYPES_ITERATORS_H

#include "types/sequence.h"

extern const ClassSpec oli_enumerate_spec, oli_zip_spec, oli_map_spec, oli_filter_spec;

#endif
