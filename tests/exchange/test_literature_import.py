"""The library filled from files: again changes nothing, duplicates become one, posts that cite it follow."""

import json

import pytest
from django.core.management import call_command
from django.utils import timezone

from posts.exchange.literature_import import decode_literature, import_literature
from posts.models import BackgroundTask, LiteratureAlias, LiteratureEntry, Post
from posts.models.cited_literature import get_cited_literature
from posts.publishing.literature_merge import filter_possible_duplicates, merge_literature
from posts.revisions import dependent_renders
from posts.tasks.worker import Worker
from tests.support.proofs import scale

ONE = "@article{one, title={On one}, author={Ada King}, year={2020}, doi={10.1000/one}}"
TWO = "@article{two, title={On two}, author={Ada King}, year={2021}}"


def test_it_can_be_imported_again_and_keeps_what_was_edited_here(db):
    assert import_literature(f"{ONE}\n{TWO}").created == ["one", "two"]
    entry = LiteratureEntry.objects.get(key="one")
    assert (entry.title, entry.authors, entry.year, entry.doi) == ("On one", "Ada King", 2020, "10.1000/one")
    assert entry.bibtex == ONE
    entry.data["publisher"] = "Edited here"
    entry.save()
    report = import_literature(f"{ONE}\n{TWO.replace('2021', '2022')}")
    assert (report.unchanged, report.updated) == (["one"], ["two"])
    entry.refresh_from_db()
    assert entry.data["publisher"] == "Edited here"


def test_one_work_under_two_keys_becomes_one_entry(db):
    import_literature(ONE)
    again = ONE.replace("{one,", "{king2020,").replace("On one", "{ON} one!")
    assert import_literature(again).merged == [("king2020", "one")]
    assert import_literature(again).unchanged == ["king2020"]
    other = ONE.replace("{one,", "{chapter,").replace("On one", "Another chapter")
    assert import_literature(other).created == ["chapter"]
    assert {entry.key for entry in filter_possible_duplicates(LiteratureEntry.objects.all())} == {
        "one",
        "chapter",
    }
    assert import_literature("https://doi.org/10.1000/ONE").merged == [("doi-10.1000-one", "one")]
    assert not LiteratureAlias.objects.filter(key="doi-10.1000-one").exists()


def test_renders_get_what_they_cite_and_posts_without_keys_cost_no_query(db, django_assert_num_queries):
    import_literature(f"{ONE}\n{TWO}\n{ONE.replace('{one,', '{alias,')}")
    with django_assert_num_queries(0):
        assert get_cited_literature("Text, a@b.org", "", ONE)["literature"] == {}
    with django_assert_num_queries(2):
        found = get_cited_literature("[@one; @alias; @own; @none]", "", "@misc{own, title={Mine}}")
    assert {key: item["title"] for key, item in found["literature"].items()} == {
        "one": "On one",
        "alias": "On one",
        "own": "Mine",
    }
    assert found["citation_style"] == "gb7714-numeric"


@pytest.mark.usefixtures("task_queue")
def test_posts_that_cite_a_changed_entry_are_rendered_again_once(make_post, monkeypatch):
    monkeypatch.setattr(dependent_renders, "DEPENDENT_SLICE_SIZE", 2)
    rendered = []
    monkeypatch.setattr(
        dependent_renders, "try_render", lambda post: (rendered.append(post.pk), (post, None))[1]
    )
    citing = [make_post(f"Post {number}", source="As [@two] says.") for number in range(5)]
    make_post("Other", source="A mail to x@twofold.org, and [@twofold].")
    before = Post.objects.values_list("version", "updated_at")
    expected = list(before)
    import_literature(f"{ONE}\n{TWO}")
    while BackgroundTask.objects.filter(status="READY").update(run_after=timezone.now()):
        Worker().run_next("default")
    assert rendered == [post.pk for post in citing]
    assert list(before.all()) == expected


def test_merged_entries_are_cited_by_all_their_keys(db):
    import_literature(f"{ONE}\n{TWO}\n@misc{{three, title={{Three}}, note={{Kept}}}}")
    one, two, three = LiteratureEntry.objects.order_by("pk")
    merge_literature(two, [three])
    merge_literature(one, [LiteratureEntry.objects.get(key="two")])
    found = get_cited_literature("[@one; @two; @three]", "", "")["literature"]
    assert {item["id"] for item in found.values()} == {"one"}
    assert found["three"]["note"] == "Kept"
    assert sorted(one.list_keys()) == ["one", "three", "two"]


def test_the_command_reads_gbk_and_says_what_is_broken(db, tmp_path, capsys):
    path = tmp_path / "文献.bib"
    path.write_bytes("@book{分析, title={数学分析}, author={陈纪修}}\n@book{broken, title={x".encode("gbk"))
    with pytest.raises(SystemExit):
        call_command("import_literature", path)
    output = capsys.readouterr()
    assert output.out == "1 created, 0 updated, 0 unchanged, 0 the same work, 1 not read.\n"
    assert output.err.startswith("Line 2: This entry is broken")
    assert LiteratureEntry.objects.get().title == "数学分析"
    path.write_text(json.dumps([{"id": "分析", "title": "数学分析", "type": "book"}]), "utf-16")
    call_command("import_literature", path)
    assert "0 created, 1 updated" in capsys.readouterr().out


def test_a_picture_is_no_text():
    with pytest.raises(UnicodeDecodeError):
        decode_literature(b"\x89PNG\r\n\x1a\n\0\0\0")


@pytest.mark.proof
def test_very_many_entries(db):
    count = scale(300, 20_000)
    text = "\n".join(TWO.replace("{two,", f"{{key{number},") for number in range(count))
    assert len(import_literature(text).created) == count
    assert len(import_literature(text).unchanged) == count


def test_what_no_database_can_hold_is_left_out_of_an_entry(db):
    text = (
        r'["\ud800", {"id": "a\ud8001", "title": "A\ud800\u0000 title", "author": [{"family": "B\udfff"}]}]'
    )
    report = import_literature(text)
    entry = LiteratureEntry.objects.get()
    assert (report.created, entry.title, entry.authors) == (["a1"], "A title", "B")
    assert [problem.text for problem in report.problems] == [""]
