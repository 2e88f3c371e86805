# Matching in all its forms on generated patterns, and the attributes of what is found.
import random
import re

ATOMS = ['a', 'b', 'c', 'é', 'İ', 'i', 'k', 'ſ', '\\d', '\\w', '\\W', '\\s', '\\S', '\\D', '.', '^', '$', '\\b', '\\B', '\\A', '\\Z', '[ab]', '[^a]',
         '[a-cé]', '[^\\w]', '[\\W\\d]', '[i-k]', '(a)', '(b|c)', '(?:ab)', '(?P<n%d>a)', '\\1', '(?=a)', '(?!b)', '(?<=a)', '(?<!b)', '(?<=ab|cd)',
         '(?>a*)', '(?i:k)', '(?-i:a)', '(?(1)a|b)', '\\x41', '\\u00e9', '{', 'x{,2}', '#', '[]a]', '[a\\]b]', '\\101', '|', '(?a:\\w)', '(?s:.)', '(?m:^)',
         '(?x: a )', '[^\\S]', '[\\s]', 'ı', '(?u:\\d)']
QUANTIFIERS = ['', '', '', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,1}?', '*+', '{,3}']
SUBJECTS = ['', 'a', 'abc', 'aab bca', 'ab\ncd\n', 'éa İıi', 'Kk\u212aſs', 'a1b22 c_3', 'aaaaaaab', '\x1c\u2003x', 'ABC abc', 'x\U0001f600a\ud800b']


def generate(depth=0):
    out = []
    for _ in range(random.randint(1, 4)):
        kind = random.random()
        if kind < .12 and depth < 2:
            atom = '(' + generate(depth + 1) + ')'
        elif kind < .2 and depth < 2:
            atom = '(?:' + generate(depth + 1) + ')'
        else:
            atom = random.choice(ATOMS)
        out.append((atom % random.randint(1, 9) if '%d' in atom else atom) + (random.choice(QUANTIFIERS) if depth == 0 else ''))
    return ''.join(out)


def found(match):
    return match and (match.regs, match.lastindex, match.lastgroup)


random.seed(4)
for _ in range(120):
    text, flags = generate(), random.choice([0, 0, 0, re.I, re.M, re.S, re.A, re.I | re.A, re.X])
    try:
        pattern = re.compile(text, flags)
    except re.error as error:
        print(ascii(text), int(flags), error)
        continue
    print(ascii(text), pattern.flags, pattern.groups, dict(pattern.groupindex))
    for s in SUBJECTS:
        print(' ', ascii([found(pattern.search(s)), found(pattern.match(s)), found(pattern.fullmatch(s)), pattern.findall(s), pattern.split(s),
                          pattern.sub('-', s), [m.span() for m in pattern.finditer(s, 1)], found(pattern.search(s, 1, 4))]))

m = re.compile(r'(?P<year>\d+)-(?P<month>\d+)(?:-(?P<day>\d+))?').search('é on 2024-05, é', 1, 100)
print(m, m.groups(), m.groups('x'), m.groupdict(), m.groupdict(0), m.group(), m.group(1, 'month', 0), m['day'], m[True])
print(m.start(), m.end('year'), m.span(3), m.pos, m.endpos, m.string, m.re.pattern, m.lastindex, m.lastgroup, m.regs, bool(m))
print(m.expand(r'\2/\1 \g<year>\g<0>\n\t[\3]'))
import copy
print(copy.copy(m) is m, copy.deepcopy(m.re) is m.re, hash(m.re) == hash(re.compile(m.re.pattern)), m.re == re.compile(m.re.pattern), re.Match[str])

for case in [(r'((a)|b)*', 'ab'), (r'(?:(a)|(b))*', 'ba'), (r'(a)(b)?', 'a'), (r'((ab))', 'ab'), (r'(?=(a(b)))a', 'ab'), (r'(a)|(b)', 'b'), (r'(?P<x>a)(b)', 'ab')]:
    m = re.match(*case)
    print(case, m.lastindex, m.lastgroup, m.groups())

data = bytearray(b'one two')
for subject in (b'one two', data, memoryview(data)):
    m = re.search(rb'(\w+) (\w+)', subject)
    print(m.groups(), m[0], re.findall(rb'\w', subject), re.sub(rb'o', b'0', subject), type(m.string).__name__)

scanner = re.compile('a|').scanner('aba')
print([scanner.match().span(), scanner.match().span(), scanner.search().span()], scanner.pattern)
print(re.Scanner([(r'\d+', lambda s, t: int(t)), (r'[a-z]+', 'word'), (r'\s+', None)]).scan('12 ab 3 !x'))
print([re.match('[a-z]{65536}', 'a' * n) is not None for n in (65535, 65536)], re.match('b{,70000}$', 'b' * 70000).end(), re.match('a{2,65537}?$', 'a' * 9).end())
