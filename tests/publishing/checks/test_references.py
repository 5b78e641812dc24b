"""Publish checks of references and labels."""

from posts.models import Post, Series
from posts.publishing import checks

THEOREM = {"key": "thm-x", "kind": "theorem", "number": "1", "name": "", "anchor": "thm-x"}


def test_a_reference_to_nothing_is_an_error_with_its_line(get_results, make_post):
    assert get_results("Text.\n\nBy [[none#thm-x]].") == [("missing-reference", 3, "[[none#thm-x]]")]
    post = Post.objects.get(title="Checked")
    assert [error.kind for error in checks.find_publish_errors(post)] == ["missing-reference"]
    # The same import brings it.
    assert checks.find_publish_errors(post, {"none"}) == []


def test_one_to_a_label_that_the_series_has_not_is_an_error(make_post):
    post = make_post("Post", source=r"By \ref{thm-x}.", series=Series.objects.create(name="Series"))
    assert [error.kind for error in checks.find_publish_errors(post)] == ["missing-label"]
    assert checks.find_publish_errors(post, {"another-of-the-series"}) == []


def test_one_to_a_draft_is_told(get_results, make_post):
    make_post("Draft", slug="draft", published_at=None, source="## Part")
    assert [result[0] for result in get_results("[[draft#Part]]")] == ["unread-address"]


def test_two_posts_of_a_series_with_one_label_are_told(make_post, django_assert_max_num_queries):
    series = Series.objects.create(name="Series")
    posts = [make_post(f"P{number}", series=series, source="::: {#thm-x}\n:::") for number in range(3)]
    elsewhere = make_post("Elsewhere", source="Text.")
    Post.objects.filter(pk__in=[post.pk for post in (*posts, elsewhere)]).update(labels=[THEOREM])
    posts[0].refresh_from_db()
    told = [one for one in checks.run_publish_checks(posts[0]) if one.kind == "series-label"]
    assert [(one.line, one.detail, one.is_error) for one in told] == [(1, "thm-x → P1", False)]
    elsewhere.refresh_from_db()
    assert not [one for one in checks.run_publish_checks(elsewhere) if one.kind == "series-label"]
