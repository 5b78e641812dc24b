"""Publishing in a real browser: on schedule, by a link, under an address that follows the title at first."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from posts.models import Post, PostState, PreviewLink
from tests.support.browser_windows import wait_until
from tests.support.editor_page import press_transition


def change_page(post):
    return reverse("admin:posts_post_change", args=[post.pk])


def press(page, name):
    page.locator(f"[name={name}]").first.click()


@pytest.mark.variation
def test_a_scheduled_post_goes_live_when_its_time_comes(open_editor, open_page):
    page = open_editor()
    page.fill("#id_title", "明天见")
    page.fill("#id_source", "正文")
    tomorrow = (timezone.localtime() + timedelta(days=1)).replace(second=0, microsecond=0)
    press(page, "_schedule")
    dialog = page.locator(".transition-dialog")
    dialog.locator("[name=published_at_0]").fill("2020-01-01")
    expect(dialog).to_contain_text("Choose a time in the future.")
    expect(dialog.locator(".transition-confirm")).to_be_disabled()
    dialog.locator("[name=published_at_0]").fill(f"{tomorrow:%Y-%m-%d}")
    dialog.locator("[name=published_at_1]").fill(f"{tomorrow:%H:%M}")
    expect(dialog.locator("[role=alert]")).to_have_count(0)
    dialog.locator(".transition-confirm:enabled").click()
    expect(page.locator(".post-status")).to_contain_text("Will be published on")
    post = Post.objects.get()
    reader = open_page(post.get_absolute_url())
    expect(reader.locator("h1")).not_to_have_text("明天见")
    with time_machine.travel(tomorrow + timedelta(seconds=1)):
        reader.goto(post.get_absolute_url())
        expect(reader.locator("h1")).to_have_text("明天见")
        reader.goto("/")
        expect(reader.locator("main")).to_contain_text("明天见")


def test_errors_prevent_publishing_link_to_their_line_and_can_be_overruled(open_editor, make_post):
    post = make_post("有错", published_at=None)
    page = open_editor(change_page(post))
    page.fill("#id_source", "好\n\n坏的 $\\frac{1$")
    press(page, "_publish")
    dialog = page.locator(".transition-dialog")
    expect(dialog).to_contain_text("1 error keeps it from readers")
    expect(dialog.locator(".transition-cancel")).to_be_focused()
    dialog.locator(".publish-check-error button").click()
    expect(dialog).to_be_hidden()
    assert Post.objects.get().state is PostState.DRAFT
    chosen = "({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd)"
    assert page.locator("#id_source:focus").evaluate(chosen) == "坏的 $\\frac{1$"
    press(page, "_publish")
    dialog.get_by_role("button", name="Publish anyway").click()
    expect(page.locator(".post-status")).to_contain_text("Published since")
    assert Post.objects.get().is_live


@pytest.mark.variation
def test_a_link_shows_the_draft_to_whoever_has_it_until_it_is_revoked(open_editor, open_page, make_post):
    post = make_post("给你看", published_at=None, source="还没写完 $x^2$")
    page = open_editor(change_page(post), permissions=["clipboard-read", "clipboard-write"])
    press(page, "_share")
    page.locator(".preview-link .copy-link").click()
    expect(page.locator(".preview-link .copy-link")).to_have_text("Copied")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.endswith(PreviewLink.objects.get().get_absolute_url())
    guest = open_page(address)
    expect(guest.locator("h1")).to_have_text("给你看")
    expect(guest.locator(".status-notice")).to_contain_text("A draft, visible to anyone with this link")
    expect(guest.locator("math")).to_have_count(1)
    press(page, "_revoke")
    expect(page.locator(".preview-link")).to_have_count(0)
    assert guest.request.get(address).status == 410


def test_without_javascript_every_button_is_there_and_works(open_editor, make_post):
    post = make_post("朴素", published_at=None, source="正文")
    page = open_editor(change_page(post), java_script_enabled=False)
    with page.expect_navigation():
        press(page, "_share")
    assert PreviewLink.objects.count() == 1
    with page.expect_navigation():
        press(page, "_publish")
    assert Post.objects.get().is_live
    press(page, "_bin")
    expect(page.locator(".removal-effects")).to_contain_text(Post.objects.get().get_absolute_url())
    assert Post.objects.get().is_live
    with page.expect_navigation():
        page.locator("input[type=submit][value='Move to trash']").click()
    assert Post.objects.get().state is PostState.TRASHED
    with page.expect_navigation():
        page.locator(".undo-form button").click()
    assert Post.objects.get().is_live


def test_publishing_shows_what_happens_and_removing_asks_once_and_is_undone(open_editor, make_post):
    post = make_post("扩散模型", published_at=None, source="一段")
    page = open_editor(change_page(post))
    dialog = page.locator(".transition-dialog")
    page.locator("#id_source").press("End")
    page.keyboard.type("，改过的")
    press(page, "_publish")
    expect(dialog).to_contain_text("一段，改过的")
    expect(dialog.locator(".publish-url")).to_contain_text(post.get_absolute_url())
    card = "image => image.complete && image.naturalWidth === 1200"
    wait_until(page, f"() => ({card})(document.querySelector('.publish-card img'))")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert not Post.objects.get().is_live
    press(page, "_schedule")
    held = []
    page.route("**/transition/", lambda route: held.append(route))  # noqa: PLW0108
    with page.expect_request("**/transition/"):
        dialog.locator("[name=published_at_0]").fill("2040-02-03")
        dialog.locator("[name=published_at_1]").focus()
    # What is typed stays while the dialog is told anew, and so does the focus.
    page.keyboard.type("0905")
    held[0].continue_()
    expect(dialog.locator(".publish-card img")).to_be_visible()
    page.unroute("**/transition/")
    expect(dialog.locator("[name=published_at_1]")).to_be_focused()
    assert dialog.locator("[name=published_at_1]").input_value() == "09:05"
    dialog.locator(".transition-cancel").click()
    page.locator("#id_source").focus()
    press_transition(page, "_publish")
    expect(page.locator(".post-status")).to_contain_text("Published since")
    expect(page.locator("#id_source")).to_be_focused()
    published_at = Post.objects.get().published_at
    press(page, "_withdraw")
    expect(dialog).to_contain_text("answers “not found” (404)")
    dialog.locator(".transition-cancel").click()
    assert Post.objects.get().is_live
    press_transition(page, "_withdraw")
    expect(page.locator(".post-status")).to_contain_text("Only authors and editors can see it.")
    page.locator("#save-messages .undo-form button").click()
    expect(page.locator(".messagelist")).to_contain_text("Undone")
    assert Post.objects.get().published_at == published_at


@pytest.mark.variation
def test_the_slug_follows_the_title_of_a_new_post_until_one_is_typed(open_editor):
    page = open_editor()
    title, slug = page.locator("#id_title"), page.locator("#id_slug")
    title.press_sequentially("注意力")
    expect(slug).to_have_value("zhu-yi-li")
    title.press_sequentially("机制")
    expect(slug).to_have_value("zhu-yi-li-ji-zhi")
    slug.fill("own")
    title.press("End")
    title.press_sequentially("入门")
    page.wait_for_timeout(500)
    expect(slug).to_have_value("own")
    slug.fill("")
    expect(slug).to_have_value("zhu-yi-li-ji-zhi-ru-men")


@pytest.mark.variation
def test_the_slug_waits_for_the_input_method(open_editor):
    page = open_editor()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/slug/" in request.url else None)
    page.locator("#id_title").focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "zhu yi", "selectionStart": 6, "selectionEnd": 6})
    page.wait_for_timeout(500)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "注意"})
    expect(page.locator("#id_slug")).to_have_value("zhu-yi")
    assert len(asked) == 1


@pytest.mark.variation
def test_the_slug_of_a_saved_post_stays_whatever_its_title_becomes(open_editor, make_post):
    page = open_editor(change_page(make_post("旧题", slug="jiu-ti")))
    page.locator("#id_title").fill("新题")
    page.wait_for_timeout(500)
    expect(page.locator("#id_slug")).to_have_value("jiu-ti")


@pytest.mark.variation
def test_a_taken_slug_is_reported_while_it_is_typed_with_a_free_one(open_editor, make_post):
    make_post("先来的", slug="taken")
    page = open_editor()
    page.locator("#id_slug").press_sequentially("taken")
    note = page.locator(".slug-status")
    expect(note).to_contain_text("“先来的” already uses this slug.")
    note.get_by_role("button", name="taken-2").click()
    expect(page.locator("#id_slug")).to_have_value("taken-2")
    expect(note).to_be_empty()
    page.locator("#id_slug").fill("Ｔｗｏ　words")
    page.locator("#id_slug").blur()
    expect(page.locator("#id_slug")).to_have_value(re.compile("^Two-words$"))
