"""Records saved in batches: the same rows as one by one, whatever a folder holds."""

from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management.color import no_style
from django.db import OperationalError, connection

from posts.exchange.importing import batch_writing, persist
from posts.exchange.importing.importer import import_folder, roll_back
from posts.exchange.importing.observer import ImportObserver
from posts.models import ImportRecord, Post, Redirect, Tag
from posts.models.tag import Synonym
from tests.support.import_rows import collect_rows
from tests.support.source_sites import make_image_file, make_note

SAMPLES = Path(persist.__file__).parents[2] / "fixtures" / "samples"


def make_file(body, **fields):
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ndate: 2026-01-11\n{lines}---\n{body}\n"


THEOREM = "::: {.theorem #thm-a}\nAll is one.\n:::\n"
# What later files decide, and what earlier ones: links, names, numbers, addresses, tags, pictures.
FILES = {
    "a.png": make_image_file(),
    "refs.bib": "@article{knuth, title={Literate}, author={Knuth, D}, year={1984}}\n",
    "p01.md": make_file(
        "[late](/posts/p03/) [self](/posts/p01/) [old](/old/p04/) [[p05]]", title="P01", tags="[AI, b]"
    ),
    "p02.md": make_file("[x](p01.md) ![](a.png) `x[[1]]`", title="P02", tags="[ai, C++, C]", cover="a.png"),
    "p03.md": make_file("[[P01]] and [[P02|two]] and [[nobody]]", title="P03", categories="[One, Two]"),
    "p04.md": make_file("[to p03](/posts/p03/#x)", title="P04", aliases="[/old/p04/, /posts/p06/]"),
    "p05.md": make_file("[[p01#thm-a]] [[p08#thm-a]] [dead](/posts/none/)", title="P05", tags="[syn, b]"),
    "p06.md": make_file("[by its old address](/old/p04/) $x$", title="P06 $x^2$"),
    "p07.md": make_file(THEOREM, title="P07", series="S", series_order=1),
    "p08.md": make_file(f"{THEOREM}\nSee @thm-a.", title="P08", series="S", series_order=2),
    "p09.md": make_file("Cited [@knuth] and [@nobody].", title="P09", bibliography="refs.bib"),
    "p10.md": make_file("[[P10]] [[p09]] itself", title="P10", draft="true"),
    "p11.md": make_file("Learning of learning rates", title="P11", tags="[b]", author="Lin"),
    "p12.md": make_file(
        "Learning of learning rates", title="P12", tags="[b]", author="Lin", aliases="[/old/p04/]"
    ),
    "p12.zh.md": make_file("学习率的学习", title="P12", lang="zh", slug="p12"),
    "bad.md": b"\x89PNG\0\0",
    "deep.md": make_file("> " * 300 + "deep", title="Deep"),
    "empty.md": make_file("", title="Empty"),
}


def collect_import(folder, monkeypatch, *, in_batches):
    """Return what importing `folder` writes and says; the database stays as it is."""
    monkeypatch.setattr(ImportObserver, "takes_batches", in_batches)
    with roll_back(), connection.cursor() as cursor:
        # PostgreSQL does not roll back what keys it gave. The highest one counts as the number of posts, and
        # those of authors, categories and series are in digests.
        models = [*apps.get_app_config("posts").get_models(), User]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        summary = import_folder(folder)
        counts = {key: count for key, count in summary.counts.items() if not key.startswith("files copied")}
        return collect_rows(), dict(summary.outcomes), dict(summary.reasons), counts


def test_batches_write_the_same_rows_as_single_records(write_site, monkeypatch):
    folder = write_site(FILES)
    Synonym.objects.create(name="syn", tag=Tag.objects.create(name="Meant"))

    single = collect_import(folder, monkeypatch, in_batches=False)

    assert collect_import(folder, monkeypatch, in_batches=True) == single
    assert single[1]["created"] == 13


@pytest.mark.variation
def test_the_samples_come_in_the_same_in_batches(monkeypatch, db):
    single = collect_import(SAMPLES, monkeypatch, in_batches=False)

    assert collect_import(SAMPLES, monkeypatch, in_batches=True) == single


def test_a_batch_that_cannot_be_saved_is_saved_one_by_one(write_site, monkeypatch):
    real = batch_writing.link_new_posts

    def fail(posts):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(batch_writing, "link_new_posts", fail)
    folder = write_site({f"{name}.md": make_note(name, f"[x]({name}.md)") for name in "abc"})
    summary = import_folder(folder)

    assert summary.outcomes == {"created": 3}
    assert len(summary.reasons["picture or file missing"]) == 3
    assert ImportRecord.objects.count() == 3
    monkeypatch.setattr(batch_writing, "link_new_posts", real)
    assert import_folder(folder).outcomes == {"unchanged": 3}


def test_one_post_that_the_database_refuses_stops_no_other(write_site, monkeypatch):
    real = persist.fill_post

    def fail(post, record, *rest):
        if record.title == "b":
            raise KeyError("surprise")
        real(post, record, *rest)

    monkeypatch.setattr(persist, "fill_post", fail)
    monkeypatch.setattr(batch_writing, "fill_post", fail)

    summary = import_folder(write_site({f"{name}.md": make_note(name, "text") for name in "abc"}))

    assert summary.outcomes == {"created": 2, "failed": 1}
    assert summary.reasons["failed"] == ["b.md: KeyError: 'surprise'"]


def test_a_killed_import_is_ended_by_the_next_one(write_site, monkeypatch):
    monkeypatch.setattr("posts.exchange.importing.batches.MAX_BATCH_RECORDS", 2)
    real = batch_writing.relate_new_posts

    def stop(posts):
        if any(post.title == "d" for post in posts):
            raise KeyboardInterrupt
        real(posts)

    monkeypatch.setattr(batch_writing, "relate_new_posts", stop)
    folder = write_site({f"{name}.md": make_note(name, "text") for name in "abcde"})
    with pytest.raises(KeyboardInterrupt):
        import_folder(folder)
    assert Post.objects.count() == ImportRecord.objects.count() == 2
    monkeypatch.setattr(batch_writing, "relate_new_posts", real)

    assert import_folder(folder).outcomes == {"unchanged": 2, "created": 3}


def test_a_dry_run_takes_the_same_way_and_leaves_nothing(write_site):
    folder = write_site({name: FILES[name] for name in ("a.png", "p02.md", "p04.md", "bad.md")})

    planned = import_folder(folder, dry_run=True)

    assert not Post.objects.exists()
    assert not Redirect.objects.exists()
    assert import_folder(folder).outcomes == planned.outcomes


@pytest.mark.parametrize("count", [10, pytest.param(30, marks=pytest.mark.variation)])
def test_more_posts_take_few_more_queries(write_site, django_assert_max_num_queries, count):
    folder = write_site(
        {
            f"n{number}.md": make_file("text", title=f"N{number}", tags=f"[t{number}]")
            for number in range(count)
        }
    )

    with django_assert_max_num_queries(60 + 8 * count):
        import_folder(folder)
