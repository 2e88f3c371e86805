import base64
import binascii
import io


def t(call):
    try:
        print(repr(call()))
    except Exception as error:
        print(type(error).__name__, error, type(error).__mro__[1].__name__)


data = bytes(range(256)) * 2
for n in list(range(11)) + [61]:
    for encode, decode in ((base64.b64encode, base64.b64decode), (base64.urlsafe_b64encode, base64.urlsafe_b64decode),
                           (base64.b32encode, base64.b32decode), (base64.b32hexencode, base64.b32hexdecode), (base64.b16encode, base64.b16decode),
                           (base64.a85encode, base64.a85decode), (base64.b85encode, base64.b85decode), (base64.z85encode, base64.z85decode),
                           (base64.encodebytes, base64.decodebytes)):
        piece = data[250 - n:250]
        text = encode(piece)
        print(text, decode(text) == piece)
for text in ('', 'YQ==', 'YQ', 'Y', 'YWI', 'YWJj\n', 'Y W\tJ=j', 'YQ==YQ==', '=YQ=', 'YQ=Q', 'Y===', 'YWJj====', 'YW-_', 'YQ==\n', b'YQ==', bytearray(b'YQ=='), memoryview(b'YQ=='), 'é', 1, None):
    print(repr(text) if not isinstance(text, memoryview) else 'view', end=' ')
    t(lambda: base64.b64decode(text))
    t(lambda: base64.b64decode(text, validate=True))
for call in [
    lambda: base64.b64encode('a'), lambda: base64.b64encode(b'\xfb\xff', b'-_'), lambda: base64.b64encode(b'\xfb\xff', altchars=b'-'),
    lambda: base64.b64decode('-_8=', '-_'), lambda: base64.b32decode('me======'), lambda: base64.b32decode('me======', True), lambda: base64.b32decode('M1======', map01='I'),
    lambda: base64.b32decode('A'), lambda: base64.b32decode('AA=A===='), lambda: base64.b32decode('AB======'), lambda: base64.b32decode('ABC====='), lambda: base64.b32decode('!A======'),
    lambda: base64.b16decode('aB'), lambda: base64.b16decode('aB', casefold=True), lambda: base64.b16decode('ABC'), lambda: base64.b16decode('G0'),
    lambda: base64.a85encode(b'\0\0\0\0    abc', foldspaces=True, adobe=True, wrapcol=4), lambda: base64.a85decode('<~z+<VdL+<VdL~>', adobe=True), lambda: base64.a85decode('yz', foldspaces=True),
    lambda: base64.a85decode('<~', adobe=True), lambda: base64.a85decode('az'), lambda: base64.a85decode('s8W-"'), lambda: base64.a85decode('v'), lambda: base64.a85encode(b'ab', pad=True),
    lambda: base64.b85encode(b'ab', pad=True), lambda: base64.b85decode('ab"c'), lambda: base64.b85decode('~~~~~'), lambda: base64.z85decode('~'), lambda: base64.z85decode('#####'),
    lambda: base64.encodebytes('a'), lambda: base64.encodebytes(b'x' * 60), lambda: base64.standard_b64decode('YQ=='), lambda: sorted(base64.__all__),
    lambda: binascii.hexlify(b'\x01\xab\xff'), lambda: binascii.hexlify(b'\x01\xab\xff', '-'), lambda: binascii.hexlify(b'\x01\xab\xff', b':', 2), lambda: binascii.b2a_hex(b'abcd', sep='_', bytes_per_sep=-3),
    lambda: binascii.hexlify('a'), lambda: binascii.unhexlify('01aBfF'), lambda: binascii.unhexlify(b'0'), lambda: binascii.a2b_hex('0g'), lambda: binascii.unhexlify('é1'), lambda: binascii.unhexlify(1),
    lambda: binascii.crc32(b'hello'), lambda: binascii.crc32(b'lo', binascii.crc32(b'hel')), lambda: binascii.crc32(b'', -1), lambda: binascii.crc32('a'), lambda: binascii.crc32(b'a', 2 ** 70 + 5), lambda: binascii.crc_hqx(b'hello', 0),
    lambda: binascii.b2a_uu(b'hello world'), lambda: binascii.b2a_uu(b''), lambda: binascii.b2a_uu(b'\0', backtick=True), lambda: binascii.b2a_uu(b'x' * 46), lambda: binascii.a2b_uu(b'+:&5L;&\\@=V]R;&0 \n'),
    lambda: binascii.a2b_uu(b' \n'), lambda: binascii.a2b_uu(b'!\x7f'), lambda: binascii.a2b_uu(b'!!!abc'), lambda: binascii.a2b_uu(b'#AB'), lambda: binascii.b2a_base64(b'a', newline=False), lambda: binascii.b2a_base64(b''),
    lambda: binascii.a2b_base64(b'YQ==', strict_mode=True), lambda: binascii.Error.__mro__, lambda: binascii.Incomplete.__base__,
]:
    t(call)
out = io.BytesIO()
base64.encode(io.BytesIO(data), out)
back = io.BytesIO()
base64.decode(io.BytesIO(out.getvalue()), back)
print(len(out.getvalue()), back.getvalue() == data)
