"""What a public page says of itself, and quick addresses."""

import json
from typing import Any

import pytest
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from withi.ground.web.pages import Page, jsonld_text, page_context, url, urls_for

pytestmark = pytest.mark.urls("withi.ground.web.tests.public_urls")
SITE = "https://withi.example"


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE_URL = SITE


def page(path: str, query: str = "", **said: Any) -> Page:
    request = HttpRequest()
    request.path = path
    request.GET = QueryDict(query)
    request.LANGUAGE_CODE = "en" if path.startswith("/en/") else "th"
    with translation.override(request.LANGUAGE_CODE):
        found = page_context(request, title="x", **said)["page"]
    assert isinstance(found, Page)
    return found


def test_both_languages_name_each_other() -> None:
    thai, english = page("/products/12/"), page("/en/products/12/")
    assert thai.canonical == f"{SITE}/products/12/"
    assert english.canonical == f"{SITE}/en/products/12/"
    assert (
        thai.alternates
        == english.alternates
        == (
            ("th", f"{SITE}/products/12/"),
            ("en", f"{SITE}/en/products/12/"),
            ("x-default", f"{SITE}/products/12/"),
        )
    )
    assert (thai.switch, english.switch) == ("/en/products/12/", "/products/12/")
    assert (thai.robots, english.robots) == ("", "")


def test_without_english_text_the_thai_page_is_the_real_one() -> None:
    thai, english = page("/products/12/", has_english=False), page("/en/products/12/", has_english=False)
    assert thai.alternates == english.alternates == ()
    assert thai.canonical == english.canonical == f"{SITE}/products/12/"
    assert (thai.robots, english.robots) == ("", "noindex")
    assert english.lang == "en"


def test_the_switch_keeps_the_filters_and_the_canonical_does_not() -> None:
    found = page("/products/", "type=food&page=2", canonical_query="page=2")
    assert found.switch == "/en/products/?type=food&page=2"
    assert found.canonical == f"{SITE}/products/?page=2"
    assert page("/en/").switch == "/"


def test_an_address_is_escaped() -> None:
    assert page('/a"b/ก/').canonical == f"{SITE}/a%22b/%E0%B8%81/"


def test_jsonld_cannot_end_its_script() -> None:
    data = {"name": "</script><script>alert(1)</script>&\u2028", "thai": "ผ้า"}
    text = jsonld_text(data)
    assert not set("<>&\u2028") & set(text)
    assert "ผ้า" in text
    assert json.loads(text) == data


def test_mast_marks_the_section_and_speaks_the_language() -> None:
    request = HttpRequest()
    request.path, request.LANGUAGE_CODE = "/en/products/", "en"
    context = page_context(request, title="x", section="products")
    assert 'href="/en/products/" aria-current="page"' in context["mast"]
    request.path, request.LANGUAGE_CODE = "/products/", "th"
    assert 'href="/products/" aria-current="page"' in page_context(request, title="x", section="products")["mast"]
    assert "aria-current" not in page_context(request, title="x")["mast"]


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize(
    ("name", "args"),
    [("still", ()), ("shown", ("40",)), ("shown", ("ก/%",)), ("numbers", (1, 22)), ("letters", ("40150205", 3))],
)
def test_quick_addresses_are_the_reversed_ones(lang: Any, name: str, args: tuple[Any, ...]) -> None:
    quick = urls_for(lang)(name, *args)
    with translation.override(lang):
        if args == ("ก/%",):  # a path part is quoted whole
            assert quick.endswith("/shown/%E0%B8%81%2F%25/")
        else:
            assert quick == reverse(name, args=args)
        assert url(name, *args) == quick


def test_an_unknown_address_is_an_error() -> None:
    with pytest.raises(NoReverseMatch):
        url("nowhere")
