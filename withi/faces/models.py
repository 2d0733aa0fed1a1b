"""Django finds the tables of the floor here; faces own no register tables, only what their own pages need."""

from withi.faces.imports.models import ImportChunk, ImportDecision, ImportHeading, ImportRun
from withi.faces.privacy.models import PrivacyConsent, PrivacyPurpose

__all__ = ["ImportChunk", "ImportDecision", "ImportHeading", "ImportRun", "PrivacyConsent", "PrivacyPurpose"]
