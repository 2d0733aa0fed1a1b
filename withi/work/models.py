"""Django finds the tables of the floor here; each lives in its room."""

from withi.work.figures.models import FigureMonth, FigureYear
from withi.work.income.models import (
    IncomeClose,
    IncomeCutoff,
    IncomeLine,
    IncomeMonth,
    IncomeRevision,
    IncomeTarget,
    IncomeTourism,
    IncomeTourismRevision,
)

__all__ = [
    "FigureMonth",
    "FigureYear",
    "IncomeClose",
    "IncomeCutoff",
    "IncomeLine",
    "IncomeMonth",
    "IncomeRevision",
    "IncomeTarget",
    "IncomeTourism",
    "IncomeTourismRevision",
]
