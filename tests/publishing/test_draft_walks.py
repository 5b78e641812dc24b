"""Random walks of several editors over one public post: what readers see, and that no word vanishes."""

import json
import random
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.urls import reverse

from posts.exchange.importing.digests import compute_post_digest
from posts.exchange.importing.persist import persist_record
from posts.exchange.importing.records.record import PostRecord
from posts.models import Draft, DraftRevision, ImportRecord, Post, Revision
from posts.publishing import bulk
from tests.support.admin_forms import change_url
from tests.support.live_drafts import fill_opened_form, review_url, send_opened_form
from tests.support.proofs import scale
from tests.support.publishing import NOW

SOURCE = "甲：\n\n乙：\n\n林："
# Those steps after which readers may see something else.
PUBLIC_STEPS = {"update", "import_file", "change_in_bulk"}
STEPS = (
    "write",
    "save",
    "submit",
    "update",
    "discard",
    "hand_on",
    "take_over",
    "restore",
    "change_in_bulk",
    "import_file",
    "let_time_pass",
)


class Walk:
    """A public post, and those who write it; each typed word is a new one."""

    def __init__(self, client, seed, published_at):
        self.client, self.random, self.numbers = client, random.Random(seed), count(1)
        self.now, self.words = NOW, set()
        self.users = {name: self.make_user(name) for name in ("甲", "乙", "林")}
        self.post = Post.objects.create(
            title="公开", source=SOURCE, author=self.users["林"], published_at=published_at
        )
        digest = {"file_digest": "x", "post_digest": ""}
        self.record = ImportRecord.objects.create(origin="blog/a.md", post=self.post, **digest)

    def make_user(self, name):
        user = User.objects.create_user(name, is_staff=True)
        user.groups.add(Group.objects.get(name="Author" if name == "林" else "Editor"))
        return user

    def type_word(self, name):
        """Return what `name` has in the form after one more word."""
        word = f"{name}w{next(self.numbers)}w"
        self.words.add(word)
        draft = Draft.objects.filter(post=self.post, editor=self.users[name]).first()
        text = draft.fields["source"] if draft else Post.objects.get().source
        return (
            text.replace(f"{name}：", f"{name}：{word} ", 1) if f"{name}：" in text else f"{text}\n\n{word}"
        )

    def press(self, name, button):
        return send_opened_form(self.client, self.users[name], self.post, button, source=self.type_word(name))

    def choose_draft(self):
        drafts = list(Draft.objects.filter(post=self.post))
        return self.random.choice(drafts) if drafts else None

    # Steps -------------------------------------------------------------------------

    def write(self, name):
        self.client.force_login(self.users[name])
        form = fill_opened_form(self.users[name], self.post, "", source=self.type_word(name))
        assert self.client.post(reverse("admin:posts_post_autosave"), form).status_code == 200

    def save(self, name):
        self.press(name, "_continue")

    def submit(self, name):
        self.press(name, "_submit_changes")

    def update(self, name):
        """Press "Update", and once more after a merge."""
        response = self.press(name, "_update")
        if response.status_code == 200 and response.context and response.context.get("conflict"):
            sent = dict(response.context["adminform"].form.data.items())
            self.client.post(change_url(self.post), {**sent, "_draft": get_token(self.users[name])})

    def discard(self, name):
        if draft := Draft.objects.filter(post=self.post, editor=self.users[name]).first():
            self.client.force_login(self.users[name])
            self.client.post(reverse("admin:posts_post_draft_discard", args=[draft.pk]))

    def hand_on(self, name):
        if draft := self.choose_draft():
            self.client.force_login(self.users[name])
            other = self.random.choice(list(self.users.values()))
            self.client.post(review_url(draft, "hand_on"), {"editor": other.pk})

    def take_over(self, name):
        if draft := self.choose_draft():
            self.client.force_login(self.users[name])
            self.client.post(review_url(draft, "take_over"))

    def restore(self, name):
        versions = list(Revision.objects.filter(post=self.post).values_list("version", flat=True))
        if versions:
            self.client.force_login(self.users[name])
            address = reverse("admin:posts_post_restore", args=[self.post.pk, self.random.choice(versions)])
            self.client.post(address, {"version": Post.objects.get().version})

    def change_in_bulk(self, name):
        bulk.add_tags([self.post.pk], [f"t{next(self.numbers)}"], self.users["甲"])

    def import_file(self, name):
        """Import the file with another text, as if nobody had edited the post here."""
        post, word = Post.objects.get(), f"文w{next(self.numbers)}w"
        self.words.add(word)
        ImportRecord.objects.update(post_digest=compute_post_digest(post))
        record = PostRecord("blog/a.md", None, title="公开", slug=post.slug, source=f"{SOURCE}\n\n{word}")
        record.published_at = post.published_at
        persist_record(record, "林")

    def let_time_pass(self, name):
        self.now += timedelta(hours=self.random.randint(1, 40))


def get_token(user):
    draft = Draft.objects.filter(editor=user).first()
    return draft.token if draft else ""


def read_public(post):
    return Post.objects.values_list("title", "source", "html", "published_at").get(pk=post.pk)


def read_everything(walk):
    """Return all texts that are stored anywhere."""
    texts = [Post.objects.get(pk=walk.post.pk).source]
    texts += Revision.objects.values_list("snapshot__source", flat=True)
    texts += [one.fields["source"] for model in (Draft, DraftRevision) for one in model.objects.all()]
    return json.dumps(texts, ensure_ascii=False)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(scale(1, 60)))
def test_readers_see_only_updates_and_no_word_vanishes(seed, client, db):
    published_at = NOW + timedelta(days=2 if seed % 2 else -3)
    walk = Walk(client, seed, published_at)
    done = []
    for _ in range(scale(22, 60)):
        step, name = walk.random.choice(STEPS), walk.random.choice(list(walk.users))
        done.append((step, name))
        before = read_public(walk.post)
        with time_machine.travel(walk.now, tick=False):
            getattr(walk, step)(name)
            after, stored = read_public(walk.post), read_everything(walk)
        if step not in PUBLIC_STEPS or (step == "update" and name == "林"):
            assert after == before, done
        assert after[3] == published_at, done
        missing = {word for word in walk.words if word not in stored}
        assert not missing, done
