# Module os: files, folders, descriptors, environment.
import os
import stat as stat_module
import sys


def attempt(text):
    try:
        print(text, "->", repr(eval(text)))
    except Exception as error:
        print(text, "->", type(error).__name__, error, [getattr(error, n, None) for n in ("errno", "strerror", "filename", "filename2")])


os.mkdir("d")
attempt("os.mkdir('d')")
attempt("os.mkdir('x/y')")
attempt("os.listdir('d')")
attempt("os.listdir('nowhere')")
attempt("os.listdir(b'd')")
fd = os.open("d/file", os.O_RDWR | os.O_CREAT, 0o644)
print(os.write(fd, b"hello world"), os.lseek(fd, 0, os.SEEK_SET), os.read(fd, 5), os.read(fd, 100), os.read(fd, 1))
print(os.fstat(fd).st_size, stat_module.S_ISREG(os.fstat(fd).st_mode))
print(os.ftruncate(fd, 3), os.fstat(fd).st_size, os.fsync(fd), os.close(fd))
attempt("os.close(fd)")
attempt("os.read(fd, 1)")
attempt("os.open('nowhere', os.O_RDONLY)")
attempt("os.open('d/file', os.O_CREAT | os.O_EXCL)")
attempt("os.open('a\\0b', 0)")
attempt("os.open(1.5, 0)")
attempt("os.read(0, -1)")
info = os.stat("d/file")
print(info.st_size, oct(info.st_mode), info[6] == info.st_size, type(info).__name__, len(info), info.st_mtime > 1e9,
      isinstance(info.st_mtime, float), info[8] == int(info.st_mtime), info.st_mtime_ns // 10 ** 9 == info[8], info.st_nlink)
print(os.stat("d").st_mode & 0o170000 == stat_module.S_IFDIR, repr(info).startswith("os.stat_result(st_mode=33188, st_ino="))
attempt("os.stat('nowhere')")
attempt("os.stat('d/file/x')")
attempt("os.stat(None)")
attempt("os.access('d/file', os.R_OK), os.access('nowhere', os.F_OK)")
os.symlink("file", "d/link")
attempt("os.readlink('d/link'), os.readlink(b'd/link')")
print(os.lstat("d/link").st_mode & 0o170000 == stat_module.S_IFLNK, os.stat("d/link").st_size,
      os.stat("d/link", follow_symlinks=False).st_size)
attempt("os.readlink('d/file')")
os.link("d/file", "d/hard")
print(os.stat("d/file").st_nlink)
os.rename("d/hard", "d/moved")
attempt("os.rename('nowhere', 'd/x')")
attempt("os.symlink('a', 'd/link')")
os.replace("d/moved", "d/file")  # the same file: both names stay
os.unlink("d/moved")
attempt("sorted(os.listdir('d'))")
os.chmod("d/file", 0o600)
print(oct(os.stat("d/file").st_mode))
os.utime("d/file", (1000000000, 1000000001.5))
print(os.stat("d/file").st_atime, os.stat("d/file").st_mtime, os.stat("d/file").st_mtime_ns)
os.truncate("d/file", 1)
with os.scandir("d") as entries:
    for entry in sorted(entries, key=lambda e: e.name):
        print(entry, entry.name, entry.path, entry.is_file(), entry.is_dir(), entry.is_symlink(),
              entry.is_file(follow_symlinks=False), entry.stat().st_size, os.fspath(entry), entry.inode() > 0)
attempt("os.scandir('nowhere')")
attempt("next(os.scandir('d/.'))" if False else "list(os.scandir('d'))[0].path.startswith('d/')")
attempt("os.rmdir('d')")
attempt("os.unlink('d')")
attempt("os.remove('nowhere')")
os.unlink("d/link")
os.remove("d/file")
os.rmdir("d")
attempt("os.rmdir('d')")
here = os.getcwd()
print(os.path.isabs(here), os.getcwdb() == os.fsencode(here))
os.mkdir("sub")
os.chdir("sub")
print(os.getcwd() == here + "/sub", os.chdir(".."), os.getcwd() == here)
attempt("os.chdir('nowhere')")
read_end, write_end = os.pipe()
print(os.write(write_end, b"pipe"), os.read(read_end, 10), os.isatty(read_end))
copy = os.dup(read_end)
os.close(write_end)
print(os.read(copy, 10), os.close(copy), os.close(read_end))
os.environ["AIOLI_TEST"] = "ä value"
print(os.environ["AIOLI_TEST"], os.getenv("AIOLI_TEST"), os.getenv("NOT_SET"), os.getenv("NOT_SET", 1), "AIOLI_TEST" in os.environ)
del os.environ["AIOLI_TEST"]
attempt("os.environ['AIOLI_TEST']")
print(os.getpid() > 0, os.getppid() > 0, os.getuid() >= 0, os.cpu_count() > 0, len(os.getloadavg()))
print(len(os.urandom(5)), os.urandom(0), type(os.urandom(3)))
attempt("os.urandom(-1)")
attempt("os.urandom('x')")
print(os.strerror(2), os.name, os.sep, os.linesep == "\n", os.curdir, os.F_OK, os.O_RDONLY)
print(type(os.uname()).__name__, os.uname().sysname, len(os.uname()))
attempt("os.get_terminal_size(0)")
print(os.terminal_size((80, 24)), os.terminal_size((80, 24)).columns)
attempt("os.terminal_size((1,))")
attempt("os.kill(os.getpid(), 0)")
attempt("os.kill(2 ** 30, 0)")
print(os.system("exit 3"), os.waitstatus_to_exitcode(os.system("exit 3")))
sys.stdout.flush()
os.system("echo from the shell")
print(os.umask(0o022) >= 0, os.umask(0o022))
