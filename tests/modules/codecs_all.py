# codecs: encodings and error handlers that scripts register, pieces, streams.
import codecs
def h(e):
    return ('<%s>' % e.reason[:5], e.end)
codecs.register_error('my', h)
print('aä€b'.encode('ascii','my'), b'a\xff\xfeb'.decode('utf-8','my'), str(bytearray(b'a\xff'),'ascii','my'))
codecs.register_error('by', lambda e:(b'\xff', e.start+1))
print('a€b'.encode('latin-1','by'))
codecs.register_error('bad', lambda e: 5)
for f in (lambda: 'ä'.encode('ascii','bad'), lambda: 'ä'.encode('ascii','none'), lambda: 'ä'.encode('nope'), lambda: b'x'.decode('rot13'), lambda: codecs.lookup('nope'), lambda: codecs.lookup_error('x')):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
codecs.register_error('neg', lambda e:('?', -1))
print('äb'.encode('ascii','neg'))
d=codecs.getincrementaldecoder('utf-8')()
print([d.decode(bytes([b])) for b in 'ä€\U0001f600x'.encode()], d.decode(b'',True))
for enc in ('utf-16','utf-32','utf-8-sig','utf-16-be','latin-1'):
    e=codecs.getincrementalencoder(enc)(); o=[e.encode(c) for c in 'aäb']; print(enc,o, e.encode('',True))
    d=codecs.getincrementaldecoder(enc)(); print([d.decode(bytes([b])) for b in b''.join(o)], d.decode(b'',True))
print(list(codecs.iterencode(['a','ä'],'utf-16')), list(codecs.iterdecode([b'\xc3',b'\xa4'],'utf-8')))
print(codecs.lookup('UTF8').name, codecs.lookup('latin1').name, codecs.encode('abc','rot13'), codecs.encode(b'ab','hex'), codecs.decode(b'6162','hex'))
print(codecs.utf_8_decode(b'a\xc3'), codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.escape_decode(rb'a\x41\n\101'))
def search(n):
    if n=='test_x':
        return codecs.CodecInfo(lambda s,e='strict':(s.encode()[::-1],len(s)), lambda b,e='strict':(bytes(b)[::-1].decode(),len(b)), name='x')
codecs.register(search)
print('abc'.encode('Test_X'), b'cba'.decode('test_x'))
import io
r=codecs.getreader('utf-8')(io.BytesIO('a\nbä\nc'.encode())); print(r.readline(), r.read())
w=io.BytesIO(); codecs.getwriter('utf-16-le')(w).write('hi'); print(w.getvalue())
print(codecs.charmap_encode('ab', 'strict', {97:1, 98:2}), codecs.charmap_decode(b'\x01\x00','replace','xy'))
try: 'a\ud800b'.encode('utf-8')
except UnicodeEncodeError as e:
    for n in ('ignore','replace','backslashreplace','xmlcharrefreplace','surrogatepass'):
        print(n, codecs.lookup_error(n)(e))
