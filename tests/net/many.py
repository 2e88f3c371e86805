# Many connections at once, large transfers with a slow reader, lines beyond the limit.
import asyncio

COUNT, SIZE = 20, 400_000


async def sum_lines(reader, writer):
    total = 0
    while line := await reader.readline():
        total += int(line)
        writer.write(b"%d\n" % total)
        await writer.drain()
    writer.close()


async def client(address, number):
    reader, writer = await asyncio.open_connection(*address)
    last = b""
    for i in range(5):
        writer.write(b"%d\n" % (number * i))
        last = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return int(last)


async def send_much(reader, writer):
    for i in range(4):
        writer.write(bytes([i]) * (SIZE // 4))
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def slow_reader(address):
    reader, writer = await asyncio.open_connection(*address, limit=1000)
    await asyncio.sleep(0.02)
    got = bytearray()
    while block := await reader.read(5000):
        got += block
        if len(got) % 3 == 0:
            await asyncio.sleep(0)
    print(len(got), [got.count(bytes([i])) for i in range(4)])
    writer.close()


async def long_lines(reader, writer):
    writer.write(b"x" * 50 + b"\n" + b"short\n" + b"y" * 20 + b";" + b"z" * 300)
    writer.close()


async def limits(address):
    reader, writer = await asyncio.open_connection(*address, limit=16)
    for attempt in range(2):
        try:
            print(await reader.readline())
        except ValueError as error:
            print(error)
    try:
        await reader.readuntil(b";")
    except asyncio.LimitOverrunError as error:
        print(error, error.consumed)
        print(await reader.readexactly(error.consumed))
    print(await reader.readuntil(b";"))
    try:
        await reader.readuntil(b";")
    except asyncio.LimitOverrunError as error:
        print(error, error.consumed > 16)
    print(len(await reader.read(-1)))
    writer.close()


async def main():
    async with await asyncio.start_server(sum_lines, "127.0.0.1", 0) as server:
        address = server.sockets[0].getsockname()
        print(await asyncio.gather(*[client(address, i) for i in range(COUNT)]))
    async with await asyncio.start_server(send_much, "127.0.0.1", 0) as server:
        await slow_reader(server.sockets[0].getsockname())
    async with await asyncio.start_server(long_lines, "127.0.0.1", 0) as server:
        await limits(server.sockets[0].getsockname())


asyncio.run(main())
