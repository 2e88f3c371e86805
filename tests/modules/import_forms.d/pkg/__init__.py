top = "top of pkg"
__all__ = ["top", "sub"]
