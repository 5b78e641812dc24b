"""Themes: a folder outside the tree whose templates and static files go before the site's own."""

import logging

import pytest
from django.template.loader import render_to_string

from posts.checks import check_theme
from posts.exchange.static_site.page_state import list_code_files
from posts.maintenance import start_report
from posts.theming.faults import find_theme_faults
from tests.support.themes import PAPER, use_theme


@pytest.fixture
def paper():
    with use_theme(PAPER):
        yield


@pytest.fixture
def write_theme(tmp_path):
    """Return a function that writes files of a theme, by path, and uses it."""
    folder = tmp_path / "theme"

    def write(files):
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return use_theme(folder)

    return write


def list_faults():
    """Return the faults as `name of the file:line`, and their sentences."""
    found = list(find_theme_faults())
    return [f"{fault.path.name}:{fault.line}" for fault in found], " ".join(fault.text for fault in found)


def test_a_theme_extends_and_includes_the_templates_that_it_replaces(client, make_post, paper):
    post = make_post("Deep water")
    page = client.get(post.get_absolute_url())
    assert "paper-colophon" in page.text
    assert "END OF MESSAGE" not in page.text
    assert f"№ {post.pk}" in page.text
    assert '<time datetime="' in page.text
    home = client.get("/").text
    assert "<h1>Transmission</h1>" in home
    assert "INCOMING" not in home
    assert "paper-colophon" in client.get("/no/such/page/").text


def test_a_good_theme_has_no_faults(paper):
    assert list(find_theme_faults()) == []
    assert check_theme(None) == []


@pytest.mark.django_db
def test_without_a_theme_nothing_is_looked_at_and_no_template_is_another(client):
    assert list(find_theme_faults()) == []
    assert "paper" not in client.get("/no/such/page/").text


def test_the_admin_keeps_its_templates_unless_the_theme_says_otherwise(write_theme, editor_client):
    files = {"templates/admin/index.html": "my own desk", "static/css/theme.css": ""}
    with write_theme(files):
        assert "my own desk" not in editor_client.get("/admin/").text
        assert list_faults()[0] == ["index.html:0"]
    with write_theme({"theme.toml": "replaces_admin = true"}):
        assert editor_client.get("/admin/").text == "my own desk"
        assert list_faults()[0] == []


BROKEN = {
    "no such tag": ("{% blok content %}", 1),
    "an unclosed block": ('{% extends "base.html" %}\n{% block content %}', 2),
    "not UTF-8": (b"{% block content %}\xff", 0),
}


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.django_db
def test_a_template_that_cannot_be_read_is_named_and_the_sites_own_is_used(kind, write_theme, client, caplog):
    text, line = BROKEN[kind]
    with write_theme({"templates/posts/post_list.html": text}):
        assert "INCOMING TRANSMISSION" in client.get("/").text
        assert list_faults()[0] == [f"post_list.html:{line}"]
    assert "post_list.html" in caplog.text


@pytest.mark.django_db
def test_a_template_that_is_no_file_and_one_that_calls_itself_take_no_page(write_theme, client, caplog):
    circle = {"templates/404.html": '{% extends "a.html" %}', "templates/a.html": '{% extends "b.html" %}'}
    files = {"templates/posts/post_list.html/x": "", "static/x.css/y": "", **circle}
    files["templates/b.html"] = '{% extends "a.html" %}'
    files["templates/posts/archive.html"] = '{% include "posts/archive.html" %}'
    with write_theme(files):
        assert "INCOMING TRANSMISSION" in client.get("/").text
        assert "<h1" in client.get("/archive/").text
        assert client.get("/nowhere/").status_code == 404
        assert {"post_list.html:0", "x.css:0"} <= set(list_faults()[0])


# A theme's page, what is at fault on it, and where the report finds it.
FAILING = {
    "a missing template": ('\n{% include "no.html" %}', "no.html"),
    "a missing parent": ('{% extends "no.html" %}', "no.html"),
    "a missing static file": ('{% load static %}\n{% static "img/no.svg" %}', "img/no.svg"),
    "an unknown URL": ("\n{% url 'posts:nowhere' %}", "posts:nowhere"),
    "an unknown block": ('{% extends "base.html" %}\n{% block sidebar %}{% endblock %}', "sidebar"),
}


@pytest.mark.parametrize("kind", FAILING)
@pytest.mark.django_db
def test_what_a_template_names_and_the_site_lacks_is_found_before_a_reader_does(
    kind, write_theme, client, settings, caplog
):
    text, name = FAILING[kind]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "tests.support.themes.StrictStaticFiles"},
    }
    with write_theme({"templates/posts/post_list.html": text}):
        assert client.get("/").status_code == 200
        places, sentences = list_faults()
    assert places == [f"post_list.html:{1 + text.count(chr(10))}"]
    assert name in sentences
    # What cannot be shown at all, the site's own template shows; an unknown block is only left out.
    if kind != "an unknown block":
        assert "The theme cannot show posts/post_list.html" in caplog.text


def test_a_fault_of_the_site_is_not_said_to_be_the_themes(paper, caplog):
    with caplog.at_level(logging.ERROR), pytest.raises(TypeError, match="mine"):
        render_to_string("posts/post_list.html", {"site_name": FailingName()})
    assert "theme" not in caplog.text


class FailingName:
    def __str__(self):
        raise TypeError("mine")


def test_a_stylesheet_is_held_to_what_it_names(write_theme):
    style = '/* url(no.css) */\n@import url("no.css");\na { background: url(../img/no.png?x#y) }\n'
    style += 'b { background: url("data:,x") url(https://a.example/x.png) url(../favicon.svg) }'
    with write_theme({"static/css/theme.css": style}):
        places, sentences = list_faults()
    assert places == ["theme.css:2", "theme.css:3"]
    assert "css/no.css" in sentences
    assert "img/no.png." in sentences


@pytest.mark.django_db
def test_a_theme_that_is_missing_is_told_at_the_start_and_the_site_answers(tmp_path, client, caplog):
    with use_theme(tmp_path / "gone"):
        assert client.get("/").status_code == 200
        start_report.report_start()
        (message,) = check_theme(None)
    assert str(tmp_path / "gone") in caplog.text
    assert str(tmp_path / "gone") in message.msg
    assert message.level < 40  # looks keep no command from its work


@pytest.mark.parametrize("text", ["replaces_admin = ", "colour = 'red'", b"\xff"])
def test_a_theme_file_that_cannot_be_read_is_named(text, write_theme):
    with write_theme({"theme.toml": text, "static/css/theme.css": ""}):
        assert list_faults()[0] == ["theme.toml:0"]
    with write_theme({"theme.toml": "name = 'x'"}):
        assert list_faults()[0] == []


def test_a_folder_with_nothing_of_a_theme_is_told(tmp_path):
    with use_theme(tmp_path):
        assert "templates" in list_faults()[1]


def test_a_change_of_the_theme_makes_the_site_as_files_anew(paper):
    names = {path.name for path in list_code_files() if PAPER in path.parents}
    assert {"theme.toml", "base.html", "post_detail.html"} <= names
