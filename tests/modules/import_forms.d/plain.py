"""Doc of plain."""
value = 1
_private = 2
def function(): return value
