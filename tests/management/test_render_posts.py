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
from posts.revisions.render_diff import describe_render_change
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
    Post.objects.filter(pk=bad.pk).update(source="<div>" * 1000 + "</div>" * 1000)
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
    post.source = "<div>" * 1000 + "</div>" * 1000
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


class TestDryRun:
    def test_it_shows_what_would_change_and_writes_nothing(self, make_stale):
        post = make_stale("一", source="用 **新的** 字，别的都不变")
        Post.objects.filter(pk=post.pk).update(text="用 旧的 字，别的都不变")
        before = Post.objects.values().get()
        assert run("--dry-run") == (
            "Dry run: nothing is written.\n\n"
            f"{post.pk} /posts/yi/ 一: text\n    用 [-旧-]{{+新+}}的 字，别的都不变\n\n"
            "1 would change, 0 would stay the same, 0 failed.\n",
            0,
        )
        assert Post.objects.values().get() == before

    def test_posts_that_stay_the_same_are_only_counted(self, make_post):
        make_post(source="## 文\n\n$x$", published_at=None)
        Post.objects.update(renderer_version=RENDERER_VERSION - 1, warnings=[])
        output = "Dry run: nothing is written.\n\n0 would change, 1 would stay the same, 0 failed.\n"
        assert run("--dry-run") == (output, 0)

    def test_fresh_posts_are_looked_at_where_all_are(self, make_post):
        make_post(source="文")
        Post.objects.update(html="<p>旧</p>")
        assert "0 would change, 0 would stay" in run("--dry-run")[0]
        assert "1 would change, 0 would stay" in run("--dry-run", "--all")[0]

    @pytest.mark.parametrize(
        ("fields", "name", "place"),
        [
            ({"html": "<p>b</p>"}, "markup", '{+<h2 id="a">'),
            ({"toc": []}, "contents", "{+## A (a)+}"),
            ({"excerpt": "<p>c</p>"}, "excerpt", "<p>[-c-]{+b+}"),
            ({"reading_minutes": 7}, "reading time", "[-7-]{+1+}"),
        ],
    )
    def test_what_differs_is_named(self, make_post, fields, name, place):
        make_post(source="## A\n\nb")
        Post.objects.update(**fields)
        output = run("--dry-run", "--all")[0]
        assert f": {name}\n" in output
        assert place in output

    def test_long_differences_are_shortened(self, make_post):
        post = make_post(source="\n\n".join(f"{'字' * 500}{number}\n\nx" for number in range(9)))
        Post.objects.update(text=post.text.replace("x", "y"), html="")
        output, _ = run("--dry-run", "--all")
        assert "… and 4 more" in output
        assert max(map(len, output.splitlines())) < 120
        assert run("--dry-run", "--all", "--verbosity=2")[0].count("[-y-]{+x+}") == 9

    def test_a_post_that_fails_is_listed_and_the_status_says_so(self, make_stale):
        bad = make_stale("坏", source="x")
        Post.objects.filter(pk=bad.pk).update(source="<div>" * 1000 + "</div>" * 1000)
        output, status = run("--dry-run")
        assert f"{bad.pk} 坏: Elements are nested" in output
        assert output.endswith("0 would change, 0 would stay the same, 1 failed.\n")
        assert status == 1

    def test_a_post_that_is_edited_meanwhile_is_left_out(self, make_post):
        post = make_post(source="旧")
        found, _ = render_posts.try_render(Post.objects.get())
        post.source = "新"
        post.save()
        assert describe_render_change(found) == []

    def test_it_says_nothing_where_nothing_is_asked(self, make_stale):
        make_stale("一", source="新")
        assert run("--dry-run", "--verbosity=0") == ("", 0)
