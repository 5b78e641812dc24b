"""The Markdown of a post, and what tells programs where it is."""

from datetime import UTC, datetime

import pytest
import yaml

from posts.models import Category
from tests.support.dates import LONG_AGO


def test_a_live_post_is_there_as_it_was_written(client, make_post, profile):
    source = "---\n\n# 一\n\n$x$ ![图](/media/a.png)\n"
    category = Category.objects.create(name="扩散")
    post = make_post("题: 目", source=source, category=category, tags=["噪声"], updated_at=LONG_AGO)
    answer = client.get(f"/posts/{post.slug}.md")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    _, head, text = answer.content.decode().split("---\n", 2)
    assert text == f"\n{source}"
    fields = yaml.safe_load(head)
    assert fields.pop("date") == fields.pop("updated") == LONG_AGO
    url = f"http://testserver/posts/{post.slug}/"
    assert fields == {
        "title": "题: 目",
        "author": "林默",
        "category": "扩散",
        "tags": ["噪声"],
        "lang": "en",
        "url": url,
    }
    assert answer["Link"] == f'<{url}>; rel="canonical"'
    again = client.get(f"/posts/{post.slug}.md", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    link = f'<link rel="alternate" type="text/markdown" href="/posts/{post.slug}.md">'
    assert link in client.get(post.get_absolute_url()).content.decode()


@pytest.mark.parametrize("slug", ["none", "a%00b", "hidden"])
def test_what_readers_do_not_see_is_not_there(client, make_post, slug):
    make_post("Hidden", slug="hidden", published_at=None)
    assert client.get(f"/posts/{slug}.md").status_code == 404


def test_an_editor_reads_a_draft(editor_client, make_post):
    post = make_post("Hidden", slug="hidden", published_at=None)
    answer = editor_client.get("/posts/hidden.md")
    assert "no-store" in answer["Cache-Control"]
    assert "text/markdown" not in editor_client.get(post.get_absolute_url()).content.decode()


def test_an_unlisted_post_is_reached_by_its_address_only(client, make_post):
    make_post("Apart", slug="apart", is_unlisted=True)
    assert client.get("/posts/apart.md").status_code == 200
    assert "Apart" not in client.get("/llms.txt").content.decode()


def test_an_old_slug_leads_to_the_new_one(client, make_post):
    post = make_post("One", slug="old")
    post.slug = "new"
    post.save()
    answer = client.get("/posts/old.md")
    assert (answer.status_code, answer["Location"]) == (301, "/posts/new.md")
    post.published_at = None
    post.save()
    assert client.get("/posts/old.md").status_code == 404


def test_the_markdown_of_a_deleted_post_is_gone_as_its_page_is(client, make_post):
    make_post("One", slug="one").delete()
    answers = [client.get(path).status_code for path in ("/posts/one/", "/posts/one.md")]
    assert answers[0] == answers[1]


def test_llms_txt_leads_to_what_there_is(client, make_post, settings):
    settings.SITE_NAME, settings.SITE_DESCRIPTION = "Signal", "Notes"
    make_post("A [title]", source="First words.", category=Category.objects.create(name="Models"))
    make_post("Later", published_at=datetime(2100, 1, 1, tzinfo=UTC))
    answer = client.get("/llms.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().split("\n")
    assert lines[:4] == ["# Signal", "", "> Notes", ""]
    assert r"- [A \[title\]](http://testserver/posts/a-title.md): First words." in lines
    assert "- [Models](http://testserver/categories/models/)" in lines
    assert "- [Atom](http://testserver/feeds/atom.xml)" in lines
    assert "Later" not in answer.content.decode()
