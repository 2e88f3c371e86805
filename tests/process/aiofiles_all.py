# not CPython: aiofiles is not part of its library; what open() does is the measure here.
import asyncio
import io
import os
import random

import aiofiles
import aiofiles.os
import aiofiles.tempfile


async def basics():
    async with aiofiles.open("text", "w") as file:
        print(await file.write("first\nsecond\n"), file.name, file.mode, file.closed, file.encoding)
        await file.writelines(["third\n", "fourth"])
    print(file.closed, open("text").read().split("\n"))
    async with aiofiles.open("text") as file:
        print(await file.readline(), await file.tell(), await file.read(3), await file.read())
        print(await file.read(), await file.seek(0), await file.readlines())
    async with aiofiles.open("text") as file:
        print([line async for line in file])
    file = await aiofiles.open("text", "rb")
    print(await file.read(4), await file.peek(2) != b"", await file.readable(), await file.writable(), await file.seekable())
    buffer = bytearray(4)
    print(await file.readinto(buffer), buffer, file.fileno() > 2, await file.isatty())
    await file.close()
    await file.close()
    try:
        await file.read()
    except ValueError as error:
        print(error)
    async with aiofiles.open("text", "a+") as file:
        print(await file.tell(), await file.read(), await file.write("!"), await file.seek(0), len(await file.read()))
    async with aiofiles.open("text", "r+b", buffering=0) as file:
        print(await file.read(5), await file.write(b"-"), await file.seek(0), await file.readall())
        print(await file.truncate(6), await file.seek(0), await file.read())
    async with aiofiles.open("lines", "w", newline="\r\n") as file:
        await file.write("a\nb\n")
    async with aiofiles.open("lines", newline="") as file:
        print(repr(await file.read()), file.newlines)
    async with aiofiles.open("latin", "w", encoding="latin-1") as file:
        await file.write("\xe9")
    try:
        async with aiofiles.open("latin", encoding="utf-8") as file:
            await file.read()
    except UnicodeDecodeError as error:
        print(error)
    fd = os.open("text", os.O_RDONLY)
    async with aiofiles.open(fd, "rb") as file:
        print(await file.read(), file.name == fd)


async def flushing():
    async with aiofiles.open("flushed", "w") as file:
        await file.write("x")
        print(repr(open("flushed").read()))
        await file.flush()
        print(repr(open("flushed").read()))


async def long_lines():
    lines = ["x" * length + "\n" for length in (0, 100, 9000, 70_000, 200_000, 5, 65_536, 1)]
    async with aiofiles.open("long", "w") as file:
        await file.writelines(lines)
    async with aiofiles.open("long") as file:
        print([line async for line in file] == lines)
    async with aiofiles.open("long", "rb") as file:
        pieces = []
        while piece := await file.read(10_000):
            pieces.append(piece)
        print(b"".join(pieces) == "".join(lines).encode(), len(pieces))


async def failing():
    for args in (("no-such-file",), ("/no/such/folder/file", "w"), (".",), (".", "w"), ("text", "x"), ("text", "q"),
                 ("text", "rw"), ("text", "rb", -1, "utf-8"), ("text", "r", 0), ("text", "r", -1, "no-such-codec"),
                 (99999, "r"), (1.5,)):
        outcomes = []
        for opener in (open, aiofiles.open):
            try:
                result = opener(*args)
                if opener is aiofiles.open:
                    result = await result
                outcomes.append("opened")
            except Exception as error:
                outcomes.append((type(error).__name__, str(error)))
        print(outcomes[0] == outcomes[1] or outcomes, outcomes[1])
    async with aiofiles.open("text") as file:
        try:
            await file.write("x")
        except io.UnsupportedOperation as error:
            print(error)
    async with aiofiles.open("text", "w") as file:
        try:
            await file.read()
        except io.UnsupportedOperation as error:
            print(error)
    file = await aiofiles.open("/dev/full", "w")
    await file.write("x")
    try:
        await file.close()
    except OSError as error:
        print(error, file.closed)


OPERATIONS = {
    "r": ("read", "readn", "readline", "seek", "tell"),
    "w": ("write", "writelines", "flush", "truncate"),
    "+": ("read", "readn", "readline", "seek", "write", "flush", "tell", "end"),
}


async def compare(seed):
    """The same operations on two files, by open() and by aiofiles, give the same."""
    chance = random.Random(seed)
    binary = chance.random() < 0.5
    mode = chance.choice(["r", "w", "r+", "w+", "a", "a+"])
    names = OPERATIONS["+" if "+" in mode else "r" if mode == "r" else "w"]
    content = "".join(chance.choice(["line\n", "é", "long" * 3000, "\n"]) for _ in range(40))
    for name in ("one", "two"):
        with open(name, "w") as file:
            file.write(content)
    if binary:
        mode += "b"
    plain = open("one", mode)
    other = await aiofiles.open("two", mode)
    for _ in range(25):
        name = chance.choice(names)
        size = chance.choice([0, 1, 10, 8192, 100_000])
        data = chance.choice(["x", "words\n" * 5, "big" * 5000])
        if binary:
            data = data.encode()
        calls = {
            "read": ("read", ()), "readn": ("read", (size,)), "readline": ("readline", ()), "tell": ("tell", ()),
            "seek": ("seek", (size if binary else 0,)), "end": ("seek", (0, 2)), "write": ("write", (data,)),
            "writelines": ("writelines", ([data, data],)), "flush": ("flush", ()), "truncate": ("truncate", ()),
        }
        method, args = calls[name]
        if name == "write" and not binary and "+" in mode:  # between reading and writing text, the position is set
            plain.seek(0, 2)
            await other.seek(0, 2)
        expected, got = getattr(plain, method)(*args), await getattr(other, method)(*args)
        if expected != got:
            print("seed", seed, mode, method, args, repr(expected)[:80], repr(got)[:80])
    plain.close()
    await other.close()
    if open("one", "rb").read() != open("two", "rb").read():
        print("seed", seed, mode, "left different files")


async def functions():
    await aiofiles.os.makedirs("folder/inner", exist_ok=True)
    print(await aiofiles.os.path.isdir("folder"), await aiofiles.os.path.exists("nothing"), await aiofiles.os.listdir("folder"))
    await aiofiles.os.rename("text", "folder/text")
    print((await aiofiles.os.stat("folder/text")).st_size, await aiofiles.os.path.getsize("folder/text"))
    await aiofiles.os.remove("folder/text")
    try:
        await aiofiles.os.remove("folder/text")
    except FileNotFoundError as error:
        print(error)
    await aiofiles.os.removedirs("folder/inner")
    print(await aiofiles.os.wrap(len)("abc"), os.path.exists("folder"))
    async with aiofiles.tempfile.TemporaryDirectory() as folder:
        async with aiofiles.open(folder + "/x", "w") as file:
            await file.write("x")
        print(os.listdir(folder))
    print(os.path.exists(folder))
    async with aiofiles.tempfile.NamedTemporaryFile("w+") as file:
        await file.write("temporary")
        await file.seek(0)
        print(await file.read(), os.path.exists(file.name))
    print(os.path.exists(file.name))
    async with aiofiles.tempfile.TemporaryFile() as file:
        await file.write(b"nameless")
        await file.seek(0)
        print(await file.read())


async def together():
    async def write(number):
        async with aiofiles.open(f"file{number}", "w") as file:
            for _ in range(5):
                await file.write(str(number) * 10)

    await asyncio.gather(*(write(n) for n in range(10)))
    print([len(open(f"file{n}").read()) for n in range(10)])
    async with aiofiles.open("shared", "w") as file:
        await asyncio.gather(*(file.write(f"{n}\n") for n in range(10)))
    print(sorted(open("shared").read().split(), key=int))
    file = await aiofiles.open("file1")
    task = asyncio.create_task(file.read())
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", len(await file.read()))
    await file.close()


asyncio.run(basics())
asyncio.run(flushing())
asyncio.run(long_lines())
asyncio.run(failing())


async def compare_all():
    for seed in range(30):
        await compare(seed)


asyncio.run(compare_all())
asyncio.run(functions())
asyncio.run(together())
