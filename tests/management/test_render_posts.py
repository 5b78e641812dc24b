"""The command render_posts."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from posts.indexing.index import index_post
from posts.indexing.query import parse_query
from posts.management.commands import render_posts
from posts.models import Post
from posts.rendering import RENDERER_VERSION, RenderError
from posts.search.finding import search_posts


@pytest.fixture
def make_stale(make_post):
    """Return a function that makes a post as an older renderer left it."""

    def make(title, **fields):
        post = make_post(title, **fields)
        Post.objects.filter(pk=post.pk).update(html="old", renderer_version=RENDERER_VERSION - 1)
        return post

    return make


def run(*arguments):
    """Return what the command printed, and the status it ended with."""
    output, status = StringIO(), 0
    try:
        call_command("render_posts", *arguments, stdout=output, stderr=output)
    except SystemExit as end:
        status = end.code
    return output.getvalue(), status


def test_it_renders_what_is_stale(make_stale):
    stale = make_stale("一", source="**文**")
    assert run() == ("1 rendered, 0 failed.\n", 0)
    stale.refresh_from_db()
    assert (stale.html, stale.renderer_version) == ("<p><strong>文</strong></p>", RENDERER_VERSION)


def test_it_leaves_what_is_fresh(make_post):
    post = make_post(source="文")
    Post.objects.filter(pk=post.pk).update(html="fresh")
    assert run() == ("0 rendered, 0 failed.\n", 0)
    assert Post.objects.get().html == "fresh"


def test_all_renders_everything(make_post):
    post = make_post(source="文")
    Post.objects.filter(pk=post.pk).update(html="fresh")
    assert run("--all") == ("1 rendered, 0 failed.\n", 0)
    assert Post.objects.get().html == "<p>文</p>"


def test_it_renders_more_than_a_batch(make_stale, monkeypatch):
    monkeypatch.setattr(render_posts, "RENDER_BATCH_SIZE", 2)
    for number in range(5):
        make_stale(f"{number}", source=f"{number}")
    run()
    assert [post.html for post in Post.objects.order_by("pk")] == [f"<p>{number}</p>" for number in range(5)]


def test_one_bad_post_does_not_stop_the_rest(make_stale):
    bad, good = make_stale("坏", source="x"), make_stale("好", source="文")
    Post.objects.filter(pk=bad.pk).update(source="<div>" * 1000)
    output, status = run()
    assert f"{bad.pk} 坏: Elements are nested" in output
    assert output.endswith("1 rendered, 1 failed.\n")
    assert status == 1
    assert Post.objects.get(pk=bad.pk).html == "old"
    assert Post.objects.get(pk=good.pk).html == "<p>文</p>"


def test_it_continues_where_it_was_interrupted(make_stale, monkeypatch):
    for number in range(3):
        make_stale(f"{number}", source="文")
    save_render = render_posts.save_render

    def interrupt(post):
        save_render(post)
        raise KeyboardInterrupt

    monkeypatch.setattr(render_posts, "save_render", interrupt)
    with pytest.raises(CommandError, match="Run it again"):
        run()
    assert Post.objects.with_outdated_render(RENDERER_VERSION).count() == 2
    monkeypatch.setattr(render_posts, "save_render", save_render)
    assert run() == ("2 rendered, 0 failed.\n", 0)


def test_no_post_looks_updated(make_stale):
    before = make_stale("一").updated_at
    run()
    assert Post.objects.get().updated_at == before


def test_a_post_that_was_changed_meanwhile_keeps_its_own_render(make_post):
    post = make_post(source="旧")
    found, error = render_posts.try_render(Post.objects.get())
    post.source = "新"
    post.save()
    render_posts.save_render(found)
    assert error is None
    assert Post.objects.get().html == "<p>新</p>"


def test_attempt_returns_the_refusal(make_post):
    post = make_post()
    post.source = "<div>" * 1000
    _, error = render_posts.try_render(post)
    assert isinstance(error, RenderError)


def test_what_the_renderer_reads_otherwise_is_found(make_stale):
    post = make_stale("一", source="新字")
    Post.objects.filter(pk=post.pk).update(text="旧字")
    index_post(post.pk, post.title, "旧字")
    run()
    assert search_posts(parse_query("新字"), Post.objects).get() == post


def test_a_text_that_stays_the_same_is_not_indexed_again(make_stale):
    post, _ = render_posts.try_render(make_stale("一", source="文"))
    with CaptureQueriesContext(connection) as queries:
        render_posts.save_render(post)
    assert Post.objects.get().html == "<p>文</p>"
    assert not [query for query in queries if "posts_search" in query["sql"]]
