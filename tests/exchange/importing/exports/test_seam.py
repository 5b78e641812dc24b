"""Exports of other tools: recognised by content, converted, imported like any site; with a tiny format."""

import json
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from posts.exchange.importing.exports import formats
from posts.exchange.importing.exports.converted import ConvertedPost, ExportError
from posts.exchange.importing.exports.source_files import iter_source_files, place_file, read_file_head
from posts.exchange.importing.importer import import_folder
from posts.exchange.importing.records.other_formats import READ_FORMATS
from posts.models import Post
from tests.support.import_jobs import begin, import_folder_of_jobs, store_job, work
from tests.support.source_sites import make_image_file, make_note
from tests.support.zip_files import make_zip

__all__ = ["import_folder_of_jobs"]
pytestmark = pytest.mark.usefixtures("empty_media", "tiny_format")


class TinyFormat:
    """JSON {"tiny": [posts]}, each {"id", "title", "text", "picture"?}."""

    name, label, mark = "tiny", "Tiny", b'{"tiny"'

    def recognizes(self, source):
        files = iter_source_files(source, {".json"})
        return any(read_file_head(file).startswith(self.mark) for file in files)

    def convert(self, source, folder, options, report):
        report.site["url"] = "https://old.example"
        for file in iter_source_files(source, {".json"}):
            try:
                entries = json.loads(file.read_text())["tiny"]
            except ValueError as error:
                raise ExportError("the export is cut off") from error
            for entry in entries:
                if "title" not in entry:
                    report.add_failure(f"entry {entry['id']}", "it has no title")
                    continue
                if picture := entry.get("picture"):
                    place_file(file.parent / picture, folder, picture)
                report.counts["entries"] += 1
                yield ConvertedPost(
                    f"posts/{entry['id']}.md",
                    {"title": entry["title"], "slug": entry["title"], "date": "2020-01-02 03:04:05+00:00"}
                    | {"aliases": [f"/{entry['id']}/"], "cover": f"/{picture}" if picture else ""},
                    entry["text"],
                    ("kept as HTML: <form>", "odd") if "<form" in entry["text"] else (),
                    identity=entry["id"],
                )


@pytest.fixture
def tiny_format(monkeypatch):
    monkeypatch.setattr(formats, "EXPORT_FORMATS", (TinyFormat(),))


def make_export(*entries):
    return json.dumps({"tiny": list(entries)})


ENTRIES = [
    {"id": "a1", "title": "你好", "text": "To [two](https://old.example/b2/#x).\n\n{{< raw >}}\n"},
    {"id": "b2", "title": "Two", "text": "![p](/p.png)\n\n<form></form>\n", "picture": "p.png"},
    {"id": "c3"},
]


def test_an_export_is_recognised_by_its_content_and_imported_like_a_site(write_site):
    root = write_site({"export.json": make_export(*ENTRIES), "p.png": make_image_file()})
    assert import_folder(root, dry_run=True).outcomes == {"created": 2, "failed": 1}
    assert not Post.objects.exists()

    first, second = import_folder(root), import_folder(root / "export.json")

    assert first.outcomes == {"created": 2, "failed": 1}
    assert first.reasons["failed"] == ["entry c3: it has no title"]
    assert first.reasons["kept as HTML"] == ["posts/b2.md: <form>"]
    assert first.reasons["conversion"] == ["posts/b2.md: odd"]
    assert first.counts["entries"] == 2
    one, two = Post.objects.order_by("slug").exclude(slug="two").get(), Post.objects.get(slug="two")
    assert one.slug == "ni-hao"
    assert one.source == "To [two](/posts/two/#x).\n\n{{< raw >}}\n"
    assert two.cover.name.startswith("imported/")
    assert two.redirects.get().path == "/b2/"
    assert (second.outcomes["unchanged"], second.outcomes["failed"]) == (2, 1)


def test_a_post_is_known_by_its_uid_under_any_name(write_site):
    root = write_site({"a.json": make_export(ENTRIES[0])})
    import_folder(root)
    post = Post.objects.get()
    (root / "a.json").rename(root / "later.json")
    (root / "later.json").write_text(make_export({**ENTRIES[0], "text": "New."}, {**ENTRIES[1], "text": "x"}))

    assert import_folder(root / "later.json").outcomes == {"updated": 1, "created": 1}
    assert Post.objects.get(uid=post.uid).source == "New."
    assert isinstance(post.uid, UUID)


def test_a_zip_is_unpacked_and_means_the_same_as_its_folder(write_site, tmp_path):
    root = write_site({"export.json": make_export(ENTRIES[0])})
    (tmp_path / "any.zip").write_bytes(make_zip({"x/export.json": make_export(ENTRIES[0])}))
    (tmp_path / "site.zip").write_bytes(make_zip({"notes/a.md": make_note("A", "text")}))
    import_folder(root)

    assert import_folder(tmp_path / "any.zip").outcomes == {"unchanged": 1}
    assert import_folder(tmp_path / "site.zip").outcomes == {"created": 1}
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/a.md").write_text(make_note("A", "text"))
    assert import_folder(tmp_path / "notes").outcomes == {"unchanged": 1}


@pytest.mark.parametrize(
    ("content", "options", "reason"),
    [
        ('{"tiny": [', [], "the export is cut off"),
        ('{"tiny": []}', [], "without any posts"),
        ('{"other": []}', ["--format", "tiny"], "is no export of Tiny"),
    ],
)
def test_what_cannot_be_read_is_refused_as_a_whole(write_site, content, options, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("import_posts", write_site({"a.json": content}), *options)

    assert not Post.objects.exists()


def test_the_command_imports_an_export_of_any_number_of_posts(write_site):
    entries = [
        {**ENTRIES[0], "id": number, "title": f"Post {number}", "slug": f"p-{number}"} for number in range(3)
    ]
    call_command("import_posts", write_site({"a.json": make_export(*entries)}))

    assert Post.objects.count() == 3


def test_a_hostile_archive_is_refused(tmp_path, db):
    (tmp_path / "a.zip").write_bytes(make_zip({"../up.md": "x"}))

    with pytest.raises(CommandError, match="leads out of it"):
        call_command("import_posts", tmp_path / "a.zip")


def test_an_export_of_two_kinds_is_asked_about(write_site, monkeypatch):
    other = TinyFormat()
    other.name = "other"
    monkeypatch.setattr(formats, "EXPORT_FORMATS", (TinyFormat(), other))

    with pytest.raises(CommandError, match=r"--format tiny.*--format other"):
        call_command("import_posts", write_site({"a.json": make_export(ENTRIES[0])}))


def test_a_site_that_holds_an_export_is_still_the_site(write_site):
    root = write_site(
        {"a.json": make_export(ENTRIES[0]), "hugo.toml": "", "content/posts/a.md": make_note("A", "text")}
    )

    import_folder(root)

    assert Post.objects.get().title == "A"


def test_posts_at_one_path_or_outside_fail_alone(write_site):
    entries = [ENTRIES[0], {**ENTRIES[0], "title": "x"}, {**ENTRIES[0], "id": "../../up"}]

    summary = import_folder(write_site({"a.json": make_export(*entries)}))

    assert summary.outcomes == {"created": 1, "failed": 2}
    assert summary.reasons["failed"] == [
        "posts/a1.md: another post has the same path",
        "posts/../../up.md: its path leads out of the folder",
    ]


@pytest.mark.parametrize("name", ["export.json", pytest.param("export.zip", marks=pytest.mark.variation)])
def test_an_uploaded_export_is_recognised_the_same_way(name, write_site, editor, import_folder_of_jobs):
    text = make_export(*ENTRIES)
    data = make_zip({"export.json": text}) if name.endswith(".zip") else text.encode()
    job = work(store_job(editor, data, name))

    assert job.error == ""
    assert [item.planned for item in job.items.order_by("title")] == ["created", "created"]
    assert job.plan["reasons"]["failed"]["lines"] == ["entry c3: it has no title"]

    begin(job)
    assert work(job).status == "done"
    assert Post.objects.count() == 2
    assert import_folder(write_site({"a.json": text})).outcomes["unchanged"] == 2


def test_an_uploaded_export_that_cannot_be_read_says_so(editor, import_folder_of_jobs):
    assert work(store_job(editor, b'{"tiny": [', "a.json")).error == "the export is cut off"


def test_what_is_read_is_named_where_something_is_refused(monkeypatch):
    monkeypatch.undo()

    assert all(each.label in READ_FORMATS for each in formats.EXPORT_FORMATS)
