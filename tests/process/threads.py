# Functions that run in steps of their own: executors, to_thread, threads, queues between them.
import asyncio
import concurrent.futures as cf
import queue
import threading
import time


def attempt(function, *args, **kwargs):
    try:
        print(function(*args, **kwargs))
    except Exception as error:
        print(type(error).__name__, error)


def boom():
    raise ValueError("in a thread")


print("-- executors")
with cf.ThreadPoolExecutor(max_workers=2, thread_name_prefix="pool") as pool:
    future = pool.submit(pow, 2, 10)
    print(future.result(), future.done(), future.cancelled(), future.exception(), future.cancel())
    print(list(pool.map(lambda a, b: a + b, [1, 2, 3], [10, 20, 30])))
    print(repr(pool.submit(boom).exception()))
    attempt(pool.submit(boom).result)
    print(sorted(f.result() for f in cf.as_completed([pool.submit(len, "x" * n) for n in (3, 1, 2)])))
    done, not_done = cf.wait([pool.submit(int, "5"), pool.submit(int, "6")])
    print(sorted(f.result() for f in done), not_done)
    print(pool.submit(lambda: threading.current_thread().name).result())
    future = pool.submit(int, "7")
    future.add_done_callback(lambda f: print("callback:", f.result()))
    results = pool.map(int, ["1", "x"])
    print(next(results))
    attempt(next, results)
attempt(pool.submit, print)
attempt(cf.ThreadPoolExecutor, 0)
attempt(cf.ThreadPoolExecutor, 1, initializer=3)

print("-- Future by hand")
future = cf.Future()
print(repr(future).split(" state=")[1], future.running(), future.done())
attempt(future.result, timeout=0.001)
attempt(future.exception, timeout=0)
print(future.set_running_or_notify_cancel(), future.running(), future.cancel())
future.set_result("x")
print(future.result(), repr(future).split(" state=")[1])
try:
    future.set_result(1)
except cf.InvalidStateError as error:
    print(str(error).split(":")[0])
future = cf.Future()
print(future.cancel(), future.cancelled(), future.set_running_or_notify_cancel())
attempt(future.result)
print(cf.wait([cf.Future()], timeout=0.001).done)
attempt(list, cf.as_completed([cf.Future()], timeout=0.001))
print(cf.TimeoutError is TimeoutError, issubclass(cf.CancelledError, cf._base.Error))

print("-- asyncio")


async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.to_thread(sum, [1, 2, 3]), await loop.run_in_executor(None, str.upper, "abc"))
    with cf.ThreadPoolExecutor() as executor:
        print(await loop.run_in_executor(executor, lambda: "in an executor"))
        print(await asyncio.gather(*(loop.run_in_executor(executor, abs, -n) for n in range(4))))
    try:
        await loop.run_in_executor(executor, print)
    except RuntimeError as error:
        print(error)
    try:
        await asyncio.to_thread(boom)
    except ValueError as error:
        print(repr(error))
    start = loop.time()
    await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.05) for _ in range(4)))
    print(loop.time() - start < 0.15)
    outer = asyncio.wrap_future(executor_future)
    loop.call_later(0.001, executor_future.set_result, "from outside")
    print(await outer)

    async def answer():
        return 42

    future = asyncio.run_coroutine_threadsafe(answer(), loop)
    print(await asyncio.wrap_future(future))
    loop.call_soon_threadsafe(print, "call_soon_threadsafe")
    await asyncio.sleep(0.001)


executor_future = cf.Future()
asyncio.run(main())

print("-- threads")
data = threading.local()
data.value = "main"
results = []


def work(number, *, factor=1):
    data.value = number
    results.append((number * factor, threading.current_thread().name, threading.current_thread() is threading.main_thread()))


threads = [threading.Thread(target=work, args=(n,), kwargs={"factor": 2}, name=f"worker {n}") for n in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(results), data.value, threads[0].is_alive(), threads[0].daemon)
attempt(threads[0].start)
attempt(threading.Thread(target=print).join)
print(threading.current_thread().name, threading.active_count())


class Own(threading.Thread):
    def run(self):
        print("run of", type(self).__name__)


own = Own()
own.start()
own.join()

print("-- locks")
lock = threading.Lock()
with lock:
    print(lock.locked(), lock.acquire(blocking=False), lock.acquire(timeout=0.001))
attempt(lock.release)
attempt(lock.acquire, False, 1)
rlock = threading.RLock()
with rlock, rlock:
    print("twice")
attempt(rlock.release)
event = threading.Event()
print(event.wait(0.001), event.is_set(), event.set(), event.wait(), event.clear())
semaphore = threading.BoundedSemaphore(1)
print(semaphore.acquire(), semaphore.acquire(blocking=False), semaphore.release())
attempt(semaphore.release)
condition = threading.Condition()
attempt(condition.notify)
with condition:
    condition.notify_all()
    print(condition.wait(timeout=0.001), condition.wait_for(lambda: True))

print("-- queues")
for kind in (queue.Queue, queue.LifoQueue, queue.PriorityQueue, queue.SimpleQueue):
    q = kind()
    for item in (3, 1, 2):
        q.put(item)
    print(kind.__name__, q.qsize(), [q.get() for _ in range(3)], q.empty())
    try:
        q.get(timeout=0.001)
    except queue.Empty as error:
        print(repr(error))
q = queue.Queue(maxsize=1)
q.put("x")
for call in (lambda: q.put("y", block=False), lambda: q.put("y", timeout=0.001), lambda: q.put("y", timeout=-1)):
    try:
        call()
    except (queue.Full, ValueError) as error:
        print(repr(error))
print(q.full(), q.get(), q.task_done(), q.join())
attempt(q.task_done)
q.put(1)
q.shutdown()
print(q.get())
for call in (q.get, lambda: q.put(1)):
    try:
        call()
    except queue.ShutDown as error:
        print(repr(error))
