# Servers: serving later, for ever, closing with clients, unix sockets, several at once, handlers that fail.
import asyncio
import os
import tempfile


async def echo(reader, writer):
    writer.write(await reader.read(100))
    await writer.drain()
    writer.close()


async def ask(address, text):
    reader, writer = await asyncio.open_connection(*address)
    writer.write(text)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def starting():
    server = await asyncio.start_server(echo, "127.0.0.1", 0, start_serving=False)
    print(server.is_serving(), len(server.sockets))
    await server.start_serving()
    print(server.is_serving(), await ask(server.sockets[0].getsockname(), b"hi"))
    print(server.get_loop() is asyncio.get_running_loop())
    server.close()
    server.close()
    await server.wait_closed()
    print(server.is_serving(), server)
    try:
        await server.serve_forever()
    except RuntimeError as error:
        print(error)


async def forever():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    task = asyncio.create_task(server.serve_forever())
    await asyncio.sleep(0)
    try:
        await server.serve_forever()
    except RuntimeError as error:
        print(str(error).endswith("is already being awaited on serve_forever()"))
    print(await ask(server.sockets[0].getsockname(), b"x"))
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", server.is_serving(), server.sockets)


async def clients():
    entered = asyncio.Event()

    async def wait(reader, writer):
        entered.set()
        try:
            print("left", await reader.read())
        finally:
            writer.close()

    for close in "close_clients", "abort_clients":
        entered.clear()
        server = await asyncio.start_server(wait, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        await entered.wait()
        server.close()
        waiter = asyncio.create_task(server.wait_closed())
        await asyncio.sleep(0)
        print(waiter.done())
        getattr(server, close)()
        await waiter
        print(close, await reader.read())
        writer.close()


async def unix():
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "socket")
    async with await asyncio.start_unix_server(echo, path) as server:
        reader, writer = await asyncio.open_unix_connection(path)
        print(writer.get_extra_info("peername") == path, repr(writer.get_extra_info("sockname")))
        writer.write(b"data")
        print(await reader.read())
        writer.close()
        await writer.wait_closed()
    print(os.path.exists(path))
    try:
        await asyncio.open_unix_connection(path)
    except FileNotFoundError as error:
        print(error.errno)
    os.rmdir(folder)


async def failing():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print(context["message"], repr(context["exception"])))

    async def fail(reader, writer):
        await reader.readline()
        raise ZeroDivisionError("in the handler")

    async with await asyncio.start_server(fail, "127.0.0.1", 0) as server:
        print(await ask(server.sockets[0].getsockname(), b"line\n"))
    loop.set_exception_handler(None)


async def plain_function():
    made = []
    server = await asyncio.start_server(lambda reader, writer: made.append(writer), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    while not made:
        await asyncio.sleep(0)
    made[0].write(b"from outside")
    made[0].close()
    print(await reader.read())
    writer.close()
    server.close()
    await server.wait_closed()


async def addresses():
    try:
        await asyncio.start_server(echo)
    except ValueError as error:
        print(error)
    server = await asyncio.start_server(echo, ["127.0.0.1", "localhost"], 0, family=2)
    print(sorted({sock.getsockname()[0] for sock in server.sockets}))
    port = server.sockets[0].getsockname()[1]
    try:
        await asyncio.start_server(echo, "127.0.0.1", port)
    except OSError as error:
        print(type(error).__name__, error.errno, str(error).replace(str(port), "PORT"))
    server.close()


async def main():
    for step in starting, forever, clients, unix, failing, plain_function, addresses:
        print("--", step.__name__)
        await step()


asyncio.run(main())
