import re
import warnings

print(re.split(r'[\s,]+', 'a, b  c,d'), re.split('(-)', 'a-b-c', maxsplit=1), re.split('x*', 'axbc'), re.split('(x)|(y)', '1x2y3'), re.split(b',', b'a,b'))
print(re.findall('', 'abc'), re.findall('a|', 'ba'), re.findall(r'(\w)(\d)?', 'a1b'), re.findall('(a)|b', 'ab'))
print(re.sub('', '-', 'abc'), re.sub('x*', '-', 'abxd'), re.subn('a', 'b', 'aaa', count=2), re.subn('z', 'b', 'abc'))
print(re.sub('(?P<x>a)(b)?', r'[\g<x>|\2|\g<0>|\g<1>]', 'ab a'), re.sub('a', r'\\n\n\a\060\0', 'a') == '\\n\n\x070\x00')
print(re.sub('.', lambda m: m[0] * 2, 'abc'), re.sub('b', lambda m: '', 'abc'), re.sub('b', lambda m: None, 'abc'), re.sub(b'b', lambda m: b'X', b'abc'))
print(re.sub('é', 'ü', 'aéb\ud800'.replace('\ud800', 'x')), ascii(re.sub('b', '\udc80', 'ab\ud800')))
print(re.escape('a.b*c d-é\n[x]~#&'), re.escape(b'a.b\xff'), re.escape(''))
print([m.group() for m in re.finditer(r'\b\w', 'the quick brown')], next(re.finditer('z', 'a'), None))
print(re.fullmatch('a|ab', 'ab'), re.fullmatch('a*?', 'aa'), re.fullmatch('a', 'a\n'), re.match('a$', 'a\n'), re.search(r'a\Z', 'a\n'))
print(repr(re.I), str(re.I | re.M), re.RegexFlag(0), repr(re.RegexFlag(0x1002)), re.I.name, list(re.RegexFlag), re.compile('a', re.I | re.X | re.A))
print(re.compile('x' * 300), re.compile(b'a', re.L), re.compile("a'b", re.DOTALL), repr(re.NOFLAG), re.I is re.IGNORECASE)
print(re.error is re.PatternError, sorted(re.__all__), re.Pattern, re.Match, 'I' in dir(re))

for flags in (0, re.I, re.A, re.I | re.A):
    print(int(flags), [re.findall(p, 'Kk\u212a sS\u017f iIİı éÉ ß٣ \u1e9e ﬁ ﬅﬆ Ǆǅǆ Σσςΐΐ', flags) for p in ('k', '[k]', '[^k]+', 's', 'i', '[h-j]', 'é', r'\w+', r'\d', 'σ', 'ﬅ', 'ΐ', 'ǆ')])

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    re.sub('a', 'b', 'aaa', 1)
    re.split('a', 'bab', 1)
    re.compile('[[a]')
    re.compile('[+--b]')
    re.compile('[a||b&&c~~d]')
for warning in caught:
    print(warning.category.__name__, warning.message)

# Nested use of the same pattern, and patterns that are released while they are in use.
word = re.compile(r'(\w)(\w*)')
print(word.sub(lambda m: word.sub(r'\2\1', m[0]) + '!', 'one two'))
for i in range(600):
    re.match('x%d' % i, 'x')
    if i % 300 == 0:
        re.purge()
# Long and wide subjects: machine code, offsets of characters.
text = 'é' * 3000 + 'x' + 'ab' * 3000
print(re.search('x', text).span(), re.search('(ab)+$', text).span(), [m.start() for m in re.finditer('b', text)][-1], re.search('x', text, ).start())
print([re.compile('x').search(text, p, q) and 1 for p, q in ((0, 3000), (0, 3001), (3000, 3001), (3001, 9999))], len(re.findall('é', text)))
for _ in range(40):
    assert re.match(r'(\d+)-(?:(a)|(b))', '12-b').groups() == ('12', None, 'b')
