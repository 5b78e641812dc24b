"""What the reader's scripts add, and that nothing is lost where they do not run."""

import io
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from playwright.sync_api import expect

from tests.support.browser_windows import wait_until

# Writes down the scheme of every frame that could be painted, from the first sight of a body.
WATCH_SCHEMES = """
  window.seen = new Set();
  new MutationObserver(() => {
    if (document.body) seen.add(getComputedStyle(document.documentElement).colorScheme);
  }).observe(document, { childList: true, subtree: true });
"""

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}

CODE = "def scale(d):\n    return d ** -0.5  # 方差回到一"
SOURCE = rf"""
能量是 $E = mc^2$，证毕。

## 第一节

{"行文。" * 400}

### 第一小节

{"行文。" * 400}

## 第二节

$$
\operatorname{{Var}}(q^\top k) = d
$$

```python
{CODE}
```

$${" + ".join(f"x_{{{index}}}" for index in range(60))}$$

{"行文。" * 400}

## 第三节

{"行文。" * 800}
"""


@pytest.fixture
def post(live_server, make_post):
    return make_post(slug="scripts", source=SOURCE)


@pytest.fixture
def picture(live_server, make_post):
    """A post with a picture that is larger than any window here."""
    buffer = io.BytesIO()
    Image.new("RGB", (3000, 2000), "navy").save(buffer, "PNG")
    name = default_storage.save("uploads/wide.png", ContentFile(buffer.getvalue()))
    yield make_post(slug="picture", source=f"前文\n\n![一片深蓝](/media/{name})\n")
    default_storage.delete(name)


def clipboard(page):
    return page.evaluate("navigator.clipboard.readText()")


NAMES = {
    "light": "Colours: light",
    "dark": "Colours: dark",
    "light dark": "Colours: system",
}


def scheme_of(page):
    return page.evaluate("getComputedStyle(document.documentElement).colorScheme")


def switch(page):
    return page.locator(".theme-toggle")


@pytest.mark.parametrize(("system", "order"), [("light", ["dark", "light"]), ("dark", ["light", "dark"])])
def test_the_switch_goes_from_the_systems_scheme_to_the_other_and_round(open_page, db, system, order):
    page = open_page(color_scheme=system)
    for scheme, name in [
        *((scheme, f"Colours: {scheme}") for scheme in order),
        ("light dark", "Colours: system"),
    ]:
        switch(page).click()
        assert scheme_of(page) == scheme
        assert name in switch(page).get_attribute("aria-label")
        expect(page.locator("meta[name=color-scheme]")).to_have_attribute("content", scheme)


def test_no_frame_of_another_scheme_is_painted(open_page, db):
    page = open_page(color_scheme="light")
    switch(page).click()
    page.add_init_script(WATCH_SCHEMES)
    page.reload()
    assert page.evaluate("[...seen]") == ["dark"]


@pytest.mark.variation
def test_other_tabs_follow_the_switch(open_page, db):
    page = open_page(color_scheme="light")
    other = page.context.new_page()
    other.goto(page.url)
    switch(page).click()
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_admin_and_the_site_share_one_choice(open_page, db):
    page = open_page("/admin/login/", color_scheme="light")
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.goto("/")
    assert scheme_of(page) == "dark"
    switch(page).click()
    page.goto("/admin/login/")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_the_switch_works_where_storage_is_refused(open_page, db):
    page = open_page(color_scheme="light")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })"
    )
    page.reload()
    switch(page).click()
    assert scheme_of(page) == "dark"


def test_without_javascript_there_is_no_switch(open_page, db):
    page = open_page(java_script_enabled=False)
    expect(switch(page)).to_be_hidden()


# Contents -------------------------------------------------------------------------


def current(page):
    return page.locator(".toc-sidebar [aria-current=location]")


def test_the_contents_follow_the_reading(open_page, post):
    page = open_page(post.get_absolute_url(), width=1440)
    expect(current(page)).to_have_count(0)
    for heading in ("第一节", "第一小节", "第三节"):
        page.get_by_role("heading", name=heading).evaluate("heading => heading.scrollIntoView()")
        expect(current(page)).to_have_text(heading)
    page.evaluate("scrollTo(0, 0)")
    expect(current(page)).to_have_count(0)


def test_long_contents_keep_the_current_entry_in_sight(open_page, live_server, make_post):
    make_post(slug="long", source="\n\n".join(f"## 第 {number} 节\n\n文" for number in range(80)))
    page = open_page("/posts/long/", width=1440)
    page.get_by_role("heading", name="第 70 节").evaluate("heading => heading.scrollIntoView()")
    expect(current(page)).to_be_in_viewport()


def test_the_contents_fold_once_an_entry_is_chosen(open_page, post):
    page = open_page(post.get_absolute_url(), width=390)
    page.locator(".toc-inline summary").click()
    page.locator(".toc-inline").get_by_role("link", name="第二节").click()
    expect(page.locator(".toc-inline:not([open])")).to_have_count(1)
    expect(page.locator("h2:target")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("fragment", "name"),
    [("#a--b", "a-b"), ("#Caf%C3%A9", "café"), ("#cafe", "café"), ("#no-such", None), ("#%", None)],
)
@pytest.mark.variation
def test_a_link_from_elsewhere_finds_a_heading_that_is_spelled_otherwise(
    open_page, live_server, make_post, fragment, name
):
    make_post(slug="spelled", source="文\n\n" * 60 + "## A & B\n\n## Café\n\n" + "文\n\n" * 60)
    page = open_page(f"/posts/spelled/{fragment}")
    if name:
        expect(page.locator(f"h2#{name}:target")).to_be_in_viewport()
    else:
        expect(page.locator(".message")).to_have_count(1)
        expect(page).to_have_url(re.compile(re.escape(fragment) + "$"))


# Copying --------------------------------------------------------------------------


def test_code_is_copied_as_it_was_written(open_page, post):
    page = open_page(post.get_absolute_url(), **CLIPBOARD)
    page.locator(".code").get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert clipboard(page) == CODE


def test_code_is_copied_where_the_clipboard_has_no_interface(open_page, post):
    page = open_page(post.get_absolute_url(), **CLIPBOARD)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')) }")
    page.locator(".code").get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert clipboard(page) == CODE


@pytest.mark.parametrize("touch", [False, True])
@pytest.mark.variation
def test_the_button_is_always_there_for_a_finger_and_comes_to_a_mouse(open_page, post, touch):
    page = open_page(post.get_absolute_url(), has_touch=touch, is_mobile=touch)
    button = page.locator(".code").get_by_role("button", name="Copy")
    expect(button).to_have_css("opacity", "1" if touch else "0")
    button.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(button).to_have_css("opacity", "1")


@pytest.mark.parametrize("info", ["", "python"])
@pytest.mark.variation
def test_the_button_covers_no_code(open_page, live_server, make_post, info):
    make_post(slug="wide-code", source=f"```{info}\n{'x = 1; ' * 40}\n```")
    page = open_page("/posts/wide-code/")
    button = page.locator(".code > .copy-button").bounding_box()
    code = page.locator(".code code").bounding_box()
    assert button["y"] + button["height"] <= code["y"] + 1
    assert min(button["width"], button["height"]) >= 24


def test_a_display_formula_is_copied_as_tex(open_page, post):
    page = open_page(post.get_absolute_url(), **CLIPBOARD)
    page.locator(".formula").first.hover()
    page.get_by_role("button", name="Copy TeX").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert clipboard(page).strip() == r"\operatorname{Var}(q^\top k) = d"
    page.locator("h1").hover()
    expect(page.locator(".copy-tex")).to_have_count(0)


SELECT = """([from, to]) => {
  const [first, last] = [from, to].map((selector) => document.querySelector(selector));
  getSelection().setBaseAndExtent(first, 0, last, last.childNodes.length);
}"""


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (".prose p", ".prose p", "能量是 $E = mc^2$，证毕。"),
        (".prose math mi", ".prose math mi", "$E = mc^2$"),
        ("h2#第二节", ".formula", "第二节\n$$\\operatorname{Var}(q^\\top k) = d$$"),
        (".prose h2", ".prose h2", "第一节"),
    ],
)
def test_a_selection_gives_its_formulas_as_tex(open_page, post, start, end, text):
    page = open_page(post.get_absolute_url(), **CLIPBOARD)
    page.evaluate(SELECT, [start, end])
    page.keyboard.press("Control+c")
    assert clipboard(page).strip() == text


def test_a_selection_keeps_its_markup_for_those_who_take_it(open_page, post):
    page = open_page(post.get_absolute_url(), **CLIPBOARD)
    page.evaluate(SELECT, [".prose p", ".code"])
    page.keyboard.press("Control+c")
    markup = page.evaluate(
        "navigator.clipboard.read().then(async ([item]) => (await item.getType('text/html')).text())"
    )
    assert "<math" in markup
    assert "<button" not in markup


# Pictures -------------------------------------------------------------------------


def enlarged(open_page, picture, **options):
    page = open_page(picture.get_absolute_url(), **options)
    page.locator("a.zoom").click()
    return page


def test_a_picture_grows_to_fit_the_window_and_can_be_seen_whole(open_page, picture):
    page = enlarged(open_page, picture, width=1000)
    image = page.get_by_role("dialog").get_by_role("img", name="一片深蓝")
    expect(page.get_by_role("button", name="Full size")).to_be_visible()
    assert image.bounding_box()["width"] == pytest.approx(1000, abs=1)
    page.get_by_role("button", name="Full size").click()
    assert image.bounding_box()["width"] == 3000
    page.get_by_role("button", name="Fit to window").click()
    assert image.bounding_box()["width"] == pytest.approx(1000, abs=1)


@pytest.mark.parametrize(
    "close",
    [
        lambda page: page.keyboard.press("Escape"),
        lambda page: page.go_back(),
        lambda page: page.get_by_role("button", name="Close").click(),
        lambda page: page.get_by_role("dialog").get_by_role("img").click(),
    ],
    ids=["Escape", "back", "button", "click"],
)
@pytest.mark.variation
def test_a_picture_is_left_in_every_way_and_the_reader_is_where_he_was(open_page, picture, close):
    page = enlarged(open_page, picture)
    expect(page.get_by_role("dialog")).to_be_visible()
    close(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("a.zoom")).to_be_focused()
    wait_until(page, "() => history.state === null")
    expect(page).to_have_url(picture.get_absolute_url())


@pytest.mark.variation
def test_a_picture_opens_in_a_new_tab_where_that_is_asked_for(open_page, picture):
    page = open_page(picture.get_absolute_url())
    with page.context.expect_page():
        page.locator("a.zoom").click(modifiers=["Control"])
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_without_javascript_a_picture_is_a_link_to_itself(open_page, picture):
    page = open_page(picture.get_absolute_url(), java_script_enabled=False)
    link = page.locator("a.zoom")
    expect(link).to_have_attribute("href", link.locator("img").get_attribute("src"))


# Focus ----------------------------------------------------------------------------


def stops(page):
    return page.locator(".prose [tabindex]")


def test_the_keyboard_stops_only_at_boxes_that_scroll(open_page, post):
    page = open_page(post.get_absolute_url())
    expect(stops(page)).to_have_count(1)
    expect(stops(page)).to_have_accessible_name("Formula")
    page.set_viewport_size({"width": 280, "height": 800})
    expect(stops(page)).to_have_count(2)
    expect(stops(page).nth(0)).to_have_accessible_name("Python")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(stops(page)).to_have_count(1)
