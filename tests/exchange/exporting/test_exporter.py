"""Export: everything that was written, in files that Hugo, Hexo and our own import read."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import posts
from posts.exchange.exporting.exporter import PostExport
from posts.exchange.exporting.file_names import UniqueFileNames
from posts.exchange.importing.importer import import_folder
from posts.models import Category, ImportRecord, Post, Redirect, Series, Tag
from tests.support.databases import on_sqlite
from tests.support.source_sites import make_image_file

SAMPLES = Path(posts.__file__).parent / "fixtures" / "samples"
LIST = reverse("admin:posts_post_changelist")
HOSTILE_TITLES = [
    "冒号：a: b",
    "quotes \"double\" and 'single'",
    "emoji 🚀 and #hash",
    "--- a fence",
    "[brackets], {braces}",
    "2020",
    "yes",
    "- a list",
    "a\u2028b",
    "*alias &anchor !tag %",
    "trailing:",
    "\\n \\u0041",
]
HOSTILE_TEXTS = [
    "a\n---\nb\n",
    "---\ntitle: not mine\n---\n",
    "    code first\n\ntext",
    "\n\nbegins late",
    "# A post\n\ntext",
    "#tag #another\n",
    "[TOC]\n\n{{ braces }} {% tag %} {{< shortcode >}}\n\n```\n{% raw %}\n```\n",
    "$ x $ and \\\\(y\\\\) and `$z$`\n\n$$\na_b\n$$\n",
    "**粗体：**文字\n\n##无空格\n",
    "no end of line",
    "ends\n\n\n",
    "[[wikilink]] ![[picture.png]]\n",
    "",
]


def export(path, *options):
    output = io.StringIO()
    call_command("export_posts", path, *options, stdout=output)
    return output.getvalue()


def front_matter(path):
    """Return the fields of a file as any reader of YAML sees them, and the text below."""
    _, head, body = path.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(head), body.removeprefix("\n")


def empty_the_site():
    for model in (ImportRecord, Post, Tag, Category, Series, Redirect):
        model.objects.all().delete()


def said(post):
    """Return everything of a post that an export keeps; media by content."""
    return {
        "title": post.title,
        "slug": post.slug,
        "published": post.published_at and post.published_at.replace(microsecond=0),
        "author": post.author_name,
        "language": post.language,
        "tags": sorted(post.tags.names()),
        "category": [*(one.name for one in post.category.get_ancestors()), post.category.name]
        if post.category
        else [],
        "series": (post.series and post.series.name, post.series_order if post.series else 0),
        "summary": post.summary.strip(),
        "cover": (post.cover.read() if post.cover else b"", post.cover_alt),
        "lists": (post.is_pinned, post.is_unlisted),
        "translation": post.translation_of and post.translation_of.slug,
        "source": without_media(post.source),
    }


def without_media(text):
    return "\n".join(line.partition("/media/")[0] for line in text.split("\n"))


def round_trip(path):
    before = {post.slug: said(post) for post in Post.objects.all()}
    export(path)
    empty_the_site()
    summary = import_folder(path)
    assert not summary.failed_count, summary.reasons
    assert {post.slug: said(post) for post in Post.objects.all()} == before
    return before


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


class TestRoundTrip:
    @on_sqlite
    @pytest.mark.variation
    def test_all_samples_come_back_as_they_were(self, db, out):
        import_folder(SAMPLES)
        before = round_trip(out)
        assert len(before) == len(list(SAMPLES.glob("*.md")))
        assert sum(bool(post["cover"][0]) for post in before.values()) > 10
        assert any(post["translation"] for post in before.values())

    @pytest.mark.parametrize("title", HOSTILE_TITLES)
    def test_any_title(self, make_post, out, title):
        make_post(title, summary="a: b\n\n- c", tags=["C#", "a, b", "注意力: x"])
        round_trip(out)

    @pytest.mark.parametrize("source", HOSTILE_TEXTS)
    def test_any_text(self, make_post, out, source):
        make_post(source=source)
        round_trip(out)

    def test_every_state_place_and_address(self, make_post, out):
        now = timezone.now()
        inner = Category.objects.create(name="内", parent=Category.objects.create(name="外"))
        series = Series.objects.create(name="系列: 一")
        make_post("草稿", published_at=None, slug="草稿")
        make_post("Archived", published_at=None, archived_at=now)
        make_post("Scheduled", published_at=now + timedelta(days=9), series=series, series_order=3)
        make_post("First", is_pinned=True)
        make_post("By its address", is_unlisted=True)
        make_post("Placed", category=inner, byline="甲、乙", language="en")
        Redirect.add_redirect("/old/旧.html", Post.objects.get(title="Placed"))
        round_trip(out)
        assert Redirect.objects.get().path == "/old/旧.html/"
        assert Post.objects.get(title="Archived").published_at is None

    def test_slugs_that_differ_by_case_alone(self, make_post, out):
        for slug in ("Foo", "foo", "FOO"):
            make_post(slug=slug)
        round_trip(out)
        names = [path.name.casefold() for path in (out / "posts").iterdir()]
        assert len(set(names)) == 3


class TestFiles:
    def test_the_fields_are_those_that_hugo_and_hexo_read(self, make_post, out):
        outer = Category.objects.create(name="外")
        post = make_post(
            "标题：一: 二",
            tags=["扩散模型", "C++"],
            category=Category.objects.create(name="内", parent=outer),
            updated_at=datetime(2026, 2, 1, tzinfo=UTC),
            source="正文 {{ x }}\r\n",
        )
        Redirect.add_redirect("/2020/old/", post)
        export(out)
        fields, body = front_matter(out / "posts" / f"{post.slug}.md")
        assert fields["title"] == "标题：一: 二"
        assert fields["date"] == post.published_at
        assert fields["lastmod"] == fields["updated"] == post.updated_at
        assert fields["categories"] == ["外", "内"]
        assert fields["tags"] == ["扩散模型", "C++"]
        assert fields["aliases"] == ["/2020/old/"]
        assert (fields["slug"], fields["lang"], fields["author"]) == (post.slug, "en", "林默")
        assert fields["disableNunjucks"] is True
        assert "draft" not in fields
        assert body == "正文 {{ x }}\n"

    def test_a_draft_is_one_for_both(self, make_post, out):
        make_post(published_at=None, archived_at=timezone.now())
        export(out)
        fields, _ = front_matter(out / "posts" / "a-post.md")
        assert (fields["draft"], fields["published"], fields["archived"]) == (True, False, True)

    def test_pictures_lie_where_the_text_says(self, make_post, out):
        names = ["uploads/a.png", "uploads/图 一(1).png", "uploads/b.pdf"]
        for name in names:
            default_storage.save(name, ContentFile(make_image_file()))
        text = (
            "![a](/media/uploads/a.png) <img src='/media/uploads/a.png'>\n"
            "![b](</media/uploads/图 一(1).png>) [c](/media/uploads/b.pdf#page=2)\n"
            "[gone](/media/gone.png) ![up](/media/../settings.py)"
        )
        make_post(source=text)
        output = export(out)
        assert {str(path.relative_to(out / "media")) for path in (out / "media").rglob("*.*")} == set(names)
        assert front_matter(out / "posts" / "a-post.md")[1] == text
        assert "a-post: gone.png" in output

    def test_media_elsewhere_come_home(self, make_post, out, settings):
        settings.MEDIA_URL = "https://cdn.example/m/"
        default_storage.save("图.png", ContentFile(make_image_file()))
        make_post(source="![a](https://cdn.example/m/图.png?w=1)")
        export(out)
        assert front_matter(out / "posts" / "a-post.md")[1] == "![a](/media/%E5%9B%BE.png?w=1)"

    @pytest.mark.parametrize(
        ("layout", "post", "media"),
        [("hugo", "content/posts", "static/media"), ("hexo", "source/_posts", "source/media")],
    )
    def test_they_lie_where_a_tool_wants_them(self, make_post, out, layout, post, media):
        default_storage.save("a.png", ContentFile(make_image_file()))
        make_post(source="![a](/media/a.png)\n\n`{{< figure >}}`")
        export(out, "--for", layout)
        body = front_matter(out / post / "a-post.md")[1]
        assert (out / media / "a.png").is_file()
        assert ("{{</* figure */>}}" in body) == (layout == "hugo")
        source = Post.objects.get().source
        empty_the_site()
        import_folder(out, format_name=layout)
        assert without_media(Post.objects.get().source).strip() == without_media(source)

    def test_what_lies_in_the_bin_is_left_out(self, make_post, out):
        make_post("Binned", published_at=None, binned_at=timezone.now())
        make_post("Draft", published_at=None)
        make_post("Live")
        export(out)
        assert {path.stem for path in (out / "posts").iterdir()} == {"draft", "live"}
        export(out / "live", "--live")
        assert [path.stem for path in (out / "live" / "posts").iterdir()] == ["live"]

    def test_names_are_such_that_every_system_takes_them(self):
        names = UniqueFileNames()
        wanted = [
            "../../etc/passwd",
            "con",
            "AUX.md",
            "a:b?.md",
            "x. ",
            "文章.md",
            "/abs",
            "..",
            "a\x00b",
            "文章.MD",
        ]
        found = [names.get_free_name(name) for name in wanted]
        assert found == [
            "etc/passwd",
            "_con",
            "_AUX.md",
            "a-b-.md",
            "x",
            "文章.md",
            "abs",
            "file",
            "a-b",
            "文章-2.MD",
        ]


class TestCommand:
    def test_again_changes_nothing(self, make_post, out):
        make_post()
        export(out)
        before = {path: path.stat().st_mtime_ns for path in out.rglob("*.md")}
        assert "posts unchanged" in export(out)
        assert {path: path.stat().st_mtime_ns for path in out.rglob("*.md")} == before

    def test_a_file_that_differs_is_kept_unless_one_insists(self, make_post, out, capsys):
        make_post()
        export(out)
        file = out / "posts" / "a-post.md"
        file.write_text("mine")
        with pytest.raises(SystemExit):
            export(out)
        assert file.read_text() == "mine"
        export(out, "--force")
        assert "A post" in file.read_text()

    def test_a_link_that_leads_out_of_the_folder_is_not_followed(self, make_post, out, tmp_path):
        make_post()
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        out.mkdir()
        (out / "posts").symlink_to(elsewhere)
        with pytest.raises(SystemExit):
            export(out, "--force")
        assert not list(elsewhere.iterdir())

    def test_into_an_archive(self, make_post, tmp_path):
        default_storage.save("图.png", ContentFile(make_image_file()))
        make_post(source="![a](/media/图.png)")
        path = tmp_path / "deep" / "out.zip"
        export(path)
        with zipfile.ZipFile(path) as packed:
            assert packed.testzip() is None
            assert packed.namelist() == ["transmission.json", "posts/a-post.md", "media/图.png"]
        with pytest.raises(CommandError, match="--force"):
            export(path)
        export(path, "--force")
        assert [file.name for file in path.parent.iterdir()] == ["out.zip"]

    def test_a_file_is_no_folder(self, db, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(CommandError, match="is a file"):
            export(tmp_path / "file")

    def test_it_asks_the_same_few_questions_however_many_posts_there_are(
        self, make_post, django_assert_num_queries
    ):
        series = Series.objects.create(name="s")
        make_post(tags=["t"], series=series, category=Category.objects.create(name="c"))
        with CaptureQueriesContext(connection) as few:
            list(PostExport(Post.objects.all()).iter_entries())
        for number in range(9):
            category = Category.objects.create(name=f"c{number}", parent=Category.objects.first())
            make_post(f"P{number}", tags=[f"t{number}"], series=series, category=category)
        with django_assert_num_queries(len(few)):
            list(PostExport(Post.objects.all()).iter_entries())


class TestAction:
    def ask(self, client, *chosen):
        data = {"action": "export", "_selected_action": [post.pk for post in chosen]}
        return client.post(LIST, data)

    def test_the_chosen_posts_are_sent_as_an_archive(self, editor_client, make_post):
        one, two = make_post("One"), make_post("Two", published_at=None)
        make_post("Three")
        response = self.ask(editor_client, one, two)
        assert response["Content-Type"] == "application/zip"
        assert response["Content-Disposition"].startswith('attachment; filename="transmission-')
        packed = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
        assert packed.namelist() == ["transmission.json", "posts/one.md", "posts/two.md"]

    @pytest.mark.parametrize(("group", "names"), [("Author", {"own"}), ("Editor", {"own", "other"})])
    def test_nobody_gets_what_they_may_not_see(self, client, make_post, group, names):
        user = User.objects.create_user("someone", is_staff=True)
        user.groups.set(Group.objects.filter(name=group))
        client.force_login(user)
        response = self.ask(client, make_post("Own", author=user), make_post("Other", published_at=None))
        packed = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
        assert {Path(name).stem for name in packed.namelist()[1:]} == names

    @pytest.mark.parametrize("who", ["anonymous", "staff"])
    def test_it_is_for_those_who_see_the_list(self, client, make_post, who):
        if who == "staff":
            client.force_login(User.objects.create_user("someone", is_staff=True))
        response = self.ask(client, make_post())
        assert response.status_code == (302 if who == "anonymous" else 403)

    def test_one_is_made_for_a_user_and_two_in_all_until_they_are_sent(self, client, make_post):
        post = make_post()
        users = [User.objects.create_superuser(f"user{number}") for number in range(3)]

        def ask_as(user):
            client.force_login(user)
            return self.ask(client, post)

        sent = [ask_as(users[0])]
        assert (ask_as(users[0]).status_code, sent[0].status_code) == (503, 200)
        sent.append(ask_as(users[1]))
        refused = ask_as(users[2])
        assert (refused.status_code, refused["Retry-After"]) == (503, "10")
        assert all(b"".join(response.streaming_content) for response in sent)
        assert [b"".join(ask_as(user).streaming_content)[:2] for user in users] == [b"PK"] * 3


class TestOtherTools:
    @pytest.mark.parametrize(
        ("layout", "post", "draft", "media", "address"),
        [
            ("jekyll", "_posts/2020-01-02-a-post.md", "_drafts/draft.md", "assets/media", "/assets/media/"),
            ("quarto", "posts/a-post/index.qmd", "posts/draft/index.qmd", "media", "/media/"),
            ("plain", "posts/a-post.md", "posts/draft.md", "media", "../media/"),
        ],
    )
    def test_posts_drafts_and_pictures_are_where_each_wants_them(  # noqa: PLR0917
        self, make_post, out, layout, post, draft, media, address
    ):
        default_storage.save("a.png", ContentFile(make_image_file()))
        moment = datetime(2020, 1, 2, 3, tzinfo=UTC)
        written = make_post(source="![a](/media/a.png) $x$", published_at=moment, tags=["T"], summary="S")
        Redirect.add_redirect("/old/", written)
        make_post("Draft", published_at=None)
        export(out, "--format", layout)
        fields, body = front_matter(out / post)
        assert (out / draft).is_file()
        assert (out / media / "a.png").is_file()
        assert f"![a]({address}a.png)" in body
        assert fields["title"] == "A post"
        description = fields["description"] if layout != "plain" else fields["summary"]
        assert description == "S"
        assert fields["redirect_from" if layout == "jekyll" else "aliases"] == ["/old/"]
        assert ("$$x$$" in body) == (layout == "jekyll")

    def test_html_is_pages_that_stand_alone(self, make_post, out):
        make_post(source="$x$")
        export(out, "--format", "html")
        assert "<math>" in (out / "posts" / "a-post.html").read_text()

    def test_posts_are_chosen_by_state_date_and_name(self, make_post, out):
        make_post("Live")
        Post.objects.update(updated_at=datetime(2020, 1, 1, tzinfo=UTC))
        make_post("Draft", published_at=None)
        make_post("Archived", published_at=None, archived_at=timezone.now())
        binned = make_post("Binned", published_at=None, binned_at=timezone.now())

        def names(*options):
            folder = out / str(len(list(out.parent.rglob("posts"))))
            export(folder, *options)
            return {path.stem for path in folder.glob("posts/*")}

        assert names("--state", "live") == {"live"}
        assert names("--state", "draft", "--state", "archived") == {"draft", "archived"}
        assert names("--since", "2021-01-01") == {"draft", "archived"}
        assert names("--post", "live", "--post", str(Post.objects.get(slug="draft").uid)) == {"live", "draft"}
        assert names("--post", "https://example.org/posts/live/") == {"live"}
        assert names("--post", binned.slug) == set()
        for bad in (["--since", "yesterday"], ["--since", "2020-13-01"], ["--post", "none"]):
            with pytest.raises(CommandError, match=r"takes a day|There is no post"):
                export(out, *bad)
