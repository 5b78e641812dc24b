"""The Markdown of pasted HTML, as the editor's script gets it."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from posts.editor import html_paste
from posts.models.machine_slots import take_slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def convert(client, editor):
    """Return a function that sends HTML as an editor and returns the answer."""
    client.force_login(editor)

    def convert(html, **parameters):
        url = f"{reverse('admin:posts_post_html')}?{urlencode(parameters)}"
        return client.post(url, html, content_type="text/html")

    return convert


def test_html_becomes_markdown_with_pictures_and_notes(convert):
    html = (
        '<h2>标题</h2><p><b>“词”</b>字<img src="embedded:1" alt="甲"><img src="https://a.example/b.png"></p>'
        '<p hidden>藏着</p><img src="file:///C:/c.png" alt="乙">'
    )
    assert convert(html).json() == {
        "markdown": "## 标题\n\n**“词”**字![甲](embedded:1)![](https://a.example/b.png)\n",
        "pictures": [
            {"address": "embedded:1", "alt": "甲"},
            {"address": "https://a.example/b.png", "alt": ""},
        ],
        "notes": [
            "1 hidden passage was left out: “藏着”",
            "1 picture is a file of the program that it was copied from. Insert it by itself: 乙",
        ],
    }


@pytest.mark.parametrize(
    ("wanted", "label"), [("4", "[^4]"), ("x", "[^1]"), ("-3", "[^1]"), ("9" * 30, "[^1]")]
)
def test_footnotes_are_numbered_from_the_first_free_number(wanted, label, convert):
    html = '<p>a<a href="#fn1" id="fnref1">1</a></p><p id="fn1">b <a href="#fnref1">↩</a></p>'
    assert convert(html, first_note=wanted).json()["markdown"] == f"a{label}\n\n{label}: b\n"


def test_what_is_too_large_or_too_deep_is_refused_with_a_sentence(convert, monkeypatch):
    monkeypatch.setattr(html_paste, "MAX_HTML_BYTES", 100)
    answer = convert("字" * 34)
    assert (answer.status_code, answer.json()) == (
        422,
        {"error": html_paste.ERROR_MESSAGES["too-long"]},
    )
    monkeypatch.undo()
    answer = convert("<div>" * 6_000)
    assert (answer.status_code, answer.json()) == (
        422,
        {"error": "What was copied is nested too deep to be converted."},
    )


def test_bytes_that_are_no_text_do_no_harm(convert):
    assert convert(b"<b>a\xff\xfe\x00b</b>").json()["markdown"] == "**a��b**\n"


def test_one_large_page_at_a_time_is_converted(convert, monkeypatch):
    monkeypatch.setattr(html_paste, "LARGE_HTML_BYTES", 10)
    with take_slot("large-html"):
        answer = convert("<p>long enough</p>")
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
        assert convert("<p>a</p>").status_code == 200


def test_who_may_not_write_gets_nothing(client, django_user_model):
    url = reverse("admin:posts_post_html")
    assert client.post(url, "<b>a</b>", content_type="text/html").status_code == 403
    client.force_login(django_user_model.objects.create_user("reader"))
    assert client.post(url, "<b>a</b>", content_type="text/html").status_code == 403
    assert client.get(url).status_code in {403, 405}
