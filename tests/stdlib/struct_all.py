import struct
for f,a in [('b',200),('B',-1),('h',70000),('H',-1),('i',2**40),('I',-1),('l',2**70),('L',-1),('q',2**70),('Q',-1),('n',2**70),('N',-1),('P',-1),('<b',200),('<B',300),('<h',70000),('<H',-1),('<i',2**40),('<I',-1),('<l',2**40),('<L',-1),('<q',2**70),('<Q',-1),('>Q',2**64),('>B',-1),('f',1e40),('e',1e6),('<f',1e40),('d','x'),('i','x'),('i',1.5),('c','a'),('c',b'ab'),('s','a'),('p',1),('?',[]),('<n',1),('<P',1),('z',1),('3',1),('i i',1),('99999999999999999999i',1),('e',float('nan')),('5s',b'ab'),('5p',b'abcdefg'),('0s',b'a'),('b',True),('L',2**64),('<L',2**32), ('<?',2)]:
    try: print(f,repr(a),struct.pack(f,a))
    except Exception as e: print(f,repr(a),type(e),e)
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e),e)
b=bytearray(8)
for f in [lambda: struct.pack_into('i',b,6,1),lambda: struct.pack_into('i',b,-2,1),lambda: struct.pack_into('i',b,-20,1),lambda: struct.pack_into('i',b'abc',0,1),lambda: struct.pack_into('i',b),lambda: struct.pack_into('i'),lambda: struct.pack_into('i',b,0),lambda: struct.pack_into('i',b,0,1,2),lambda: struct.unpack_from('i',b,6),lambda: struct.unpack_from('i',b,-2),lambda: struct.unpack_from('i',b,-20),lambda: struct.unpack_from('i',b),lambda:struct.unpack('i',b''),lambda:struct.unpack('i','abcd'),lambda:struct.unpack(1,b''),lambda:struct.iter_unpack('',b''),lambda:struct.iter_unpack('i',b'123'),lambda:list(struct.iter_unpack('h',b'1234')),lambda:struct.Struct('i'),lambda:struct.Struct(),lambda:struct.Struct('<i').format,lambda:struct.Struct(b'<i').format,lambda:struct.calcsize('@bI'),lambda:struct.calcsize('é'),lambda:struct.Struct(1),lambda:struct.pack(),lambda:struct.unpack('i'),lambda:struct.Struct('ii'), lambda: struct.pack('i',1,2), lambda: struct.Struct('i').pack(), lambda:struct.calcsize('i'*5+'0q'),lambda:struct.pack_into('i',b,'x',1),lambda:struct.Struct.__new__(struct.Struct),lambda:struct.error.__module__,lambda:struct.pack('i',10**30), lambda:struct.calcsize('<'), lambda: struct.unpack('<e',b'\x00<'),lambda: struct.iter_unpack('h',b'12').__length_hint__(),lambda:struct.calcsize('i<i'),lambda:struct.pack('P',2**64),lambda:struct.pack('?',[1]), lambda: struct.pack('i',bytearray()), lambda:struct.pack('10',1), lambda:struct.calcsize(' i\t2h\n'), lambda:struct.calcsize('2 i')]: t(f)
import math
for order in '@=<>!':
    for code in 'xcbB?hHiIlLqQefd':
        size = struct.calcsize(order + code)
        data = bytes(range(1, size + 1))
        print(order + code, size, struct.unpack(order + code, data), struct.pack(order + code, *struct.unpack(order + code, data)) == data or code in 'x?')
for x in (0.0, -0.0, 1.5, 65504.0, 65519.9, 6e-8, 2.98e-8, 1e-9, math.inf, -math.inf, 2.0 ** -14, 2049.0, 2051.0, 0.1):
    half = struct.pack('<e', x)
    print(x, half.hex(), struct.unpack('<e', half), struct.pack('>f', x).hex(), struct.pack('>d', x).hex())
print(struct.calcsize('cicq'), struct.calcsize('=cicq'), struct.calcsize('ci0q'), struct.pack('@c2xh', b'a', 258), struct.unpack('<3sx2p2H', b'abc\0\x01zABCD'))
for bad in ('\0', 'i\0', b'i\0'):
    t(lambda: struct.calcsize(bad))


class Index:
    def __index__(self):
        return 7


print(struct.pack('<hQ', Index(), Index()), struct.unpack('>q', b'\xff' * 8), struct.unpack('>Q', b'\xff' * 8))


class Point(struct.Struct):
    def __init__(self):
        super().__init__('<hh')


p = Point()
print(p.size, p.format, p.pack(1, 2), p.unpack(b'\1\0\2\0'), list(p.iter_unpack(bytes(8))), p.unpack_from(memoryview(b'xx\1\0\2\0'), offset=2), p)
buffer = bytearray(10)
p.pack_into(buffer, 3, -1, -2)
struct.pack_into('>H', memoryview(buffer)[8:], 0, 0xABCD)
print(buffer)

