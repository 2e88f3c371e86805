/* SPDX-License-Identifier: MIT
 *
 * Rules of placement.
 */
#include "parser/state.h"

bool oli_check_placement(Parser *p) {
    return !p->arena->failed;
}
