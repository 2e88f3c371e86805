# add_reader, add_writer: the order of their callbacks among others, and what they refuse.
import asyncio
import os


async def reading():
    loop = asyncio.get_running_loop()
    r, w = os.pipe()
    done = loop.create_future()
    seen = []

    def on_data():
        data = os.read(r, 3)
        seen.append(data)
        loop.call_soon(seen.append, "soon after " + data.decode())
        if not data:
            print("removed:", loop.remove_reader(r), loop.remove_reader(r))
            done.set_result(seen)

    loop.add_reader(r, on_data)
    os.write(w, b"abcdefgh")
    os.close(w)
    print(await done)
    os.close(r)


async def replacing():
    loop = asyncio.get_running_loop()
    r, w = os.pipe()
    os.write(w, b"x")
    seen = []
    loop.add_reader(r, seen.append, "first")
    loop.add_reader(r, seen.append, "second")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(set(seen))
    print("removed:", loop.remove_reader(r))
    del seen[:]
    await asyncio.sleep(0.001)
    print(seen)

    done = loop.create_future()
    loop.add_writer(w, lambda: done.done() or done.set_result("can be written"))
    print(await done, loop.remove_writer(w), loop.remove_writer(w))
    os.close(r)
    os.close(w)


async def hang_up():
    loop = asyncio.get_running_loop()
    r, w = os.pipe()
    os.close(r)
    done = loop.create_future()
    loop.add_writer(w, lambda: done.done() or done.set_result(None))
    await done
    loop.remove_writer(w)
    try:
        os.write(w, b"x")
    except BrokenPipeError as error:
        print(repr(error))
    os.close(w)


async def refused():
    loop = asyncio.get_running_loop()
    for file in (-1, 99999, "x", object):
        try:
            loop.add_reader(file, print)
        except (ValueError, OSError) as error:
            print(repr(error))
    print(loop.remove_reader(12345))


asyncio.run(reading())
asyncio.run(replacing())
asyncio.run(hang_up())
asyncio.run(refused())
