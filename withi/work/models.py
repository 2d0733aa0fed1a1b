"""Django finds the tables of the floor here; each lives in its room."""

from withi.work.certificates.models import Certificate, CertificateSeries

__all__ = ["Certificate", "CertificateSeries"]
