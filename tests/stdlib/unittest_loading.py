# Suites, loading by name and by pattern, fixtures that fail, results of other classes, the command line.
import io
import sys
import types
import unittest
import unittest.util

PY = sys.modules[__name__]


class Quiet(unittest.TestCase):
    def test_b(self):
        pass

    def test_a(self):
        pass

    def helper(self):
        pass


class Alone(unittest.TestCase):
    def runTest(self):
        print("runTest")


class CleanUps(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(print, "class cleanup")
        print(cls.enterClassContext(Manager("class")))
        raise RuntimeError("set-up fails")

    def test(self):
        print("never")


class Manager:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, *args):
        print("leave", self.name, args)


class Contexts(unittest.TestCase):
    def setUp(self):
        self.addCleanup(self.fail, "a cleanup fails")
        print(self.enterContext(Manager("test")))

    def test(self):
        with self.assertRaises(TypeError) as caught:
            self.enterContext(3)
        print(caught.exception)

    def test_params(self):
        for n in range(4):
            with self.subTest(n=n):
                if n == 1:
                    self.skipTest("one")
                self.assertEqual(n % 2, 0)


def a_suite():
    return unittest.TestSuite([Quiet("test_a"), unittest.TestSuite([Quiet("test_b")])])


def not_a_suite():
    return 3


def run(test, **options):
    stream = io.StringIO()
    result = unittest.TextTestRunner(stream=stream, **options).run(test)
    for line in stream.getvalue().splitlines():
        if not line.startswith("Ran "):
            print("|", line)
    return result


loader = unittest.TestLoader()
print(loader.getTestCaseNames(Quiet), loader.loadTestsFromTestCase(Alone), loader.loadTestsFromTestCase(Quiet))
loader.sortTestMethodsUsing = lambda a, b: unittest.util.three_way_cmp(b, a)
print(loader.getTestCaseNames(Quiet))
loader.testMethodPrefix = "help"
print(loader.getTestCaseNames(Quiet))
loader = unittest.TestLoader()
for pattern in ["*test_a"], ["*Quiet*"], ["none"], ["none", "*_b"]:
    loader.testNamePatterns = pattern
    print(pattern, loader.getTestCaseNames(Quiet))
loader = unittest.TestLoader()
print(loader.loadTestsFromNames(["Quiet", "Quiet.test_a", "a_suite"], PY))
for name in "not_a_suite", "missing", "Quiet.missing", "PY", "loader":
    try:
        print(name, [type(t).__name__ for t in loader.loadTestsFromName(name, PY)])
    except TypeError as error:
        print(name, str(error).split(" at 0x")[0].split(" object")[0])
print(len(loader.errors), loader.errors[0].splitlines()[0])
suite = loader.loadTestsFromName("no_such_module.here")
result = unittest.TestResult()
suite(result)
print(result, result.errors[0][0], result.errors[0][1].splitlines()[-1])

suite = a_suite()
print(suite.countTestCases(), suite == a_suite(), suite != unittest.TestSuite(), suite)
print(run(suite), suite.countTestCases(), list(suite))
for wrong in 3, Quiet, unittest.TestSuite, "Quiet":
    try:
        unittest.TestSuite().addTest(wrong) if wrong != "Quiet" else unittest.TestSuite(wrong)
    except TypeError as error:
        print(error)

print(run(unittest.TestSuite([CleanUps("test")])))
print(run(loader.loadTestsFromTestCase(Contexts), verbosity=2))
print(run(loader.loadTestsFromTestCase(Contexts), failfast=True))
print(run(unittest.FunctionTestCase(lambda: print("function"), setUp=lambda: print("before"), description="told"),
          verbosity=2))
print(run(unittest.TestSuite(), verbosity=2))


class Noisy(unittest.TestCase):
    def test_bad(self):
        print("out")
        print("err", file=sys.stderr)
        self.fail("bad")

    def test_good(self):
        print("never shown")


print(run(loader.loadTestsFromTestCase(Noisy), buffer=True))


class OldResult:
    """Has but the methods of long ago."""
    shouldStop = False

    def startTest(self, test):
        print("start", test)

    def stopTest(self, test):
        print("stop", test)

    def addSuccess(self, test):
        print("success", test)

    def addFailure(self, test, error):
        print("failure", test, error[0].__name__)

    addError = addFailure


class Old(unittest.TestCase):
    @unittest.skip("skipped")
    def test_1(self):
        pass

    @unittest.expectedFailure
    def test_2(self):
        self.fail()

    @unittest.expectedFailure
    def test_3(self):
        pass

    def test_4(self):
        with self.subTest(a=1):
            self.fail()


import warnings
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    for name in loader.getTestCaseNames(Old):
        Old(name)(OldResult())
print(*sorted({str(w.message) for w in seen}), sep="\n")

for arguments in [["Quiet", "-v"], ["-k", "test_b", "Quiet"], ["-q", "Alone"], ["Quiet.test_a", "-f", "-b"], ["-k", "zz"]]:
    stream = io.StringIO()
    sys.stderr, before = stream, sys.stderr
    try:
        unittest.main(argv=["prog"] + arguments, testLoader=unittest.TestLoader())
    except SystemExit as stop:
        print(arguments, stop.code)
    sys.stderr = before
    print(*[line for line in stream.getvalue().splitlines() if not line.startswith("Ran")], sep="\n")
try:
    unittest.main(argv=["prog", "--help"])
except SystemExit as stop:
    print(stop.code)


class Debugged(unittest.TestCase):
    def tearDown(self):
        print("not reached")

    def test(self):
        self.assertIn(3, [4])


try:
    Debugged("test").debug()
except AssertionError as error:
    print(error)
try:
    unittest.TestSuite([Debugged("test")]).debug()
except AssertionError as error:
    print(error)
try:
    Debugged("other")
except ValueError as error:
    print(error)
plain = unittest.TestCase()
for check in [lambda: plain.assertEqual((1,), (2, 3)), lambda: plain.assertListEqual([1], (1,)),
              lambda: plain.assertSequenceEqual([1], 3), lambda: plain.assertSetEqual({1}, 3),
              lambda: plain.assertSetEqual(3, {1}), lambda: plain.assertIs(1, 2, "said"), lambda: plain.assertIsNone(0),
              lambda: plain.assertIsNotNone(None), lambda: plain.assertIsNot(plain.fail, 3) or plain.fail(),
              lambda: plain.assertLess(2, 1), lambda: plain.assertLessEqual(2, 1), lambda: plain.assertGreater(1, 1),
              lambda: plain.assertGreaterEqual(1, 2), lambda: plain.assertIsInstance(1, str),
              lambda: plain.assertNotIsInstance(1, int), lambda: plain.assertNotIn(1, [1]),
              lambda: plain.assertAlmostEqual(1, 2, places=2, delta=3), lambda: plain.assertAlmostEqual(1, 2, delta=.5),
              lambda: plain.assertRaises(3), lambda: plain.assertRaises(ValueError, fail=2),
              lambda: plain.assertWarns(ValueError), lambda: plain.assertEqual("a" * 2000 + "\nb", "a" * 2000 + "\nc"),
              lambda: plain.assertEqual([1] * 60, [1] * 59 + [2]), lambda: plain.assertDictEqual({}, []),
              lambda: plain.assertCountEqual("aab", "abc", "letters")]:
    try:
        check()
        print("passed")
    except (AssertionError, TypeError) as error:
        print(type(error).__name__, error)
plain.longMessage = False
try:
    plain.assertEqual(1, 2, "mine alone")
except AssertionError as error:
    print(error)
print(unittest.util.sorted_list_difference([1, 1, 2, 5], [2, 3, 3, 9]),
      unittest.util.unorderable_list_difference([1, 2, 3], [3, 4]),
      unittest.util.safe_repr("x" * 100, short=True))
