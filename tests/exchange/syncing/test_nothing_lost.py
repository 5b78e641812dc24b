"""Whatever is edited on both sides, in whatever order, and wherever a sync is killed: no word is lost."""

import shutil
from contextlib import suppress
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from posts.exchange.syncing.folder import REMOVED_FOLDER, SyncFolder
from posts.exchange.syncing.synchronizer import Synchronizer
from posts.models import Draft, DraftRevision, Post, Revision
from posts.publishing.bulk import trash_posts
from posts.revisions.recording import record_revision
from tests.support.proofs import scale


class KilledError(BaseException):
    """The process ends here."""


class TwoSides(RuleBasedStateMachine):
    """Each edit writes a word that nobody wrote before; of lines, words may be added at either end."""

    def __init__(self):
        super().__init__()
        self.root = Path(mkdtemp())
        self.words, self.numbers = set(), count()
        self.editor = User.objects.get(username="editor")
        self.is_settled = False

    def teardown(self):
        shutil.rmtree(self.root)

    def make_word(self):
        self.is_settled = False
        word = f"word{next(self.numbers)}x"
        self.words.add(word)
        return word

    def list_files(self):
        return sorted((self.root / "posts").rglob("*.md"))

    def choose(self, items, number):
        return items[number % len(items)] if items else None

    @rule(is_live=st.booleans())
    def write_post(self, is_live):
        word = self.make_word()
        post = Post(title=f"Post {word}", source=f"{word}\n\nmiddle\n\nend\n", author=self.editor)
        post.set_state("published_at" if is_live else "")
        post.save()

    @rule(number=st.integers(0, 99), line=st.sampled_from([0, 2, 4]))
    def edit_post(self, number, line):
        if post := self.choose(Post.objects.filter(binned_at=None).order_by("pk"), number):
            post.source = add_word(post.source, line, self.make_word())
            post.save()
            record_revision(post, "saved", self.editor)

    @rule()
    def write_file(self):
        word = self.make_word()
        (self.root / "posts").mkdir(exist_ok=True, parents=True)
        path = self.root / "posts" / f"{word}.md"
        path.write_text(f"---\ntitle: File {word}\nmood: {word}\n---\n\n{word}\n\nmiddle\n\nend\n")
        if not (self.root / "transmission.json").exists():
            (self.root / "transmission.json").write_text('{"version": 1}\n')

    @rule(number=st.integers(0, 99), line=st.sampled_from([0, 2, 4]))
    def edit_file(self, number, line):
        if path := self.choose(self.list_files(), number):
            head, separator, body = path.read_text().rpartition("---\n")
            path.write_text(head + separator + "\n" + add_word(body.lstrip("\n"), line, self.make_word()))

    @rule(number=st.integers(0, 99))
    def rename_file(self, number):
        if path := self.choose(self.list_files(), number):
            path.rename(path.with_name(f"renamed-{next(self.numbers)}.md"))
            self.is_settled = False

    @rule(number=st.integers(0, 99))
    def trash_post(self, number):
        if post := self.choose(Post.objects.filter(binned_at=None).order_by("pk"), number):
            trash_posts([post.pk], self.editor)
            self.is_settled = False

    @rule(deletes=st.booleans())
    def sync(self, deletes):
        Synchronizer(SyncFolder(self.root), self.editor, deletes=deletes).run()
        self.is_settled = True

    @rule(step=st.integers(0, 12))
    def sync_and_be_killed(self, step):
        steps = count()

        def checkpoint(_name):
            if next(steps) == step:
                raise KilledError

        self.is_settled = False
        with suppress(KilledError):
            Synchronizer(SyncFolder(self.root), self.editor, checkpoint=checkpoint).run()

    @precondition(lambda self: self.is_settled)
    @rule()
    def sync_again(self):
        before = self.describe()
        summary = Synchronizer(SyncFolder(self.root), self.editor, deletes=False).run()
        assert (summary.effects, self.describe()) == (0, before), [*summary.format_lines()]

    def describe(self):
        files = {path: path.read_bytes() for path in self.list_files()}
        return files, [*Post.objects.values_list("pk", "version")], Draft.objects.count()

    @invariant()
    def nothing_is_lost(self):
        texts = [path.read_text() for path in self.list_files()]
        texts += [path.read_text() for path in (self.root / REMOVED_FOLDER).rglob("*.md")]
        texts += [f"{post.title}\n{post.source}" for post in Post.objects.all()]
        texts += [str(one.fields) for model in (Draft, DraftRevision) for one in model.objects.all()]
        texts += [str(one.snapshot) for one in Revision.objects.all()]
        everything = "\n".join(texts)
        assert [word for word in self.words if word not in everything] == []

    @invariant()
    def readers_see_no_marks_and_no_word_of_a_conflict(self):
        assert not Post.objects.filter(source__contains="<<<<<<<").exists()
        assert not any("<<<<<<<" in path.read_text() for path in self.list_files())


def add_word(text, line, word):
    """Return `text` with `word` at the end of a line, which both sides may do at once."""
    lines = text.split("\n")
    index = min(line, len(lines) - 1)
    lines[index] = f"{lines[index]} {word}".strip()
    return "\n".join(lines)


@pytest.mark.proof
def test_nothing_that_was_written_is_lost(editor):
    def make_machine():
        Draft.objects.all().delete()
        DraftRevision.objects.all().delete()
        Post.objects.all().delete()
        return TwoSides()

    limits = settings(
        max_examples=scale(3, 80),
        stateful_step_count=scale(8, 25),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(make_machine, settings=limits)
