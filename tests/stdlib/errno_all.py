# Every name and number of errno.
import errno

for name in sorted(vars(errno)):
    if name.startswith("E"):
        print(name, getattr(errno, name), errno.errorcode[getattr(errno, name)])
print(len(errno.errorcode), type(errno.errorcode))
try:
    open("missing")
except OSError as error:
    print(errno.errorcode[error.errno], error.errno == errno.ENOENT)
