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
from posts.models import Category, Imported, Post, Redirect, Tag
from tests.exchange.conftest import picture

NOTE = "---\ntitle: {title}\ndate: 2026-01-11\ntags: [a, b]\ncategories: c\ncover: a.png\n---\n{body}\n"


def note(title="One", body="![](a.png)"):
    return NOTE.format(title=title, body=body)


def rows():
    """Return how many rows of each kind there are."""
    return [model.objects.count() for model in (Post, Tag, Category, Redirect, User, Imported)]


def stored():
    return sorted(default_storage.listdir("imported")[1])


# Again ----------------------------------------------------------------------------


def test_the_second_time_nothing_changes(site):
    root = site({"one.md": note(), "two.md": note("Two"), "a.png": picture()})
    import_folder(root)
    before, files = rows(), stored()
    moments = list(Post.objects.values_list("updated_at", "source"))

    report = import_folder(root)

    assert report.outcomes == {"unchanged": 2}
    assert (rows(), stored()) == (before, files)
    assert list(Post.objects.values_list("updated_at", "source")) == moments


def test_a_file_that_changed_updates_its_post(site):
    root = site({"one.md": note(), "a.png": picture()})
    import_folder(root)
    uid = Post.objects.get().uid

    report = import_folder(site({"one.md": note("New title", "New text")}))
    post = Post.objects.get()

    assert report.outcomes == {"updated": 1}
    assert (post.title, post.source, post.slug, post.uid) == ("New title", "New text\n", "one", uid)


def test_a_post_that_was_edited_here_is_left_alone(site):
    import_folder(site({"one.md": note()}))
    post = Post.objects.get()
    post.source = "Edited here"
    post.save()

    report = import_folder(site({"one.md": note("New title")}))

    assert report.reasons["skipped"] == ["one.md: the post was edited here since it was imported"]
    assert Post.objects.get().source == "Edited here"


def test_a_post_that_was_edited_here_stays_while_its_file_does(site):
    root = site({"one.md": note()})
    import_folder(root)
    Post.objects.get().tags.add("new")

    assert import_folder(root).outcomes == {"unchanged": 1}


def test_a_picture_that_comes_later_is_brought_then(site):
    root = site({"one.md": note()})
    import_folder(root)

    assert import_folder(site({"a.png": picture()})).outcomes == {"updated": 1}
    assert "/media/imported/" in Post.objects.get().source
    assert import_folder(root).outcomes == {"unchanged": 1}


def test_a_dry_run_writes_nothing_and_tells_the_same(site):
    root = site({"one.md": note(), "bad.md": b"\0", "a.png": picture()})
    dry = list(import_folder(root, dry_run=True).format_lines())

    assert rows() == [0] * 6
    assert not default_storage.exists("imported")
    assert list(import_folder(root).format_lines()) == dry


def test_pictures_of_the_same_content_and_name_are_stored_once(site):
    import_folder(site({"x/one.md": note(), "y/two.md": note(), "x/a.png": picture(), "y/a.png": picture()}))

    assert len(stored()) == 1


def test_a_post_that_was_deleted_here_does_not_come_back(site):
    root = site({"one.md": note(body="[two](two.md)"), "two.md": note("Two")})
    import_folder(root)
    Post.objects.get(slug="two").delete()

    report = import_folder(root)

    assert report.reasons["skipped"][0].startswith("two.md: the post was deleted here")
    assert report.outcomes == {"updated": 1, "skipped": 1}
    assert Post.objects.get().source == "[two](two.md)\n"


def test_a_deleted_post_comes_back_when_its_file_is_named(site):
    root = site({"_config.yml": "", "source/_posts/one.md": note()})
    import_folder(root)
    Post.objects.get().delete()

    assert import_folder(root / "source/_posts/one.md").outcomes == {"created": 1}
    assert import_folder(root).outcomes == {"unchanged": 1}


@pytest.mark.parametrize(
    ("before", "after"),
    [("one.md", "renamed.md"), ("one.md", "below/one.md"), ("one.md", "one.markdown")],
)
def test_a_file_that_was_moved_keeps_its_post(site, before, after):
    root = site({before: note()})
    import_folder(root)
    post = Post.objects.get()
    (root / before).unlink()

    report = import_folder(site({after: note(body="Changed")}))

    assert report.outcomes == {"updated": 1}
    assert report.reasons["file moved"] == [f"{after}: it was blog/{before}"]
    assert (Post.objects.get().uid, Post.objects.get().slug) == (post.uid, post.slug)


def test_a_folder_that_was_renamed_is_the_same_site(site):
    root = site({"one.md": "# One\n\nx", "two.md": note("Two"), "three/two.md": note("Two")})
    import_folder(root)

    report = import_folder(root.rename(root.with_name("new")))

    assert report.outcomes == {"unchanged": 3}
    assert Post.objects.count() == 3


def test_a_post_of_another_site_is_not_taken_for_a_moved_one(site):
    root = site({"one.md": note()})
    import_folder(root)
    (root / "one.md").unlink()

    report = import_folder(site({"two/one.md": note().replace("01-11", "02-22")}))

    assert report.outcomes == {"created": 1}


def test_a_copy_of_a_file_is_a_post_of_its_own(site):
    import_folder(site({"one.md": note()}))

    assert import_folder(site({"copy.md": note()})).outcomes == {"unchanged": 1, "created": 1}


def test_a_file_by_itself_still_leads_to_the_other_posts(site):
    root = site(
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
def test_a_bad_file_is_named_and_the_others_come_in(bring, content, outcome, reason):
    report = bring({"a.md": note("A"), "bad.md": content, "c.md": note("C")})

    assert report.outcomes == {"created": 2, outcome: 1}
    assert report.reasons[outcome][0].startswith(reason)


def test_an_unforeseen_error_stops_only_its_own_file(bring, monkeypatch):
    real = reader.set_title

    def fail(record, fields):
        if record.path.name == "bad.md":
            raise KeyError("surprise")
        real(record, fields)

    monkeypatch.setattr(reader, "set_title", fail)

    assert bring({"a.md": note(), "bad.md": "x"}).outcomes == {"created": 1, "failed": 1}


def test_other_encodings_are_read(bring):
    report = bring({"a.md": "# 注意力\n\n正文".encode("gb18030"), "b.md": "# 二\n\n正文".encode("utf-16")})

    assert sorted(Post.objects.values_list("title", flat=True)) == ["二", "注意力"]
    assert list(report.reasons["not UTF-8"]) == ["a.md: read as GB 18030; look the text over"]


def test_two_posts_with_one_slug_both_come_in(bring):
    report = bring({"a/note.md": note("A"), "b/note.md": note("B")})

    assert sorted(Post.objects.values_list("slug", flat=True)) == ["note", "note-2"]
    assert len(report.reasons["two posts with one slug"]) == 1


def test_a_slug_that_the_site_has_already_is_not_taken(make_post, bring):
    make_post(slug="note")
    bring({"note.md": note()})

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
def test_every_title_and_slug_gives_an_address(bring_one, front, slug):
    post = bring_one({"Some File.md": f"---\n{front}\n---\nx"})

    assert post.slug == slug
    assert len(post.title) <= 200


def test_a_title_of_emoji_in_a_file_of_emoji_still_has_a_slug(bring_one):
    assert bring_one({"🎉.md": "# 🎉\n\nx"}).slug.startswith("post-")


@pytest.mark.parametrize(
    ("date", "state", "reason"),
    [
        ("1931-08-02", "live", "before 1970: 1931-08-02"),
        ("2150-01-01", "draft", "the date 2150-01-01 is outside the years 1900 to 2100"),
        ("1066-10-14", "draft", "the date 1066-10-14 is outside the years 1900 to 2100"),
        ("2026-02-30", "draft", "the date '2026-02-30' does not exist"),
    ],
)
def test_an_odd_date_is_said_with_its_line(bring, date, state, reason):
    report = bring({"a.md": f"---\ntitle: x\ndate: {date}\n---\nx"})

    assert Post.objects.get().state == state
    assert report.reasons["date"] == [f"a.md:3: {reason}"]


@pytest.mark.parametrize(
    "address", ["../secret.png", "/../secret.png", "..%2Fsecret.png", "link.png", "linked/secret.png"]
)
def test_nothing_outside_the_folder_is_read(site, tmp_path, address):
    (tmp_path / "secret.png").write_bytes(picture())
    root = site({"a.md": f"![x]({address})"})
    (root / "link.png").symlink_to(tmp_path / "secret.png")
    (root / "linked").symlink_to(tmp_path)

    report = import_folder(root)

    assert "picture or file missing" in report.reasons
    assert not default_storage.exists("imported")


def test_a_link_out_of_the_folder_is_refused(site, tmp_path):
    (tmp_path / "secret.md").write_text("# secret\n\nx")
    root = site({"a.md": note()})
    (root / "b.md").symlink_to(tmp_path / "secret.md")
    (root / "loop").symlink_to(root)

    report = import_folder(root)

    assert report.outcomes == {"created": 1, "failed": 1}
    assert "leads out of the folder" in report.reasons["failed"][0]


def test_a_picture_that_is_none_is_left_where_it_is(bring):
    report = bring({"a.md": "![x](a.png)\n[page](b.html)", "a.png": b"<script>", "b.html": b"<script>"})

    assert Post.objects.get().source == "![x](a.png)\n[page](b.html)\n"
    assert report.reasons["file not taken"][0].startswith("a.md:1: a.png: ")


def test_an_author_is_found_again(bring, author):
    bring({"a.md": "---\ntitle: a\nauthor: 林默\n---\nx", "b.md": "---\ntitle: b\nauthor: 周可\n---\nx"})

    assert User.objects.count() == 2
    assert Post.objects.get(slug="a").author == author


def test_posts_that_name_nobody_are_the_given_author_s(bring):
    bring({"a.md": "# a\n\nx"}, author="林默")

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
def test_the_old_site_s_author_writes_what_names_nobody(bring, config):
    report = bring({"hugo.toml": config, "content/post/a.md": "# a\n\nx"})

    assert Post.objects.get().author_name == "林默"
    assert report.counts["posts that name nobody, by 林默 therefore"] == 1


def test_keys_with_no_place_here_are_counted(bring):
    report = bring({"a.md": "---\ntitle: a\nsubtitle: b\nforum_id: 1\nlayout: post\nmathjax: true\n---\nx"})

    assert [key for key in report.counts if key.startswith("fields")] == [
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
def test_the_tool_is_told_by_the_folder(site, files, at, name):
    found = open_site(site(files) / at)

    assert found.name == name
    assert len(list(found.iter_selected_files())) == 1


def test_a_post_has_one_origin_wherever_the_import_began(site):
    root = site({"_config.yml": "", "source/_posts/a.md": note()})
    import_folder(root)

    assert import_folder(root / "source" / "_posts").outcomes == {"unchanged": 1}


def test_a_folder_of_several_sites_is_refused(site):
    root = site({"x/_posts/a.md": "x", "y/_posts/b.md": "x"})

    with pytest.raises(AmbiguousSiteError, match="x, y"):
        import_folder(root)


def test_a_folder_without_posts_is_refused(site):
    with pytest.raises(NothingFoundError):
        import_folder(site({"a.txt": "x"}))


def test_the_format_can_be_forced(site):
    root = site({"a.md": "{% note %}x{% endnote %}"})
    import_folder(root, format_name="hexo")

    assert Post.objects.get().source == "> [!NOTE]\n> x\n"


# The command ------------------------------------------------------------------------------


def test_the_command_prints_the_summary(site, capsys):
    call_command("import_posts", site({"a.md": note()}))

    assert capsys.readouterr().out.startswith("created        1\nupdated        0\n")


def test_a_dry_run_is_named_before_it_begins(site, capsys, monkeypatch):
    said = []

    def listen(*args, **options):
        said.append(capsys.readouterr().out)
        raise NothingFoundError

    monkeypatch.setattr(import_posts, "import_folder", listen)
    with pytest.raises(CommandError):
        call_command("import_posts", site({"a.md": note()}), "--dry-run")

    assert said == ["Dry run: nothing is written.\n\n"]


def test_how_far_it_has_come_is_told_of_reading_and_of_importing(site):
    told = []

    def progress(things, doing):
        told.append((doing, len(things)))
        return things

    import_folder(site({"a.md": note(), "b.md": b"\0"}), progress=progress)

    assert told == [("Reading", 2), ("Importing", 1)]


def test_a_log_holds_no_bars(site, capsys):
    call_command("import_posts", site({"a.md": note()}))

    assert capsys.readouterr().err == ""


def test_pictures_that_came_in_one_size_are_named_with_what_to_do_once(site, capsys):
    buffer = BytesIO()
    Image.effect_noise((200, 200), 90).save(buffer, "PNG")
    root = site({"a.md": note(), "a.png": buffer.getvalue(), "b.md": "![](b.png)", "b.png": picture()})
    call_command("import_posts", root)
    first = capsys.readouterr().out
    call_command("import_posts", root)

    assert "\npictures in one size only so far: 1\nRun manage.py make_variants, " in first
    assert "make_variants" not in capsys.readouterr().out


def test_a_failure_is_the_exit_status(site, capsys):
    with pytest.raises(SystemExit) as stop:
        call_command("import_posts", site({"a.md": b"\0"}))

    assert stop.value.code == 1
    assert "a.md: the file is binary" in capsys.readouterr().out


@pytest.mark.parametrize("path", ["/nowhere/at/all", os.devnull])
def test_a_path_that_is_nothing_is_said(db, path):
    with pytest.raises(CommandError):
        call_command("import_posts", Path(path))


def test_the_summary_speaks_one_language(site, capsys):
    call_command("import_posts", site({"a.md": "![x](a.png)", "a.png": b""}))

    assert "a.md:1: a.png: The file is empty." in capsys.readouterr().out


def test_long_lists_of_notes_are_cut_unless_asked_for(site, capsys):
    root = site({f"{number}.md": note() for number in range(12)})
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
