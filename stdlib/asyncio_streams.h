/* SPDX-License-Identifier: MIT
 *
 * asyncio's streams, in the parts where speed matters: StreamReader (asyncio_reader.c), StreamWriter and the state of
 * StreamReaderProtocol (asyncio_writer.c). The module _streams; asyncio/streams.aio is built on it.
 *
 * A transport written in C joins in by StreamHooks: data then goes from it to the reader, and from the writer to it,
 * without a call of a script's method. Whatever is not exactly what these know is called by name, as CPython does.
 */
#ifndef OLI_STDLIB_ASYNCIO_STREAMS_H
#define OLI_STDLIB_ASYNCIO_STREAMS_H

#include "aioli.h"

extern const AioliClass oli_stream_reader_class;
extern const AioliClass oli_stream_writer_class;
extern const AioliClass oli_stream_protocol_class;

enum { STREAM_DEFAULT_LIMIT = 65536 };

/* ---- StreamReader ---- */
enum { READER_LOOP, READER_TRANSPORT, READER_WAITER, READER_EXCEPTION, READER_VALUES };
/* feed_data: may call the transport's pause_reading. False: an exception is pending. */
bool oli_stream_feed(AioliVm *vm, AioliValue reader, const void *bytes, size_t size);

/* ---- the protocol ---- */
enum {
    PROTOCOL_LOOP,
    PROTOCOL_WAITERS, /* list of Futures of who waits in drain(); None: nobody did yet */
    PROTOCOL_READER,
    PROTOCOL_TRANSPORT,
    PROTOCOL_CLOSED, /* Future of wait_closed(), None until somebody asks */
    PROTOCOL_CALLBACK,
    PROTOCOL_TASK,
    PROTOCOL_VALUES
};
typedef struct StreamProtocol {
    bool paused, connection_lost, over_ssl, reject;
} StreamProtocol;

/* What a transport in C offers. */
typedef struct StreamHooks {
    const AioliClass *transport; /* its class; NULL: there is none */
    bool (*write)(AioliVm *vm, AioliValue transport, AioliValue data);
    bool (*is_closing)(AioliVm *vm, AioliValue transport);
    AioliRef *protocol_class; /* exactly this class's data_received is oli_stream_feed */
} StreamHooks;
/* Those of this VM; NULL: MemoryError. */
StreamHooks *oli_stream_hooks(AioliVm *vm);

#endif
