import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from withi.ground.search import actions
from withi.ground.search.actions import Name
from withi.ground.search.tests import factory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def names() -> None:
    factory.products()
    factory.villages()


def output(*arguments: str) -> str:
    out = StringIO()
    call_command("search", *arguments, stdout=out)
    return out.getvalue()


def test_a_query_as_text() -> None:
    text = output("ผ้าไหม", "--kind", "product")
    assert text.startswith("ผ้าไหม (equal, 3)")
    assert "ผ้าไหมมัดหมี่ ลายแก่นมะขาม" in text


def test_a_query_as_json() -> None:
    found = json.loads(output("--json", "ผ้าไหม", "--area", "36", "--kind", "product"))
    assert (found["query"], found["step"], found["total"]) == ("ผ้าไหม", "equal", 1)
    assert found["hits"] == [{"kind": "product", "ref_id": 7, "name": "ผ้าไหม", "area_code": "360101", "step": "equal"}]


def test_names_that_are_not_public_need_asking() -> None:
    assert json.loads(output("--json", "สุรา"))["total"] == 0
    assert json.loads(output("--json", "สุรา", "--all"))["total"] == 1


def test_a_batch_answers_line_by_line_with_the_time(tmp_path: Path) -> None:
    (tmp_path / "queries.txt").write_text("ผ้าไหม\nหวัขัว\n", encoding="utf-8")
    lines = [json.loads(line) for line in output("--batch", str(tmp_path / "queries.txt"), "--limit", "1").splitlines()]
    assert [(line["query"], line["step"], line["searched"]) for line in lines] == [
        ("ผ้าไหม", "equal", "ผ้าไหม"),
        ("หวัขัว", "near", "หัวขัว"),
    ]
    assert all(line["ms"] >= 0 and len(line["hits"]) == 1 for line in lines)


@pytest.mark.parametrize("arguments", [(), ("ผ้า", "--area", "xx"), ("--batch", "no such file")])
def test_wrong_questions(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        output(*arguments)


def test_a_rebuild_says_what_it_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    source = actions.Source(lambda: [1], lambda ids: [Name(1, "เสื่อกก", "4011", True)])
    monkeypatch.setattr(actions, "SOURCES", {"product": source})
    assert "product" in output("--rebuild")
    assert json.loads(output("--json", "เสื่อกก"))["total"] == 1
    assert json.loads(output("--json", "ผ้าไหม", "--kind", "product"))["total"] == 0


def test_only_known_kinds_are_rebuilt() -> None:
    with pytest.raises(CommandError, match="nothing"):
        output("--rebuild", "--kind", "nothing")


def test_what_comes_first_is_counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "POPULAR", {"product": [lambda: {2: 100}]})
    source = actions.Source(
        lambda: [2, 7], lambda ids: [Name(pk, "ผ้าไหม", "401102", True) for pk in ids if pk in (2, 7)]
    )
    monkeypatch.setattr(actions, "SOURCES", {"product": source})
    output("--popular")
    assert [hit["ref_id"] for hit in json.loads(output("--json", "ผ้าไหม", "--kind", "product"))["hits"]][:2] == [2, 7]


def test_json_tells_what_may_have_been_meant() -> None:
    actions.put("product", [Name(100 + number, f"ผ้าหมัก ที่{number}", "4011", True) for number in range(25)])
    actions.put("product", [Name(200 + number, f"ผ้าไหม ลาย{number}", "4011", True) for number in range(110)])
    found = json.loads(output("--json", "ผ้าหม", "--kind", "product"))
    assert (found["step"], found["searched"], found["meant"]) == ("prefix", "ผ้าหม", "ผ้าไหม")
