"""Centres, scores, brands and enquiries of the demonstration: marked, without people's names, on their pages."""

import re

from withi.faces.demo import queries
from withi.kit import hours
from withi.work.classes.rules import VERSIONS, judge

MARK = re.compile(r"\((ตัวอย่าง|demonstration|demo)\)$")
TITLE = re.compile(r"(นาย|นาง|นางสาว|น\.ส\.|Mr|Mrs|Miss)\s?[ก-ฮA-Z]")


def test_every_invented_thing_says_that_it_is_one() -> None:
    told = queries.commons()
    named = [row for kind in ("centre", "brand") for row in told[kind]]
    assert all(MARK.search(row["name_th"]) and MARK.search(row["name_en"]) for row in named)
    assert all(MARK.search(row["name"]) for row in told["enquiry"])
    assert all(row["phone"].startswith("041") for kind in ("centre", "enquiry") for row in told[kind])
    assert not TITLE.search(str(told))


def test_hours_are_kept_as_the_register_keeps_them() -> None:
    for row in queries.commons()["centre"]:
        assert hours.written(hours.parsed(row["hours"])) == row["hours"]


def test_scores_show_several_classes_and_one_that_is_not_judged_to_the_end() -> None:
    rows = queries.commons()["score"]
    letters = [judge(VERSIONS[-1], row["points"]).letter for row in rows]
    assert "" in letters
    assert {"A", "B"} <= set(letters)
    assert len({row["area"] for row in rows}) < len(rows), "one was scored twice, so that its page shows a history"
