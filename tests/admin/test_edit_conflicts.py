"""Edit conflicts: nothing is overwritten, changes are merged, both texts are kept."""

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from posts.models import Category, Draft, Post, PostState, RevisionKind
from posts.rendering.merge_markers import has_merge_markers
from posts.revisions import recording
from tests.support.admin_forms import change_url, fill_form
from tests.support.drafts import draft_url
from tests.support.publishing import bring_to_state

PARAGRAPH = "我们用梯度下降来训练模型，并在验证集上选择学习率，最后报告测试集的误差。"
MINE = PARAGRAPH.replace("梯度下降", "随机梯度下降")
THEIRS = PARAGRAPH.replace("测试集的误差", "测试集的准确率")

WINDOW = {"_window": "6f0c7d8e-3a51-4f0e-9d59-0f5f4c2a7b11"}


@pytest.fixture
def other_editor(client):
    """Somebody who writes in the same posts."""
    user = User.objects.create_user("shen", first_name="沈约", is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    return user


@pytest.fixture
def post(make_post):
    return make_post("标题", source=PARAGRAPH, tags=["甲", "乙"])


@pytest.fixture
def save_conflicting(editor_client, post, other_editor, editor):
    """Return a function that saves a post as one editor, then as another from a window opened before that."""

    def save_conflicting(theirs, mine):
        window = fill_form(post, version=post.version)
        editor_client.force_login(other_editor)
        editor_client.post(change_url(post), {**window, **theirs})
        editor_client.force_login(editor)
        return editor_client.post(change_url(post), {**window, **mine})

    return save_conflicting


def get_form(response):
    return response.context["adminform"].form


def test_the_form_says_which_version_it_was_opened_with(editor_client, post):
    assert (
        '<input type="hidden" name="version" value="1"'
        in editor_client.get(change_url(post)).content.decode()
    )


def test_a_save_made_meanwhile_is_not_overwritten(save_conflicting, post):
    response = save_conflicting({"source": THEIRS}, {"source": MINE})
    assert response.status_code == 200
    assert Post.objects.get().source == THEIRS
    assert Post.objects.get().version == 2


def test_both_texts_and_who_saved_what_when_are_shown(save_conflicting):
    page = save_conflicting({"source": THEIRS}, {"source": MINE}).content.decode()
    assert "沈约 saved this post while you were writing" in page
    for text in (MINE, THEIRS):
        assert f">\n{text}</textarea>" in page
    assert "<ins>随机</ins>" in page


def test_a_conflict_with_ones_own_window_says_so(editor_client, post):
    window = fill_form(post, version=post.version)
    editor_client.post(change_url(post), {**window, "source": THEIRS})
    page = editor_client.post(change_url(post), {**window, "source": MINE}).content.decode()
    assert "You saved this post in another window" in page


def test_changes_without_conflict_are_merged_and_stored_by_the_next_save(
    save_conflicting, editor_client, post
):
    response = save_conflicting({"source": THEIRS}, {"source": MINE})
    form = get_form(response)
    joined = MINE.replace("测试集的误差", "测试集的准确率")
    assert form["source"].value() == joined
    editor_client.post(change_url(post), form.data)
    assert Post.objects.get().source == joined
    assert [revision.snapshot["source"] for revision in post.revisions.order_by("version")] == [
        PARAGRAPH,
        THEIRS,
        joined,
    ]


def test_conflicting_changes_are_marked_and_can_be_saved_in_a_draft(save_conflicting, editor_client, post):
    bring_to_state(post, PostState.DRAFT)
    response = save_conflicting({"source": "他们的"}, {"source": "我的"})
    text = get_form(response)["source"].value()
    assert has_merge_markers(text)
    assert "我的\n=======\n他们的\n>>>>>>> saved by 沈约 " in text
    assert "Resolve 1 conflict, between" in response.content.decode()
    page = editor_client.post(change_url(post), get_form(response).data, follow=True).content.decode()
    assert has_merge_markers(Post.objects.get().source)
    assert "Two versions conflict here." in page


def test_a_text_with_conflict_markers_is_saved_but_not_published(save_conflicting, editor_client, post):
    post.set_state("")
    post.save()
    form = get_form(
        save_conflicting({"source": "他们的", "published_at_0": ""}, {"source": "我的", "published_at_0": ""})
    )
    editor_client.post(change_url(post), {**form.data.dict(), "_publish": "1"})
    fresh = Post.objects.get()
    assert has_merge_markers(fresh.source)
    assert fresh.published_at is None
    editor_client.post(change_url(post), {**fill_form(fresh, source="我们的"), "_publish": "1"})
    assert Post.objects.get().is_live


def test_other_fields_are_merged_too(save_conflicting, post):
    category = Category.objects.create(name="优化")
    response = save_conflicting(
        {"category": category.pk, "summary": "他们的概要", "byline": "沈", "tags": "甲, 乙, 丙"},
        {"slug": "mine", "byline": "林", "tags": "乙"},
    )
    data = get_form(response).data
    assert (data["category"], data["summary"]) == (str(category.pk), "他们的概要")
    assert (data["slug"], data["byline"]) == ("mine", "林")
    assert data["tags"] == "乙, 丙"
    conflict = response.context["conflict"]
    assert [(change.name, change.old, change.new) for change in conflict.conflicting_changes] == [
        ("byline", "林", "沈")
    ]
    assert [change.new for change in conflict.accepted_changes] == ["优化"]


def test_the_time_of_publication_is_taken_over_to_the_second(save_conflicting, post):
    response = save_conflicting(
        {"published_at_0": "2026-02-03", "published_at_1": "04:05:06"}, {"source": MINE}
    )
    data = get_form(response).data
    assert (data["published_at_0"], data["published_at_1"]) == ("2026-02-03", "04:05:06")
    assert data["source"] == MINE


def test_what_was_typed_is_the_draft_until_the_merge_is_saved(save_conflicting, editor_client, post, editor):
    response = save_conflicting({"source": "他们的"}, {"source": "我\r\n的", "title": "我的标题", **WINDOW})
    draft = Draft.objects.get(editor=editor)
    assert (draft.post, draft.base_version) == (post, 1)
    assert (draft.fields["source"], draft.title) == ("我\n的", "我的标题")
    assert f'name="_draft" value="{draft.token}"' in response.content.decode()
    resolved = get_form(response).data.dict() | {"source": "我们的", "_draft": draft.token}
    editor_client.post(change_url(post), resolved)
    assert Post.objects.get().source == "我们的"
    assert not Draft.objects.exists()


def test_nobody_can_discard_the_draft_of_another(save_conflicting, editor_client, post, other_editor):
    save_conflicting({"source": "他们的"}, {"source": "我的", **WINDOW})
    draft = Draft.objects.get()
    editor_client.force_login(other_editor)
    editor_client.post(change_url(post), {**fill_form(Post.objects.get()), **WINDOW, "_draft": draft.token})
    assert editor_client.post(draft_url("draft_discard", draft)).status_code == 404
    assert Draft.objects.get().fields["source"] == "我的"


def test_a_save_without_changes_causes_no_conflict(save_conflicting, post):
    assert save_conflicting({}, {"source": MINE}).status_code == 302
    assert Post.objects.get().source == MINE


def test_a_conflict_is_found_in_an_invalid_form_too(save_conflicting, post):
    response = save_conflicting({"source": THEIRS}, {"source": MINE, "title": ""})
    assert response.context["conflict"]
    assert get_form(response)["title"].value() == ""
    assert get_form(response).errors.keys() == {"__all__"}


def test_saving_a_post_trashed_meanwhile_is_a_conflict(editor_client, post, editor):
    recording.record_revision(post, RevisionKind.CREATED)
    window = fill_form(post, version=post.version, source=MINE)
    post.set_state("binned_at")
    post.save()
    response = editor_client.post(change_url(post), window)
    assert [change.new[:10] for change in response.context["conflict"].accepted_changes] == ["Trashed, 2"]
    assert Post.objects.get().source == PARAGRAPH


def test_changes_outside_the_admin_conflict_too(editor_client, post):
    window = fill_form(post, version=post.version, source=MINE)
    Post.objects.filter(pk=post.pk).update(source=THEIRS, updated_at=timezone.now())
    response = editor_client.post(change_url(post), window)
    assert "somebody saved this post" in response.content.decode()
    assert Post.objects.get().source == THEIRS


def test_a_missing_version_is_accepted_and_an_invalid_one_refused(editor_client, post):
    assert editor_client.post(change_url(post), fill_form(post, source="脚本")).status_code == 302
    for nonsense in ("x", "-1", "0", str(10**30)):
        response = editor_client.post(change_url(post), fill_form(post, source="别的", version=nonsense))
        assert response.context["conflict"], nonsense
    assert Post.objects.get().source == "脚本"


def test_conflicts_are_shown_only_with_permission_to_change(client, post):
    stranger = User.objects.create_user("stranger", is_staff=True)
    stranger.groups.add(Group.objects.get(name="Author"))
    client.force_login(stranger)
    response = client.post(change_url(post), fill_form(post, source="我的", version=9))
    assert response.status_code in {302, 403}
    assert PARAGRAPH not in response.content.decode()


def test_wholly_different_texts_of_200_kb_have_one_conflict(save_conflicting):
    response = save_conflicting({"source": "他们\n" * 20_000}, {"source": "我们\n" * 20_000})
    assert response.context["conflict"].conflict_count == 1


def test_the_kind_of_each_save_is_shown(save_conflicting):
    response = save_conflicting({"source": THEIRS}, {"source": MINE})
    assert [revision.kind for revision in response.context["conflict"].newer_revisions] == [
        RevisionKind.SAVED
    ]
