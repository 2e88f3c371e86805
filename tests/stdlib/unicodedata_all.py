import re
import unicodedata as u


def t(call):
    try:
        print(repr(call()))
    except Exception as error:
        print(type(error).__name__, error)


SAMPLE = [c for c in range(0x3000) if c % 7 in (0, 3)] + [0x3007, 0x4E00, 0x4E07, 0xAC01, 0xF9D0, 0xFB01, 0xFF11, 0x1D15E, 0x1F600, 0x20001, 0x2EBF0, 0x2FFC, 0x31EF, 0xE0001, 0x10FFFF, 0xD800]
for c in SAMPLE:
    ch = chr(c)
    print('%04X' % c, u.category(ch), u.bidirectional(ch), u.combining(ch), u.mirrored(ch), u.east_asian_width(ch), u.decimal(ch, None), u.digit(ch, None), u.numeric(ch, None),
          u.name(ch, '-'), *(ascii(u.normalize(form, ch + '\u0323\u0301')) for form in ('NFC', 'NFD', 'NFKC', 'NFKD')))
for text in ('', 'abc', 'é', 'e\u0301', 'e\u0301\u0323', 'ﬁ①', '\u1100\u1161\u11a8', '각', 'a\ud800é', '\u0344', '\u0958', 'ñ' * 100, 'a' + '\u0301\u0323' * 50):
    print(ascii(text), [(form, ascii(u.normalize(form, text)), u.is_normalized(form, text)) for form in ('NFC', 'NFD', 'NFKC', 'NFKD')])
for call in [
    lambda: u.category('ab'), lambda: u.category(1), lambda: u.category(''), lambda: u.name('\n'), lambda: u.name('\n', 'x'), lambda: u.name(1), lambda: u.decimal('a'), lambda: u.digit('a'),
    lambda: u.numeric('a'), lambda: u.decimal('ab'), lambda: u.lookup('nope'), lambda: u.lookup(1), lambda: u.normalize('X', 'a'), lambda: u.normalize(1, 'a'), lambda: u.normalize('NFC', 1),
    lambda: u.is_normalized('Q', 'é'), lambda: u.lookup('space'), lambda: u.lookup('NBSP'), lambda: u.lookup('x' * 300), lambda: u.unidata_version, lambda: u.lookup('HANGUL SYLLABLE GAG'),
    lambda: u.lookup('CJK UNIFIED IDEOGRAPH-4E00'), lambda: ''.join(c for c in u.normalize('NFD', 'çà et là') if not u.combining(c)),
    lambda: re.match('\\N{DIGIT ONE}[\\N{EN DASH}-\\N{EM DASH}]', '1\u2014'), lambda: re.compile('\\N{no such}'), lambda: re.compile('[\\N]'), lambda: re.compile('\\N{DIGIT ONE'),
]:
    t(call)
