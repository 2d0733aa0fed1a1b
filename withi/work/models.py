"""Django finds the tables of the floor here; each lives in its room."""

from withi.work.market.models import MarketRegistrant
from withi.work.support.models import SupportEntry

__all__ = ["MarketRegistrant", "SupportEntry"]
