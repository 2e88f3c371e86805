from array import array, typecodes, ArrayType
import collections.abc
import copy
import io
import struct
import warnings

warnings.simplefilter('ignore')


def t(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


print(typecodes, ArrayType is array)
for c in 'bBhHiIlLqQfduw':
    for v in (-1,2**7,2**8,2**15,2**16,2**31,2**32,2**63,2**64,-2**70,-129,-2**15-1,-2**31-1,-2**63-1,1.5,'x','xy',None,True):
        try: print(c,repr(v),array(c,[v]))
        except Exception as e: print(c,repr(v),type(e).__name__,e)
a=array('i',[1,2,3,4])
for f in [lambda:array('z'),lambda:array(),lambda:array('ii'),lambda:array(1),lambda:array('i','abc'),lambda:array('u','abc'),lambda:array('w','a€'),lambda:array('i',b'12345678'),lambda:array('i',b'123'),lambda:array('i',5),lambda:array('i',(1,2)),lambda:array('i',range(3)),lambda:array('i',array('d',[1.0])),lambda:array('d',array('i',[1])),lambda:array('i',x=1),
 lambda:a[0],lambda:a[-1],lambda:a[9],lambda:a['x'],lambda:a[1:3],lambda:a[::-1],lambda:a[::2],lambda:len(a),lambda:a+a,lambda:a+array('d'),lambda:a+[1],lambda:a*2,lambda:2*a,lambda:a*-1,lambda:a*'x',lambda:3 in a,lambda:'x' in a,lambda:a==array('i',[1,2,3,4]),lambda:a==array('d',[1,2,3,4]),lambda:a<array('i',[1,3]),lambda:a==[1,2,3,4],lambda:a<[1],lambda:list(a),lambda:a.index(3),lambda:a.index(9),lambda:a.index(1,1),lambda:a.count(1),lambda:a.tobytes(),lambda:a.tolist(),lambda:bytes(a),lambda:a.itemsize,lambda:a.typecode,lambda:a.remove(9),lambda:a.fromlist([1,'x']),lambda:a,lambda:a.fromlist((1,)),lambda:a.frombytes(b'123'),lambda:a.frombytes('x'),lambda:array('i').pop(),lambda:a.pop(9),lambda:a.fromunicode('x'),lambda:a.tounicode(),lambda:a.append('x'),lambda:a.extend(5),lambda:a.extend(array('d')),lambda:a.insert(1,'x'),lambda:hash(a),lambda:array('w','ab').tounicode(),lambda:array('d',[1.5,2]),lambda:array('b'),lambda:array('w'),lambda:array('w','q\'"'),lambda:a.__class__,lambda:a.foo,lambda:array[int],lambda:str(a),lambda:list(reversed(a)),lambda:a.byteswap() or a,lambda:array('d',[1]).byteswap(),lambda:a.__iadd__([1]),lambda:a.__reduce_ex__(2),lambda:array.__mro__, lambda:a.clear() or a]: t(f)


def mut(code):
    b=array('h',range(10))
    try: exec(code,{'b':b,'array':array}); print(code,b)
    except Exception as e: print(code,type(e).__name__,e,b)


for code in ['b[0]=5','b[-1]=7','b[99]=1','b[0]="x"','b[1:3]=array("h",[9,9,9,9])','b[1:3]=array("i")','b[1:3]=[1]','b[::2]=array("h",[1]*5)','b[::2]=array("h",[1])','b[5:2]=array("h",[1])','del b[0]','del b[-1]','del b[99]','del b[2:5]','del b[::3]','del b[::-2]','b[:]=b','b[2:4]=b','b.append(3)','b.extend([1,2])','b.extend(b)','b+=array("h",[1])','b+=[1]','b*=2','b*=0','b*="x"','b.insert(0,5)','b.insert(-1,5)','b.insert(99,5)','b.pop()','b.pop(0)','b.pop(-2)','b.remove(3)','b.reverse()','b.frombytes(b"abcd")','b.fromlist([5])','b.byteswap()','b["x"]=1','del b[:]','b[3:3]=array("h",[7])','b.x=1','b.extend("ab")','b.fromlist([1,99999])','b.extend([1,99999])']: mut(code)


file = io.BytesIO()
a = array('h', [1, -2, 300])
a.tofile(file)
file.seek(0)
b = array('h')
b.fromfile(file, 2)
print(b, a.buffer_info()[1], isinstance(a, collections.abc.MutableSequence), copy.copy(a), copy.deepcopy(a) == a)
t(lambda: b.fromfile(file, 5))
print(b, struct.unpack('<3h', a), b''.join([a, b]), bytearray(a))
struct.pack_into('<h', a, 2, 77)
print(a, int.from_bytes(a, 'little'), io.BytesIO(a).getvalue())


class Named(array):
    def __new__(cls, items, name):
        self = super().__new__(cls, 'i', items)
        self.name = name
        return self


n = Named([1, 2], name='x')
print(n, n.name, n[0], n + n, type(n[:]).__name__, type(copy.copy(n)).__name__)


class Clearing:
    def __eq__(self, other):
        a.clear()
        return False


print(a.count(Clearing()), a, Clearing() in array('h', [1]))
it = iter(b)
print(next(it), b.append(5), list(it), b.append(6), list(it))
