"""Django finds the tables of the floor here; faces own no register tables, only what their own pages need."""

from withi.faces.exchange.models import ExchangeItem, ExchangeLayout, ExchangeMemory, ExchangeRun
from withi.faces.imports.models import ImportChunk, ImportDecision, ImportHeading, ImportRun
from withi.faces.planner.models import Trip, TripAsking, TripBasis, TripCount, TripTurn
from withi.faces.printing.models import PrintRun
from withi.faces.privacy.models import PrivacyConsent, PrivacyPurpose

__all__ = [
    "ExchangeItem",
    "ExchangeLayout",
    "ExchangeMemory",
    "ExchangeRun",
    "ImportChunk",
    "ImportDecision",
    "ImportHeading",
    "ImportRun",
    "PrintRun",
    "PrivacyConsent",
    "PrivacyPurpose",
    "Trip",
    "TripAsking",
    "TripBasis",
    "TripCount",
    "TripTurn",
]
