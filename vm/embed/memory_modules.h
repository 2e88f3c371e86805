/* SPDX-License-Identifier: MIT
 *
 * Modules of the core that no script has unless it imports them.
 */
#ifndef OLI_EMBED_MEMORY_MODULES_H
#define OLI_EMBED_MEMORY_MODULES_H

#include "aioli.h"

extern const AioliModule oli_module_gc, oli_module_weakref;

#endif
