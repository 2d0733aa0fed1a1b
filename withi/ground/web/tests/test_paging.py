"""Pages of a list keep its filters and refuse what does not exist."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, QueryDict

from withi.ground.web.paging import LAST, numbered, open_ended, page_number, window


def asked(query: str) -> HttpRequest:
    request = HttpRequest()
    request.GET = QueryDict(query)
    return request


def test_filters_stay_and_the_first_page_needs_no_number() -> None:
    pager = numbered(asked("type=food&q=%E0%B8%9C%E0%B9%89%E0%B8%B2&page=2"), total=312)
    assert pager.previous == "?type=food&q=%E0%B8%9C%E0%B9%89%E0%B8%B2"
    assert pager.next == "?type=food&q=%E0%B8%9C%E0%B9%89%E0%B8%B2&page=3"
    assert pager.rows == slice(20, 40)
    assert pager.said == "21 ถึง 40 จาก 312"
    assert [(link.label, bool(link.url), link.current) for link in pager.pages][:3] == [
        ("1", True, False),
        ("2", False, True),
        ("3", True, False),
    ]


def test_one_page_or_none_has_no_links() -> None:
    for total in (0, 1, 20):
        pager = numbered(asked(""), total=total)
        assert (pager.pages, pager.previous, pager.next) == ((), "", "")


def test_the_last_page_is_the_last() -> None:
    pager = numbered(asked("page=16"), total=312)
    assert pager.said == "301 ถึง 312 จาก 312"
    assert pager.next == ""
    with pytest.raises(Http404):
        numbered(asked("page=17"), total=312)


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1.5", "๒", "²", "9" * 30, str(LAST + 1)])
def test_nonsense_is_no_page(page: str) -> None:
    with pytest.raises(Http404):
        page_number(asked(f"page={page}"))


@pytest.mark.parametrize(
    ("number", "last", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 3, 0, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (6, 20, [1, 0, 4, 5, 6, 7, 8, 0, 20]),
        (4, 20, [1, 2, 3, 4, 5, 6, 0, 20]),
        (20, 20, [1, 0, 18, 19, 20]),
    ],
)
def test_the_window_shows_ends_and_neighbours(number: int, last: int, shown: list[int]) -> None:
    assert window(number, last) == shown


def test_a_list_too_long_to_count_goes_on_while_there_is_more() -> None:
    pager = open_ended(asked("page=3&q=a"), has_more=True, size=10)
    assert (pager.next, pager.previous, pager.rows) == ("?q=a&page=4", "?q=a&page=2", slice(20, 30))
    assert [link.label for link in pager.pages] == ["1", "2", "3", "4"]
    assert open_ended(asked(""), has_more=False).pages == ()


@pytest.mark.django_db
def test_pages_behind_the_middle_are_read_from_the_end() -> None:
    rows = ContentType.objects.order_by("model", "pk")
    every = list(rows)
    size = len(every) // 4 - 1
    last = -(-len(every) // size)
    read = []
    for page in range(1, last + 1):
        pager = numbered(asked(f"page={page}"), total=len(every), size=size)
        read.append(pager.of(rows))
    assert [row for part in read for row in part] == every
    assert [len(part) for part in read] == [size] * (last - 1) + [len(every) - size * (last - 1)]
