"""Publish checks of links."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from posts.models import Category, Post, Tag
from posts.publishing import checks


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
            "/posts/checked/",
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
        assert not checks.find_publish_errors(Post.objects.get(title="Checked"))

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


def test_the_file_of_a_diagram_is_no_dead_link(get_results):
    assert get_results("```dot\ngraph { a -- b }\n```\n") == []
    [(kind, _, _)] = get_results("[x](diagrams/other.svg)")
    assert kind == "dead-address"
