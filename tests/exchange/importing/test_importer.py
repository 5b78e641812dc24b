"""Everything that can be wrong with a folder and its files."""

import os

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage

from posts.exchange.importing import reader
from posts.exchange.importing.importer import NothingFoundError, import_folder
from posts.models import Post
from tests.support.source_sites import make_image_file, make_note


@pytest.mark.parametrize(
    ("content", "outcome", "reason"),
    [
        (b"", "skipped", "bad.md: the file is empty"),
        (b" \n\n", "skipped", "bad.md: the file is empty"),
        (b"\x89PNG\0\0", "failed", "bad.md: the file is binary, not text"),
        (b"\xff\x00\xff", "failed", "bad.md: the file is binary, not text"),
        (b"\x81\xff\xff\xfe text", "failed", "bad.md: the file is text in none of UTF-8, UTF-16"),
        (
            b"x" * 10_000_000,
            "failed",
            "bad.md: the file is too big: 10,000,000 bytes, at most 4,000,000 are read",
        ),
        (b"---\ntitle: x\n} y\n---\n", "failed", "bad.md:3: front matter: "),
        (b"> " * 60 + b"deep", "failed", "bad.md: "),
    ],
)
def test_a_bad_file_is_named_and_the_others_come_in(import_files, content, outcome, reason):
    summary = import_files({"a.md": make_note("A"), "bad.md": content, "c.md": make_note("C")})

    assert summary.outcomes == {"created": 2, outcome: 1}
    assert summary.reasons[outcome][0].startswith(reason)


def test_an_unforeseen_error_stops_only_its_own_file(import_files, monkeypatch):
    real = reader.set_title

    def fail(record, fields):
        if record.path.name == "bad.md":
            raise KeyError("surprise")
        real(record, fields)

    monkeypatch.setattr(reader, "set_title", fail)

    assert import_files({"a.md": make_note(), "bad.md": "x"}).outcomes == {"created": 1, "failed": 1}


def test_other_encodings_are_read(import_files):
    summary = import_files(
        {"a.md": "# 注意力\n\n正文".encode("gb18030"), "b.md": "# 二\n\n正文".encode("utf-16")}
    )

    assert sorted(Post.objects.values_list("title", flat=True)) == ["二", "注意力"]
    assert list(summary.reasons["not UTF-8"]) == ["a.md: read as GB 18030; look the text over"]


def test_two_posts_with_one_slug_both_come_in(import_files):
    summary = import_files({"a/note.md": make_note("A"), "b/note.md": make_note("B")})

    assert sorted(Post.objects.values_list("slug", flat=True)) == ["note", "note-2"]
    assert len(summary.reasons["two posts with one slug"]) == 1


def test_a_slug_that_the_site_has_already_is_not_taken(make_post, import_files):
    make_post(slug="note")
    import_files({"note.md": make_note()})

    assert Post.objects.filter(slug="note-2").exists()


@pytest.mark.parametrize(
    ("front", "slug"),
    [
        ("title: 🎉🎉", "some-file"),
        ("title: x\nslug: ../../etc/passwd", "passwd"),
        ("title: x\nslug: a/b/c", "c"),
        ("title: x\npermalink: /2020/old-name.html", "old-name"),
        ("title: 中文标题\nslug: '42'", "some-file"),
        (f"title: {'长' * 300}", "some-file"),
    ],
)
def test_every_title_and_slug_gives_an_address(import_post, front, slug):
    post = import_post({"Some File.md": f"---\n{front}\n---\nx"})

    assert post.slug == slug
    assert len(post.title) <= 200


def test_a_title_of_emoji_in_a_file_of_emoji_still_has_a_slug(import_post):
    assert import_post({"🎉.md": "# 🎉\n\nx"}).slug.startswith("post-")


@pytest.mark.parametrize(
    ("date", "state", "reason"),
    [
        ("1931-08-02", "live", "before 1970: 1931-08-02"),
        ("2150-01-01", "draft", "the date 2150-01-01 is outside the years 1900 to 2100"),
        ("1066-10-14", "draft", "the date 1066-10-14 is outside the years 1900 to 2100"),
        ("2026-02-30", "draft", "the date '2026-02-30' does not exist"),
    ],
)
def test_an_odd_date_is_said_with_its_line(import_files, date, state, reason):
    summary = import_files({"a.md": f"---\ntitle: x\ndate: {date}\n---\nx"})

    assert Post.objects.get().state == state
    assert summary.reasons["date"] == [f"a.md:3: {reason}"]


@pytest.mark.parametrize(
    "address", ["../secret.png", "/../secret.png", "..%2Fsecret.png", "link.png", "linked/secret.png"]
)
def test_nothing_outside_the_folder_is_read(write_site, tmp_path, address):
    (tmp_path / "secret.png").write_bytes(make_image_file())
    root = write_site({"a.md": f"![x]({address})"})
    (root / "link.png").symlink_to(tmp_path / "secret.png")
    (root / "linked").symlink_to(tmp_path)

    summary = import_folder(root)

    assert "picture or file missing" in summary.reasons
    assert not default_storage.exists("imported")


def test_a_link_out_of_the_folder_is_refused(write_site, tmp_path):
    (tmp_path / "secret.md").write_text("# secret\n\nx")
    root = write_site({"a.md": make_note()})
    (root / "b.md").symlink_to(tmp_path / "secret.md")
    (root / "loop").symlink_to(root)

    summary = import_folder(root)

    assert summary.outcomes == {"created": 1, "failed": 1}
    assert "leads out of the folder" in summary.reasons["failed"][0]


@pytest.mark.parametrize("name", ["b.md", "_config.yml", "config.toml", "_quarto.yml", "a.png", "macros.js"])
def test_a_pipe_or_device_in_the_folder_is_passed_by(name, write_site):
    """To open a pipe would wait for a writer, and to read a device might never end."""
    for number, make in enumerate((os.mkfifo, lambda path: path.symlink_to("/dev/zero"))):
        root = write_site({"a.md": f"# t{number}\n\n![x](a.png)", "d/c.md": make_note()})
        (root / name).unlink(missing_ok=True)
        make(root / name)

        summary = import_folder(root)

        assert summary.outcomes["failed"] == (name == "b.md")
        assert Post.objects.filter(title=f"t{number}").exists()


def test_a_picture_that_is_none_is_left_where_it_is(import_files):
    summary = import_files(
        {"a.md": "![x](a.png)\n[page](b.html)", "a.png": b"<script>", "b.html": b"<script>"}
    )

    assert Post.objects.get().source == "![x](a.png)\n[page](b.html)\n"
    assert summary.reasons["file not taken"][0].startswith("a.md:1: a.png: ")


def test_an_author_is_found_again(import_files, author):
    import_files(
        {"a.md": "---\ntitle: a\nauthor: 林默\n---\nx", "b.md": "---\ntitle: b\nauthor: 周可\n---\nx"}
    )

    assert User.objects.count() == 2
    assert Post.objects.get(slug="a").author == author


def test_posts_that_name_nobody_are_the_given_author_s(import_files):
    import_files({"a.md": "# a\n\nx"}, author="林默")

    assert Post.objects.get().author_name == "林默"


@pytest.mark.parametrize(
    "config",
    [
        'author = "林默"',
        '[author]\nname = "林默"',
        '[params]\nauthor = "林默"',
        '[params.author]\nname = "林默"',
    ],
)
def test_the_old_site_s_author_writes_what_names_nobody(import_files, config):
    summary = import_files({"hugo.toml": config, "content/post/a.md": "# a\n\nx"})

    assert Post.objects.get().author_name == "林默"
    assert summary.counts["posts that name nobody, by 林默 therefore"] == 1


def test_keys_with_no_place_here_are_counted(import_files):
    summary = import_files(
        {"a.md": "---\ntitle: a\nsubtitle: b\nforum_id: 1\nlayout: post\nmathjax: true\n---\nx"}
    )

    assert [key for key in summary.counts if key.startswith("fields")] == [
        "fields without a place here: subtitle",
        "fields without a place here: forum_id",
    ]


@pytest.mark.parametrize(
    "text", ["---\ntitle: A\n---\n", "---\ntitle: A\n---\n\n[toc]\n", "# Only a title\n"]
)
def test_a_post_without_text_is_refused_with_its_reason(import_files, text):
    summary = import_files({"a.md": text, "b.md": "x"})

    assert summary.outcomes == {"created": 1, "skipped": 1}
    assert summary.reasons["skipped"] == ["a.md: it has no text"]


def test_files_of_other_kinds_are_named_unless_a_post_links_to_them(import_files):
    files = dict.fromkeys(("c.rst", "d.xyz", "e.html", "f.css", "data.csv", "linked.tex"), "{}")
    summary = import_files({"a.md": "[text](linked.tex)", **files})

    assert [line.partition(";")[0] for line in summary.reasons["files not read"]] == [
        "c.rst: reStructuredText",
        "d.xyz: a file of a kind that is not read",
        "e.html: HTML, not Markdown",
    ]


def test_a_folder_of_texts_that_are_not_read_says_so(import_files):
    with pytest.raises(NothingFoundError, match=r"a\.rst: reStructuredText"):
        import_files({"a.rst": "text"})


def test_empty_lines_of_the_author_stay_and_those_of_what_went_are_joined(import_files):
    spaced = "# One\n\n\n\ntext\n\n\n```\na\n\n\nb\n```\n"
    import_files({"a.md": spaced, "b.md": "# Two\n\ntext\n\n{:toc}\n\nend\n"})

    assert Post.objects.get(title="One").source == spaced.removeprefix("# One\n\n\n\n")
    assert "\n\n\n" not in Post.objects.get(title="Two").source


def test_what_an_earlier_version_joined_is_no_change(import_files):
    import_files({"a.md": "# One\n\ntext\n\n<!-- more -->\n\nend\n"})
    post = Post.objects.get()

    assert import_files({"a.md": "# One\n\ntext\n<!--more-->\n\n\nend\n"}).outcomes == {"unchanged": 1}
    assert import_files({"a.md": "# One\n\ntext\n<!--more-->\n\n\nfine\n"}).outcomes == {"updated": 1}
    post.refresh_from_db()
    assert post.source == "text\n<!--more-->\n\n\nfine\n"
