"""A notebook that is imported again: what changed in it is changed, what was edited here stays."""

import random

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage

from posts.exchange.importing import notebook_versions
from posts.exchange.importing.importer import import_folder
from posts.exchange.importing.notebook_merge import merge_notebook_text
from posts.models import Draft, Post, PostNotebook, Revision, RevisionKind, Series
from posts.publishing.bulk import publish_posts
from posts.rendering.merge_markers import has_merge_markers
from posts.rendering.notebook_cells import find_notebook_code
from tests.support.import_jobs import begin, import_folder_of_jobs, store_job, undo, work
from tests.support.notebooks import code, make_notebook, make_study, markdown, stream
from tests.support.proofs import scale

__all__ = ["import_folder_of_jobs"]
pytestmark = pytest.mark.usefixtures("empty_media")


@pytest.fixture
def upload(write_site):
    """Return a function that imports a notebook by the command and returns the summary."""

    def import_notebook(text, **options):
        return import_folder(write_site({"study.ipynb": text}), **options)

    return import_notebook


def edit(**fields):
    """Change the only post here, as an editor does; return it."""
    post = Post.objects.get()
    for name, value in fields.items():
        setattr(post, name, value)
    post.save()
    return post


def test_a_newer_notebook_changes_what_changed_and_keeps_what_was_edited_here(upload, admin_user):
    upload(make_study())
    post = Post.objects.get()
    old_picture = post.source.partition("![](")[2].partition(")")[0]
    edited = post.source.replace("![](", "![The fitted curve](").replace("Last words.", "Last words, edited.")
    edit(source=edited, title="A study", series=Series.objects.create(name="S"), summary="In short")
    post.tags.set(["here"])
    publish_posts([post.pk], admin_user)

    more = [markdown("A new paragraph.")]
    summary = upload(make_study(printed="0.75", plot="red", more=more))

    assert summary.outcomes == {"updated": 1}
    post = Post.objects.get()
    assert post.is_live
    assert (post.title, post.series.name, post.summary) == ("A study", "S", "In short")
    assert list(post.tags.names()) == ["here"]
    assert "0.75" in post.source
    assert "A new paragraph." in post.source
    assert "Last words, edited." in post.source
    assert "![The fitted curve](/media/imported/" in post.source
    assert old_picture not in post.source
    assert not has_merge_markers(post.source)
    assert post.revisions.first().kind == RevisionKind.IMPORTED

    assert upload(make_study(printed="0.75", plot="red", more=more)).outcomes == {"unchanged": 1}
    assert upload(make_study(intro="Second words.")).outcomes == {"updated": 1}
    text = Post.objects.get().source
    assert [word in text for word in ("Second words.", "0.5", "A new", "edited.")] == [
        True,
        True,
        False,
        True,
    ]


def test_words_for_a_picture_go_with_it_when_its_output_was_cleared(upload):
    upload(make_study())
    words = Post.objects.get().source.replace("![](", "![A *curve* [1]](").replace(".png)", '.png "Fig. 1")')
    edit(source=words)
    assert '"Fig. 1")' in words
    cleared = make_notebook(markdown("# Study"), markdown("First words."), code("fit()"), code("plot()"))
    assert upload(cleared).outcomes == {"updated": 1}
    assert "/media/" not in Post.objects.get().source


def test_what_both_changed_becomes_unsaved_changes_and_the_post_stays(upload):
    upload(make_study())
    author = User.objects.create_superuser("boss")
    post = edit(source=Post.objects.get().source.replace("First", "Edited"), author=author)
    updated_at = Post.objects.get().updated_at

    summary = upload(make_study(intro="Newer words.", printed="0.9"))

    assert summary.outcomes == {"updated": 1}
    assert list(summary.reasons) == ["draft", "edited here and in the notebook, to be merged"]
    assert Post.objects.get().source == post.source
    assert Post.objects.get().updated_at == updated_at
    draft = Draft.objects.get(editor=author)
    assert has_merge_markers(draft.fields["source"])
    assert "Edited words." in draft.fields["source"]
    assert "Newer words." in draft.fields["source"]
    assert "0.9" in draft.fields["source"]

    # The editor resolves it; the next upload is merged with that.
    edit(
        source=draft.fields["source"].partition("<<<<")[0]
        + 'Both words.\n\n```python title="In [1]"\nfit()\n```'
    )
    draft.delete()
    assert upload(make_study(intro="Newer words.", printed="0.95")).outcomes == {"updated": 1}


@pytest.mark.variation
def test_a_conflict_that_nobody_may_merge_leaves_everything_as_it_was(upload):
    upload(make_study())
    post = edit(
        source=Post.objects.get().source.replace("First", "Edited"), author=User.objects.create(username="x")
    )
    summary = upload(make_study(intro="Newer words."))
    assert summary.outcomes == {"skipped": 1}
    assert Post.objects.get().version == post.version
    assert len(PostNotebook.objects.get().versions) == 1


@pytest.mark.variation
def test_a_post_imported_before_its_notebook_was_kept_is_merged_with_its_last_import(upload):
    upload(make_study())
    PostNotebook.objects.all().delete()
    edit(source=Post.objects.get().source + "\nEdited.\n")
    assert Revision.objects.filter(kind=RevisionKind.IMPORTED).exists()
    upload(make_study(printed="0.75"))
    assert "Edited." in Post.objects.get().source
    assert "0.75" in Post.objects.get().source


@pytest.mark.variation
def test_what_was_merged_is_merged_again_after_it_was_discarded(upload):
    """The base is what the text was written over, not the newest upload."""
    upload(make_study())
    before = Post.objects.get().source
    upload(make_study(printed="0.75"))
    edit(source=before + "\nMore.\n")
    upload(make_study(printed="0.75", intro="Newer words."))
    text = Post.objects.get().source
    assert [word in text for word in ("0.75", "Newer words.", "More.")] == [True, True, True]


def test_the_file_is_kept_with_the_post_and_goes_with_it(upload, django_capture_on_commit_callbacks):
    upload(make_study(), dry_run=True)
    assert not PostNotebook.objects.exists()
    for number in range(4):
        with django_capture_on_commit_callbacks(execute=True):
            upload(make_study(printed=str(number)))
    notebook = PostNotebook.objects.get()
    assert notebook.file_name == "study.ipynb"
    assert notebook.is_downloadable
    assert len(notebook.versions) == 3
    assert sorted(default_storage.listdir("notebooks")[1]) == sorted(
        version["media_name"].partition("/")[2] for version in notebook.versions
    )
    assert default_storage.open(notebook.media_name).read().decode() == make_study(printed="3")

    # A change that the post does not show is a newer file, too.
    other = make_study(printed="3").replace('"nbformat_minor": 5', '"nbformat_minor": 4')
    with django_capture_on_commit_callbacks(execute=True):
        assert upload(other).outcomes == {"unchanged": 1}
    assert default_storage.open(PostNotebook.objects.get().media_name).read().decode() == other

    with django_capture_on_commit_callbacks(execute=True):
        Post.objects.all().delete()
    assert default_storage.listdir("notebooks")[1] == []


def test_a_notebook_with_hidden_parts_is_offered_by_choice_only(upload, monkeypatch):
    upload(make_study(more=[code("password()", tags=["remove-cell"])]))
    assert not PostNotebook.objects.get().is_public
    PostNotebook.objects.update(is_public=True)
    upload(make_study(printed="1", more=[code("password()", tags=["remove-cell"])]))
    assert PostNotebook.objects.get().is_public
    upload(make_study(printed="2"))
    assert PostNotebook.objects.get().is_public
    upload(make_study(printed="3", more=[code("#| output: false\nx", stream("y"))]))
    assert not PostNotebook.objects.get().is_public

    monkeypatch.setattr(notebook_versions, "MAX_KEPT_BYTES", 100)
    summary = upload(make_study(printed="4"))
    assert list(summary.reasons)[-1] == "notebook not kept"
    PostNotebook.objects.update(is_public=True)
    assert not PostNotebook.objects.get().is_downloadable
    assert "4" in Post.objects.get().source


def test_code_that_was_changed_and_not_run_again_is_told(upload):
    def study(source, shown="0.5", count=1, **more):
        return make_notebook(markdown("# S"), code(source, stream(shown), count=count), **more)

    told = "output older than its code"
    assert told not in upload(study("a = 1")).reasons
    assert upload(study("a = 2")).reasons[told] == ["study.ipynb: In [1]"]
    # Still not, and then it was; the code before is what its output is of.
    assert told in upload(study("a = 2", title="Other")).reasons
    assert told not in upload(study("a = 2", shown="0.7", count=3)).reasons
    assert told not in upload(study("a = 2", shown="0.7", count=4)).reasons
    assert told in upload(study("a = 5", shown="0.7", count=4)).reasons
    assert told not in upload(study("a = 2", shown="0.7", count=4)).reasons


@pytest.mark.usefixtures("import_folder_of_jobs")
def test_an_import_that_is_undone_takes_its_notebook_back(admin_user):
    def run(text):
        job = work(store_job(admin_user, text.encode(), "study.ipynb"))
        begin(job)
        return work(job)

    run(make_study())
    edit(title="Edited")
    second = run(make_study(printed="0.75"))
    assert "0.75" in Post.objects.get().source
    undo(second)
    post = Post.objects.get()
    assert (post.title, "0.5" in post.source) == ("Edited", True)
    assert len(post.notebook.versions) == 1

    # What readers see gets no errors by a merge, either.
    publish_posts([post.pk], admin_user)
    assert run(make_study(intro="$\\nothing$")).plan["outcomes"] == {"skipped": 1}
    assert "First words." in Post.objects.get().source
    assert len(PostNotebook.objects.get().versions) == 1


def test_blocks_of_code_know_their_cell_and_line():
    source = (
        'Text\n\n```python title="In [3]"\nx = 1  \n\n```\n\n```python\nno\n```\n'
        '- > ~~~r title="In [12]"\n  > x = 1\n  > ~~~\n\n```py title="In [1]"\nx = 1'
    )
    blocks = list(find_notebook_code(source))
    assert [(block.number, block.line) for block in blocks] == [(3, 3), (12, 11), (1, 15)]
    assert len({block.digest for block in blocks}) == 1


def test_whatever_is_edited_on_either_side_is_in_the_merge():
    """What one side adds is there; where one side changed nothing, the other is the merge."""
    order = random.Random(19)
    for _ in range(scale(40, 2000)):
        base = [f"paragraph {number}" for number in range(20)]
        base[5::5] = [f"![](/media/imported/{order.randrange(9)}.png)" for _ in base[5::5]]
        sides = []
        for name in "ab":
            side = list(base)
            for number in range(order.randrange(4)):
                side.insert(order.randrange(len(side)), f"new {name}{number}")
            for _ in range(order.randrange(3)):
                side.remove(order.choice([line for line in side if line.startswith("para")]))
            sides.append(side)
        drawn = [line.replace(".png", "-anew.png") if order.random() < 0.5 else line for line in sides[1]]
        before, mine, theirs = ("\n\n".join(lines) for lines in (base, sides[0], drawn))
        assert merge_notebook_text(before, before, theirs, "n.ipynb").text == theirs
        assert merge_notebook_text(before, mine, before, "n.ipynb").text == mine
        merged = merge_notebook_text(before, mine, theirs, "n.ipynb").text
        for side in sides:
            assert all(line in merged for line in side if line.startswith("new"))
