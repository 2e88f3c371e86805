from .. import top
def show(): return f"deep sees {top}"
