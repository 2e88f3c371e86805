# time: struct_time, strftime, strptime, mktime; the zone is UTC.
import time


def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


for t in (0, 1, -1, 86399, 86400, 951782400, 1e9, 1709210096, 2 ** 31, 2 ** 32, -2208988800, 253402300799, 1.9, -1.5, True):
    g = time.gmtime(t)
    print(t, g, g.tm_zone, g.tm_gmtoff, time.asctime(g), time.strftime("%Y-%m-%dT%H:%M:%S %j %U %W %V %G %g %u %w %a %A %b %B %p %I %y %C %e %h %D %F %T %R %r %c %x %X %k %l %P %z %Z %%", g))
for s in ("%-d %_d %-I %_m %05d %^a %^B %#Z %#p %010Y %-j %_H", "%Q %q", "%", "abc", "", "%E %Ey %Od %", "é%Yñ", "%n%t|", "%10a|%-10a|%_5H|%08S"):
    print(repr(time.strftime(s, time.gmtime(1e9))))
BASE = (2024, 2, 29, 12, 30, 45, 3, 60, 0)
for i, v in ((0, 5), (0, -5), (0, 99999), (1, 0), (1, 13), (1, -1), (2, 0), (2, 32), (2, -1), (3, 24), (3, -1), (4, 60), (5, 61), (5, 62), (6, -2), (6, 9), (7, 0), (7, 367), (7, -1), (8, 1), (8, -1), (0, "a"), (0, 2.5), (0, 2 ** 40)):
    t = list(BASE)
    t[i] = v
    show(lambda: (i, v, time.strftime("%Y %y %m %d %H %M %S %w %a %j %C", tuple(t))))
show(lambda: time.strftime("%Y", (2000, 1, 1))), show(lambda: time.strftime("%Y", [2000] * 9)), show(lambda: time.strftime("%Y", 5)), show(lambda: time.strftime(5)), show(lambda: time.strftime("a\0b")), show(lambda: time.asctime(5)), show(lambda: time.ctime("a"))
show(lambda: time.gmtime("x")), show(lambda: time.gmtime(1e20)), show(lambda: time.gmtime(float("nan"))), show(lambda: time.gmtime(10 ** 18)), show(lambda: time.gmtime(10 ** 30)), show(lambda: time.mktime(5)), show(lambda: time.mktime((1, 2)))
show(lambda: time.sleep(-1)), show(lambda: time.sleep("x")), show(lambda: time.sleep(None)), show(lambda: time.sleep(float("nan"))), show(lambda: time.sleep(1e20)), show(lambda: time.sleep(10 ** 30)), show(lambda: time.sleep(0)), show(lambda: time.sleep(0.001)), show(lambda: time.sleep(True))
g = time.gmtime(1709210096)
print(g[0], g[:3], g[-1], len(g), list(g), g.tm_year, g.tm_mon, g == tuple(g), g < time.gmtime(2e9), hash(g) == hash(tuple(g)), isinstance(g, tuple), type(g).__name__, g.n_fields, g.n_sequence_fields, g.n_unnamed_fields, g.__match_args__)
match g:
    case time.struct_time(tm_year=y, tm_mon=m): print(y, m)
show(lambda: time.struct_time((1, 2, 3))), show(lambda: time.struct_time(range(9))), show(lambda: time.struct_time(range(11)).tm_gmtoff), show(lambda: time.struct_time(range(12))), show(lambda: time.struct_time(5)), show(lambda: time.struct_time(range(9)).tm_zone)
for text, form in (("x", "%Y"), ("2024", "%Y "), ("2024 x", "%Y"), ("2024", "%Q"), ("2024", "%"), ("10:11 pm", "%I:%M %p"), ("12 am", "%I %p"), ("12 pm", "%I %p"), ("30 Nov 00", "%d %b %y"), ("2024-366", "%Y-%j"), ("2023-366", "%Y-%j"), ("2024 10 3", "%Y %W %w"),
                   ("2024 0 0", "%Y %U %w"), ("2024 10 3", "%G %V %u"), ("2020 53 7", "%G %V %u"), ("2024 53 7", "%G %V %u"), ("2024 10", "%G %V"), ("2024 10 3", "%Y %V %u"), ("2024 100", "%G %j"), ("+0530", "%z"), ("-05:30:15.5", "%z"), ("Z", "%z"), ("+05:3015", "%z"), ("UTC", "%Z"), ("gmt", "%Z"),
                   ("CET", "%Z"), ("0.5", "%S.%f"), ("Feb 29", "%b %d"), ("1900-02-29", "%Y-%m-%d"), ("2023-04-31", "%Y-%m-%d"), ("  2024   5", "%Y %m"), ("2024 \t 5", "%Y %m"), ("Wed Jan  1 00:00:00 2020", "%c"), ("01/02/20 10:11:12", "%x %X"), ("2024%", "%Y%%"), ("SATURDAY june", "%A %B"),
                   ("20", "%C"), ("69 68", "%y %d"), ("111", "%m%d"), ("0229", "%m%d"), ("20240229130556", "%Y%m%d%H%M%S"), ("61", "%S"), ("62", "%S"), ("24", "%H"), ("13", "%I"), ("", ""), ("a.b", "a.b"), ("A+B", "a+b"), ("٢٠٢٤", "%Y"), ("0000", "%Y"), ("5 AM 17", "%I %p %H"), ("2021 50", "%Y %y")):
    show(lambda: (text, form, tuple(time.strptime(text, form))))
show(lambda: time.strptime(5, "%Y")), show(lambda: time.strptime("Thu Jan  1 00:00:00 1970").tm_yday), show(lambda: type(time.strptime("2024", "%Y")).__name__)
a, b, c = time.monotonic(), time.perf_counter(), time.time()
time.sleep(1.5)
print(1.4 < time.monotonic() - a < 3, 1.4 < time.perf_counter() - b < 3, 1.4 < time.time() - c < 3, type(time.time_ns()).__name__, type(time.process_time()).__name__, time.process_time() >= 0, time.thread_time_ns() >= 0)
print(abs(time.time() - time.time_ns() / 1e9) < 1, abs(time.clock_gettime(time.CLOCK_REALTIME) - time.time()) < 1, abs(time.clock_gettime_ns(time.CLOCK_MONOTONIC) - time.monotonic_ns()) < 10 ** 9)
show(lambda: time.get_clock_info("monotonic").monotonic), show(lambda: time.get_clock_info("x")), show(lambda: time.clock_gettime(99))
