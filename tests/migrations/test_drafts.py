"""Working copies, of which a window had one, become drafts: none is dropped."""

import random
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from posts.models import Draft, DraftRevision
from tests.support.migrations import load_models_at, migrate_posts

NOON = datetime(2026, 1, 11, 12, tzinfo=UTC)
BEFORE, AFTER = "0020_import_jobs", "0021_drafts"
# Fields as browsers, old forms and scripts may have sent them.
SHAPES = (
    {"title": "题", "source": "正文", "language": "en", "tags": "a, b"},
    {"title": "", "source": "正文\n二"},
    {"title": "长" * 300, "source": "x" * 10_000},
    {"title": ["一", "二"], "source": ["一", "二"]},
    {"language": "xx"},
    {},
    [],
)


@pytest.fixture
def editors(old_site):
    """The ids of two editors of a site with two posts, before there were drafts."""
    migrate_posts(BEFORE)
    users = load_models_at(BEFORE)("auth", "User").objects
    return [users.get(username="lin").pk, users.create(username="mei").pk]


def add_copy(editor, post_id=None, *, minutes=0, base_version=0, fields=SHAPES[0], uid=None):
    title = fields.get("title", "") if isinstance(fields, dict) else ""
    return load_models_at(BEFORE)("posts", "WorkingCopy").objects.create(
        uid=uid or uuid.uuid4(),
        post_id=post_id,
        editor_id=editor,
        base_version=base_version,
        fields=fields,
        title=str(title)[:200],
        saved_at=NOON + timedelta(minutes=minutes),
    )


def add_random_copies(editors, posts):
    chance = random.Random(7)
    for _ in range(60):
        add_copy(
            chance.choice(editors),
            chance.choice(posts),
            minutes=chance.choice((-1, 0, 0, 1, 500_000)),
            base_version=chance.choice((0, 1, 99)),
            fields=chance.choice(SHAPES),
        )


def get_old_posts():
    return list(load_models_at(BEFORE)("posts", "Post").objects.order_by("slug"))


def read_texts():
    """Return editor and fields of all that is unsaved, in any order."""
    texts = [*Draft.objects.all(), *DraftRevision.objects.all()]
    return sorted((text.editor_id, repr(text.fields)) for text in texts)


def test_each_becomes_a_draft_a_part_of_its_history_or_a_new_post(editors, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    (one, two), (lin, mei) = get_old_posts(), editors
    orders = (1, 3, 2)
    made = [add_copy(lin, one.pk, minutes=n, base_version=n, fields={"source": str(n)}) for n in orders]
    add_copy(mei, one.pk, fields={"source": "mei"})
    add_copy(lin, two.pk, fields={"source": "two"})
    new = [add_copy(mei, fields=fields) for fields in SHAPES]
    new.append(add_copy(lin, base_version=7))  # of a post that was deleted
    # Uids and addresses that are taken.
    add_copy(lin, uid=one.uid)
    for digit in "01":
        add_copy(lin, uid=uuid.UUID("12345678" + digit * 24))
    migrate_posts(AFTER)
    get_model = load_models_at(AFTER)
    posts, drafts = get_model("posts", "Post").objects, get_model("posts", "Draft").objects
    draft = drafts.get(post=one.pk, editor=lin)
    assert (draft.fields, draft.base_version, draft.seq) == ({"source": "3"}, 3, 3)
    assert (draft.window, draft.saved_at) == (made[1].uid, made[1].saved_at)
    earlier = [(text.fields["source"], text.seq, text.is_unmerged) for text in draft.revisions.all()]
    assert earlier == [("2", 2, False), ("1", 1, False)]
    assert [draft.fields["source"] for draft in drafts.filter(post=one.pk, editor=mei)] == ["mei"]
    for copy in new:
        post = posts.get(uid=copy.uid)
        draft = post.drafts.get()
        assert (post.author_id, post.version, post.published_at) == (copy.editor_id, 1, None)
        assert (draft.editor_id, draft.base_version, draft.fields) == (copy.editor_id, 1, copy.fields)
        assert post.slug == f"untitled-{str(copy.uid)[:8]}"
    titles = [posts.get(uid=copy.uid).title for copy in new]
    assert titles[:3] == ["题", "无标题", "长" * 200]
    assert titles[4:7] == ["无标题"] * 3
    assert posts.get(uid=new[0].uid).language == "en"
    assert posts.count() == 2 + len(new) + 3


@pytest.mark.variation
def test_whatever_there_was_all_of_it_is_there_also_after_going_back(editors):
    add_random_copies(editors, [None, *(post.pk for post in get_old_posts())])
    copies = load_models_at(BEFORE)("posts", "WorkingCopy").objects
    expected = sorted((copy.editor_id, repr(copy.fields)) for copy in copies.all())
    migrate_posts()
    assert read_texts() == expected
    migrate_posts(BEFORE)
    migrate_posts()
    assert read_texts() == expected
