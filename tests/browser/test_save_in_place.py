"""Saving in place: whatever is typed, composed or undone around a save stays, and the page with it."""

import re
from threading import Event

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from posts.admin.drafts import DraftExtension
from posts.admin.save_in_place import SaveInPlaceExtension
from posts.models import Draft, Post, PostState, Revision
from tests.support.admin_forms import change_url
from tests.support.browser_windows import wait_until
from tests.support.editor_page import LONG, press_transition, put_text, read_marked_text, source_field
from tests.support.image_files import make_graphic

DELAYS = (0, 5, 30)  # milliseconds between two keys


@pytest.fixture
def gate(monkeypatch):
    """An event; while it is cleared, answers to saves are held back."""
    gate, answer = Event(), SaveInPlaceExtension.describe_target
    gate.set()

    def answer_later(extension, request, url):
        assert gate.wait(20)
        return answer(extension, request, url)

    monkeypatch.setattr(SaveInPlaceExtension, "describe_target", answer_later)
    return gate


@pytest.fixture
def draft(make_post):
    return make_post("标题", source=LONG, published_at=None)


def await_saves(page):
    wait_until(page, "() => !document.querySelector('#post_form[aria-busy]')")


def begin_save(page):
    page.keyboard.press("Control+s")
    wait_until(page, "() => document.querySelector('#post_form[aria-busy]')")


def save(page):
    # After the plain form was sent: without its scripts a page has no key for it yet.
    page.wait_for_load_state()
    page.keyboard.press("Control+s")
    await_saves(page)


def is_guarded(page):
    """Whether the browser would ask before it closes the window."""
    return page.evaluate("() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))")


def press(page, name):
    page.locator(f"[name={name}]").first.click()


def value(page, name):
    return page.locator(f"#post_form [name={name}]").input_value()


def test_letters_typed_through_saves_are_kept_and_the_page_stays(open_editor, draft):
    page = open_editor(change_url(draft))
    page.evaluate("window.isSamePage = true")
    put_text(page, LONG[:200] + "‸" + LONG[200:])
    page.evaluate("scrollTo(0, 260)")
    source_field(page).evaluate("box => (box.scrollTop = 120)")
    scroll = page.evaluate("[scrollY, document.querySelector('#id_source').scrollTop]")
    typed = ""
    for delay in DELAYS:
        for letter in "abc":
            page.keyboard.type(letter)
            page.keyboard.press("Control+s")
            page.keyboard.type(letter.upper() + "x", delay=delay)
            typed += letter + letter.upper() + "x"
    await_saves(page)
    assert read_marked_text(page) == LONG[:200] + typed + "‸" + LONG[200:]
    expect(source_field(page)).to_be_focused()
    assert page.evaluate("[scrollY, document.querySelector('#id_source').scrollTop]") == scroll
    save(page)
    expect(page.locator(".autosave-status")).to_contain_text("Saved")
    draft.refresh_from_db()
    assert draft.source == LONG[:200] + typed + LONG[200:]
    assert value(page, "version") == str(draft.version)
    for _ in range(3 * 3 * len(DELAYS)):
        page.keyboard.press("Control+z")
    expect(source_field(page)).to_have_value(LONG)
    assert page.evaluate("window.isSamePage")


def test_a_new_post_becomes_one_that_is_changed_and_published_where_it_is_written(
    open_editor, gate, monkeypatch
):
    monkeypatch.setattr(DraftExtension, "autosave_seconds", 0.1)
    page = open_editor()
    page.locator("#id_title").press_sequentially("第一篇 ")
    gate.clear()
    begin_save(page)
    page.keyboard.type("改")
    source_field(page).press_sequentially("字 $\\frac{1$")
    page.locator("#id_tags").press_sequentially("a")
    gate.set()
    await_saves(page)
    post = Post.objects.get()
    expect(page).to_have_url(change_url(post))
    expect(page).to_have_title(re.compile("^第一篇"))
    assert (value(page, "version"), value(page, "_post")) == (str(post.version), str(post.pk))
    assert (value(page, "title"), value(page, "slug")) == ("第一篇 改", post.slug)
    # What was typed meanwhile is unsaved: of this post, and from the version that was saved.
    expect(page.locator(".autosave-status")).to_contain_text("Autosaved")
    copy = Draft.objects.get()
    assert (copy.post, copy.base_version, copy.fields["title"]) == (post, post.version, "第一篇 改")
    source_field(page).focus()
    press(page, "_publish")
    page.locator(".publish-panel .publish-check-error button").click()
    press_transition(page, "_publish")
    await_saves(page)
    expect(source_field(page)).to_be_focused()
    expect(page.locator(".post-status")).to_contain_text("Published since")
    expect(page.locator("#save-messages li.success")).to_contain_text("was published.")
    post.refresh_from_db()
    assert value(page, "published_at_0") == f"{timezone.localtime(post.published_at):%Y-%m-%d}"
    source_field(page).fill("又一版")
    assert is_guarded(page)
    press_transition(page, "_update")
    await_saves(page)
    assert not is_guarded(page)
    post.refresh_from_db()
    assert (post.state, post.title, post.source) == (PostState.LIVE, "第一篇 改", "又一版")
    assert not Draft.objects.exists()


def test_a_composition_goes_through_a_save(open_editor, gate, draft):
    page = open_editor(change_url(draft))
    put_text(page, "注意力‸")
    keyboard = page.context.new_cdp_session(page)

    def compose(letters):
        selection = {"selectionStart": len(letters), "selectionEnd": len(letters)}
        keyboard.send("Input.imeSetComposition", {"text": letters, **selection})

    # Begun after the key: the answer comes in the midst of it.
    gate.clear()
    begin_save(page)
    compose("ji")
    gate.set()
    await_saves(page)
    compose("ji zhi")
    keyboard.send("Input.insertText", {"text": "机制"})
    assert read_marked_text(page) == "注意力机制‸"
    # Begun before it: only what is chosen is saved.
    compose("hen")
    page.evaluate("document.querySelector('[name=_continue]').click()")
    compose("hen hao")
    keyboard.send("Input.insertText", {"text": "很好"})
    await_saves(page)
    wait_until(page, "() => document.querySelector('[name=version]').value === '3'")
    assert read_marked_text(page) == "注意力机制很好‸"
    assert [*Revision.objects.order_by("version").values_list("snapshot__source", flat=True)] == [
        LONG,
        "注意力",
        "注意力机制很好",
    ]
    page.keyboard.press("Control+z")
    expect(source_field(page)).to_have_value("注意力机制")


def test_a_button_pressed_twice_saves_once_and_another_one_afterwards(open_editor, gate, draft):
    page = open_editor(change_url(draft))
    put_text(page, "一‸")
    gate.clear()
    begin_save(page)
    page.keyboard.press("Control+s")
    gate.set()
    await_saves(page)
    gate.clear()
    page.keyboard.type("二")
    begin_save(page)
    page.keyboard.type("三")
    press_transition(page, "_publish")
    press_transition(page, "_publish")
    gate.set()
    expect(page.locator(".post-status")).to_contain_text("Published since")
    assert [*Revision.objects.order_by("version").values_list("snapshot__source", flat=True)] == [
        LONG,
        "一",
        "一二",
        "一二三",
    ]
    draft.refresh_from_db()
    assert draft.is_live


def test_a_cover_is_sent_once_and_an_upload_goes_on(open_editor, gate, draft, settings):
    page = open_editor(change_url(draft))
    # Files in memory, which a thread may have been asked for, are closed with the answer to that.
    page.route("**/media/**", lambda route: route.fulfill(body=make_graphic(), content_type="image/png"))
    cover = {"name": "c.png", "mimeType": "image/png", "buffer": make_graphic()}
    page.set_input_files("#id_cover", cover)
    expect(page.locator(".cover-thumbnail")).to_be_visible()
    save(page)
    draft.refresh_from_db()
    assert draft.cover
    version = draft.version
    page.locator(".cover-remove").click()
    save(page)
    draft.refresh_from_db()
    assert (bool(draft.cover), draft.version) == (False, version + 1)
    held = []
    page.route("**/upload/", lambda route: held.append(route))  # noqa: PLW0108  (Playwright counts arguments)
    page.set_input_files(".editor-media input", cover)
    put_text(page, "文字‸")
    save(page)
    draft.refresh_from_db()
    assert draft.source == "文字"
    press(page, "_publish")
    expect(page.locator(".editor-message")).to_contain_text("still uploading")
    held[0].continue_()
    expect(page.locator(".upload-list li")).to_have_attribute("data-state", "uploaded")
    expect(source_field(page)).to_have_value(re.compile(r"!\["))


def test_what_cannot_be_saved_sends_the_plain_form(open_editor, unwatched_editor, draft):
    page = unwatched_editor
    page.goto(change_url(draft))
    page.on("dialog", lambda dialog: dialog.accept())
    put_text(page, "我的‸" + LONG)
    # An error: Django's own page.
    page.locator("#id_slug").fill("!!!")
    page.keyboard.press("Control+s")
    expect(page.locator(".form-errors")).to_contain_text("Enter at least one letter or digit")
    expect(source_field(page)).to_have_value("我的" + LONG)
    # Saved from there, its errors are gone.
    page.locator("#id_slug").fill("gut")
    save(page)
    expect(page.locator(".form-errors, .errorlist, .errors")).to_have_count(0)
    # The server is gone: everything stays, and is saved when it is back.
    page.route("**/admin/**", lambda route: route.abort())
    put_text(page, "断了‸")
    page.keyboard.press("Control+s")
    expect(page.locator(".editor-message")).to_contain_text("The server cannot be reached")
    page.keyboard.type("网")
    page.unroute("**/admin/**")
    # Killed after it had saved: the answer is lost, and nothing else.
    page.route(f"**{change_url(draft)}", lambda route: (route.fetch(), route.abort()), times=1)
    page.keyboard.press("Control+s")
    expect(page.locator(".conflict, #edit-conflict-title")).to_have_count(1)
    expect(source_field(page)).to_have_value("断了网")
    save(page)
    expect(page.locator("#edit-conflict-title")).to_have_count(0)
    # Somebody else saves: the merge page, from which one saves in place.
    Post.objects.get().save()
    draft.refresh_from_db()
    put_text(page, "断了网。再‸")
    page.keyboard.press("Control+s")
    # Signed out.
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.keyboard.type("签")
    page.keyboard.press("Control+s")
    expect(page.locator(".editor-message")).to_contain_text("You are signed out")
    expect(source_field(page)).to_have_value("断了网。再签")


def test_a_note_stays_in_its_field_until_it_is_sent(open_editor, draft):
    draft.set_state("submitted_at")
    draft.save()
    page = open_editor(change_url(draft))
    note = page.locator("#id_note")
    note.press_sequentially("再短一点")
    save(page)
    expect(note).to_have_value("再短一点")
    expect(note).to_be_focused()
    press(page, "_return")
    expect(page.locator(".note-returned")).to_contain_text("再短一点")
    expect(note).to_have_value("")
    expect(page.locator("#save-messages")).to_contain_text("was sent back to its author.")
