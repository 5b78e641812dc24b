"""Drafts: which window may write them, and that nothing that was typed vanishes."""

import threading
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from posts.models import Draft, DraftRevision, Post
from posts.revisions import draft_history
from posts.revisions.drafts import (
    delete_draft,
    delete_empty_posts,
    get_draft,
    list_drafts,
    save_draft,
)
from posts.revisions.editor_window import EditorWindow
from posts.revisions.new_posts import is_never_saved


def make_window(user, post=None, *, seq=1, version=None, token=""):
    return EditorWindow(
        uid=uuid.uuid4(),
        seq=seq,
        editor=user.pk,
        post=post and post.pk,
        base_version=version or (post.version if post else 0),
        draft_token=token,
    )


def write(user, window, source, seq=None, **fields):
    window = replace(window, seq=window.seq if seq is None else seq)
    return save_draft(user, window, {"title": "", "source": source, **fields})


class TestNewPosts:
    def test_the_first_text_makes_one_row_and_later_ones_write_its_draft(self, editor):
        window = make_window(editor)
        assert write(editor, window, "").post is None
        assert not Post.objects.exists()
        for seq, source in enumerate(("一", "一二", "一二三"), 1):
            saved = write(editor, window, source, seq)
        post = Post.objects.get()
        assert (saved.post, post.author, post.title) == (post, editor, "Untitled")
        assert is_never_saved(post)
        assert (post.version, post.source, get_draft(post, editor).fields["source"]) == (1, "", "一二三")

    def test_the_lists_have_the_title_that_is_being_typed(self, editor):
        window = make_window(editor)
        for seq, title in enumerate(("", "我的", "我的 $x^2$" + "长" * 300, ""), 1):
            write(editor, window, "x", seq, title=title)
            assert Post.objects.get().title == (title[:200] or "Untitled")
        assert Post.objects.get().version == 1

    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_a_post_without_title_is_called_so_in_the_language_of_the_site(self, language, editor, settings):
        settings.LANGUAGE_CODE = language
        write(editor, make_window(editor), "x", language="en")
        assert Post.objects.get().title == {"en": "Untitled", "zh-hans": "无标题"}[language]
        assert Post.objects.get().language == "en"

    def test_left_empty_it_is_gone_and_typed_again_it_is_back(self, editor):
        window = make_window(editor)
        write(editor, window, "试", 1)
        assert write(editor, window, " \n", 2).post is None
        assert not Post.objects.exists()
        assert not Draft.objects.exists()
        assert not DraftRevision.objects.exists()
        assert write(editor, window, "再", 3).post == Post.objects.get()

    def test_a_long_text_deleted_by_mistake_stays_in_the_history(self, editor):
        window = make_window(editor)
        write(editor, window, "很长" * 100, 1)
        write(editor, window, "", 2)
        assert DraftRevision.objects.get().fields["source"] == "很长" * 100
        assert Post.objects.exists()

    def test_one_that_was_saved_or_that_another_writes_in_is_not_deleted(self, editor, author):
        author.is_superuser = author.is_staff = True
        author.save()
        window = make_window(editor)
        post = write(editor, window, "试", 1).post
        write(author, make_window(author, post), "也", 1)
        assert write(editor, window, "", 2).post == post
        Draft.objects.all().delete()
        post.slug = "saved"
        post.save()
        assert write(editor, make_window(editor, post), "", 1).post == post

    def test_empty_ones_go_after_a_week(self, editor, time_machine):
        time_machine.move_to("2026-03-01T00:00:00Z", tick=False)
        long_ago = write(editor, make_window(editor), "很长" * 100).post
        write(
            editor, replace(make_window(editor, long_ago), draft_token=get_draft(long_ago, editor).token), ""
        )
        write(editor, make_window(editor), "有字")
        time_machine.move_to("2026-03-09T00:00:00Z", tick=False)
        assert delete_empty_posts() == 1
        assert not Post.objects.filter(pk=long_ago.pk).exists()
        assert Post.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_requests_at_the_same_time_make_one_row(self):
        editor = User.objects.create_superuser("editor")
        window, errors = make_window(editor), []

        def run(seq):
            try:
                write(editor, window, f"文{seq}", seq)
            except Exception as error:  # noqa: BLE001
                errors.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=[seq]) for seq in range(1, 6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not errors
        assert Post.objects.count() == 1
        assert Draft.objects.get().fields["source"] == "文5"


class TestWindows:
    @pytest.fixture
    def post(self, make_post):
        return make_post(source="旧", published_at=None)

    def test_a_post_has_one_draft_for_each_editor(self, editor, post):
        other = User.objects.create_superuser("other")
        for user in (editor, other):
            write(user, make_window(user, post), user.username)
        assert {draft.editor for draft in list_drafts(post)} == {editor, other}
        assert get_draft(post, other).fields["source"] == "other"

    def test_what_comes_late_does_not_overwrite_what_was_typed_later(self, editor, post):
        window = make_window(editor, post)
        write(editor, window, "一", 1)
        write(editor, window, "一二三", 3)
        write(editor, window, "一二", 2)
        assert get_draft(post, editor).fields["source"] == "一二三"

    def test_the_same_request_sent_again_changes_nothing(self, editor, post):
        window = make_window(editor, post)
        for _ in range(3):
            write(editor, window, "一", 1)
        assert get_draft(post, editor).fields["source"] == "一"
        assert not DraftRevision.objects.exists()

    def test_a_window_that_saw_the_newest_state_goes_on_from_there(self, editor, post):
        write(editor, make_window(editor, post), "一", 1)
        seen = get_draft(post, editor).token
        assert write(editor, make_window(editor, post, token=seen), "一二").unmerged is None
        assert get_draft(post, editor).fields["source"] == "一二"
        assert DraftRevision.objects.get().fields["source"] == "一"

    def test_a_window_that_did_not_is_kept_beside_it_once(self, editor, post):
        one, two = make_window(editor, post), make_window(editor, post)
        write(editor, one, "甲", 1)
        for seq, source in enumerate(("乙", "乙乙", "乙乙乙"), 1):
            assert write(editor, two, source, seq).unmerged is not None
        write(editor, two, "乙乙", 2)
        assert get_draft(post, editor).fields["source"] == "甲"
        assert [text.fields["source"] for text in DraftRevision.objects.all()] == ["乙乙乙"]

    def test_two_offline_windows_that_come_back_are_both_kept(self, editor, post):
        one, two = make_window(editor, post), make_window(editor, post)
        write(editor, two, "乙" * 500, 90)
        write(editor, one, "甲" * 500, 70)
        write(editor, two, "乙", 91)
        texts = [text.fields["source"] for model in (Draft, DraftRevision) for text in model.objects.all()]
        assert sorted(texts) == ["乙", "乙" * 500, "甲" * 500]

    def test_the_clock_decides_nothing(self, editor, post, time_machine):
        window = make_window(editor, post)
        for seq, date in enumerate(("2026-03-01", "2020-01-01", "2030-01-01", "2019-01-01"), 1):
            time_machine.move_to(f"{date}T00:00:00Z", tick=False)
            write(editor, window, f"文{seq}", seq)
        time_machine.move_to("2040-03-01T00:00:00Z", tick=False)
        write(editor, window, "晚到", 2)
        assert get_draft(post, editor).fields["source"] == "文4"

    def test_a_deleted_draft_does_not_give_its_token_to_the_next(self, editor, post):
        write(editor, make_window(editor, post), "一")
        old = get_draft(post, editor).token
        delete_draft(get_draft(post, editor))
        write(editor, make_window(editor, post), "二")
        assert write(editor, make_window(editor, post, token=old), "三").unmerged is not None
        assert get_draft(post, editor).fields["source"] == "二"


class TestHistory:
    def test_it_keeps_a_text_now_and_then_and_before_much_is_deleted(self, editor, make_post, time_machine):
        post = make_post()
        window = make_window(editor, post)
        start = timezone.now()
        for seq in range(1, 31):
            time_machine.move_to(start + timedelta(minutes=seq), tick=False)
            write(editor, window, "字" * seq, seq)
        assert 4 <= DraftRevision.objects.count() <= 6
        write(editor, window, "字" * 500, 31)
        write(editor, window, "字", 32)
        assert DraftRevision.objects.first().fields["source"] == "字" * 500

    def test_it_is_thinned_but_for_the_newest_and_what_nobody_merged(self, editor, make_post, monkeypatch):
        monkeypatch.setattr(draft_history, "SECONDS_BETWEEN", -1)
        monkeypatch.setattr(draft_history, "MAX_REVISIONS", 15)
        post = make_post()
        one, two = make_window(editor, post), make_window(editor, post)
        write(editor, one, "0", 1)
        write(editor, two, "beside", 1)
        for seq in range(2, 40):
            write(editor, one, str(seq), seq)
        kept = [text.fields["source"] for text in DraftRevision.objects.all()]
        assert len(kept) <= draft_history.MAX_REVISIONS + 1
        assert kept[:5] == ["38", "37", "36", "35", "34"]
        assert "beside" in kept
