"""What helps while one reads: contents on a phone, previews, where one left off, keys, links that copy."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser_windows import wait_until

PHONE = {"width": 390, "has_touch": True, "is_mobile": True}
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
TEXT = "行文。" * 300

SOURCE = rf"""
开头有注[^1]，见 $\eqref{{a}}$ 与[后一篇](/posts/other/)。

## 第一节

{TEXT}

$$
E = mc^2 \label{{a}}
$$

{TEXT}

$$
F = ma
$$

## 第二节

{TEXT}

![一片深蓝](/static/favicon.svg "蓝")

{TEXT}

## 第三节

{TEXT * 3}

[^1]: 注里有 $x^2$ 和[链接](https://example.org/)。
"""


@pytest.fixture
def post(live_server, make_post):
    make_post("另一篇", slug="other", source="另一篇的第一段。\n\n## 它的一节\n\n后来。")
    return make_post(slug="tools", source=SOURCE)


def clipboard(page):
    return page.evaluate("navigator.clipboard.readText()")


def scroll_to(page, name):
    page.get_by_role("heading", name=name).evaluate("heading => heading.scrollIntoView()")


def preview(page):
    return page.locator(".preview")


# Contents and top on a phone --------------------------------------------------------


def test_contents_and_top_are_at_hand_in_the_middle_of_a_post(open_page, post):
    page = open_page(post.get_absolute_url(), **PHONE)
    bar = page.locator(".reading-bar")
    expect(bar).not_to_be_visible()
    scroll_to(page, "第二节")
    expect(bar).to_be_in_viewport()
    expect(bar.locator(".reading-place")).to_have_text("第二节")
    bar.get_by_role("button", name="Contents").click()
    page.locator("#_toc").get_by_role("link", name="第三节").click()
    expect(page.locator("#_toc")).not_to_be_visible()
    expect(page.locator("h2:target")).to_be_in_viewport()
    bar.get_by_role("link", name="Top").click()
    wait_until(page, "() => scrollY < 100")
    expect(bar).not_to_be_visible()


@pytest.mark.variation
def test_the_bar_works_without_javascript(open_page, post):
    page = open_page(post.get_absolute_url(), java_script_enabled=False, width=390)
    page.locator(".reading-bar").get_by_role("button", name="Contents").click()
    page.locator("#_toc").get_by_role("link", name="第三节").click()
    expect(page.locator("h2:target")).to_be_in_viewport()


# Previews ---------------------------------------------------------------------------


def test_what_a_link_leads_to_is_shown_beside_it(open_page, post):
    page = open_page(post.get_absolute_url(), width=1100)
    page.locator(".footnote-ref a").hover()
    expect(preview(page)).to_contain_text("注里有")
    expect(preview(page).locator("math")).to_be_visible()
    # It can be reached by the pointer, and goes at Escape without that the pointer moves.
    preview(page).hover()
    expect(preview(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview(page)).to_have_count(0)
    page.locator(".prose a", has_text="(1)").hover()
    expect(preview(page).locator("math[display=block]")).to_be_visible()
    page.locator(".prose a", has_text="后一篇").hover()
    expect(preview(page)).to_contain_text("另一篇的第一段。")
    page.locator("h1").hover()
    expect(preview(page)).to_have_count(0)
    # Nothing has two names.
    page.locator(".footnote-ref a").hover()
    expect(preview(page)).to_be_visible()
    names = page.locator("[id]").evaluate_all("named => named.map(({ id }) => id)")
    assert len(names) == len(set(names))


def test_the_keyboard_reaches_a_preview_and_leaves_it(open_page, post):
    page = open_page(post.get_absolute_url(), width=1100)
    page.keyboard.press("Tab")  # the window is now one that is used by keyboard
    link = page.locator(".footnote-ref a")
    link.focus()
    expect(preview(page)).to_contain_text("注里有")
    expect(link).to_have_accessible_description(re.compile("注里有"))
    page.keyboard.press("Tab")
    expect(preview(page).get_by_role("link", name="链接")).to_be_focused()
    page.keyboard.press("Escape")
    expect(preview(page)).to_have_count(0)
    expect(link).to_be_focused()


def test_a_tap_shows_and_a_second_one_goes_there(open_page, post):
    page = open_page(post.get_absolute_url(), **PHONE)
    page.locator(".prose p").first.tap(position={"x": 5, "y": 5})
    link = page.locator(".prose a", has_text="后一篇")
    wait_until(
        page, "() => performance.getEntriesByType('resource').some(({ name }) => name.includes('previews'))"
    )
    link.tap()
    expect(preview(page)).to_contain_text("另一篇的第一段。")
    expect(page).to_have_url(post.get_absolute_url())
    link.tap()
    expect(page).to_have_url("/posts/other/")


# Where one left off -----------------------------------------------------------------


def test_where_one_left_off_is_offered_and_found_in_a_text_that_has_changed(open_page, post):
    page = open_page(post.get_absolute_url())
    scroll_to(page, "第二节")
    wait_until(page, "() => localStorage.getItem('reading-positions')?.includes('第二节')")
    post.source = f"{TEXT * 2}\n\n{SOURCE}"
    post.save()
    page.evaluate("scrollTo(0, 0)")
    page.goto("/")
    page.goto(post.get_absolute_url())
    offer = page.get_by_role("region", name="You left off at")
    expect(offer).to_contain_text("第二节")
    assert page.evaluate("scrollY") == 0
    offer.get_by_role("button", name="Continue reading").click()
    expect(offer).to_have_count(0)
    expect(page.get_by_role("heading", name="第二节")).to_be_in_viewport()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    wait_until(page, "() => !localStorage.getItem('reading-positions').includes('tools')")


@pytest.mark.variation
def test_an_offer_that_is_dismissed_does_not_come_again(open_page, post, make_post):
    make_post(slug="short", source="短。")
    place = {"heading": "第三节", "fraction": 0.5, "whole": 0.6, "at": 1}
    page = open_page("/")
    page.evaluate(
        "place => localStorage.setItem('reading-positions', JSON.stringify(place))",
        {"/posts/tools/": place, "/posts/short/": place},
    )
    page.goto("/posts/tools/")
    page.locator(".resume").get_by_role("button", name="Close").click()
    page.reload()
    page.goto("/posts/short/")
    expect(page.locator(".resume")).to_have_count(0)
    assert "tools" not in page.evaluate("localStorage.getItem('reading-positions')")


# Keys -------------------------------------------------------------------------------


def test_single_keys_lead_through_the_site_and_can_be_turned_off(open_page, post):
    page = open_page(post.get_absolute_url())
    search = page.get_by_role("searchbox", name="Search")
    page.keyboard.press("Control+/")
    expect(search).not_to_be_focused()
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("t?/")
    expect(search).to_have_value("t?/")
    page.evaluate("document.activeElement.blur()")
    page.locator("body").dispatch_event("keydown", {"key": "?", "isComposing": True})
    expect(page.locator("#_shortcuts")).not_to_be_visible()
    page.keyboard.press("t")
    expect(page.locator("#_toc").get_by_role("link", name="第一节")).to_be_focused()
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_label("Use single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.reload()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator(".site-footer").get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_role("dialog").get_by_label("Use single-key shortcuts").check()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.keyboard.press("p")
    expect(page).to_have_url("/posts/other/")


# Size of text -----------------------------------------------------------------------


def test_the_size_of_text_is_remembered_and_there_at_the_first_sight(open_page, post):
    page = open_page(post.get_absolute_url())
    # What is chosen before the other scripts are there counts.
    held = []
    page.route(re.compile("/reading/post-actions"), lambda route: held.append(route))  # noqa: PLW0108  (takes no mark)
    page.reload()
    size = "parseFloat(getComputedStyle(document.querySelector('.prose')).fontSize)"
    before = page.evaluate(size)
    page.locator(".meta").get_by_role("button", name="Size of text").click()
    page.get_by_role("radio", name="Larger").check(force=True)
    assert page.evaluate(size) == pytest.approx(before * 1.3, abs=0.1)
    for route in held:
        route.continue_()
    page.unroute(re.compile("/reading/post-actions"))
    page.add_init_script(
        "window.seen = new Set(); new MutationObserver(() => document.body && seen.add("
        "document.documentElement.dataset.textSize)).observe(document, { childList: true, subtree: true })"
    )
    page.reload()
    assert page.evaluate("[...seen]") == ["larger"]
    page.evaluate("localStorage.clear()")


# Links, citations -------------------------------------------------------------------


def test_headings_formulas_and_figures_have_links_that_copy(open_page, post):
    page = open_page(post.get_absolute_url(), width=1100, **CLIPBOARD)
    page.locator(".anchor", has_text="第二节").click()
    expect(page.get_by_role("status")).to_have_text("Link copied")
    assert clipboard(page).endswith("/posts/tools/#%E7%AC%AC%E4%BA%8C%E8%8A%82")
    copied = []
    for box in page.locator(".prose :is(.formula, figure)").all():
        box.hover()
        page.get_by_role("button", name="Copy link").click()
        copied.append(clipboard(page).partition("/posts/tools/")[2])
    assert copied[0] == "#eq%3A1"
    assert re.fullmatch(r"#formula-\w+ #figure-\w+", " ".join(copied[1:]))
    # Each leads there, in a page that has given no such name yet.
    for fragment, box in zip(copied[1:], [".formula:target", "figure:target"], strict=True):
        page.goto("/")
        page.goto(f"/posts/tools/{fragment}")
        expect(page.locator(box)).to_be_in_viewport()


def test_a_post_is_shared_and_cited(open_page, post):
    page = open_page(post.get_absolute_url(), **CLIPBOARD)
    page.evaluate("navigator.share = undefined")
    page.keyboard.press("End")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("status")).to_have_text("Link copied")
    assert clipboard(page).endswith("/posts/tools/")
    page.get_by_text("Cite this post").click()
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    page.locator(".citations dd", has_text="[EB/OL]").get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert f"[{today}]. http" in clipboard(page)


# What may be too wide -----------------------------------------------------------------


@pytest.mark.variation
def test_long_words_in_the_titles_of_neighbours_do_not_widen_the_page(open_page, live_server, make_post):
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 3
    for number in range(3):
        make_post(
            word + str(number), slug=f"word-{number}", source="## Aufbau\n\n同样的文字。", tags=["same"]
        )
    page = open_page("/posts/word-1/", width=360)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
