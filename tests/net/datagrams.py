# Datagrams, unix streams, calls of sockets as coroutines, names of hosts.
import asyncio, socket, os, tempfile
class Echo(asyncio.DatagramProtocol):
    def connection_made(self, t): self.t = t; print("made")
    def datagram_received(self, d, a): print("server", d); self.t.sendto(d.upper(), a)
    def connection_lost(self, e): print("lost", e)
class Client(asyncio.DatagramProtocol):
    def __init__(self, fut): self.fut = fut
    def connection_made(self, t): t.sendto(b"ping")
    def datagram_received(self, d, a): self.fut.set_result(d)
    def error_received(self, e): print("error", e)
    def connection_lost(self, e): print("client lost", e)
async def main():
    loop = asyncio.get_running_loop()
    t, p = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
    fut = loop.create_future()
    c, _ = await loop.create_datagram_endpoint(lambda: Client(fut), remote_addr=t.get_extra_info("sockname"))
    print(await fut, c.is_closing(), isinstance(c, asyncio.DatagramTransport))
    c.close(); t.close(); await asyncio.sleep(0.01); print(c.is_closing())
    # unix
    d = tempfile.mkdtemp(); path = os.path.join(d, "s")
    async def h(r, w):
        print("unix", repr(w.get_extra_info("peername")), w.get_extra_info("sockname") == path)
        w.write(await r.read()); w.close()
    s = await asyncio.start_unix_server(h, path)
    r, w = await asyncio.open_unix_connection(path)
    w.write(b"data"); w.write_eof(); print(await r.read()); w.close(); await w.wait_closed()
    s.close(); await s.wait_closed(); print(os.path.exists(path)); os.rmdir(d)
    # sock_*
    a, b = socket.socketpair(); a.setblocking(False); b.setblocking(False)
    t = asyncio.create_task(loop.sock_recv(b, 100)); await asyncio.sleep(0)
    await loop.sock_sendall(a, b"hi"); print(await t)
    big = os.urandom(1) * 1000000
    async def reader():
        n = 0
        while n < len(big): n += len(await loop.sock_recv(b, 65536))
        return n
    t = asyncio.create_task(reader()); await loop.sock_sendall(a, big); print(await t)
    print(await loop.getnameinfo(("127.0.0.1", 80), socket.NI_NUMERICHOST | socket.NI_NUMERICSERV))
    print((await loop.getaddrinfo("localhost", 80, family=socket.AF_INET, type=socket.SOCK_STREAM)))
    a.close(); b.close()
asyncio.run(main())
