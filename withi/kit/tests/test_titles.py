"""Titles on the public pages."""

import pytest

from withi.kit.titles import held


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ครกดินเผา", '<span class="nb">ครกดินเผา</span>'),
        ("ครกดินเผา ใบใหญ่", '<span class="nb">ครกดินเผา</span> <span class="nb">ใบใหญ่</span>'),
        ("ผ้า 2 ผืน", "ผ้า 2 ผืน"),
        ("กระเป๋าสานจากผักตบชวา", "กระเป๋าสานจากผักตบชวา"),
        ("Clay <mortar> & pestle", "Clay &lt;mortar&gt; &amp; pestle"),
        ("", ""),
    ],
)
def test_short_runs_of_thai_stay_on_one_line(text: str, shown: str) -> None:
    assert held(text) == shown
