# Module socket: sockets that block, options, errors, names.
import socket

server = socket.socket()
print(server.family, repr(server.family), server.type, server.proto, server.gettimeout(), server.getblocking())
server.bind(("127.0.0.1", 0))
server.listen()
client = socket.create_connection(server.getsockname())
conn, address = server.accept()
print(address == client.getsockname(), conn.getpeername() == address)
client.sendall(b"hello\nx\n")
print(conn.recv(100))
with client.makefile("rwb") as file:
    conn.sendall(b"line\nmore")
    conn.shutdown(socket.SHUT_WR)
    print(file.readline(), file.read())
with client.makefile("w", encoding="utf-8") as file:
    file.write("text\n")
print(conn.recv(100))
client.close()
conn.close()
server.close()
print(server, server.fileno())

left, right = socket.socketpair()
left.send(b"q")
buffer = bytearray(4)
print(right.recv_into(buffer), buffer, left.family == socket.AF_UNIX)
left.settimeout(0.01)
try:
    left.recv(1)
except TimeoutError as error:
    print(repr(error))
left.setblocking(False)
try:
    left.recv(1)
except BlockingIOError as error:
    print(error.errno)
with left, right:
    left.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    print(left.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) != 0, socket.timeout, socket.error)
print(left.fileno())


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as error:
        print(type(error).__name__, error)


attempt(server.bind, "x")
attempt(socket.socket().bind, ("127.0.0.1", 99999))
attempt(socket.socket().bind, ("127.0.0.1",))
attempt(socket.socket().connect, ("127.0.0.1", 1))
attempt(server.recv, 1)
attempt(socket.socket().send, "s")
attempt(socket.inet_aton, "q")
attempt(socket.inet_pton, socket.AF_INET6, "q")
attempt(socket.getaddrinfo, "127.0.0.1", 80, 0, socket.SOCK_STREAM)
attempt(socket.getaddrinfo, "127.0.0.1", "http", socket.AF_INET, socket.SOCK_STREAM)
attempt(socket.getnameinfo, ("127.0.0.1", 80), socket.NI_NUMERICHOST | socket.NI_NUMERICSERV)
attempt(socket.inet_ntop, socket.AF_INET6, socket.inet_pton(socket.AF_INET6, "::1"))
attempt(socket.inet_ntoa, b"\x01\x02\x03\x04")
attempt(socket.htons, 1)
attempt(socket.socket().settimeout, -1)
try:
    socket.getaddrinfo("no.such.host.invalid", 80)
except socket.gaierror as error:
    print(type(error).__mro__, error.errno < 0)
print(socket.SOCK_STREAM | socket.SOCK_NONBLOCK, repr(socket.MSG_PEEK), repr(socket.AI_PASSIVE), socket.has_ipv6)
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", 0))
udp.sendto(b"datagram", udp.getsockname())
print(udp.recvfrom(100)[0])
udp.close()
