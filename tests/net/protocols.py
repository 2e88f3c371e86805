# Transports and protocols: the order of callbacks, flow control, end of file, aborting, buffered protocols.
import asyncio
import socket


class Shown(asyncio.Protocol):
    def __init__(self, name, keep_open=False):
        self.name, self.keep_open = name, keep_open
        self.data = b""
        self.lost = asyncio.get_running_loop().create_future()
        self.ended = asyncio.Event()

    def connection_made(self, transport):
        self.transport = transport
        print(self.name, "made", transport.is_reading(), transport.get_write_buffer_limits())

    def data_received(self, data):
        self.data += data
        print(self.name, "data", len(self.data) if len(self.data) > 100 else self.data)

    def eof_received(self):
        print(self.name, "eof")
        self.ended.set()
        return self.keep_open

    def pause_writing(self):
        print(self.name, "pause", self.transport.get_write_buffer_size() > 0)

    def resume_writing(self):
        print(self.name, "resume", self.transport.get_write_buffer_size())

    def connection_lost(self, exc):
        print(self.name, "lost", exc)
        self.lost.set_result(None)


async def pair(first, second):
    loop = asyncio.get_running_loop()
    a, b = socket.socketpair()
    one = await loop.create_connection(lambda: first, sock=a)
    two = await loop.connect_accepted_socket(lambda: second, sock=b)
    return one[0], two[0]


async def order():
    a, b = Shown("a"), Shown("b", keep_open=True)
    left, right = await pair(a, b)
    loop = asyncio.get_running_loop()
    left.write(b"one")
    loop.call_soon(print, "soon")
    await asyncio.sleep(0)
    print("turn")
    await asyncio.sleep(0)
    left.writelines([b"two", bytearray(b"three"), memoryview(b"four")])
    left.write_eof()
    await b.ended.wait()
    right.write(b"answer")
    right.close()
    right.close()
    print(right.is_closing(), right.is_reading(), right.get_extra_info("nothing", 7))
    await a.lost
    await b.lost
    print(str(left).split(' fd=')[0], str(right).split(' fd=')[0])


async def flow():
    a, b = Shown("a"), Shown("b")
    left, right = await pair(a, b)
    right.pause_reading()
    right.pause_reading()
    print(right.is_reading())
    left.set_write_buffer_limits(high=1000)
    print(left.get_write_buffer_limits())
    left.write(bytes(3_000_000))
    print(left.get_write_buffer_size() > 1000)
    left.close()
    left.write(b"")
    await asyncio.sleep(0.01)
    b.data_received = lambda data: setattr(b, "data", b.data + data)
    right.resume_reading()
    await b.lost
    await a.lost
    print(len(b.data))
    for limits in ({"high": 5, "low": 6}, {"low": -1}):
        try:
            left.set_write_buffer_limits(**limits)
        except ValueError as error:
            print(error)


async def aborting():
    a, b = Shown("a"), Shown("b")
    left, right = await pair(a, b)
    left.write(b"x" * 3_000_000)
    left.abort()
    left.abort()
    for i in range(7):
        left.write(b"y")
    print(left.get_write_buffer_size(), left.is_closing())
    await a.lost
    right.abort()
    await b.lost
    try:
        left.write("text")
    except TypeError as error:
        print(error)


class Buffered(asyncio.BufferedProtocol):
    def connection_made(self, transport):
        self.buffer = bytearray(4)
        self.lost = asyncio.get_running_loop().create_future()

    def get_buffer(self, sizehint):
        return self.buffer

    def buffer_updated(self, nbytes):
        print("buffered", bytes(self.buffer[:nbytes]))

    def eof_received(self):
        print("buffered eof")

    def connection_lost(self, exc):
        self.lost.set_result(exc)


async def buffered():
    a, b = Shown("a"), Buffered()
    left, right = await pair(a, b)
    left.write(b"ten bytes!")
    left.close()
    print(await b.lost)
    await a.lost


class Failing(asyncio.Protocol):
    def data_received(self, data):
        raise ZeroDivisionError("in data_received")

    def connection_lost(self, exc):
        print("failing lost", repr(exc))


async def failing():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print(context["message"], repr(context["exception"])))
    a = Shown("a")
    left, right = await pair(a, Failing())
    left.write(b"x")
    await a.lost


async def main():
    for step in order, flow, aborting, buffered, failing:
        print("--", step.__name__)
        await step()


asyncio.run(main())
