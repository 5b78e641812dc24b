"""Windows, editors, saves and deletions in any order: no word that was autosaved vanishes."""

import random
import uuid
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import User

from posts.models import Draft, DraftRevision, Post, Revision, RevisionKind
from posts.revisions import draft_history
from posts.revisions.drafts import (
    can_write_over,
    delete_applied_draft,
    delete_draft,
    delete_empty_posts,
    get_draft,
    save_draft,
)
from posts.revisions.editor_window import EditorWindow
from posts.revisions.recording import record_earlier_state, record_revision
from tests.support.proofs import scale

STEPS = 60


@dataclass
class Window:
    """A window as its script sees it: what it typed, and what the server told it."""

    user: User
    post: int | None = None
    version: int = 0
    token: str = ""
    words: list[str] = field(default_factory=list)
    uid: uuid.UUID = field(default_factory=uuid.uuid4)
    seq: int = 0
    # What it sent, of which anything may come late.
    requests: list[tuple] = field(default_factory=list)

    def describe(self):
        self.seq += 1
        return EditorWindow(self.uid, self.seq, self.user.pk, self.post, self.version, self.token)


class Walk:
    def __init__(self, seed, users):
        self.chance, self.users = random.Random(seed), users
        self.windows: list[Window] = []
        self.number = 0
        # Words that are on the server, and not deleted on purpose.
        self.expected: set[str] = set()

    def open_window(self):
        user = self.chance.choice(self.users)
        window = Window(user)
        if (post := Post.objects.order_by("?").first()) and self.chance.random() < 0.8:
            draft = get_draft(post, user)
            window.post = post.pk
            window.version = draft.base_version if draft else post.version
            window.token = draft.token if draft else ""
            window.words = (draft.fields["source"] if draft else post.source).split()
        self.windows.append(window)

    def close_window(self):
        if len(self.windows) > 2:
            self.windows.remove(self.chance.choice(self.windows))

    def autosave(self):
        window = self.chance.choice(self.windows)
        self.number += 1
        window.words.append(f"w{self.number}")
        request = (window.describe(), {"title": "", "source": " ".join(window.words)})
        window.requests.append(request)
        if self.chance.random() < 0.2:
            return  # it is on its way
        self.receive(window, request, is_answered=self.chance.random() < 0.8)

    def receive(self, window, request, *, is_answered):
        saved = save_draft(window.user, *request)
        self.expected.update(request[1]["source"].split())
        if not is_answered or saved.post is None:
            return
        if window.post != saved.post.pk:
            window.post, window.version = saved.post.pk, saved.draft.base_version
        if saved.unmerged is None:
            window.token = saved.draft.token

    def receive_late(self):
        window = self.chance.choice(self.windows)
        if window.requests:
            request = window.requests.pop(self.chance.randrange(len(window.requests)))
            self.receive(window, request, is_answered=False)

    def save(self):
        """As the form does: where somebody saved, or another window typed, both are merged, and kept."""
        window = self.chance.choice(self.windows)
        post = Post.objects.filter(pk=window.post).first()
        if post is None or not window.words:
            return
        sent, draft = window.describe(), get_draft(post, window.user)
        theirs = []
        if post.version != window.version:
            theirs = post.source.split()
        elif draft and not can_write_over(draft, sent):
            theirs = draft.fields["source"].split()
        if theirs or post.version != window.version:
            saved = save_draft(window.user, sent, {"title": "", "source": " ".join(window.words)})
            self.expected.update(window.words)
            window.words = list(dict.fromkeys([*theirs, *window.words]))
            if saved.unmerged is None or post.version == window.version:
                window.token = saved.draft.token  # else the draft is not in the merge
            window.version = post.version
            return
        record_earlier_state(post.pk)
        post.title, post.source = "Saved", " ".join(window.words)
        post.slug = f"post-{post.pk}"
        post.save()
        record_revision(post, RevisionKind.SAVED, window.user)
        delete_applied_draft(window.user, post, sent)
        self.expected.update(window.words)
        window.version, window.token = post.version, ""

    def discard(self):
        if draft := Draft.objects.order_by("?").first():
            delete_draft(draft)

    def delete_post(self):
        if (post := Post.objects.order_by("?").first()) and self.chance.random() < 0.3:
            saved = {
                word for revision in post.revisions.all() for word in revision.snapshot["source"].split()
            }
            post.delete()
            self.expected -= saved - read_typed_words()

    def step(self):
        steps = (
            self.autosave,
            self.receive_late,
            self.save,
            self.discard,
            self.delete_post,
            self.open_window,
        )
        weights = (10, 2, 3, 1, 1, 2)
        self.chance.choices((*steps, self.close_window, delete_empty_posts), (*weights, 1, 1))[0]()


def read_typed_words():
    texts = [*Draft.objects.all(), *DraftRevision.objects.all()]
    return {word for text in texts for word in text.fields["source"].split()}


def read_words():
    saved = [revision.snapshot["source"] for revision in Revision.objects.all()]
    saved += Post.objects.values_list("source", flat=True)
    return read_typed_words() | {word for text in saved for word in text.split()}


@pytest.mark.proof
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(scale(1, 150)))
def test_no_word_that_was_autosaved_vanishes(seed, monkeypatch):
    monkeypatch.setattr(draft_history, "MAX_REVISIONS", 12)
    users = [User.objects.create_superuser(name) for name in ("one", "two")]
    walk = Walk(seed, users)
    for _ in range(3):
        walk.open_window()
    for number in range(STEPS):
        walk.step()
        assert walk.expected <= read_words(), f"step {number}"
        keys = list(Draft.objects.exclude(post=None).values_list("post", "editor"))
        assert len(keys) == len(set(keys))
