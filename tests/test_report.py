"""Publish checks: errors, warnings and suggestions, with their lines."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from posts.models import Category, Post, Redirect, Tag
from posts.publishing import checks
from posts.rendering import RenderError

NICE = {"no-summary", "no-category", "no-tags"}


@pytest.fixture
def get_results(make_post):
    """Return a function that gives (kind, line, detail) of the results for a draft with `source`."""

    def get_results(source, **fields):
        post = make_post("Told", source=source, published_at=None, **fields)
        return [
            (one.kind, one.line, one.detail)
            for one in checks.run_publish_checks(post)
            if one.kind not in NICE
        ]

    return get_results


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
        binned = make_post(slug="taken")
        binned.set_state("binned_at")
        binned.save()
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


class TestLinks:
    @pytest.mark.parametrize(
        "address",
        [
            "/posts/nothing/",
            "/posts/nothing",
            "/posts/不存在/",
            "/posts/%E4%B8%8D/",
            "/posts/a/b/c/",
            "/posts/a%00b/",
            "nearby.md",
            "../nothing/",
            "/categories/nothing/",
            "/tags/nothing/",
            "/tags/nothing/feeds/rss.xml",
            "/series/nothing/",
        ],
    )
    def test_a_dead_link_is_an_error_with_its_line(self, address, get_results):
        [(kind, line, _)] = get_results(f"一\n\n[二]({address})")
        assert (kind, line) == ("dead-address", 3)

    @pytest.mark.parametrize(
        "address",
        [
            "/",
            "/archive/2026/01/",
            "/search/?q=x",
            "/posts/here/",
            "/posts/here/?a=b#c",
            "/posts/told/",
            "./",
            "/categories/math/",
            "/tags/t/feeds/rss.xml",
            "/media/there.txt",
            "https://elsewhere.example/posts/nothing/",
            "//elsewhere.example/posts/nothing/",
            "mailto:a@b.example",
            "http://[bad",
        ],
    )
    def test_working_and_external_links_give_no_result(self, address, get_results, make_post):
        make_post(slug="here")
        Category.objects.create(name="数学", slug="math")
        Tag.objects.create(name="t")
        if not default_storage.exists("there.txt"):
            default_storage.save("there.txt", ContentFile(b"x"))
        assert get_results(f"[二]({address})") == []

    def test_an_absolute_url_of_this_site_is_local(self, get_results, settings):
        settings.SITE_URL = "https://example.org"
        [(kind, _, detail)] = get_results("[二](https://EXAMPLE.org/posts/nothing/)")
        assert (kind, detail) == ("dead-address", "https://EXAMPLE.org/posts/nothing/")

    def test_a_missing_file_is_an_error(self, get_results):
        assert get_results("![图](/media/nothing.png)")[0][:2] == ("missing-file", 1)
        assert get_results("[档](/media/../../etc/passwd)")[0][0] in {"missing-file", "unknown-address"}

    def test_a_moved_post_is_shown_with_its_new_address(self, get_results, make_post):
        post = make_post(slug="old")
        post.slug = "新"
        post.save()
        [(kind, line, detail)] = get_results("一 [二](/posts/old/)")
        assert (kind, line, detail) == ("moved-address", 1, "/posts/old/ → /posts/新/")
        assert not checks.find_publish_errors(Post.objects.get(title="Told"))

    @pytest.mark.parametrize(
        ("moment", "kind"),
        [
            ("", "unread-address"),
            ("submitted_at", "unread-address"),
            ("archived_at", "dead-address"),
            ("binned_at", "dead-address"),
        ],
    )
    def test_a_post_that_is_not_live_is_a_warning_an_inactive_one_an_error(
        self, moment, kind, get_results, make_post
    ):
        other = make_post(slug="other")
        other.set_state(moment)
        other.save()
        assert [one[0] for one in get_results("[二](/posts/other/)")] == [kind]

    def test_a_link_in_code_is_ignored(self, get_results):
        assert get_results('`[a](/posts/nothing/)`\n\n```html\n<a href="/posts/nothing/">\n```') == []

    def test_every_line_is_reported_and_longer_urls_do_not_match(self, get_results, make_post):
        make_post(slug="no-where")
        found = get_results("[a](/posts/no/)\n\n[b](/posts/no-where/)\n\n[c](/posts/no/)")
        assert [(line, detail) for _, line, detail in found] == [(1, "/posts/no/"), (5, "/posts/no/")]

    def test_a_path_without_a_route_is_a_warning(self, get_results, make_post):
        assert [one[0] for one in get_results("[a](/wp-content/x.zip)")] == ["unknown-address"]
        assert not checks.find_publish_errors(Post.objects.get())

    def test_a_remote_picture_is_a_warning(self, get_results):
        [(kind, line, detail)] = get_results("一\n\n![图](https://elsewhere.example/a.png)")
        assert (kind, line, detail) == ("remote-picture", 3, "https://elsewhere.example/a.png")

    def test_the_number_of_queries_does_not_depend_on_the_number_of_links(
        self, make_post, django_assert_num_queries, django_assert_max_num_queries
    ):
        def text(count):
            links = (f"[p](/posts/p{n}/) [c](/categories/c{n}/) [t](/tags/t{n}/)" for n in range(count))
            return "\n\n".join([*links, *(f"![m](/media/{n}.png)" for n in range(count))])

        few, many = make_post("A", source=text(1)), make_post("B", source=text(30))
        with django_assert_max_num_queries(8) as queries:
            checks.run_publish_checks(few)
        with django_assert_num_queries(len(queries)):
            assert len(checks.run_publish_checks(many)) > 100


class TestSuggestions:
    def test_missing_summary_category_and_tags_are_warnings(self, make_post):
        found = checks.run_publish_checks(make_post(source="文"))
        assert {finding.kind for finding in found} == NICE
        assert not any(finding.is_error for finding in found)

    def test_a_complete_post_gives_no_result(self, make_post):
        category = Category.objects.create(name="数学")
        assert (
            checks.run_publish_checks(make_post(source="文", summary="述", category=category, tags=["t"]))
            == []
        )


class TestEndpoint:
    ADDRESS = reverse("admin:posts_post_checks")

    def test_it_returns_errors_and_warnings_with_their_lines(self, desk, make_post):
        post = make_post(source="好\n\n$\\foo$", published_at=None)
        answer = desk.get(self.ADDRESS, {"post": post.pk}).json()
        [error] = answer["errors"]
        assert (error["kind"], error["line"]) == ("formula", 3)
        assert {warning["kind"] for warning in answer["warnings"]} == NICE

    @pytest.mark.parametrize("key", ["", "0", "x", "-1", "9" * 40])
    def test_an_unknown_post_is_not_found(self, key, desk):
        assert desk.get(self.ADDRESS, {"post": key}).status_code == 404

    def test_it_requires_permission_to_view_the_post(self, client, make_post, author):
        post = make_post(published_at=None)
        assert client.get(self.ADDRESS, {"post": post.pk}).status_code == 403
        other = User.objects.create_user("other", is_staff=True)
        client.force_login(other)
        assert client.get(self.ADDRESS, {"post": post.pk}).status_code == 403
        other.groups.add(Group.objects.get(name="Author"))
        assert client.get(self.ADDRESS, {"post": post.pk}).status_code == 404
        author.is_staff = True
        author.save()
        author.groups.add(Group.objects.get(name="Author"))
        client.force_login(author)
        assert client.get(self.ADDRESS, {"post": post.pk}).status_code == 200
