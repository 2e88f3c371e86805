/* SPDX-License-Identifier: MIT
 *
 * Classes of module _itertools that other files define (itertools_pattern.c).
 */
#ifndef AIOLI_ITERTOOLS_PARTS_H
#define AIOLI_ITERTOOLS_PARTS_H

#include "aioli.h"

extern const AioliClass oli_itertools_product, oli_itertools_permutations, oli_itertools_combinations,
    oli_itertools_combinations_with_replacement;

#endif
