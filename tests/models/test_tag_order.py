"""The order of a post's tags: as the author gave them, wherever they are shown, and after every change."""

import json
import re

import pytest
from django.core.management import call_command

from posts.editor.edit_conflicts import merge_tag_lists
from posts.exchange.importing.persist import persist_record
from posts.exchange.importing.records.record import PostRecord
from posts.models import Post, Revision, RevisionKind, Synonym, Tag, TaggedPost
from posts.models.post_tags import find_rows_in_order
from posts.models.tag_parsing import remove_duplicates
from posts.publishing import bulk
from posts.publishing.tag_merge import merge_tags
from posts.revisions.recording import record_earlier_state, record_revision
from posts.revisions.restore import restore_revision
from posts.revisions.snapshots import ORDERED_TAGS, iter_field_changes
from tests.support.admin_forms import ADD_URL, change_url, fill_form

ORDER = ["乙", "丁", "甲", "丙"]  # neither by name nor by primary key


@pytest.fixture(autouse=True)
def other_order(make_post):
    """Create the tags in another order than a post gives them."""
    make_post("Other", tags=["甲", "乙", "丙", "丁"])


@pytest.fixture
def post(make_post):
    return make_post("Ordered", source="文", tags=ORDER)


def names(post):
    return [tag.name for tag in Post.objects.get(pk=post.pk).tags.all()]


def prefetched_names(post):
    return [tag.name for tag in Post.objects.with_related().get(pk=post.pk).tags.all()]


class TestReading:
    def test_one_post_and_several_at_once_have_the_same_order(self, post):
        assert names(post) == prefetched_names(post) == list(post.tags.names()) == ORDER

    @pytest.mark.parametrize("path", ["/", "/posts/ordered/", "/tags/yi/", "/search/?q=Ordered"])
    def test_pages_show_it(self, client, post, path):
        page = client.get(path).content.decode()
        page = page[page.index("Ordered</") :]
        assert re.findall(r'<a href="/tags/[\w-]+/">(\w)</a>', page)[:4] == ORDER

    def test_metadata_and_feeds_have_it(self, client, post):
        page = client.get("/posts/ordered/").content.decode()
        assert re.findall(r'property="article:tag" content="(\w)"', page) == ORDER
        assert json.dumps(ORDER, ensure_ascii=False).replace(" ", "") in page.replace(" ", "")
        items = client.get("/feeds/feed.json").json()["items"]
        assert [item["tags"] for item in items if item["title"] == "Ordered"] == [ORDER]

    def test_the_form_shows_it(self, editor_client, post):
        field = editor_client.get(change_url(post)).context["adminform"].form["tags"]
        assert field.field.widget.format_value(field.value()) == "乙, 丁, 甲, 丙"

    def test_an_export_has_it(self, post, tmp_path):
        call_command("export_posts", str(tmp_path), verbosity=0)
        text = (tmp_path / "posts" / "ordered.md").read_text()
        assert re.findall(r"^- (\w)$", text, re.MULTILINE) == ORDER


class TestWriting:
    @pytest.mark.parametrize(
        "wanted",
        [
            ["丙", "甲", "丁", "乙"],
            ["丁", "甲"],
            ["戊", "乙", "丁"],
            ["乙", "戊", "丁", "甲", "丙"],
            ["乙", "丁", "甲", "丙", "戊"],
            [],
        ],
    )
    def test_the_order_given_is_stored(self, post, wanted):
        post.tags.set(wanted)
        assert names(post) == prefetched_names(post) == wanted

    def test_rows_that_are_right_stay(self, post):
        rows = TaggedPost.objects.filter(content_object=post).order_by("pk")
        before = list(rows.values_list("pk", flat=True))
        post.tags.set(["乙", "甲", "丁"])
        assert list(rows.values_list("pk", flat=True))[:2] == [before[0], before[2]]

    def test_rows_made_anew_know_when_the_post_was_published(self, post):
        post.tags.set(ORDER[::-1])
        dates = TaggedPost.objects.filter(content_object=post).values_list("published_at", flat=True)
        assert set(dates) == {post.published_at}

    def test_case_and_synonyms_make_no_other_order(self, make_post):
        post = make_post("Cased", tags=["PyTorch", "甲"])
        Synonym.add_synonym("torch", Tag.objects.get(name="PyTorch"))
        post.tags.set(["甲", "torch", "pytorch"])
        assert names(post) == ["甲", "PyTorch"]

    def test_the_form_stores_it_and_notices_that_only_the_order_changed(self, editor_client, editor):
        editor_client.post(ADD_URL, fill_form(title="Typed", author=editor.pk, tags="丁, 甲, 乙"))
        post = Post.objects.get(title="Typed")
        assert names(post) == ["丁", "甲", "乙"]
        editor_client.post(change_url(post), fill_form(post, tags="乙, 丁, 甲"))
        assert names(post) == ["乙", "丁", "甲"]
        assert [revision.snapshot["tags"] for revision in post.revisions.order_by("version")] == [
            ["丁", "甲", "乙"],
            ["乙", "丁", "甲"],
        ]

    def test_a_form_in_which_nothing_was_typed_has_not_changed(self, editor_client, post):
        form = editor_client.post(change_url(post), fill_form(post, title="")).context["adminform"].form
        assert "tags" not in form.changed_data

    def test_an_import_keeps_it_also_when_only_it_changed(self):
        for tags in (("丙", "甲", "乙"), ("甲", "丙", "乙")):
            persist_record(PostRecord("x", None, title="In", slug="in", source="文", tags=tags), "lin")
            assert names(Post.objects.get(slug="in")) == list(tags)

    def test_of_a_name_given_twice_the_first_counts(self):
        assert remove_duplicates(["b", "", "A", "B", "a", "c"]) == ["b", "A", "c"]


class TestBulkChanges:
    def test_tags_are_appended_in_the_order_fill_form(self, post, editor):
        bulk.add_tags([post.pk], ["壬", "甲", "辛"], editor)
        assert names(post) == [*ORDER, "壬", "辛"]

    def test_the_target_of_a_merge_takes_the_place_of_the_first(self, post, make_post, editor):
        tag = {tag.name: tag for tag in Tag.objects.all()}
        without = make_post("Without", tags=["丙", "丁", "戊"])
        merge_tags(tag["甲"], [tag["丁"], tag["丙"]], editor)
        assert names(post) == ["乙", "甲"]
        assert names(without) == ["甲", "戊"]
        assert names(Post.objects.get(title="Other")) == ["甲", "乙"]


class TestRevisions:
    def test_restoring_brings_the_order_back(self, post, editor):
        revision = record_revision(post, RevisionKind.SAVED)
        post.tags.set(["甲", "乙", "戊"])
        restore_revision(post, revision, editor)
        assert names(post) == ORDER

    def test_restoring_a_revision_older_than_the_order_keeps_that_of_the_post(self, post, editor):
        revision = record_revision(post, RevisionKind.SAVED)
        del revision.snapshot[ORDERED_TAGS]
        revision.snapshot["tags"] = sorted(["甲", "乙", "戊"])
        post.tags.set(["丙", "乙", "甲"])
        Tag.objects.create(name="戊")
        restore_revision(post, revision, editor)
        assert names(post) == ["乙", "甲", "戊"]

    def test_a_revision_older_than_the_order_is_no_difference(self, post, editor):
        revision = record_revision(post, RevisionKind.SAVED)
        now = dict(revision.snapshot)
        del revision.snapshot[ORDERED_TAGS]
        revision.snapshot["tags"].sort()
        revision.save()
        Post.objects.filter(pk=post.pk).update(byline="")
        record_earlier_state(post.pk)
        assert Revision.objects.filter(post=post).count() == 1
        assert not list(iter_field_changes(revision.snapshot, now))

    @pytest.mark.parametrize(
        ("base", "mine", "theirs", "merged"),
        [
            ("abc", "abc", "cab", "cab"),
            ("abc", "cab", "abc", "cab"),
            ("abc", "cab", "bac", "cab"),
            ("abc", "ab", "cabd", "abd"),
            ("abc", "xcb", "abcy", "xcby"),
        ],
    )
    def test_of_two_orders_the_one_that_was_changed_counts(self, base, mine, theirs, merged):
        assert "".join(merge_tag_lists(list(base), list(mine), list(theirs))) == merged


@pytest.mark.parametrize(
    ("stored", "wanted", "right"),
    [("abc", "acb", "ac"), ("abc", "xabc", ""), ("abc", "abcx", "abc"), ("", "a", ""), ("ab", "", "")],
)
def test_the_rows_that_may_stay_are_the_longest_beginning_in_order(stored, wanted, right):
    assert "".join(find_rows_in_order(list(stored), list(wanted))) == right
