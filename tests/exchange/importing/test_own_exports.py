"""Exports that come back: the same changes nothing, an edited file updates its post, nothing is doubled."""

import shutil

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from posts.exchange.importing.importer import import_folder
from posts.media import library
from posts.models import Category, CitableVersion, Correction, ImportRecord, Picture, Post, Redirect, Series
from posts.publishing.versions import add_correction, mark_citable
from tests.support.databases import on_sqlite
from tests.support.generated_site import SAMPLES_FOLDER
from tests.support.image_files import make_graphic
from tests.support.proofs import scale

# In the suite, those that have a translation, a cover or most of what the house can do.
SOME_SAMPLES = {"attention", "rope", "softmax-numerics", "softmax-numerics.zh", "transmission-guide"}
OUTCOMES = ("created", "updated", "unchanged", "skipped", "failed")


def export(path):
    call_command("export_posts", path, verbosity=0)
    return path


def count_outcomes(summary):
    return {name: summary.outcomes[name] for name in OUTCOMES if summary.outcomes[name]}


def read_tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def list_state():
    """Return all that importing could change: posts with their versions, media, pictures."""
    folders, files = ["uploads", "imported"], []
    for folder in folders:
        if default_storage.exists(folder):
            files += [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    posts = Post.objects.order_by("pk").values_list("pk", "uid", "slug", "version", "source", "updated_at")
    return list(posts), sorted(files), sorted(Picture.objects.values_list("name", flat=True))


def edit(folder, slug, old, new):
    path = folder / "posts" / f"{slug}.md"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def written(make_post, db):
    """Posts that were written here, one of each state, with all that an export keeps."""
    default_storage.save("uploads/图 1.png", ContentFile(make_graphic()))
    library.get_or_create_picture("uploads/图 1.png", make_graphic(), title="图 1")
    inner = Category.objects.create(name="内", parent=Category.objects.create(name="外"))
    series = Series.objects.create(name="系列: 一")
    post = make_post(
        "一篇",
        slug="first",
        source="![图](</media/uploads/图 1.png>)\n\n$x^2$\n",
        summary="摘要",
        category=inner,
        series=series,
        series_order=2,
        tags=["扩散模型", "C++"],
        byline="甲、乙",
    )
    Redirect.add_redirect("/old/旧.html", post)
    make_post("Draft", published_at=None)
    make_post("Archived", published_at=None, archived_at=timezone.now())
    later = {"published_at": timezone.now() + timezone.timedelta(days=3), "language": "zh-Hans"}
    make_post("Later", translation_of=make_post("Original", language="en"), **later)
    return post


def test_an_export_into_its_own_site_changes_nothing(written, out):
    export(out)
    before = list_state()
    for _ in range(2):
        assert count_outcomes(import_folder(out)) == {"unchanged": 5}
        assert list_state() == before


@on_sqlite
@pytest.mark.proof
def test_samples_that_were_imported_come_back_as_they_are(db, out, tmp_path):
    samples = shutil.copytree(SAMPLES_FOLDER, tmp_path / "samples")
    for path in scale([path for path in sorted(samples.glob("*.md")) if path.stem not in SOME_SAMPLES], []):
        path.unlink()
    import_folder(samples)
    before, count = list_state(), Post.objects.count()
    export(out)
    assert count_outcomes(import_folder(out)) == {"unchanged": count}
    assert list_state() == before
    # And the files that they came from are known as before.
    assert count_outcomes(import_folder(samples)) == {"unchanged": count}


def test_into_an_empty_site_and_out_again_is_the_same_byte_for_byte(written, out, tmp_path):
    export(out)
    for model in (ImportRecord, Post, Category, Series, Redirect, Picture):
        model.objects.all().delete()
    default_storage.delete("uploads/图 1.png")
    assert count_outcomes(import_folder(out)) == {"created": 5}
    assert default_storage.exists("uploads/图 1.png")
    assert read_tree(export(tmp_path / "again")) == read_tree(out)
    assert count_outcomes(import_folder(out)) == {"unchanged": 5}


def test_an_edited_file_updates_its_post_again_and_again(written, out, tmp_path):
    export(out)
    edit(out, "first", "$x^2$", "$x^3$")
    assert count_outcomes(import_folder(out)) == {"updated": 1, "unchanged": 4}
    edit(out, "first", "$x^3$", "$x^4$")
    # Wherever it lies, and whatever the file is called.
    moved = tmp_path / "elsewhere"
    shutil.move(out, moved)
    (moved / "posts/first.md").rename(moved / "posts/renamed.md")
    assert count_outcomes(import_folder(moved)) == {"updated": 1, "unchanged": 4}
    written.refresh_from_db()
    assert "$x^4$" in written.source
    assert Post.objects.count() == 5
    assert written.byline == "甲、乙"
    assert written.author == Post.objects.get(slug="draft").author


def test_what_was_edited_here_since_is_not_overwritten(written, out):
    export(out)
    edit(out, "first", "$x^2$", "$x^3$")
    written.source = "mine"
    written.save()
    summary = import_folder(out)
    assert count_outcomes(summary) == {"unchanged": 4, "skipped": 1}
    assert "edited here since it was exported" in str(summary.reasons)
    written.refresh_from_db()
    assert written.source == "mine"


def test_another_sites_post_with_the_same_slug_comes_beside(written, out):
    export(out)
    Post.objects.filter(pk=written.pk).update(uid="6b1ba5f6-6c0a-4bb1-a21c-5fd3c68b9f14")
    before = written.source
    assert count_outcomes(import_folder(out)) == {"created": 1, "unchanged": 4}
    assert count_outcomes(import_folder(out)) == {"unchanged": 5}
    written.refresh_from_db()
    assert written.source == before


def test_an_export_of_an_earlier_version_is_known_by_slug_where_all_is_the_same(written, out):
    export(out)
    for path in (out / "posts").iterdir():
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.startswith(("uid:", "version:"))))
    assert count_outcomes(import_folder(out)) == {"unchanged": 5}
    edit(out, "first", "$x^2$", "$x^3$")
    summary = import_folder(out)
    assert count_outcomes(summary) == {"unchanged": 4, "skipped": 1}
    assert "export the site again" in str(summary.reasons)
    assert Post.objects.count() == 5


def test_an_earlier_export_is_first_known_by_what_was_imported(written, out):
    export(out)
    path = out / "posts/first.md"
    kept = [line for line in path.read_text().split("\n") if not line.startswith(("uid:", "version:"))]
    path.write_text("\n".join(kept))
    for model in (ImportRecord, Post):
        model.objects.all().delete()
    assert count_outcomes(import_folder(out)) == {"created": 5}
    Post.objects.filter(slug="first").update(slug="renamed")
    assert count_outcomes(import_folder(out))["unchanged"] == 5
    assert Post.objects.count() == 5


def test_of_two_files_with_one_uid_the_copy_is_told_and_nothing_is_lost(written, out):
    export(out)
    text = (out / "posts/first.md").read_text()
    (out / "posts/copy.md").write_text(text.replace("$x^2$", "$y^2$"))
    before = list_state()

    summary = import_folder(out)

    assert count_outcomes(summary) == {"unchanged": 5, "failed": 1}
    assert "posts/first.md has the same uid" in summary.reasons["failed"][0]
    assert summary.reasons["failed"][0].startswith("posts/copy.md:")
    assert list_state() == before
    (out / "posts/copy.md").write_text(text.replace(f"uid: {written.uid}\n", "").replace("first", "copy"))
    assert count_outcomes(import_folder(out)) == {"unchanged": 5, "created": 1}


def test_a_file_whose_name_another_picture_has_gets_another_name(written, out):
    export(out)
    default_storage.delete("uploads/图 1.png")
    default_storage.save("uploads/图 1.png", ContentFile(make_graphic(size=(90, 60))))
    import_folder(out)
    written.refresh_from_db()
    assert "/media/imported/" in written.source


@pytest.mark.parametrize("field", ["uid: nonsense", "uid: [1]", "version: -3", "version: many"])
def test_an_identity_that_cannot_be_read_is_none(written, out, field):
    export(out)
    path = out / "posts/first.md"
    name = field.partition(":")[0]
    lines = [field if line.startswith(f"{name}:") else line for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines))
    assert import_folder(out).failed_count == 0
    assert Post.objects.count() == 5


def test_corrections_come_back_and_versions_are_kept(make_post, editor, out, tmp_path):
    post = make_post("T", slug="t", source="One.\n")
    mark_citable(post, editor)
    post.source = "Two.\n"
    post.save()
    correction = add_correction(post, "It was $1$.")
    text = (export(out) / "posts" / "t.md").read_text()
    assert "  text: |\n    One.\n" in text
    assert count_outcomes(import_folder(out)) == {"unchanged": 1}
    post.delete()
    ImportRecord.objects.all().delete()
    assert count_outcomes(import_folder(out)) == {"created": 1}
    again = export(tmp_path / "again")
    assert (again / "posts" / "t.md").read_text() == text
    version = CitableVersion.objects.get()
    assert (version.source, version.html.strip()) == ("One.\n", "<p>One.</p>")
    Post.objects.get().delete()
    ImportRecord.objects.all().delete()
    edit(out, "t", "corrections:\n", "corrections:\n- what: no correction\n- 3\n")
    edit(out, "t", "citable_versions:\n", "citable_versions:\n- version: -1\n- version: 9\n  lang: xx\n")
    summary = import_folder(out)
    assert count_outcomes(summary) == {"created": 1}
    assert not summary.reasons["failed"]
    found = Correction.objects.get()
    assert (found.uid, found.text, found.version) == (correction.uid, "It was $1$.", correction.version)
    assert found.created_at == correction.created_at.replace(microsecond=0)
    assert Post.objects.get().notable_at == found.created_at
    assert "<math" in found.html
