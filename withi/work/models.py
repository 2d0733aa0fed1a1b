"""Django finds the tables of the floor here; each lives in its room."""

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
    "IncomeClose",
    "IncomeCutoff",
    "IncomeLine",
    "IncomeMonth",
    "IncomeRevision",
    "IncomeTarget",
    "IncomeTourism",
    "IncomeTourismRevision",
]
