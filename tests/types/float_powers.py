# Reading and writing at every decimal exponent: doubles round decimals correctly, and repr gives the shortest, by the
# exact arithmetic of ints.


def ratio_of(digits, exponent):
    return (digits * 10 ** exponent, 1) if exponent >= 0 else (digits, 10 ** -exponent)


def is_nearest(f, digits, exponent):
    "Whether f is the double nearest to digits * 10**exponent (or one of the two, even, that are)."
    n, d = ratio_of(digits, exponent)
    if f == float("inf"):
        return n >= d * (2 ** 1024 - 2 ** 970)
    p, q = f.as_integer_ratio()
    # half a unit in the last place, below and above
    mantissa, scale = p, 0
    if f == 0.0:
        return n * 2 ** 1075 <= d
    e = p.bit_length() - q.bit_length()
    unit = max(e - 53, -1075) if p * 2 ** max(-e, 0) < q * 2 ** max(e, 0) else max(e - 52, -1074)
    is_power = p & p - 1 == 0 and q & q - 1 == 0 and unit > -1074
    half_above = (1, 2 ** (1 - unit)) if unit < 1 else (2 ** (unit - 1), 1)
    above_n, above_d = p * half_above[1] + q * half_above[0], q * half_above[1]
    factor = 2 if is_power else 1
    below_n, below_d = p * half_above[1] * factor - q * half_above[0], q * half_above[1] * factor
    even = (p * 2 ** -unit // q if unit < 0 else p // q >> unit) % 2 == 0
    low, high = below_n * d - n * below_d, above_n * d - n * above_d
    return low < 0 < high or even and (low == 0 or high == 0)


def digits_of(text):
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    return int(whole + fraction), int(exponent or 0) - len(fraction)


checked = shortest = 0
state = 1
for exponent in range(-345, 310):
    state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
    for digits in (1, 9, 17, (state >> 33) | 1, state >> 3, 9007199254740993, 18446744073709551615, 123456789012345678901234567890):
        f = float(f"{digits}e{exponent}")
        assert is_nearest(f, digits, exponent), (digits, exponent, f)
        checked += 1
        if 0.0 < f < float("inf"):
            text = repr(f)
            d, e = digits_of(text)
            assert is_nearest(f, d, e), (f, text)
            while d % 10 == 0:
                d, e = d // 10, e + 1
            if d >= 10:  # one digit less, rounded either way, must not read back
                assert not is_nearest(f, d // 10, e + 1) and not is_nearest(f, d // 10 + 1, e + 1), (f, text)
                shortest += 1
print(checked, shortest)
