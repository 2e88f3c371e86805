import re

PATTERNS = [
    '(', ')', 'a)', '[', '[a', '[]', '[^]', 'a**', 'a+*', 'a{1}{2}', '*', '+a', '?', '|*', '^*', '(*)', '(?', '(?P', '(?P<', '(?P<>x)',
    '(?P<a', '(?P<1a>x)', '(?P<a>x)(?P<a>y)', '(?P=a)', '(?P=', '(?P=)', '(?P>x)', '(?P<a>(?P=a))', '(?Px', '(?<', '(?<a)', '(?<>x)',
    '(?#', '(?#abc', '(?:', '(?=a', '(?!a', '(?<=a', '(?<!a', '(?(', '(?(1', '(?()a|b)', '(?(0)a|b)', '(?(1)a|b', '(?(1)a|b|c)', '(?(2)a)(b)',
    '(?(a)b)', '(?(99999999999)a)', '(?(-1)a)', '\\', 'ab\\', '\\8', '\\1', '(a\\1)', '(a)\\2', '\\x', '\\x1', '\\xg1', '\\u12', '\\U1234567',
    '\\U00110000', '\\N', '\\N{', '\\N{}', '\\q', '\\400', '[\\400]', '[\\8]', '[\\q]', '[a-\\d]', '[\\w-z]', '[z-a]', '[b-a', 'x{2,1}',
    '(?z)', '(?i', '(?i-', '(?i-)', '(?-:a)', '(?-i', '(?-i)', '(?ii-i:a)', '(?i-i:a)', '(?au:a)', '(?L:a)', '(?-u:a)', '(?-a:a)', '(?i1:a)',
    '(?-z:a)', '(?i:', 'a(?i)b', '((?i)a)', '(?<=a+)b', '(?<=a|bc)', '(?<!(a*))', '(?<=(a)\\1)b', '(?<=(?P<n>a)(?P=n))b', '(?<=(a)(?(1)b|c))',
    'a\n(\nb', '(?x)\n  (\n', 'a{', 'a{1', 'a{1,', 'a{,}', 'a{,3}', 'a{}', '{1}', 'x{99999999999}', '(?i)(?m)a', ' (?i)a', '(?P<é>a)(?P=é)',
    '\u0663{\u0663}', '(?P<\u0663>a)', 'é)', '(?é)', '(?iéa)', '[é-a]',
]


def show(compile_one):
    try:
        pattern = compile_one()
    except re.PatternError as error:
        print("PatternError", error, error.msg, error.pos, error.lineno, error.colno)
    except Exception as error:
        print(type(error).__name__, error)
    else:
        print(pattern, pattern.groups, dict(pattern.groupindex), pattern.flags)


for text in PATTERNS:
    print(ascii(text), end=" ")
    show(lambda: re.compile(text))
for text in PATTERNS:
    if text.isascii():
        print(text.encode(), end=" ")
        show(lambda: re.compile(text.encode()))
for text in [b'(?P<\xe9>a)', b'(?P<a-b>a)', b'\xe9)', b'(?u)a', b'(?L)a', b'[\xe9-a]', b'(?(\xe9)a)', b'(?\xe9)', b'\\x\xe9']:
    print(text, end=" ")
    show(lambda: re.compile(text))
for pattern, flags in [('a', re.L), ('a', re.A | re.U), (b'a', re.U), (b'a', re.A | re.L), ('a', 'i'), (1, 0), (None, 0), ('(?a)a', re.U), ([], 0)]:
    print(pattern, flags, end=" ")
    show(lambda: re.compile(pattern, flags))
show(lambda: re.compile(re.compile('a'), re.I))
show(lambda: re.compile(re.compile('a', re.I)))

p = re.compile('a')
for call in [
    lambda: p.match(b'a'), lambda: re.compile(b'a').match('a'), lambda: p.match(1), lambda: p.match(None), lambda: p.match(),
    lambda: p.match('a', 'b'), lambda: p.match('a').group(1), lambda: p.match('a').group('x'), lambda: p.match('a')[2],
    lambda: p.match('a').start(-1), lambda: p.match('a').group(10 ** 30), lambda: p.sub(1, 'a'), lambda: p.sub('', 1), lambda: p.sub(b'', 'a'),
    lambda: p.sub(lambda m: 1, 'aa'), lambda: p.sub(lambda m: 1 / 0, 'aa'), lambda: p < p, lambda: len(p.match('a')), lambda: re.Pattern(),
    lambda: re.Match(), lambda: p.match('a').expand('\\1'), lambda: re.sub('(a)', '\\2', 'a'), lambda: re.sub('a', '\\g<x>', 'a'),
    lambda: re.sub('a', '\\g', 'a'), lambda: re.sub('a', '\\g<', 'a'), lambda: re.sub('a', '\\g<1', 'a'), lambda: re.sub('a', '\\g<>', 'a'),
    lambda: re.sub('a', '\\g<-1>', 'a'), lambda: re.sub('a', '\\g<a b>', 'a'), lambda: re.sub('a', '\\q', 'a'), lambda: re.sub('a', '\\', 'a'),
    lambda: re.sub('a', '\\400', 'a'), lambda: re.sub('a', '\\x', 'a'), lambda: re.sub('a', '\\8', 'a'), lambda: re.escape(1),
    lambda: re.sub('a', 'b', 'a', 1, count=2), lambda: re.sub('a', 'b', 'a', 1, 0, 0), lambda: re.split('a', 'b', 1, 0, 0), lambda: re.nothing,
]:
    try:
        print(repr(call()))
    except re.error as error:
        print("PatternError", error, error.pos)
    except Exception as error:
        print(type(error).__name__, error)
