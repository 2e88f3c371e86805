# datetime: construction, arithmetic, comparison, text, zones, ISO texts, strptime, errors.
from datetime import *
import copy


def shows(*makes):
    for make in makes:
        try:
            print(repr(make()), end="; ")
        except Exception as error:
            print(type(error).__name__, error, end="; ")
    print()


D, T, DT, TD = date, time, datetime, timedelta
IST = timezone(TD(hours=5, minutes=30), "IST")
ODD = timezone(-TD(hours=3, seconds=7))
dates = [D(1, 1, 1), D(1900, 2, 28), D(1970, 1, 1), D(2000, 2, 29), D(2023, 12, 31), D(2024, 1, 1), D(2024, 2, 29), D(2026, 12, 28), D(9999, 12, 31)]
for d in dates:
    shows(lambda: d, lambda: str(d), lambda: d.toordinal(), lambda: d.weekday(), lambda: d.isoweekday(), lambda: d.isocalendar(), lambda: d.timetuple().tm_yday, lambda: d.ctime(), lambda: D.fromordinal(d.toordinal()) == d, lambda: d - D(2000, 1, 1), lambda: d + TD(1), lambda: d - TD(hours=-30), lambda: D.fromisocalendar(*d.isocalendar()) == d, lambda: D.fromisoformat(d.isoformat()) == d, lambda: d.replace(day=1), lambda: d < D(2000, 1, 1), lambda: d == D(2024, 1, 1))
print([D.fromordinal(n).isocalendar()[:] for n in range(738885, 738900)])
for td in (TD(), TD(1), TD(-1, 5), TD(1, 2, 3), TD(microseconds=-1), TD(hours=25, milliseconds=1.5), TD(weeks=1.5), TD(0.1), TD(seconds=1e-7), TD(microseconds=0.5), TD(microseconds=1.5), TD.max, TD.min, TD.resolution):
    shows(lambda: td, lambda: str(td), lambda: td.total_seconds(), lambda: -td, lambda: abs(td), lambda: td * 3, lambda: td * 0.5, lambda: td / 4, lambda: td / 0.3, lambda: td // 7, lambda: td / TD(1), lambda: td // TD(hours=5), lambda: td % TD(hours=5), lambda: divmod(td, TD(minutes=7)), lambda: bool(td), lambda: td < TD(1), lambda: td == TD(days=1), lambda: (td.days, td.seconds, td.microseconds))
zones = [None, timezone.utc, IST, ODD]
moments = [DT(2024, 2, 29, 1, 2, 3, 4, tz) for tz in zones] + [DT(1970, 1, 1), DT(2024, 12, 31, 23, 59, 59, 999999, IST), DT(1, 1, 1, tzinfo=timezone.utc)]
for m in moments:
    shows(lambda: m, lambda: str(m), lambda: m.isoformat("_", "milliseconds"), lambda: m.isoformat(timespec="minutes"), lambda: m.date(), lambda: m.time(), lambda: m.timetz(), lambda: m.utcoffset(), lambda: m.tzname(), lambda: m.dst(), lambda: m + TD(days=1, seconds=1), lambda: m - TD(1), lambda: m - moments[0], lambda: m - moments[1], lambda: m < moments[0], lambda: m < moments[1], lambda: m == moments[2], lambda: m.utctimetuple()[:6], lambda: m.astimezone(timezone.utc) if m.tzinfo else "-", lambda: m.timestamp() if m.tzinfo else "-", lambda: DT.fromisoformat(str(m)) == m, lambda: hash(m) == hash(m.replace()), lambda: m.replace(year=2000, tzinfo=None), lambda: copy.copy(m) == m, lambda: copy.deepcopy(m), lambda: m.ctime())
shows(lambda: moments[1] == DT(2024, 2, 29, 6, 32, 3, 4, IST), lambda: hash(moments[1]) == hash(DT(2024, 2, 29, 6, 32, 3, 4, IST)), lambda: DT.fromtimestamp(0, timezone.utc), lambda: DT.fromtimestamp(1.5, IST), lambda: DT.fromtimestamp(-0.0000005, timezone.utc), lambda: DT.combine(D(2024, 1, 2), T(3, 4, tzinfo=IST)), lambda: DT.combine(D(2024, 1, 2), T(3), timezone.utc), lambda: DT(2024, 1, 1, fold=1), lambda: sorted([moments[1], moments[2], moments[3]])[0], lambda: max(D(2024, 1, 2), D(2024, 1, 1)))
for t in (T(), T(1, 2), T(1, 2, 3, 4), T(23, 59, 59, 999999, IST), T(5, tzinfo=timezone.utc), T(1, fold=1)):
    shows(lambda: t, lambda: str(t), lambda: t.isoformat("microseconds"), lambda: t.utcoffset(), lambda: t.tzname(), lambda: bool(t), lambda: t < T(5), lambda: t == T(1, 2), lambda: t.replace(hour=7), lambda: T.fromisoformat(str(t)) == t, lambda: hash(t) == hash(t.replace()), lambda: f"{t:%H-%M}")
FORMAT = "%Y-%m-%d %H:%M:%S.%f %y %B %b %A %a %j %U %W %w %u %G-%V %I %p %z %:z %Z %c %x %X %D %F %T %R %e %% %h %C %n"
for m in (moments[2], moments[3], moments[0], DT(2023, 1, 1), DT(2024, 12, 30, 12)):
    print(repr(m.strftime(FORMAT)), f"{m:%d/%m}", f"{m}", format(m, ""))
print(D(2024, 2, 3).strftime("%d %H %f|%z|%Z"), T(1, 2, 3).strftime("%H:%M %Y"), D(2024, 1, 1).strftime("no directives %"))
for text in ("2024-02-29", "20240229", "2024-W09-4", "2024W094", "2024-W09", "2024-02-29T01", "2024-02-29 01:02", "2024-02-29T01:02:03.5", "20240229T010203", "2024-02-29T01:02:03,123456789", "2024-02-29T01:02Z", "2024-02-29T01:02+0530", "2024-02-29T01:02-05:30:15", "2024-1-1", "2024-02-30", "2024-02-29T", "2024-02-29T25:00", "x", "", "2024-02-29T01:2", "2024-W54-1", "01:02:03", "T0102", "01:02:03+01:00", "0102.5"):
    shows(lambda: D.fromisoformat(text), lambda: T.fromisoformat(text), lambda: DT.fromisoformat(text))
for fmt, text in (("%Y-%m-%d", "2024-02-29"), ("%d %b %Y %H:%M", "05 Mar 2021 07:08"), ("%A %d %B %y", "Friday 01 march 99"), ("%I:%M %p", "12:05 am"), ("%Y%m%dT%H%M%S.%f%z", "20240101T000000.5+0530"), ("%G-%V-%u", "2024-09-4"), ("%c", "Thu Feb 29 01:02:03 2024"), ("%j %Y", "366 2024"), ("%Y", "x"), ("%Y", "2024 1"), ("%H", "25"), ("%Q", ""), ("%", "x"), ("%Y %U %a", "2024 9 Mon"), ("%d", "31"), ("%m/%d", "2/29")):
    shows(lambda: DT.strptime(text, fmt))


class Summer(tzinfo):
    "One hour of daylight saving from April to September."
    def utcoffset(self, dt): return TD(hours=1) + self.dst(dt)
    def dst(self, dt): return TD(hours=1) if dt is not None and 4 <= dt.month <= 9 else TD(0)
    def tzname(self, dt): return "CEST" if self.dst(dt) else "CET"


S = Summer()
winter, summer = DT(2024, 1, 15, 12, tzinfo=S), DT(2024, 7, 15, 12, tzinfo=S)
shows(lambda: winter.utcoffset(), lambda: summer.dst(), lambda: summer.tzname(), lambda: summer.astimezone(timezone.utc), lambda: DT(2024, 7, 1, tzinfo=timezone.utc).astimezone(S).isoformat(), lambda: summer - winter, lambda: summer.timetuple().tm_isdst, lambda: summer.strftime("%Z %z"), lambda: tzinfo().utcoffset(None))
for bad in (lambda: D(2024, 13, 1), lambda: D(2023, 2, 29), lambda: D(0, 1, 1), lambda: D("x"), lambda: D(1), lambda: D(1, 2, 3, 4), lambda: T(24), lambda: T(0, 60), lambda: T(0, 0, 0, 10 ** 6), lambda: T(fold=2), lambda: T(tzinfo=5), lambda: DT(2024, 1, 1, tzinfo="x"), lambda: TD("x"), lambda: TD(10 ** 9), lambda: timezone(5), lambda: timezone(TD(1)), lambda: D.max + TD(1), lambda: DT.min - TD(1), lambda: D.fromordinal(0), lambda: D.fromisocalendar(2024, 53, 1), lambda: D.fromisoformat(5), lambda: moments[0] - moments[1], lambda: moments[0] < moments[1], lambda: D(2024, 1, 1) + 1, lambda: 1 + D(2024, 1, 1), lambda: D(2024, 1, 1) < 5, lambda: D(2024, 1, 1) == DT(2024, 1, 1), lambda: TD(1) + 1, lambda: TD(1) / 0, lambda: TD(1) // 0, lambda: TD(1) / "x", lambda: T(1) + TD(1), lambda: T(1) < 5, lambda: DT(2024, 1, 1) + DT(2024, 1, 1), lambda: DT.combine(1, 2), lambda: moments[0].isoformat(timespec="bad"), lambda: moments[1].astimezone(5), lambda: D(2024, 1, 1).strftime(5), lambda: DT.fromtimestamp("x", timezone.utc), lambda: T(1) < T(2, tzinfo=IST)):
    shows(bad)
print(MINYEAR, MAXYEAR, UTC is timezone.utc, timezone.utc, IST, ODD, timezone(TD(0)) is UTC, timezone(TD(0), "Z"), timezone.min, timezone.max, D.min, D.max, D.resolution, T.min, T.max, DT.min, DT.max, isinstance(moments[0], D), issubclass(DT, D))


class My(DT):
    pass


class MyDate(D):
    extra = 1


print(type(My(2024, 1, 1) + TD(1)).__name__, type(My.fromisoformat("2024-01-01")).__name__, type(MyDate(2024, 1, 1).replace(day=2)).__name__, repr(My(2024, 1, 1)), MyDate.today() <= MyDate.today(), abs(DT.now() - DT.now()) < TD(seconds=5), DT.now(timezone.utc).tzinfo, type(D.today()).__name__)
