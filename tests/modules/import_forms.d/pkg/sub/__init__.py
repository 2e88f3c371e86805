from . import deep
from .deep import show as shown
