"""Django finds the tables of the floor here; each lives in its room."""

from withi.work.support.models import SupportEntry

__all__ = ["SupportEntry"]
