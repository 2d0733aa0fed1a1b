"""The demonstration province, for browsers: loading it takes long, so it is put back where it was loaded before."""

from tests.kept import again
from withi.faces.demo import actions as demo


def load() -> None:
    """As `manage.py demo` does, with fewer producers, into a database without rows."""
    again(_load)


def _load() -> None:
    demo.load(share=0.18)
