# open() and the file objects it makes: results and errors of every method.
import io,os
def t(s):
    try: print(s, '->', repr(eval(s, globals())))
    except BaseException as e: print(s, '!!', type(e).__name__, e)
def x(s):
    try: exec(s, globals()); print(s, "ok")
    except BaseException as e: print(s, '!!', type(e).__name__, e)
open('a.txt','w').write("l1\nl2\nl3\n")
for s in """open('nope')|open('a.txt','zz')|open('a.txt','rw')|open('a.txt','')|open('a.txt','r+x')|open('a.txt','bt')|open('a.txt','rb',encoding='x')|open('a.txt','rb',errors='x')|open('a.txt','rb',newline='')|open('a.txt',newline='x')|open('a.txt',encoding='nope')|open('a.txt','x')|open('/nope/x','w')|open('.')|open(5.5)|open(None)|open('a.txt','r',0)|open('a.txt','rb',1).closed|open(-1)|open('a\\0b')|open('a.txt',5)|open('a.txt','U')|open('a.txt','++r')|open('a.txt','b')|open('a.txt','wr')|open(b'a.txt').read()|open('a.txt').name|open('a.txt').mode|open('a.txt','rb').name|repr(open('a.txt'))|repr(open('a.txt','rb'))|repr(open('a.txt','r+b'))|repr(open('a.txt','ab'))|repr(open('a.txt','rb',0))|repr(open('a.txt').buffer)|open('a.txt','rb').mode|open('a.txt').encoding|open('a.txt',encoding='UTF8').encoding|open('a.txt').errors|open('a.txt').newlines|open('a.txt').line_buffering|open('a.txt').buffer.mode|open('a.txt','rb',0).mode|open('a.txt','ab').mode|open('a.txt','r+').mode|open('a.txt','a+').buffer.mode|open('a.txt','rb+').mode|open('a.txt','w+b',0).mode""".split("|"): t(s)
open('a.txt','w').write("l1\nl2\nl3\n")
x("f=open('a.txt')")
for s in """f.write('x')|f.read(2)|f.tell()|f.readline()|f.readline(1)|f.readlines()|f.read()|f.seek(0)|f.seek(1,1)|f.seek(0,1)|f.seek(-1,2)|f.seek(0,2)|f.seek(-1)|f.seek(3,5)|f.read('a')|f.read(1.5)|f.read(None)|f.fileno()>2|f.isatty()|f.readable()|f.writable()|f.seekable()|f.truncate()|f.seek(0)|next(f)|f.tell()|list(f)|f.tell()|f.seek(0)|f.readlines(1)|f.readlines(4)|f.readlines(-1)|f.readlines('x')|f.detach()|f.closed|f.read()""".split("|"): t(s)
x("f=open('a.txt')"); x("f.close()")
for s in "f.read()|f.write('a')|f.closed|f.close()|f.tell()|f.seek(0)|next(f)|f.readable()|f.fileno()|f.flush()|f.__enter__()|iter(f)|f.isatty()|repr(f)|f.readline()|f.truncate()|f.name|f.writelines([])".split("|"): t(s)
x("f=open('b.bin','wb')")
for s in "f.write('x')|f.write(5)|f.write(b'abc')|f.write(bytearray(b'de'))|f.read()|f.readline()|f.tell()|f.seek(1)|f.write(b'Z')|f.flush()|f.seek(0,2)|f.truncate(3)|f.tell()|f.truncate(-1)|f.seek(-1)|f.seek(0,7)|f.close()|f.write(b'a')|f.read()|f.flush()|f.closed|f.tell()".split("|"): t(s)
x("f=open('b.bin','rb')")
for s in "f.read()|f.seek(0)|f.read(1)|f.peek()|f.read1(1)|f.readinto(bytearray(5))|f.write(b'a')|f.readlines()|f.read(-5)|f.seek(-1,2)|f.read()|f.seek(-9,1)|f.raw|f.detach()|f.read()".split("|"): t(s)
x("f=open('c.txt','w')")
for s in "f.write(5)|f.write(b'x')|f.write('é\\n')|f.tell()|f.read()|f.readline()|next(f)|f.writelines(['a','b'])|f.writelines(5)|f.writelines([5])|f.writelines('xy')|f.seek(0)|f.write('Q')|f.truncate(3)|f.tell()|f.flush()|f.buffer.tell()|f.closed".split("|"): t(s)
f.close(); t("open('c.txt','rb').read()")
open('d.txt','wb').write(b"a\r\nb\rc\n\xc3\xa9\n")
for s in "open('d.txt').read()|open('d.txt',newline='').readlines()|open('d.txt',newline='\\n').readlines()|open('d.txt',newline='\\r').readlines()|open('d.txt',newline='\\r\\n').readlines()|open('d.txt',encoding='latin-1').read()|open('d.txt',encoding='ascii').read()|open('d.txt',encoding='ascii',errors='replace').read()|open('d.txt',encoding='ascii',errors='ignore').read()|open('d.txt',errors='zz').read()".split("|"): t(s)
f=open('d.txt'); f.read(); t("f.newlines")
f=open('e.txt','w',newline='\r\n'); f.write("x\ny\n"); f.close(); t("open('e.txt','rb').read()")
f=open('e.txt','w',encoding='ascii'); t("f.write('é')"); f.close()
f=open('e.txt','w',encoding='utf-16'); t("f.write('éa')"); f.close(); t("open('e.txt','rb').read()"); t("open('e.txt',encoding='utf-16').read()"); t("open('e.txt').read()")
f=open('e.txt','r+'); 
open('g.txt','w').write('hello'); f=open('g.txt','r+'); t("f.read(2)"); t("f.write('XX')"); t("f.tell()"); f.close(); t("open('g.txt').read()")
f=open('g.txt','a+'); t("f.tell()"); t("f.read()"); t("f.write('end')"); t("f.seek(0)"); t("f.read()"); f.close()
x("f=open('h','xb')"); x("f=open('h','xb')"); 
x("f=open('a.txt'); f.foo=1; print(f.foo)"); t("io.UnsupportedOperation.__mro__"); t("io.DEFAULT_BUFFER_SIZE"); t("io.SEEK_SET"); t("isinstance(f, io.IOBase), isinstance(f, io.TextIOBase)"); t("io.__all__"); t("open('a.txt').reconfigure(encoding='latin-1')"); t("open('a.txt').__next__()")
