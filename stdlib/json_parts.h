/* SPDX-License-Identifier: MIT
 *
 * Module _json inside: its functions, by file.
 */
#ifndef AIOLI_JSON_PARTS_H
#define AIOLI_JSON_PARTS_H

#include "aioli.h"

/* decode(decoder, text, start, JSONDecodeError): (object, position behind it) (json_read.c). */
AioliValue oli_json_decode(AioliVm *vm, const AioliValue *args, size_t count);

/* encode(encoder, o): the JSON text (json_write.c). */
AioliValue oli_json_encode(AioliVm *vm, const AioliValue *args, size_t count);

#endif
