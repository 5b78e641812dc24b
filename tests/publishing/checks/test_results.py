"""Publish checks of the text, the slug and what is missing."""

import pytest

from posts.models import Category, Post, Redirect
from posts.publishing import checks
from posts.rendering import RenderError
from tests.support.publish_checks import OPTIONAL_KINDS


class TestRendering:
    @pytest.mark.parametrize(
        ("source", "kind", "line"),
        [
            ("好\n\n$\\frac{1$", "formula", 3),
            ("一\n\n```python\nx", "unclosed-fence", 3),
            ("一\n\n$$\nx\n\n没有结束的公式", "unclosed-formula", 3),
            ("一\n\n[二](#三)", "dead-link", 3),
            (
                "一\n\n<<<<<<< 林 2026-03-01 12:00\n二\n=======\n三\n>>>>>>> 沈 2026-03-01 11:00",
                "conflict",
                3,
            ),
        ],
    )
    def test_errors_have_their_line(self, source, kind, line, make_post):
        [error] = checks.find_publish_errors(make_post(source=source))
        assert (error.kind, error.line) == (kind, line)
        assert error.message.startswith(f"Line {line}: ")

    @pytest.mark.parametrize("source", ["", " \n\t\n"])
    def test_a_post_without_a_text_is_not_published(self, source, make_post):
        assert [error.kind for error in checks.find_publish_errors(make_post(source=source))] == ["no-text"]

    def test_conflict_markers_in_code_are_allowed(self, get_results):
        assert get_results("```\n<<<<<<< HEAD\n=======\n>>>>>>> main\n```") == []

    def test_a_render_error_is_a_result_and_not_raised(self, author, monkeypatch):
        def refuse(*args, **kwargs):
            raise RenderError("too-deep", "It is nested too deeply.")

        monkeypatch.setattr("posts.rendering.render", refuse)
        [error] = checks.find_publish_errors(Post(title="T", slug="t", source="> > 深", author=author))
        assert "nested too deep" in error.message

    def test_an_unsaved_post_can_be_checked(self, author):
        [error] = checks.find_publish_errors(Post(title="T", source="好\n\n$\\frac{1$", author=author))
        assert (error.kind, error.line) == ("formula", 3)

    def test_errors_come_first_then_by_line(self, make_post):
        post = make_post(source="![](/media/x.png)\n\n$\\foo$\n\n[a](#b)")
        kinds = [finding.kind for finding in checks.run_publish_checks(post)]
        assert kinds[:4] == ["missing-file", "formula", "dead-link", "image-alt"]


class TestSlug:
    def test_the_slug_of_another_post_is_taken(self, make_post):
        trashed = make_post(slug="taken")
        trashed.set_state("binned_at")
        trashed.save()
        post = Post(title="T", slug="taken", source="文", author=make_post().author)
        assert [error.kind for error in checks.find_publish_errors(post)] == ["slug-taken"]

    def test_the_former_slug_of_another_post_is_taken(self, make_post):
        Redirect.add_redirect("/posts/old/", make_post())
        post = Post(title="T", slug="old", source="文", author=make_post("B").author)
        assert [error.kind for error in checks.find_publish_errors(post)] == ["slug-taken"]

    def test_the_own_slug_and_former_slugs_are_not_taken(self, make_post):
        post = make_post(slug="first", source="文")
        post.slug = "second"
        post.save()
        assert checks.find_publish_errors(post) == []
        post.slug = "first"
        assert checks.find_publish_errors(post) == []

    def test_a_slug_of_punctuation_only_is_an_error(self, make_post):
        post = make_post(source="文")
        post.slug = "-_-"
        assert [error.kind for error in checks.find_publish_errors(post)] == ["slug-empty"]


class TestSuggestions:
    def test_missing_summary_category_and_tags_are_warnings(self, make_post):
        found = checks.run_publish_checks(make_post(source="文"))
        assert {finding.kind for finding in found} == OPTIONAL_KINDS
        assert not any(finding.is_error for finding in found)

    def test_a_complete_post_gives_no_result(self, make_post):
        category = Category.objects.create(name="数学")
        assert (
            checks.run_publish_checks(make_post(source="文", summary="述", category=category, tags=["t"]))
            == []
        )
