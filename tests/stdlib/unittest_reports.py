# Every kind of outcome, and the report that TextTestRunner writes of it.
import unittest, io, sys, warnings, asyncio
from unittest import IsolatedAsyncioTestCase
class A(unittest.TestCase):
    @classmethod
    def setUpClass(cls): print("suc")
    @classmethod
    def tearDownClass(cls): print("tdc")
    def setUp(self): self.addCleanup(print, "cleanup")
    def tearDown(self): print("td")
    def test_ok(self): "doc line"
    def test_fail(self): self.assertEqual(1, 2, "hey")
    def test_err(self): 1/0
    def test_chain(self):
        try: self.assertEqual({'a':1}, {'a':2})
        except AssertionError as e: raise ValueError("x") from e
    def test_list(self): self.assertEqual([1,2,3],[1,2,4,5])
    def test_str(self): self.assertEqual("a\nb\nc","a\nB\nc")
    def test_long(self): self.assertEqual("a"*200+"x","a"*200+"y")
    def test_set(self): self.assertEqual({1,2},{2,3})
    def test_count(self): self.assertCountEqual([1,2,[3]],[1,1,[3]])
    def test_count2(self): self.assertCountEqual([1,2,2],[1,1,3])
    def test_raises(self):
        with self.assertRaises(ValueError, msg="why"): pass
    def test_raises2(self):
        with self.assertRaises(ValueError): int('1')
    def test_raises3(self):
        self.assertRaises((ValueError,KeyError), int, '1')
    def test_raises4(self):
        with self.assertRaises(ValueError): {}[1]
    def test_warns(self):
        with self.assertWarns(UserWarning) as cm: warnings.warn("hello")
        print(cm.warning, cm.lineno)
        with self.assertWarns(UserWarning): pass
    def test_sub(self):
        for i in range(3):
            with self.subTest("m", i=i):
                with self.subTest(j=i, i=7):
                    self.assertNotEqual(i, 1)
    @unittest.skip("no")
    def test_skip(self): 1/0
    @unittest.expectedFailure
    def test_xf(self): self.fail()
    @unittest.expectedFailure
    def test_us(self): pass
    def test_skip2(self): self.skipTest("later")
    def test_logs(self):
        import logging
        with self.assertLogs('foo') as cm: logging.getLogger('foo.bar').warning("w %d", 3)
        print(cm.output)
        with self.assertRaises(AssertionError) as caught:
            with self.assertLogs('foo', 'ERROR'): pass
        print(caught.exception)
    def test_nologs(self):
        import logging
        with self.assertRaises(AssertionError) as caught:
            with self.assertNoLogs(): logging.error("x")
        print(caught.exception)
    def test_almost(self): self.assertAlmostEqual(1.1, 1.2)
    def test_almost2(self): self.assertNotAlmostEqual(1.1, 1.15, delta=.1)
class Entered:
    async def __aenter__(self):
        print("entered")

    async def __aexit__(self, *args):
        print("left")


class B(IsolatedAsyncioTestCase):
    async def asyncSetUp(self): await asyncio.sleep(0); print("aset")
    async def asyncTearDown(self): print("atd")
    async def test_a(self):
        await asyncio.sleep(.01)
        self.addAsyncCleanup(asyncio.sleep, 0)
        await self.enterAsyncContext(Entered())
        with self.assertRaises(AssertionError) as caught:
            self.assertTrue(0)
        print(caught.exception)
@unittest.skipIf(True, "cls")
class C(unittest.TestCase):
    def test_c(self): pass
class D(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise ValueError
    def test_c(self): pass
def setUpModule(): print("module")
def tearDownModule(): print("tmodule")


def shown(text):
    lines = text.splitlines()
    return "\n".join("Ran N tests" if line.startswith("Ran ") else line for line in lines)


if __name__ == "__main__":
    for verbosity in 1, 2:
        stream = io.StringIO()
        program = unittest.main(exit=False, testRunner=unittest.TextTestRunner(stream=stream, verbosity=verbosity),
                                argv=["x"])
        print(shown(stream.getvalue()))
        print(program.result.testsRun, program.result.wasSuccessful())
