# not CPython: it hangs where DeadlockError tells that nobody can wake the task
import asyncio, gc
async def hold(r, w):
    await asyncio.sleep(3600)
async def main():
    s = await asyncio.start_server(hold, "127.0.0.1", 0)
    global r, w, t
    r, w = await asyncio.open_connection(*s.sockets[0].getsockname())
    t = w.transport
    await asyncio.sleep(0)
asyncio.run(main())
print("second")
async def dead():
    await asyncio.get_running_loop().create_future()
try: asyncio.run(dead())
except BaseException as e: print(type(e).__name__)
try: w.close()
except RuntimeError as e: print(e)
gc.collect(); gc.collect()
