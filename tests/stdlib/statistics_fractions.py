# statistics and fractions.
import math, statistics as st
from fractions import Fraction as F


def shows(*makes):
    for make in makes:
        try:
            print(repr(make()), end="; ")
        except Exception as error:
            print(type(error).__name__, error, end="; ")
    print()


DATA = ([], [3], [1, 2, 3, 4], [2, 4, 4, 4, 5, 5, 7, 9], [0.1, 0.2, 0.3, 1e9], [F(1, 3), F(2, 3), F(1, 2)], [1.5, 2, 2, -7], [True, False, True], [0, 5, 0], list(range(1, 50)))
for d in DATA:
    shows(lambda: st.mean(d), lambda: st.fmean(d), lambda: st.geometric_mean(d), lambda: st.harmonic_mean(d), lambda: st.median(d), lambda: st.median_low(d), lambda: st.median_high(d), lambda: st.median_grouped(d), lambda: st.mode(d), lambda: st.multimode(d), lambda: st.variance(d), lambda: st.pvariance(d), lambda: st.stdev(d), lambda: st.pstdev(d), lambda: st.quantiles(d), lambda: st.quantiles(d, n=3, method="inclusive"), lambda: st.pvariance(d, 1), lambda: st.fmean(d, range(len(d))))
x, y = [1, 2, 3, 4, 5], [2.5, 3.7, 6.1, 8.2, 9.9]
shows(lambda: st.covariance(x, y), lambda: st.correlation(x, y), lambda: st.correlation(x, y[::-1], method="ranked"), lambda: st.linear_regression(x, y), lambda: st.linear_regression(x, y, proportional=True), lambda: st.correlation(x, [1] * 5), lambda: st.linear_regression([1, 1], [2, 3]), lambda: st.covariance([1], [2]), lambda: st.correlation(x, y[1:]), lambda: st.harmonic_mean([40, 60], weights=[5, 30]))
N = st.NormalDist(100, 15)
shows(lambda: N, lambda: N.cdf(130), lambda: N.pdf(100), lambda: N.inv_cdf(0.975), lambda: N.quantiles(4), lambda: N.zscore(85), lambda: N.overlap(st.NormalDist(110, 10)), lambda: N + st.NormalDist(5, 20), lambda: N * 2 - 3, lambda: -N, lambda: N == st.NormalDist(100, 15), lambda: st.NormalDist.from_samples([2, 4, 8]), lambda: N.inv_cdf(1), lambda: st.NormalDist(0, -1), lambda: (N.mean, N.stdev, N.variance, N.median))
shows(lambda: st.mean(["x"]), lambda: st.mode(""), lambda: st.mode("aabb"), lambda: st.quantiles([1, 2], n=0), lambda: st.kde([1, 2, 4], 1.0)(2), lambda: st.kde([1, 2, 4], 1.0, "triangular", cumulative=True)(2), lambda: st.kde([], 1))
print("-- fractions")
a, b = F(3, -4), F("2.5e-1")
shows(lambda: a, lambda: b, lambda: a + b, lambda: a - b, lambda: a * b, lambda: a / b, lambda: a // b, lambda: a % b, lambda: divmod(a, b), lambda: a ** 3, lambda: a ** -2, lambda: b ** 0.5, lambda: 2 ** b, lambda: F(4) ** F(1, 2), lambda: -a, lambda: abs(a), lambda: a < b, lambda: a == -0.75, lambda: 1 - b, lambda: 1 / b, lambda: b + 0.5, lambda: b + 1j, lambda: 0.5 * b)
shows(lambda: int(F(-7, 2)), lambda: round(F(5, 2)), lambda: round(F(7, 3), 2), lambda: math.floor(F(-7, 2)), lambda: math.ceil(F(-7, 2)), lambda: float(F(1, 3)), lambda: hash(F(1, 2)) == hash(0.5), lambda: hash(F(5)) == hash(5), lambda: F(math.pi).limit_denominator(100), lambda: F(0.1), lambda: F(5, 10).numerator, lambda: F(7).is_integer(), lambda: F(1, 3).as_integer_ratio(), lambda: str(F(6, 3)), lambda: sum([F(1, 3)] * 3), lambda: {F(1, 2): "h"}[0.5], lambda: bool(F(0)), lambda: F(True))
for text in ("3/4", " -3/4 ", "1_000/3", "1.5", "-.25", "1e3", "1.5E-2", "+7", "", "x", "1/0", "1//2", "nan", "1.2.3", "_1"):
    shows(lambda: F(text))
for spec in ("", ".3f", "+.2e", "010.2f", ">12", "*^14.4g", ",.1f", "%", ".1%", "#.3g", " .0f", "z.1f", "q", "<8.2", "E", "_.2f"):
    shows(lambda: format(F(-12345, 7), spec), lambda: format(F(1, 3), spec))
shows(lambda: F(1.5, 2), lambda: F(1, 0), lambda: F("1", 2), lambda: F(float("inf")), lambda: F(1, 2) / 0, lambda: F(1, 2) + "x", lambda: F(1, 2) < "x", lambda: F.from_float(0.25), lambda: F.from_float("x"), lambda: F(1, 2) // F(0), lambda: F(1).limit_denominator(0), lambda: F(0) ** -1)
import numbers, copy
print(isinstance(F(1), numbers.Rational), isinstance(1, numbers.Rational), isinstance(1.5, numbers.Real), isinstance(1j, numbers.Complex), isinstance(True, numbers.Integral), copy.copy(a) is a, copy.deepcopy([a]) == [a], sorted([F(1, 2), 0.3, 1]), max(F(1, 3), F(1, 2)))
