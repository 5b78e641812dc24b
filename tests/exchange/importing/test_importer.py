"""Importing again, and everything that can be wrong with a folder."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import OperationalError
from PIL import Image

from posts.exchange.importing import reader
from posts.exchange.importing.importer import NothingFoundError, import_folder
from posts.exchange.importing.sites.formats import AmbiguousSiteError, open_site
from posts.management.commands import import_posts
from posts.models import Category, ImportRecord, Post, Redirect, Tag
from tests.support.source_files import make_image_file

NOTE = "---\ntitle: {title}\ndate: 2026-01-11\ntags: [a, b]\ncategories: c\ncover: a.png\n---\n{body}\n"


def note(title="One", body="![](a.png)"):
    return NOTE.format(title=title, body=body)


def rows():
    """Return how many rows of each kind there are."""
    return [model.objects.count() for model in (Post, Tag, Category, Redirect, User, ImportRecord)]


def stored():
    return sorted(default_storage.listdir("imported")[1])


# Again ----------------------------------------------------------------------------


def test_the_second_time_nothing_changes(write_site):
    root = write_site({"one.md": note(), "two.md": note("Two"), "a.png": make_image_file()})
    import_folder(root)
    before, files = rows(), stored()
    moments = list(Post.objects.values_list("updated_at", "source"))

    summary = import_folder(root)

    assert summary.outcomes == {"unchanged": 2}
    assert (rows(), stored()) == (before, files)
    assert list(Post.objects.values_list("updated_at", "source")) == moments


def test_a_file_that_changed_updates_its_post(write_site):
    root = write_site({"one.md": note(), "a.png": make_image_file()})
    import_folder(root)
    uid = Post.objects.get().uid

    summary = import_folder(write_site({"one.md": note("New title", "New text")}))
    post = Post.objects.get()

    assert summary.outcomes == {"updated": 1}
    assert (post.title, post.source, post.slug, post.uid) == ("New title", "New text\n", "one", uid)


def test_a_post_that_was_edited_here_is_left_alone(write_site):
    import_folder(write_site({"one.md": note()}))
    post = Post.objects.get()
    post.source = "Edited here"
    post.save()

    summary = import_folder(write_site({"one.md": note("New title")}))

    assert summary.reasons["skipped"] == ["one.md: the post was edited here since it was imported"]
    assert Post.objects.get().source == "Edited here"


def test_a_post_that_was_edited_here_stays_while_its_file_does(write_site):
    root = write_site({"one.md": note()})
    import_folder(root)
    Post.objects.get().tags.add("new")

    assert import_folder(root).outcomes == {"unchanged": 1}


def test_a_picture_that_comes_later_is_brought_then(write_site):
    root = write_site({"one.md": note()})
    import_folder(root)

    assert import_folder(write_site({"a.png": make_image_file()})).outcomes == {"updated": 1}
    assert "/media/imported/" in Post.objects.get().source
    assert import_folder(root).outcomes == {"unchanged": 1}


def test_a_dry_run_writes_nothing_and_tells_the_same(write_site):
    root = write_site({"one.md": note(), "bad.md": b"\0", "a.png": make_image_file()})
    dry = list(import_folder(root, dry_run=True).format_lines())

    assert rows() == [0] * 6
    assert not default_storage.exists("imported")
    assert list(import_folder(root).format_lines()) == dry


def test_pictures_of_the_same_content_and_name_are_stored_once(write_site):
    import_folder(
        write_site(
            {
                "x/one.md": note(),
                "y/two.md": note(),
                "x/a.png": make_image_file(),
                "y/a.png": make_image_file(),
            }
        )
    )

    assert len(stored()) == 1


def test_a_post_that_was_deleted_here_does_not_come_back(write_site):
    root = write_site({"one.md": note(body="[two](two.md)"), "two.md": note("Two")})
    import_folder(root)
    Post.objects.get(slug="two").delete()

    summary = import_folder(root)

    assert summary.reasons["skipped"][0].startswith("two.md: the post was deleted here")
    assert summary.outcomes == {"updated": 1, "skipped": 1}
    assert Post.objects.get().source == "[two](two.md)\n"


def test_a_deleted_post_comes_back_when_its_file_is_named(write_site):
    root = write_site({"_config.yml": "", "source/_posts/one.md": note()})
    import_folder(root)
    Post.objects.get().delete()

    assert import_folder(root / "source/_posts/one.md").outcomes == {"created": 1}
    assert import_folder(root).outcomes == {"unchanged": 1}


@pytest.mark.parametrize(
    ("before", "after"),
    [("one.md", "renamed.md"), ("one.md", "below/one.md"), ("one.md", "one.markdown")],
)
def test_a_file_that_was_moved_keeps_its_post(write_site, before, after):
    root = write_site({before: note()})
    import_folder(root)
    post = Post.objects.get()
    (root / before).unlink()

    summary = import_folder(write_site({after: note(body="Changed")}))

    assert summary.outcomes == {"updated": 1}
    assert summary.reasons["file moved"] == [f"{after}: it was blog/{before}"]
    assert (Post.objects.get().uid, Post.objects.get().slug) == (post.uid, post.slug)


def test_a_folder_that_was_renamed_is_the_same_site(write_site):
    root = write_site({"one.md": "# One\n\nx", "two.md": note("Two"), "three/two.md": note("Two")})
    import_folder(root)

    summary = import_folder(root.rename(root.with_name("new")))

    assert summary.outcomes == {"unchanged": 3}
    assert Post.objects.count() == 3


def test_a_post_of_another_site_is_not_taken_for_a_moved_one(write_site):
    root = write_site({"one.md": note()})
    import_folder(root)
    (root / "one.md").unlink()

    summary = import_folder(write_site({"two/one.md": note().replace("01-11", "02-22")}))

    assert summary.outcomes == {"created": 1}


def test_a_copy_of_a_file_is_a_post_of_its_own(write_site):
    import_folder(write_site({"one.md": note()}))

    assert import_folder(write_site({"copy.md": note()})).outcomes == {"unchanged": 1, "created": 1}


def test_a_file_by_itself_still_leads_to_the_other_posts(write_site):
    root = write_site(
        {"_config.yml": "", "source/_posts/a.md": "{% post_link b %} [c](c.md)", "source/_posts/b.md": "x"}
    )
    import_folder(root)

    assert import_folder(root / "source/_posts/a.md").outcomes == {"unchanged": 1}
    assert Post.objects.get(slug="a").source == "[b](/posts/b/) [c](c.md)\n"


# What is wrong ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "outcome", "reason"),
    [
        (b"", "skipped", "bad.md: the file is empty"),
        (b" \n\n", "skipped", "bad.md: the file is empty"),
        (b"\x89PNG\0\0", "failed", "bad.md: the file is binary, not text"),
        (b"\xff\x00\xff", "failed", "bad.md: the file is binary, not text"),
        (b"\x81\xff\xff\xfe text", "failed", "bad.md: the file is neither UTF-8 nor GB 18030 text"),
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
    summary = import_files({"a.md": note("A"), "bad.md": content, "c.md": note("C")})

    assert summary.outcomes == {"created": 2, outcome: 1}
    assert summary.reasons[outcome][0].startswith(reason)


def test_an_unforeseen_error_stops_only_its_own_file(import_files, monkeypatch):
    real = reader.set_title

    def fail(record, fields):
        if record.path.name == "bad.md":
            raise KeyError("surprise")
        real(record, fields)

    monkeypatch.setattr(reader, "set_title", fail)

    assert import_files({"a.md": note(), "bad.md": "x"}).outcomes == {"created": 1, "failed": 1}


def test_other_encodings_are_read(import_files):
    summary = import_files(
        {"a.md": "# 注意力\n\n正文".encode("gb18030"), "b.md": "# 二\n\n正文".encode("utf-16")}
    )

    assert sorted(Post.objects.values_list("title", flat=True)) == ["二", "注意力"]
    assert list(summary.reasons["not UTF-8"]) == ["a.md: read as GB 18030; look the text over"]


def test_two_posts_with_one_slug_both_come_in(import_files):
    summary = import_files({"a/note.md": note("A"), "b/note.md": note("B")})

    assert sorted(Post.objects.values_list("slug", flat=True)) == ["note", "note-2"]
    assert len(summary.reasons["two posts with one slug"]) == 1


def test_a_slug_that_the_site_has_already_is_not_taken(make_post, import_files):
    make_post(slug="note")
    import_files({"note.md": note()})

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
    root = write_site({"a.md": note()})
    (root / "b.md").symlink_to(tmp_path / "secret.md")
    (root / "loop").symlink_to(root)

    summary = import_folder(root)

    assert summary.outcomes == {"created": 1, "failed": 1}
    assert "leads out of the folder" in summary.reasons["failed"][0]


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


# Where ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "at", "name"),
    [
        ({"_config.yml": "", "source/_posts/a.md": "x"}, "", "hexo"),
        ({"_config.yml": "", "source/_posts/a.md": "x"}, "source/_posts", "hexo"),
        ({"_config.yml": "", "source/_posts/a/b.md": "x"}, "source/_posts/a", "hexo"),
        ({"hugo.toml": "", "content/post/a.md": "x"}, "", "hugo"),
        ({"config.toml": "", "content/post/a.md": "x"}, "content/post", "hugo"),
        ({"config/_default/hugo.yaml": "", "content/a.md": "x"}, "content", "hugo"),
        ({"_posts/2026-01-11-a.md": "x"}, "", "jekyll"),
        ({"_posts/2026-01-11-a.md": "x"}, "_posts", "jekyll"),
        ({"below/_posts/2026-01-11-a.md": "x"}, "", "jekyll"),
        ({"a.md": "x"}, "", "plain"),
        ({"a.md": "x"}, "a.md", "plain"),
    ],
)
def test_the_tool_is_told_by_the_folder(write_site, files, at, name):
    found = open_site(write_site(files) / at)

    assert found.name == name
    assert len(list(found.iter_selected_files())) == 1


def test_a_post_has_one_origin_wherever_the_import_began(write_site):
    root = write_site({"_config.yml": "", "source/_posts/a.md": note()})
    import_folder(root)

    assert import_folder(root / "source" / "_posts").outcomes == {"unchanged": 1}


def test_a_folder_of_several_sites_is_refused(write_site):
    root = write_site({"x/_posts/a.md": "x", "y/_posts/b.md": "x"})

    with pytest.raises(AmbiguousSiteError, match="x, y"):
        import_folder(root)


def test_a_folder_without_posts_is_refused(write_site):
    with pytest.raises(NothingFoundError):
        import_folder(write_site({"a.txt": "x"}))


def test_the_format_can_be_forced(write_site):
    root = write_site({"a.md": "{% note %}x{% endnote %}"})
    import_folder(root, format_name="hexo")

    assert Post.objects.get().source == "> [!NOTE]\n> x\n"


# The command ------------------------------------------------------------------------------


def test_the_command_prints_the_summary(write_site, capsys):
    call_command("import_posts", write_site({"a.md": note()}))

    assert capsys.readouterr().out.startswith("created        1\nupdated        0\n")


def test_a_dry_run_is_named_before_it_begins(write_site, capsys, monkeypatch):
    said = []

    def listen(*args, **options):
        said.append(capsys.readouterr().out)
        raise NothingFoundError

    monkeypatch.setattr(import_posts, "import_folder", listen)
    with pytest.raises(CommandError):
        call_command("import_posts", write_site({"a.md": note()}), "--dry-run")

    assert said == ["Dry run: nothing is written.\n\n"]


def test_how_far_it_has_come_is_told_of_reading_and_of_importing(write_site):
    told = []

    def progress(things, doing):
        told.append((doing, len(things)))
        return things

    import_folder(write_site({"a.md": note(), "b.md": b"\0"}), progress=progress)

    assert told == [("Reading", 2), ("Importing", 1)]


def test_a_log_holds_no_bars(write_site, capsys):
    call_command("import_posts", write_site({"a.md": note()}))

    assert capsys.readouterr().err == ""


def test_pictures_that_came_in_one_size_are_named_with_what_to_do_once(write_site, capsys):
    buffer = BytesIO()
    Image.effect_noise((200, 200), 90).save(buffer, "PNG")
    root = write_site(
        {"a.md": note(), "a.png": buffer.getvalue(), "b.md": "![](b.png)", "b.png": make_image_file()}
    )
    call_command("import_posts", root)
    first = capsys.readouterr().out
    call_command("import_posts", root)

    assert "\npictures in one size only so far: 1\nRun manage.py make_variants, " in first
    assert "make_variants" not in capsys.readouterr().out


def test_a_failure_is_the_exit_status(write_site, capsys):
    with pytest.raises(SystemExit) as stop:
        call_command("import_posts", write_site({"a.md": b"\0"}))

    assert stop.value.code == 1
    assert "a.md: the file is binary" in capsys.readouterr().out


@pytest.mark.parametrize("path", ["/nowhere/at/all", os.devnull])
def test_a_path_that_is_nothing_is_said(db, path):
    with pytest.raises(CommandError):
        call_command("import_posts", Path(path))


def test_the_summary_speaks_one_language(write_site, capsys):
    call_command("import_posts", write_site({"a.md": "![x](a.png)", "a.png": b""}))

    assert "a.md:1: a.png: The file is empty." in capsys.readouterr().out


def test_long_lists_of_notes_are_cut_unless_asked_for(write_site, capsys):
    root = write_site({f"{number}.md": note() for number in range(12)})
    call_command("import_posts", root, "--dry-run", verbosity=1)
    short = capsys.readouterr().out
    call_command("import_posts", root, "--dry-run", verbosity=2)

    assert "more (--verbosity 2 shows all)" in short
    assert "shows all" not in capsys.readouterr().out


def test_a_database_that_is_not_set_up_is_said_with_what_to_do(tmp_path, monkeypatch):
    def fail(*args, **options):
        raise OperationalError("no such table: posts_imported")

    monkeypatch.setattr(import_posts, "import_folder", fail)
    with pytest.raises(CommandError, match=r"run manage\.py migrate first"):
        call_command("import_posts", tmp_path)
