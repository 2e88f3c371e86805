# StringIO, BytesIO, TextIOWrapper over other objects, the abstract classes of io.
open('a.txt', 'w').write('l1\nl2\nl3\n')
import io,os
def t(s):
    try: print(s, '->', repr(eval(s, globals())))
    except BaseException as e: print(s, '!!', type(e).__name__, e)
def x(s):
    try: exec(s, globals()); print(s, "ok")
    except BaseException as e: print(s, '!!', type(e).__name__, e)
s=io.StringIO("a\nbb\nc")
for c in "s.read(1)|s.readline()|s.tell()|s.seek(-1)|s.seek(1,1)|s.seek(0,1)|s.seek(0,2)|s.seek(1,2)|s.seek(0,3)|s.seek(100)|s.read()|s.write('Z')|s.getvalue()|s.truncate(2)|s.tell()|s.getvalue()|s.truncate(-1)|s.truncate('a')|s.read('a')|s.read(-1)|s.readlines()|s.write(5)|s.write(None)|s.seek('a')|s.seek(1.5)|s.readable(),s.writable(),s.seekable()|s.isatty()|s.fileno()|s.closed|s.encoding|s.errors|s.newlines|s.line_buffering|s.name|s.__iter__() is s|s.readline(2)|s.detach()|s.close()|s.close()|s.read()|s.getvalue()|s.closed|s.readable()|s.tell()|s.seek(0)|s.flush()|s.__enter__()|next(s)|s.write('a')|s.truncate()".split("|"): t(c)
for c in "io.StringIO('a\\r\\nb\\rc\\n',newline=None).read()|io.StringIO('a\\r\\nb\\rc\\n',newline='').readlines()|io.StringIO('a\\r\\nb\\rc\\n').readlines()|io.StringIO('a\\r\\nb\\rc\\n',newline='\\r').readlines()|io.StringIO('a\\nb',newline='\\r\\n').getvalue()|io.StringIO('a\\nb',newline='x')|io.StringIO(5)|io.StringIO(None).read()|io.StringIO(newline=5)|io.StringIO(b'')|io.StringIO('é€x').read(2)|io.StringIO(initial_value='q').read()|list(io.StringIO('a\\n\\nb'))|io.StringIO('ab').readlines(1)".split("|"): t(c)
s=io.StringIO('héllo'); s.seek(2); s.write('€€'); t("s.getvalue()"); t("s.tell()"); s.seek(1); t("s.read(2)"); s.seek(10); s.write('x'); t("s.getvalue()")
b=io.BytesIO(b"a\nbb\nc")
for c in "b.read(1)|b.readline()|b.tell()|b.seek(-1)|b.seek(1,1)|b.seek(-100,1)|b.seek(0,2)|b.seek(-1,2)|b.seek(0,3)|b.seek(100)|b.read()|b.write(b'Z')|b.getvalue()|b.truncate(2)|b.tell()|b.getvalue()|b.truncate(-1)|b.read('a')|b.read(-1)|b.readlines()|b.write(5)|b.write('s')|b.seek('a')|b.seek(0)|b.readinto(bytearray(3))|b.read1(1)|b.getbuffer()[0:1].tobytes()|b.readable(),b.writable(),b.seekable()|b.isatty()|b.fileno()|b.closed|b.name|b.detach()|b.writelines([b'q',b'r'])|b.getvalue()|b.close()|b.read()|b.getvalue()|b.closed|b.readable()|b.flush()|next(b)|b.tell()|b.mode|b.peek()".split("|"): t(c)
for c in "io.BytesIO(5)|io.BytesIO('s')|io.BytesIO(None).read()|io.BytesIO(bytearray(b'q')).read()|io.BytesIO(memoryview(b'zz')).read()|list(io.BytesIO(b'a\\nb\\n'))|io.BytesIO(initial_bytes=b'w').read()|io.BytesIO([1,2])|io.BytesIO(b'abc').readlines(1)".split("|"): t(c)
t("io.TextIOWrapper(io.BytesIO(b'x\\ny'))"); w=io.TextIOWrapper(io.BytesIO(b'x\ny')); t("w.readline()"); t("w.tell()"); t("w.buffer.tell()"); t("type(w.detach()).__name__"); t("w.read()")
w=io.TextIOWrapper(io.BytesIO(),write_through=True); t("w.write('abc')"); t("w.buffer.getvalue()")
w=io.TextIOWrapper(io.BytesIO()); t("w.write('abc')"); t("w.buffer.getvalue()"); w.flush(); t("w.buffer.getvalue()"); w.close(); t("w.buffer.closed"); 
t("io.TextIOWrapper(5)"); t("io.TextIOWrapper(io.BytesIO(),newline='q')"); t("io.TextIOWrapper(io.BytesIO(),encoding=5)"); t("io.TextIOWrapper(io.BytesIO(b'abc')).seek(1)"); t("io.BufferedReader(io.BytesIO(b'abc')).read()"); t("io.BufferedReader(5)"); t("io.BufferedWriter(io.BytesIO())"); t("io.FileIO('a.txt').read(3)"); t("io.FileIO('nope')"); t("io.FileIO('a.txt','zz')"); t("io.FileIO('a.txt').readall()"); t("io.FileIO('a.txt').write(b'x')"); t("io.FileIO('a.txt').readline()"); t("io.BytesIO(b'abc').readline(-1)"); t("io.StringIO('abc').read(None)")
t("io.TextIOWrapper(open('a.txt','rb')).name"); t("io.TextIOWrapper(open('a.txt','rb'))"); t("open('a.txt').detach().read()"); t("io.BufferedReader(io.FileIO('a.txt'),5).read(7)"); t("io.BufferedReader(io.FileIO('a.txt'),0)"); t("open('a.txt', buffering=-2)"); t("open('a.txt', closefd=False)"); t("open(0, closefd=False).name"); t("open('a.txt', opener=lambda p,f: os.open(p,f)).read()"); t("open('a.txt', opener=lambda p,f: -1)"); t("open('a.txt', opener=lambda p,f: 'x')")
class P:
    def __fspath__(self): return 'a.txt'
t("open(P()).read()"); t("open(P()).name")
t("io.StringIO('x').read(1.5)"); t("io.text_encoding(None)"); t("io.BytesIO(b'abc').getbuffer().nbytes")
t("io.IOBase().read"); t("io.IOBase().readable()"); t("io.IOBase().fileno()"); t("io.RawIOBase().read()"); t("io.TextIOBase().read()"); t("io.BufferedIOBase().read()")
class R(io.RawIOBase):
    def __init__(s): s.d=b"hello\nworld"; s.p=0
    def readable(s): return True
    def readinto(s,b):
        n=min(len(b),4,len(s.d)-s.p); b[:n]=s.d[s.p:s.p+n]; s.p+=n; return n
t("R().read(3)"); t("R().readall()"); t("io.BufferedReader(R()).readline()"); t("io.TextIOWrapper(io.BufferedReader(R())).readlines()"); t("R().readline()"); t("list(R())")
