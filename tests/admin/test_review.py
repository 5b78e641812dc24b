"""Review in the admin: submitted with a note, sent back with a note, published; mails and the dashboard."""

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from posts.accounts.notifications import send_notice
from posts.models import AccountSettings, NoteKind, Post, PostNote, PostState, Profile
from tests.support.admin_forms import ADD_URL, change_url, fill_form

SETTINGS_URL = reverse("admin:posts_account_settings")


def create_member(name, group):
    user = User.objects.create_user(name, f"{name}@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def people(db, settings):
    """An Author and two Editors, of whom the second reads English."""
    settings.LANGUAGE_CODE = "zh-hans"
    lin, chen, smith = (
        create_member(*one) for one in (("lin", "Author"), ("chen", "Editor"), ("smith", "Editor"))
    )
    AccountSettings.objects.create(user=smith, language="en")
    Profile.objects.create(user=lin, name="林默")
    return {"lin": lin, "chen": chen, "smith": smith}


@pytest.fixture
def post(people):
    return Post.objects.create(title="扩散", source="正文", author=people["lin"])


@pytest.fixture
def press(client, people, django_capture_on_commit_callbacks):
    """Return a function that presses a button of a post's form as somebody, with a note."""

    def press(name, post, button, note="", **options):
        client.force_login(people[name])
        form = fill_form(post, version=post.version, _note=note, **{button: "1"})
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(change_url(post) if post.pk else ADD_URL, form, **options)
        if post.pk:
            Post.objects.filter(pk=post.pk).exists() and post.refresh_from_db()
        return response

    return press


def read_mails():
    found = {message.to[0].partition("@")[0]: message for message in mail.outbox}
    mail.outbox.clear()
    return found


def read_notes(post):
    return [*post.notes.values_list("author__username", "kind", "text")]


def test_a_submission_is_told_to_editors_in_their_language(press, post):
    press("lin", post, "_submit", "请看第二节。")
    assert post.state is PostState.REVIEW
    assert read_notes(post) == [("lin", NoteKind.SUBMITTED, "请看第二节。")]
    mails = read_mails()
    assert mails.keys() == {"chen", "smith"}
    assert "林默提交了《扩散》待审阅" in mails["chen"].subject
    assert mails["smith"].subject.endswith("林默 submitted “扩散” for review")
    assert "请看第二节。" in mails["smith"].body
    assert f"http://testserver{change_url(post)}" in mails["smith"].body
    assert f"http://testserver{SETTINGS_URL}" in mails["smith"].body


def test_it_is_sent_back_and_published_and_the_author_is_told(press, post):
    press("lin", post, "_submit")
    read_mails()
    press("chen", post, "_return", "再改一改。")
    assert post.state is PostState.DRAFT
    assert read_mails().keys() == {"lin"}
    press("lin", post, "_submit", "改了。")
    read_mails()
    press("chen", post, "_publish", "好。")
    assert post.state is PostState.LIVE
    assert "发布了《扩散》" in read_mails()["lin"].subject
    assert read_notes(post) == [
        ("lin", NoteKind.SUBMITTED, ""),
        ("chen", NoteKind.RETURNED, "再改一改。"),
        ("lin", NoteKind.SUBMITTED, "改了。"),
        ("chen", NoteKind.PUBLISHED, "好。"),
    ]


def test_bulk_actions_are_steps_of_a_review_too(client, people, post, django_capture_on_commit_callbacks):
    own = Post.objects.create(title="自己的", source="正文", author=people["chen"])
    client.force_login(people["chen"])
    for action, kind in (("publish", NoteKind.PUBLISHED), ("withdraw", NoteKind.RETURNED)):
        Post.objects.update(published_at=None, submitted_at=timezone.now())
        data = {"action": action, "_selected_action": [post.pk, own.pk], "answered": "1"}
        with django_capture_on_commit_callbacks(execute=True):
            page = client.post(reverse("admin:posts_post_changelist"), data, follow=True).content.decode()
        assert post.notes.last().kind == kind
        assert read_mails().keys() == {"lin"}
        assert "已发邮件通知 1 人" in page
    assert not own.notes.exists()


def test_a_note_alone_is_told_to_all_who_take_part(press, post):
    press("chen", post, "_add_note", "题目？")
    assert read_mails().keys() == {"lin"}
    press("lin", post, "_add_note", "好的")
    assert read_mails().keys() == {"chen"}
    assert post.state is PostState.DRAFT


@pytest.mark.parametrize("choice", ["mails_submissions", "mails_reviews", "mails_notes"])
def test_nobody_gets_a_mail_that_they_did_not_choose(choice, press, people, post):
    for user in people.values():
        AccountSettings.objects.update_or_create(user=user, defaults={choice: False})
    press("lin", post, "_submit")
    submitted = read_mails()
    press("chen", post, "_add_note", "?")
    noted = read_mails()
    press("chen", post, "_return")
    expected = {
        "mails_submissions": submitted,
        "mails_notes": noted,
        "mails_reviews": read_mails(),
    }
    assert {name: not mails for name, mails in expected.items()} == {
        name: name == choice for name in expected
    }


def test_whoever_may_not_see_a_post_any_more_is_told_nothing(press, people, post):
    press("chen", post, "_add_note", "一")
    people["chen"].groups.clear()
    read_mails()
    press("lin", post, "_add_note", "二")
    assert read_mails() == {}


def test_a_note_waits_in_the_form_until_it_is_sent(press, post):
    in_place = {"headers": {"X-Requested-With": "fetch"}}
    post.source = "坏的 $\\frac{1$"
    post.save()
    press("lin", post, "_continue", "还没写完", **in_place)
    press("lin", post, "_submit", **in_place)
    press("chen", post, "_publish", "可以", **in_place)
    assert (post.state, read_notes(post)) == (PostState.REVIEW, [("lin", NoteKind.SUBMITTED, "")])
    # Without scripts the page that comes back has an empty field.
    press("lin", post, "_continue", "写完了")
    assert read_notes(post)[-1] == ("lin", NoteKind.NOTE, "写完了")


def test_a_note_on_a_post_that_is_gone_is_given_back(press, post):
    url = change_url(post)
    post.delete()
    page = press("lin", post_with_key(post, url), "_submit", "给编辑", follow=True)
    assert "所以你的备注没有发送：“给编辑”" in page.content.decode()
    assert not PostNote.objects.exists()


def post_with_key(post, url):
    post.pk = int(url.split("/")[-3])
    return post


def test_the_dashboard_shows_what_waits_and_what_was_sent_back(press, client, people, post):
    press("lin", post, "_submit", "请看一下")
    client.force_login(people["chen"])
    page = client.get(reverse("admin:index")).content.decode()
    assert "请看一下" in page
    assert "林默" in page
    press("chen", post, "_return", "太短")
    client.force_login(people["lin"])
    page = client.get(reverse("admin:index")).content.decode()
    assert "退回给你" in page
    assert "太短" in page
    client.force_login(people["smith"])
    assert "Sent back to you" not in client.get(reverse("admin:index")).content.decode()


def test_mails_about_an_account_are_in_its_language(people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for user in people.values():
            send_notice(user, "account/email/password_changed")
    mails = read_mails()
    assert "Your password was changed" in mails["smith"].subject
    assert "密码已修改" in mails["chen"].subject


def test_each_account_chooses_the_language_of_the_admin(client, people):
    client.force_login(people["lin"])
    assert "设置" in client.get(SETTINGS_URL).content.decode()
    page = client.post(SETTINGS_URL, {"language": "en", "mails_reviews": "on"}, follow=True).content.decode()
    assert "Your settings were saved." in page
    assert 'lang="en"' in page
    chosen = AccountSettings.objects.get(user=people["lin"])
    # What an Author never gets is not asked, and stays as it was.
    assert (chosen.mails_reviews, chosen.mails_notes, chosen.mails_submissions) == (True, False, True)
    client.logout()
    client.force_login(people["lin"])
    assert 'lang="en"' in client.get(reverse("admin:index")).content.decode()
    assert '<html lang="en"' not in client.get("/").content.decode()
    client.force_login(people["chen"])
    assert 'lang="zh-hans"' in client.get(reverse("admin:index")).content.decode()
    assert client.post(SETTINGS_URL, {"language": "xx"}).status_code == 200
