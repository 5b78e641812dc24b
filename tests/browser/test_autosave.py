"""Autosave in a browser: drafts on the server, and in the browser's storage until they are there."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from posts.admin.drafts import DraftExtension
from posts.models import Draft, DraftRevision, Post
from posts.revisions import drafts
from tests.support.admin_forms import ADD_URL, LIST_URL
from tests.support.browsers import HEADLESS_SHELL, find_chromium
from tests.support.editor_page import source_field
from tests.support.processes import kill_processes
from tests.support.proofs import scale

AUTOSAVE = "**/autosave/"
AUTOSAVE_SECONDS = DraftExtension.autosave_seconds
PASSWORD = "open sesame"  # noqa: S105


@pytest.fixture(autouse=True)
def short_rounds(monkeypatch):
    monkeypatch.setattr(DraftExtension, "autosave_seconds", 0.1)


@pytest.fixture
def unwatched_editor_page(unwatched_editor):
    """A window on a new post that may lose its server or its session, and closes unasked."""
    unwatched_editor.on("dialog", lambda dialog: dialog.accept())
    return unwatched_editor


def change_page(post):
    return reverse("admin:posts_post_change", args=[post.pk])


def line(page):
    return page.locator(".autosave-status")


def bars(page):
    return page.locator("#drafts .draft-bar, #local-drafts .draft-bar")


def await_autosave(page):
    expect(line(page)).to_have_text(re.compile(r"Autosaved\s+\d\d:\d\d:\d\d"))


def read_stored(page):
    """Return the texts that wait in the browser's storage, after a moment for what is being removed."""
    return page.evaluate(
        """async () => {
            const { createLocalDrafts } = await import("/static/js/editor/local-drafts.js");
            const drafts = createLocalDrafts(document.querySelector("[name=_editor]").value);
            const end = performance.now() + 3000;
            for (;;) {
                const all = await drafts.getAll();
                if (!all.length || performance.now() > end) return all.map((draft) => draft.text);
                await new Promise((resolve) => setTimeout(resolve, 50));
            }
        }"""
    )


def await_script(page):
    """Wait until the editor's script runs."""
    expect(page.locator(".editor-counts li")).not_to_have_count(0)


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


def test_a_new_post_is_a_row_from_its_first_text_and_its_form_goes_on(open_editor):
    page = open_editor()
    page.on("dialog", lambda dialog: dialog.accept())
    source_field(page).fill("正文")
    await_autosave(page)
    post = Post.objects.get()
    expect(page).to_have_url(re.compile(f"{change_page(post)}$"))
    assert (post.title, post.drafts.get().fields["source"]) == ("Untitled", "正文")
    page.locator("#id_title").fill("新题")
    source_field(page).fill("正文二")
    # The address that is suggested comes last.
    await_draft(page, title="新题", source="正文二", slug="xin-ti")
    assert read_stored(page) == []
    # A reload opens the same form with all that was typed.
    page.reload()
    expect(page.locator("#id_title")).to_have_value("新题")
    expect(source_field(page)).to_have_value("正文二")
    expect(bars(page)).to_have_count(0)
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url(f"**{LIST_URL}")
    post = Post.objects.get()
    assert (post.title, post.slug, post.source) == ("新题", "xin-ti", "正文二")
    assert not Draft.objects.exists()
    # Left empty, another one is gone.
    page.goto(ADD_URL)
    source_field(page).fill("试")
    await_autosave(page)
    assert Post.objects.count() == 2
    source_field(page).fill("")
    page.locator("#id_title").fill("")
    expect(page).to_have_url(re.compile(f"{ADD_URL}$"))
    assert Post.objects.count() == 1


def await_draft(page, **fields):
    for _ in range(600):
        if any(fields.items() <= draft.fields.items() for draft in Draft.objects.all()):
            return
        page.wait_for_timeout(50)
    raise AssertionError([draft.fields for draft in Draft.objects.all()])


def test_what_is_typed_over_a_post_opens_again_is_compared_and_discarded(open_editor, make_post):
    post = make_post(source="注意力机制很重要", published_at=None)
    page = open_editor(change_page(post))
    page.on("dialog", lambda dialog: dialog.accept())
    sent = []
    page.on("request", lambda request: sent.append(request.url) if "/autosave/" in request.url else None)
    page.wait_for_timeout(300)
    assert sent == []  # untouched
    source_field(page).fill("注意力机制不重要")
    await_autosave(page)
    assert Post.objects.get().source == "注意力机制很重要"
    page.goto(change_page(post))
    expect(source_field(page)).to_have_value("注意力机制不重要")
    page.get_by_role("link", name="Show changes").click()
    expect(page.locator("del")).to_have_text("很")
    expect(page.locator("ins")).to_have_text("不")
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".messagelist")).to_contain_text("Discarded")
    expect(source_field(page)).to_have_value("注意力机制很重要")
    assert not Draft.objects.exists()
    # Typed back to what is saved, it leaves no draft: also where the first of it came before the scripts.
    held = []
    page.route(re.compile(r"/editor/autosave(\.\w+)?\.js"), lambda route: held.append(route))  # noqa: PLW0108  (the method takes no mark)
    page.goto(change_page(post), wait_until="commit")
    source_field(page).fill("别的")
    held[0].continue_()
    await_draft(page, source="别的")
    source_field(page).fill("注意力机制很重要")
    for _ in range(600):
        if not Draft.objects.exists():
            break
        page.wait_for_timeout(50)
    assert not Draft.objects.exists()


@pytest.mark.variation
def test_only_changes_of_the_status_are_announced(open_editor):
    page = open_editor()
    source_field(page).fill("一")
    await_autosave(page)
    page.evaluate(
        """() => {
          window.said = 0;
          const state = document.querySelector(".autosave-state");
          const options = { childList: true, subtree: true, characterData: true };
          new MutationObserver(() => window.said++).observe(state, options);
        }"""
    )
    with page.expect_response(AUTOSAVE):
        source_field(page).fill("二")
    page.wait_for_timeout(200)
    assert page.evaluate("window.said") == 0


def test_two_windows_that_were_offline_meet_in_the_merge(open_window, editor_session, make_post):
    post = make_post(source="中间", published_at=None)
    one, other = (open_window(**editor_session) for _ in range(2))
    for page in (one, other):
        page.goto(change_page(post))
    for page, text in ((one, "前面\n\n中间"), (other, "中间\n\n后面")):
        page.on("dialog", lambda dialog: dialog.accept())
        page.context.set_offline(offline=True)
        source_field(page).fill(text)
        expect(line(page)).to_contain_text("in this browser only")
    one.context.set_offline(offline=False)
    await_autosave(one)
    await_autosave(other)
    texts = [text.fields["source"] for model in (Draft, DraftRevision) for text in model.objects.all()]
    assert sorted(texts) == ["中间\n\n后面", "前面\n\n中间"]
    second = one if Draft.objects.get().fields["source"] == "中间\n\n后面" else other
    expect(second.locator(".editor-message")).to_contain_text("in another window too")
    second.click("input[name=_continue] >> nth=0")
    expect(second.locator(".edit-conflict")).to_contain_text("in another window too")
    expect(source_field(second)).to_have_value("前面\n\n中间\n\n后面")
    second.click("input[name=_save] >> nth=0")
    second.wait_for_url(f"**{LIST_URL}")
    assert Post.objects.get().source == "前面\n\n中间\n\n后面"


def test_a_save_in_another_window_is_shown_at_once(open_editor, make_post, editor):
    post = make_post(source="x")
    page = open_editor(change_page(post))
    Post.objects.get().save()
    source_field(page).fill("y")
    expect(page.locator(".editor-message")).to_contain_text("has saved this post")
    expect(page.locator(".editor-message")).to_be_in_viewport()


def test_without_a_server_the_text_is_kept_in_the_browser_and_sent_later(unwatched_editor_page):
    page = unwatched_editor_page
    # Not by a route: what a window sends as it closes passes all of them.
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()) }")
    source_field(page).fill("在火车上写的")
    expect(line(page)).to_have_text(
        re.compile("Autosaved in this browser only: the server cannot be reached")
    )
    page.goto(LIST_URL)
    assert not Post.objects.exists()
    page.goto(ADD_URL)
    expect(bars(page)).to_contain_text("Autosaved from this browser: Untitled")
    assert Draft.objects.get().fields["source"] == "在火车上写的"
    assert read_stored(page) == []
    bars(page).get_by_role("link").click()
    expect(source_field(page)).to_have_value("在火车上写的")


def test_a_text_that_waited_in_the_browser_ends_no_save(unwatched_editor_page, make_post):
    page = unwatched_editor_page
    post = make_post(source="一", published_at=None)
    page.goto(change_page(post))
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()) }")
    source_field(page).fill("在火车上写的")
    expect(line(page)).to_contain_text("in this browser only")
    waiting = []

    def answer_late(route):
        if not waiting:
            waiting.append(route)
            page.click("input[name=_save] >> nth=0", no_wait_after=True)
        route.continue_()

    page.goto(LIST_URL)
    page.route(AUTOSAVE, answer_late)
    page.goto(change_page(post))
    expect(page.locator(".edit-conflict")).to_contain_text("in another window too")
    expect(source_field(page)).to_have_value("在火车上写的")


@pytest.mark.variation
def test_a_failing_server_is_reported_until_it_is_back(unwatched_editor_page):
    page = unwatched_editor_page
    page.route(
        AUTOSAVE, lambda route: route.fulfill(status=503, json={"reason": "failing", "error": "disk full"})
    )
    source_field(page).fill("还在")
    expect(line(page)).to_contain_text("Autosaved in this browser only: disk full")
    page.unroute(AUTOSAVE)
    await_autosave(page)
    assert read_stored(page) == []


def test_a_lost_answer_makes_no_second_post(unwatched_editor_page):
    page = unwatched_editor_page
    lost = []

    def lose(route):
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    page.route(AUTOSAVE, lose)
    source_field(page).fill("一")
    page.locator("#id_title").fill("题")
    expect(line(page)).to_contain_text("in this browser only")
    source_field(page).fill("一二")
    while len(lost) < 2:
        page.wait_for_timeout(50)
    page.unroute(AUTOSAVE)
    await_autosave(page)
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url(f"**{LIST_URL}")
    assert Post.objects.get().source == "一二"


def test_a_text_that_the_server_refuses_is_offered_from_the_browser(unwatched_editor_page, monkeypatch):
    page = unwatched_editor_page
    monkeypatch.setattr(drafts, "MAX_DRAFTS", 0)
    source_field(page).fill("只在这里")
    page.locator("#id_title").fill("题")
    expect(line(page)).to_contain_text(
        "Autosaved in this browser only: you already have 0 posts with unsaved changes"
    )
    page.goto(ADD_URL)
    expect(bars(page)).to_contain_text("题")
    expect(bars(page).locator("textarea")).to_have_value("只在这里")
    bars(page).get_by_role("button", name="Restore").click()
    expect(source_field(page)).to_have_value("只在这里")
    expect(page.locator("#id_title")).to_have_value("题")
    bars(page).get_by_role("button", name="Discard").click()
    expect(bars(page)).to_have_count(0)


@pytest.mark.variation
def test_full_browser_storage_is_reported(unwatched_editor_page):
    page = unwatched_editor_page
    page.evaluate(
        """() => {
            Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') };
            IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError') };
        }"""
    )
    page.route(AUTOSAVE, lambda route: route.abort())
    source_field(page).fill("还在")
    expect(line(page)).to_contain_text("Not autosaved")
    expect(source_field(page)).to_have_value("还在")


@pytest.mark.variation
def test_an_expired_session_is_renewed_in_another_window(unwatched_editor_page, editor):
    page = unwatched_editor_page
    editor.set_password(PASSWORD)
    editor.save()
    sign_out(page)
    page.locator("#id_title").fill("写了很久")
    source_field(page).fill("一段不能丢的文字")
    expect(line(page)).to_contain_text("Autosaved in this browser only: signed out")
    assert not Draft.objects.exists()
    sign_in_beside(page, "editor")
    await_autosave(page)
    assert Draft.objects.get().fields["source"] == "一段不能丢的文字"
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url(f"**{LIST_URL}")
    assert Post.objects.get().source == "一段不能丢的文字"


@pytest.mark.variation
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
    assert not Draft.objects.exists()
    assert not Post.objects.exists()
    # The other finds nothing of it.
    page.goto(ADD_URL)
    page.wait_for_load_state("networkidle")
    expect(bars(page)).to_have_count(0)
    assert not Draft.objects.exists()


@pytest.mark.variation
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


@pytest.mark.variation
def test_without_javascript_a_draft_is_opened_and_saved(open_editor, make_post, editor):
    post = make_post(source="旧", published_at=None)
    fields = {"title": "A post", "source": "没存的", "language": "zh-Hans"}
    Draft.objects.create(post=post, editor=editor, base_version=1, fields=fields)
    page = open_editor(change_page(post), java_script_enabled=False)
    expect(source_field(page)).to_have_value("没存的")
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url(f"**{LIST_URL}")
    assert Post.objects.get().source == "没存的"
    assert not Draft.objects.exists()


@pytest.fixture
def open_profile(browser, live_server, editor_session, tmp_path):
    """Return a function that starts a browser whose profile is on the disk; it gives an editor's window."""

    def open_profile():
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=find_chromium(HEADLESS_SHELL),
            base_url=live_server.url,
            args=["--no-sandbox"],
        )
        context.add_cookies(editor_session["cookies"])
        return context.new_page()

    yield open_profile
    kill_processes(str(tmp_path / "profile"))


@pytest.mark.proof
@pytest.mark.parametrize("is_online", scale([False], [True, False]))
def test_a_killed_browser_loses_at_most_two_seconds_of_typing(is_online, open_profile, tmp_path, monkeypatch):
    monkeypatch.setattr(DraftExtension, "autosave_seconds", AUTOSAVE_SECONDS)
    page = open_profile()
    page.goto(ADD_URL)
    await_script(page)
    page.context.set_offline(offline=not is_online)
    source_field(page).type("写到一半的句子")
    page.wait_for_timeout(2000)
    kill_processes(str(tmp_path / "profile"))
    if not is_online:
        assert not Post.objects.exists()
        page = open_profile()
        page.goto(ADD_URL)
        expect(bars(page)).to_contain_text("Autosaved from this browser")
    assert Draft.objects.get().fields["source"] == "写到一半的句子"
