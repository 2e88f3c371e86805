# Streams over TCP: reading in all forms, closing, half-close, errors. Both ends are here.
import asyncio


async def serve(reader, writer):
    print("peer", writer.get_extra_info("peername")[0], type(writer.get_extra_info("socket")).__name__)
    try:
        while line := await reader.readline():
            print("server got", line)
            writer.write(line.upper())
            await writer.drain()
            if line == b"bye\n":
                break
    finally:
        writer.close()
        await writer.wait_closed()
        print("server closed")


async def reading(address):
    reader, writer = await asyncio.open_connection(*address)
    print(isinstance(writer.transport, asyncio.Transport), writer.can_write_eof(), writer.is_closing())
    writer.write(b"hello\n")
    print(await reader.readline())
    writer.writelines([b"a", b"b\n"])
    print(await reader.readuntil(b"B"))
    print(await reader.readexactly(1))
    writer.write(b"k=v;w|x\n")
    print(await reader.readuntil((b";", b"=", b"|")), await reader.readuntil((b"|X", b"W", b"|")), await reader.read(2))
    writer.write(b"bye\n")
    print(await reader.read(), await reader.read(), reader.at_eof())
    writer.close()
    await writer.wait_closed()
    print(writer.is_closing())
    writer.write(b"lost")
    try:
        await writer.drain()
    except ConnectionError as error:
        print(repr(error))


async def half_close(address):
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"one\ntwo\n")
    writer.write_eof()
    print([line async for line in reader])
    try:
        writer.write(b"z")
    except RuntimeError as error:
        print(error)
    try:
        await reader.readexactly(3)
    except asyncio.IncompleteReadError as error:
        print(error, error.partial, error.expected)
    writer.close()
    await writer.wait_closed()


async def cancelled(address):
    reader, writer = await asyncio.open_connection(*address)
    try:
        await asyncio.wait_for(reader.readline(), 0.02)
    except TimeoutError:
        print("timeout")
    writer.write(b"later\n")
    print(await reader.readline())
    task = asyncio.create_task(reader.read(10))
    await asyncio.sleep(0)
    try:
        await reader.read(1)
    except RuntimeError as error:
        print(error)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")
    writer.close()
    await writer.wait_closed()


async def refused(address):
    try:
        await asyncio.open_connection(*address)
    except OSError as error:
        print(type(error).__name__, error.errno, str(error).replace(str(address[1]), "PORT"))
    for arguments in (("127.0.0.1",), (), (None, None)):
        try:
            await asyncio.open_connection(*arguments)
        except (ValueError, OSError) as error:
            print(type(error).__name__)


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    print(server.is_serving(), address[0])
    async with server:
        await reading(address)
        await half_close(address)
        await cancelled(address)
    print(server.sockets, server.is_serving())
    await refused(address)


asyncio.run(main())
