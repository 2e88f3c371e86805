# Functions that warn; the class that cannot be derived from.
import datetime
import warnings

for function in lambda: datetime.datetime.utcnow().tzinfo, lambda: datetime.datetime.utcfromtimestamp(86400.5):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        print(function())
    print([(w.category.__name__, w.lineno, str(w.message)) for w in seen])
try:
    class Zone(datetime.timezone):
        pass
except TypeError as error:
    print(error)
