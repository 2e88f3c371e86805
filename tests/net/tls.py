# TLS streams: certificates are verified, whoever fails that is refused; start_tls; what was agreed on.
import asyncio
import ssl

CERTIFICATE, KEY = "cert.pem", "key.pem"


def server_context():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE, KEY)
    context.set_alpn_protocols(["echo/2", "echo/1"])
    return context


def client_context():
    context = ssl.create_default_context(cafile=CERTIFICATE)
    context.set_alpn_protocols(["echo/1"])
    return context


async def echo(reader, writer):
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()
    print("server saw the end", reader.at_eof())
    writer.close()


async def talk(address, **options):
    reader, writer = await asyncio.open_connection(*address, **options)
    writer.write(b"hello\n")
    print(await reader.readline(), writer.can_write_eof(), writer.get_extra_info("sslcontext") is options["ssl"])
    tls = writer.get_extra_info("ssl_object")
    print(tls.version(), tls.selected_alpn_protocol(), writer.get_extra_info("cipher")[1], tls.server_hostname)
    certificate = writer.get_extra_info("peercert")
    if certificate:
        print(certificate["subject"], certificate["subjectAltName"], certificate["version"])
    big = b"x" * 300_000 + b"\n"
    writer.write(big)
    print((await reader.readuntil(b"\n")) == big if options.get("limit") else None)
    writer.close()
    await writer.wait_closed()


async def main():
    context = client_context()
    print(context.verify_mode, context.check_hostname, context.minimum_version.name, repr(context.protocol))
    server = await asyncio.start_server(echo, "127.0.0.1", 0, ssl=server_context(), limit=1 << 20)
    address = server.sockets[0].getsockname()
    await talk(address, ssl=context, limit=1 << 20)
    await talk(address, ssl=context, server_hostname="localhost", limit=1 << 20)

    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    for options in ({"ssl": True}, {"ssl": context, "server_hostname": "elsewhere.example"}):
        try:
            await asyncio.open_connection(*address, **options)
        except ssl.SSLCertVerificationError as error:
            print(type(error).__name__, error.reason, error.verify_code, error.verify_message)
    trusting = ssl.create_default_context()
    try:
        trusting.verify_mode = ssl.CERT_NONE
    except ValueError as error:
        print(error)
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    await talk(address, ssl=trusting, limit=1 << 20)

    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"this is no handshake\n")
    print(len(await reader.read()) >= 0)
    writer.close()
    server.close()

    try:
        await asyncio.open_connection(*address, server_hostname="x")
    except ValueError as error:
        print(error)
    for call in (lambda: server_context().load_cert_chain("none.pem"), lambda: context.load_verify_locations(),
                 lambda: context.load_verify_locations("none.pem"), lambda: context.load_verify_locations(cadata="")):
        try:
            call()
        except Exception as error:
            print(type(error).__name__, error)
    await upgrade()


async def upgrade():
    async def serve(reader, writer):
        writer.write(await reader.readline())
        await writer.start_tls(server_context())
        writer.write(await reader.readline())
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"plain\n")
        print(await reader.readline())
        await writer.start_tls(client_context(), server_hostname="localhost")
        writer.write(b"secret\n")
        print(await reader.read(), writer.get_extra_info("ssl_object").version())
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
