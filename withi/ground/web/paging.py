"""Pages of a list: the page is in the address, the filters stay there, and every string is ready for the template."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from withi.kit.ready import Ready

PARAM = "page"
SIZE = 20
LAST = 5_000  # an offset beyond is a machine counting, not a person reading
AROUND = 2


@dataclass(frozen=True, slots=True)
class PageLink(Ready):
    """A page number and its address; the current page and a gap have none."""

    label: str
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pager(Ready):
    """One page of a list, for web/_pager.html; `pages` is empty where everything fits on one page."""

    number: int
    size: int
    pages: tuple[PageLink, ...]
    previous: str
    next: str
    said: str
    total: int = 0

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.size

    @property
    def rows(self) -> slice:
        """This page's rows of a queryset or list."""
        return slice(self.offset, self.offset + self.size)

    def of(self, found: "QuerySet[Any]") -> "list[Any]":
        """This page's rows of a queryset that is `total` long and whose order leaves nothing open. One query.

        Behind the middle they are read from the end: the last page costs no more than the first.
        """
        if self.offset * 2 <= self.total:
            return list(found[self.rows])
        behind = max(self.total - self.offset - self.size, 0)
        return list(found.reverse()[behind : self.total - self.offset])[::-1]


def page_number(request: HttpRequest) -> int:
    """The page asked for, 1 by default; nonsense is a page that does not exist."""
    given = request.GET.get(PARAM, "1")
    if not (given.isascii() and given.isdecimal() and 1 <= int(given[:6]) <= LAST):
        raise Http404
    return int(given)


def numbered(request: HttpRequest, *, total: int, size: int = SIZE) -> Pager:
    """Pages of a list whose length is known. A page behind the last one does not exist (404)."""
    number, last = page_number(request), max(1, -(-total // size))
    if number > last:
        raise Http404
    first, final = (number - 1) * size + 1, min(number * size, total)
    values = {"first": f"{first:,}", "last": f"{final:,}", "total": f"{total:,}"}
    said = _("%(first)s to %(last)s of %(total)s") % values if total else ""
    return _pager(request, number, last, size=size, has_next=number < last, said=said, total=total)


def open_ended(request: HttpRequest, *, has_more: bool, size: int = SIZE) -> Pager:
    """Pages of a list too long to count: fetch one row more than `size`, and say whether it was there."""
    number = page_number(request)
    return _pager(request, number, number + has_more, size=size, has_next=has_more)


def address(request: HttpRequest, number: int) -> str:
    """The same list with the same filters at another page; the first page needs no number."""
    query = request.GET.copy()
    query.pop(PARAM, None)
    if number > 1:
        query[PARAM] = str(number)
    return f"?{query.urlencode()}"


def window(number: int, last: int) -> list[int]:
    """Page numbers to show: first, last, and those around the current one; 0 stands for a gap."""
    near = {page for page in range(number - AROUND, number + AROUND + 1) if 1 <= page <= last}
    shown = sorted({1, last} | near)
    found: list[int] = []
    for page in shown:
        if found and page - found[-1] == 2:
            found.append(page - 1)
        elif found and page - found[-1] > 2:
            found.append(0)
        found.append(page)
    return found


def _pager(
    request: HttpRequest, number: int, last: int, *, size: int, has_next: bool, said: str = "", total: int = 0
) -> Pager:
    links = tuple(_link(request, page, number) for page in window(number, last)) if last > 1 else ()
    previous = address(request, number - 1) if number > 1 else ""
    return Pager(number, size, links, previous, address(request, number + 1) if has_next else "", said, total)


def _link(request: HttpRequest, page: int, number: int) -> PageLink:
    if page == 0:
        return PageLink("…")
    return PageLink(f"{page:,}", "" if page == number else address(request, page), page == number)
