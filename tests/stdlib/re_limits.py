# not CPython: there these run for ages
import re

for pattern, text in (('(a|aa)+$', 'a' * 60 + 'b'),):
    try:
        print(re.match(pattern, text))
    except RuntimeError as error:
        print(error)
try:
    re.compile('|'.join('%d' % x for x in range(10000)))
except RuntimeError as error:
    print(error)
print(re.match('(?:a|b)*c', 'ab' * 50000))
