# calendar: months and years as data, text and HTML.
import calendar as c
for y,m in ((2024,2),(2023,12),(1,1),(9999,12),(2026,11)):
    for f in (0,6,3):
        k=c.TextCalendar(f); print(k.formatmonth(y,m)); print(k.monthdayscalendar(y,m),k.monthdays2calendar(y,m)[0],list(k.itermonthdays3(y,m))[:9] if y>1 else 0,list(k.itermonthdays4(y,m))[-3:] if y>1 else 0,list(k.iterweekdays()))
    print(c.monthrange(y,m),c.isleap(y),c.HTMLCalendar().formatmonth(y,m))
print(c.calendar(2024)); print(c.TextCalendar(6).formatyear(2025,w=3,l=2,c=4,m=4)); print(c.HTMLCalendar().formatyearpage(2024)[:400], len(c.HTMLCalendar().formatyear(2024,2)))
print(c.weekday(2024,2,29),c.leapdays(2000,2025),list(c.month_name),list(c.day_abbr),c.month_abbr[1:3],c.JANUARY,repr(c.MONDAY),c.timegm((2024,2,29,1,2,3)),c.weekheader(3),c.monthcalendar(2024,2),c.firstweekday()); c.setfirstweekday(c.SUNDAY); print(c.month(2024,2)); c.prmonth(2024,3)
for f in (lambda:c.monthrange(2024,13),lambda:c.setfirstweekday(7),lambda:c.weekday(2024,2,30)):
    try: print(f())
    except Exception as e: print(type(e).__name__,e)
print(c.Calendar().yeardayscalendar(2024,4)[0][0], c.Calendar().monthdatescalendar(2024,2)[0])
