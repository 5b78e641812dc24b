"""Autosave in a browser: on the server, in local storage while it is gone, offered again."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect
from posts.admin.working_copies import WorkingCopyExtension

from posts.models import Post, WorkingCopy
from tests.support.admin_forms import ADD_URL, LIST_URL
from tests.support.editor_page import source_field

KEEP = "**/keep/"
PASSWORD = "open sesame"  # noqa: S105


@pytest.fixture(autouse=True)
def short_rounds(monkeypatch):
    monkeypatch.setattr(WorkingCopyExtension, "autosave_seconds", 0.1)


@pytest.fixture
def unwatched_editor_page(unwatched_editor):
    """A window on a new post that may lose its server or its session, and closes unasked."""
    unwatched_editor.on("dialog", lambda dialog: dialog.accept())
    return unwatched_editor


def change_page(post):
    return reverse("admin:posts_post_change", args=[post.pk])


def line(page):
    return page.locator(".autosave-status")


def offers(page):
    return page.locator("#drafts .draft-prompt")


def stored(page):
    """Return how many texts wait in the browser's storage."""
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('unsaved')).length")


def await_empty_storage(page):
    """Wait until no text is left in the browser's storage; return how many are left after five seconds."""
    return page.evaluate(
        """() => new Promise((resolve) => {
            const end = performance.now() + 5000;
            const look = () => {
                const left = Object.keys(localStorage).filter((name) => name.startsWith("unsaved")).length;
                if (left && performance.now() < end) setTimeout(look, 50);
                else resolve(left);
            };
            look();
        })"""
    )


def sign_out(page):
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def sign_in_beside(page, name):
    """Sign in as `name` in the window that the link opens."""
    with page.context.expect_page() as opened:
        line(page).get_by_role("link").click()
    login = opened.value
    login.fill("#id_username", name)
    login.fill("#id_password", PASSWORD)
    login.click("[type=submit]")
    expect(login.get_by_text("Close this window")).to_be_visible()
    return login


def test_typing_is_autosaved_and_saving_deletes_the_copy(open_editor, make_post):
    post = make_post(source="旧")
    page = open_editor(change_page(post))
    source_field(page).fill("新的文字")
    expect(line(page)).to_have_text(re.compile(r"Autosaved\s+\d\d:\d\d:\d\d"))
    copy = WorkingCopy.objects.get()
    assert (copy.post, copy.fields["source"]) == (post, "新的文字")
    assert Post.objects.get().source == "旧"
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url(f"**{LIST_URL}")
    assert Post.objects.get().source == "新的文字"
    assert not WorkingCopy.objects.exists()


def test_an_untouched_form_is_not_autosaved(open_editor, make_post):
    page = open_editor(change_page(make_post(source="x", tags=["a"], summary="s")))
    sent = []
    page.on("request", lambda request: sent.append(request.url) if "/keep/" in request.url else None)
    page.wait_for_timeout(500)
    assert sent == []


def test_only_changes_of_the_status_are_announced(open_editor):
    page = open_editor()
    source_field(page).fill("一")
    expect(line(page)).to_contain_text("Autosaved")
    page.evaluate(
        """() => {
          window.said = 0;
          const state = document.querySelector(".autosave-state");
          const options = { childList: true, subtree: true, characterData: true };
          new MutationObserver(() => window.said++).observe(state, options);
        }"""
    )
    with page.expect_response(KEEP):
        source_field(page).fill("二")
    page.wait_for_timeout(200)
    assert page.evaluate("window.said") == 0


def test_unsaved_changes_are_compared_and_restored(open_editor, make_post):
    post = make_post(source="注意力机制很重要")
    page = open_editor(change_page(post))
    page.on("dialog", lambda dialog: dialog.accept())
    source_field(page).fill("注意力机制不重要")
    expect(line(page)).to_contain_text("Autosaved")
    page.goto(change_page(post))
    expect(source_field(page)).to_have_value("注意力机制很重要")
    expect(offers(page)).to_contain_text("2 characters differ.")
    page.get_by_role("link", name="Show changes").click()
    expect(page.locator("del")).to_have_text("很")
    expect(page.locator("ins")).to_have_text("不")
    page.get_by_role("link", name="Restore").click()
    expect(source_field(page)).to_have_value("注意力机制不重要")
    expect(offers(page)).to_have_count(0)
    # It is this window's now: typed on and saved, nothing of it is left.
    page.locator("#id_byline").fill("客人")
    expect(line(page)).to_contain_text("Autosaved")
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url(f"**{LIST_URL}")
    assert not WorkingCopy.objects.exists()


def test_discarding_asks_first(open_editor, make_post):
    post = make_post(source="a")
    page = open_editor(change_page(post))
    answers = iter([False, True])

    def answer(dialog):
        if dialog.type == "beforeunload" or next(answers):
            dialog.accept()
        else:
            dialog.dismiss()

    page.on("dialog", answer)
    source_field(page).fill("b")
    expect(line(page)).to_contain_text("Autosaved")
    page.goto(change_page(post))
    page.get_by_role("button", name="Discard").click()
    assert WorkingCopy.objects.exists()
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".messagelist")).to_contain_text("Discarded")
    assert not WorkingCopy.objects.exists()


def test_two_windows_of_one_editor_autosave_separately(open_editor, make_post):
    post = make_post(source="x")
    one = open_editor(change_page(post))
    other = one.context.new_page()
    other.goto(change_page(post))
    source_field(one).fill("the one")
    source_field(other).fill("the other")
    for page in (one, other):
        expect(line(page)).to_contain_text("Autosaved")
    assert sorted(copy.fields["source"] for copy in WorkingCopy.objects.all()) == ["the one", "the other"]


def test_a_save_in_another_window_is_shown_at_once(open_editor, make_post, editor):
    post = make_post(source="x")
    page = open_editor(change_page(post))
    Post.objects.get().save()
    source_field(page).fill("y")
    expect(page.locator(".editor-message")).to_contain_text("has saved this post")
    expect(page.locator(".editor-message")).to_be_in_viewport()


def test_without_a_server_the_text_is_kept_in_the_browser_and_offered_later(unwatched_editor_page):
    page = unwatched_editor_page
    # Not by a route: what a window sends as it closes passes all of them.
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()) }")
    source_field(page).fill("在火车上写的")
    expect(line(page)).to_have_text(
        re.compile("Autosaved in this browser only: the server cannot be reached")
    )
    page.goto(LIST_URL)
    assert not WorkingCopy.objects.exists()
    page.goto(ADD_URL)
    expect(offers(page)).to_contain_text("New post.")
    assert WorkingCopy.objects.get().fields["source"] == "在火车上写的"
    assert stored(page) == 0


def test_a_failing_server_is_reported_until_it_is_back(unwatched_editor_page):
    page = unwatched_editor_page
    page.route(
        KEEP, lambda route: route.fulfill(status=503, json={"reason": "failing", "error": "disk full"})
    )
    source_field(page).fill("还在")
    expect(line(page)).to_contain_text("Autosaved in this browser only: disk full")
    page.unroute(KEEP)
    expect(line(page)).to_have_text(re.compile(r"Autosaved\s+\d\d:\d\d:\d\d"))
    assert await_empty_storage(page) == 0


def test_a_text_that_the_server_refuses_is_offered_from_the_browser(unwatched_editor_page, monkeypatch):
    page = unwatched_editor_page
    source_field(page).fill("只在这里")
    expect(line(page)).to_contain_text("Autosaved")
    WorkingCopy.objects.all().delete()
    monkeypatch.setattr("posts.editor.autosave.MAX_WORKING_COPIES", 0)
    page.locator("#id_title").fill("题")
    expect(line(page)).to_contain_text(
        "Autosaved in this browser only: you already have 0 posts with unsaved changes"
    )
    page.goto(ADD_URL)
    expect(offers(page)).to_contain_text("题")
    expect(offers(page).locator("textarea")).to_have_value("只在这里")
    offers(page).get_by_role("button", name="Restore").click()
    expect(source_field(page)).to_have_value("只在这里")
    expect(page.locator("#id_title")).to_have_value("题")
    offers(page).get_by_role("button", name="Discard").click()
    expect(offers(page)).to_have_count(0)


def test_full_browser_storage_is_reported(unwatched_editor_page):
    page = unwatched_editor_page
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') } }"
    )
    page.route(KEEP, lambda route: route.abort())
    source_field(page).fill("还在")
    expect(line(page)).to_contain_text("Not autosaved")
    expect(source_field(page)).to_have_value("还在")


def test_an_expired_session_is_renewed_in_another_window(unwatched_editor_page, editor):
    page = unwatched_editor_page
    editor.set_password(PASSWORD)
    editor.save()
    sign_out(page)
    page.locator("#id_title").fill("写了很久")
    source_field(page).fill("一段不能丢的文字")
    expect(line(page)).to_contain_text("Autosaved in this browser only: signed out")
    assert not WorkingCopy.objects.exists()
    sign_in_beside(page, "editor")
    expect(line(page)).to_have_text(re.compile(r"Autosaved\s+\d\d:\d\d:\d\d"))
    assert WorkingCopy.objects.get().fields["source"] == "一段不能丢的文字"
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url(f"**{LIST_URL}")
    assert Post.objects.get().source == "一段不能丢的文字"


def test_a_text_is_not_autosaved_for_another_user(unwatched_editor_page):
    page = unwatched_editor_page
    User.objects.create_superuser("another", password=PASSWORD)
    sign_out(page)
    source_field(page).fill("我的")
    expect(line(page)).to_contain_text("signed out")
    sign_in_beside(page, "another")
    expect(line(page)).to_contain_text("Autosaved in this browser only: you are now signed in as another")
    page.click("input[name=_save] >> nth=0")
    expect(page.locator(".editor-message")).to_contain_text("you are now signed in as another")
    assert not WorkingCopy.objects.exists()
    assert not Post.objects.exists()
    # The other finds nothing of it.
    page.goto(ADD_URL)
    page.wait_for_load_state("networkidle")
    expect(offers(page)).to_have_count(0)
    assert not WorkingCopy.objects.exists()


def test_the_draft_preview_opens_in_another_window(open_editor, make_post):
    post = make_post(source="旧")
    page = open_editor(change_page(post))
    page.locator("#id_title").fill("新题")
    source_field(page).fill("## 节\n\n$x^2$")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview", exact=True).click()
    shown = opened.value
    expect(shown.locator("h1")).to_have_text("新题")
    expect(shown.locator(".prose math")).to_have_count(1)
    expect(shown.locator(".status-notice")).to_contain_text("Unsaved changes")
    expect(source_field(page)).to_have_value("## 节\n\n$x^2$")
    assert Post.objects.get().source == "旧"


def test_without_javascript_a_form_sent_while_signed_out_comes_back(
    unwatched_editor_page, browser, live_server, editor_session
):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(editor_session["cookies"])
    page = context.new_page()
    page.goto(ADD_URL)
    page.fill("#id_title", "朴素")
    source_field(page).fill("写了很久\n的文字")
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.click("input[name=_save] >> nth=0")
    expect(page.locator("#rescue-source")).to_have_value("写了很久\n的文字")
    context.add_cookies(editor_session["cookies"])
    page.click("input[name=_continue]")
    expect(source_field(page)).to_have_value("写了很久\n的文字")
    assert Post.objects.get().title == "朴素"
    context.close()


def test_without_javascript_a_working_copy_is_restored_and_saved(open_editor, make_post, editor):
    post = make_post(source="旧")
    fields = {"title": "A post", "source": "没存的", "language": "zh-Hans"}
    WorkingCopy.objects.create(post=post, editor=editor, base_version=1, fields=fields)
    page = open_editor(change_page(post), java_script_enabled=False)
    page.get_by_role("link", name="Restore").click()
    expect(source_field(page)).to_have_value("没存的")
    page.click("input[name=_save] >> nth=0")
    assert Post.objects.get().source == "没存的"
    assert not WorkingCopy.objects.exists()
