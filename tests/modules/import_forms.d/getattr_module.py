def __getattr__(name):
    if name in ("computed", "other"):
        return name.upper()
    raise AttributeError(f"no {name} here")
def __dir__():
    return ["listed", "computed"]
