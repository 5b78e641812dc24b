"""The editor in a browser: preview, pictures, warnings, failures."""

import base64
import io
import re

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from posts.models import Post, Synonym, Tag
from tests.support.admin_forms import ADD_URL, LIST_URL
from tests.support.browser_windows import wait_until
from tests.support.editor_page import preview_article, source_field

PREVIEW = "**/preview/"
UPLOAD = "**/upload/"

# Sends what a clipboard or a drag holds, as the browser itself would.
SEND_FILE = """([kind, name, bytes, text]) => {
  const data = new DataTransfer();
  if (text) data.setData("text/plain", text);
  const content = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
  data.items.add(new File([content], name, { type: "image/png" }));
  const options = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: data })
    : new DragEvent("drop", { ...options, dataTransfer: data });
  document.activeElement.dispatchEvent(event);
}"""


def picture():
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(buffer, "PNG")
    return buffer.getvalue()


def send(page, kind="paste", name="图.png", content=None, text=""):
    data = base64.b64encode(picture() if content is None else content).decode()
    page.evaluate(SEND_FILE, [kind, name, data, text])


# What the server sends, before the reader's script adds its buttons.
SENT_PROSE = """async (address) => {
  const sent = await (await fetch(address)).text();
  return new DOMParser().parseFromString(sent, "text/html").querySelector(".prose").innerHTML;
}"""


def test_the_preview_is_what_the_page_will_hold(open_editor):
    page = open_editor()
    page.fill("#id_title", "预览")
    source_field(page).fill(
        "行内 $x^2$。\n\n```python\nprint(1)\n```\n\n$$\n\\frac12\n$$\n\n注[^1]\n\n[^1]: 脚注"
    )
    expect(preview_article(page).locator("math")).to_have_count(2)
    shown = preview_article(page).inner_html()
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url(f"**{LIST_URL}")
    assert page.evaluate(SENT_PROSE, Post.objects.get().get_absolute_url()) == shown


def test_the_preview_waits_for_the_input_method(open_editor):
    page = open_editor()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "preview" in request.url else None)
    source_field(page).focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "zhu yi", "selectionStart": 6, "selectionEnd": 6})
    page.wait_for_timeout(500)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "注意力"})
    expect(preview_article(page)).to_have_text("注意力")
    expect(source_field(page)).to_have_value("注意力")
    assert len(asked) == 1


@pytest.mark.variation
def test_an_older_preview_never_comes_after_a_newer_one(open_editor):
    page = open_editor()
    held = []

    def hold_the_first(route):
        if held:
            route.continue_()
        else:
            held.append(route)

    page.wait_for_load_state("networkidle")
    page.route(PREVIEW, hold_the_first)
    with page.expect_request(PREVIEW) as older:
        source_field(page).press_sequentially("old")
    source_field(page).fill("new")
    expect(preview_article(page)).to_have_text("new")
    assert older.value.failure


@pytest.mark.variation
def test_the_preview_follows_the_language(open_editor):
    page = open_editor()
    page.select_option("#id_language", "en")
    source_field(page).fill("words")
    expect(preview_article(page)).to_have_attribute("lang", "en")


def test_warnings_are_shown_by_line_while_one_writes(open_editor):
    page = open_editor()
    source_field(page).fill("好\n\n$\\frac{1$")
    expect(page.locator(".editor .warnings")).to_contain_text("Line 3: ")
    source_field(page).fill("好")
    expect(page.locator(".editor .warnings")).to_be_hidden()


@pytest.mark.parametrize("kind", ["paste", "drop"])
@pytest.mark.variation
def test_a_picture_lands_where_the_cursor_was(kind, open_editor):
    page = open_editor()
    source_field(page).fill("前后")
    source_field(page).evaluate("box => box.setSelectionRange(1, 1)")
    source_field(page).focus()
    send(page, kind)
    expect(source_field(page)).to_have_value(settled("前\n\n![](/media/uploads/", ")\n\n后"))
    expect(preview_article(page).locator("img")).to_have_attribute("width", "40")


def settled(start, end):
    """Match a text with the random name of a picture in the middle."""

    return re.compile(f"^{re.escape(start)}[^)]+{re.escape(end)}$")


@pytest.mark.variation
def test_pictures_can_be_chosen_and_many_at_once(open_editor):
    page = open_editor()
    files = [{"name": f"{name}.png", "mimeType": "image/png", "buffer": picture()} for name in "ab"]
    page.set_input_files(".editor-media input", files)
    expect(preview_article(page).locator("p > img:only-child")).to_have_count(2)


def test_what_is_typed_while_a_picture_travels_stays_and_so_does_the_cursor(open_editor):
    page = open_editor()
    routes = []

    def hold(route):
        routes.append(route)

    page.route(UPLOAD, hold)
    source_field(page).fill("一")
    source_field(page).focus()
    with page.expect_request(UPLOAD):
        send(page)
    page.keyboard.type("二")
    page.keyboard.press("ArrowLeft")
    routes[0].continue_()
    expect(source_field(page)).to_have_value(settled("一\n\n![](/media/uploads/", ")\n\n二"))
    page.keyboard.type("|")
    assert source_field(page).input_value().endswith(")\n\n|二")


@pytest.mark.variation
def test_undo_takes_back_a_picture_and_what_was_typed_before(open_editor):
    page = open_editor()
    source_field(page).focus()
    page.keyboard.type("before")
    send(page)
    expect(preview_article(page).locator("img")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(source_field(page)).to_have_value("before")
    for _step in range(7):
        page.keyboard.press("Control+z")
    expect(source_field(page)).to_have_value("")


@pytest.mark.variation
def test_the_cells_of_a_spreadsheet_are_pasted_as_text(open_editor):
    page = open_editor()
    source_field(page).focus()
    send(page, text="a\tb")
    page.wait_for_timeout(100)
    expect(source_field(page)).to_have_value("")


def test_a_form_is_not_saved_while_a_picture_travels(open_editor):
    page = open_editor()
    page.route(UPLOAD, lambda route: None)
    page.fill("#id_title", "等等")
    source_field(page).focus()
    send(page)
    page.click("input[name=_save] >> nth=0")
    expect(page.locator(".editor-message")).to_contain_text("still uploading")
    assert not Post.objects.exists()


@pytest.mark.variation
def test_a_refused_picture_says_why_and_leaves_the_text_alone(unwatched_editor):
    page = unwatched_editor
    source_field(page).fill("留下")
    source_field(page).focus()
    send(page, content=b"words", name="坏.png")
    expect(page.locator(".editor-message")).to_contain_text("坏.png: This is not a PNG")
    expect(source_field(page)).to_have_value("留下")


def test_a_lost_session_is_reported_and_the_text_stays(unwatched_editor):
    page = unwatched_editor
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    source_field(page).fill("还在")
    expect(page.locator(".editor-message")).to_contain_text("signed out")
    expect(source_field(page)).to_have_value("还在")


@pytest.mark.variation
def test_a_server_out_of_reach_is_reported_until_it_is_back(unwatched_editor):
    page = unwatched_editor
    page.route(PREVIEW, lambda route: route.abort())
    source_field(page).fill("还在")
    expect(page.locator(".editor-message")).to_contain_text("cannot be reached")
    page.unroute(PREVIEW)
    source_field(page).fill("回来了")
    expect(preview_article(page)).to_have_text("回来了")
    expect(page.locator(".editor-message")).to_be_hidden()


def test_a_new_post_opens_with_the_focus_in_its_title(open_editor):
    page = open_editor(ADD_URL)
    expect(page.locator("#id_title")).to_be_focused()


@pytest.mark.parametrize(
    ("field", "after"),
    [
        ("slug", "甲"),
        pytest.param("byline", "甲", marks=pytest.mark.variation),
        pytest.param("published_at_1", "甲", marks=pytest.mark.variation),
    ],
)
def test_enter_in_a_field_does_not_save(field, after, open_editor):
    page, sent = open_editor(ADD_URL), []
    page.on("request", lambda request: sent.append((request.method, request.url.partition("?")[0])))
    page.fill("#id_title", "题")
    page.locator("#id_title").blur()
    expect(page.locator("#id_slug")).to_have_value("ti")
    box = page.locator(f"#id_{field}")
    box.evaluate("field => field.closest('details')?.setAttribute('open', '')")
    box.fill("甲")
    box.press("Enter")
    expect(box).to_have_value(after)
    box.press_sequentially("乙")
    expect(box).to_have_value(f"{after}乙")
    assert [url for method, url in sent if method == "POST" and url.endswith(("/add/", "/change/"))] == []


def test_tags_are_chips_that_are_chosen_typed_and_removed(open_editor, make_post):
    make_post("A", tags=["扩散模型", "Flash Attention"])
    post = make_post("B", tags=["扩散模型"], published_at=None)
    Synonym.add_synonym("DDPM", Tag.objects.get(name="扩散模型"))
    page = open_editor(f"/admin/posts/post/{post.pk}/change/")
    box, value = page.get_by_role("combobox", name="Tags"), page.locator("[name=tags]")
    chips, options = page.locator(".tag-chip"), page.locator(".tag-suggestions [role=option]")
    expect(chips).to_contain_text("扩散模型 2")

    keyboard = page.context.new_cdp_session(page)
    box.focus()
    composed = {"text": "fla，", "selectionStart": 4, "selectionEnd": 4}
    keyboard.send("Input.imeSetComposition", composed)
    expect(chips).to_have_count(1)
    keyboard.send("Input.insertText", {"text": "fla"})
    expect(options).to_have_text("Flash Attention 1")
    box.press("ArrowDown")
    box.press("Enter")
    box.press_sequentially("全新，ddpm;")
    expect(chips).to_have_count(3)
    expect(chips.last).to_contain_text("全新 new tag")
    page.get_by_role("button", name="Remove the tag “扩散模型”").click()
    box.press("Backspace")
    box.press_sequentially("kuosan")
    expect(options).to_have_text("扩散模型 2")
    box.fill('C++, "a, b"')
    box.press("Enter")
    box.press_sequentially("half")
    expect(value).to_have_value('Flash Attention, C++, "a, b", half')
    box.press("Control+s")
    wait_until(page, "() => !document.querySelector('#post_form[aria-busy]')")
    # What is being typed stays; it is a tag all the same.
    expect(chips).to_have_count(3)
    expect(box).to_have_value("half")
    assert list(Post.objects.get(pk=post.pk).tags.names()) == ["Flash Attention", "C++", "a, b", "half"]


@pytest.mark.variation
def test_links_of_the_preview_stay_within_it(open_editor):
    page = open_editor()
    source_field(page).fill("注[^1]\n\n" + "段落\n\n" * 60 + "[^1]: 脚注")
    preview_article(page).locator(".footnote-ref a").click()
    expect(preview_article(page).locator(".footnotes")).to_be_in_viewport()
    # Whether the first autosave has come yet or not.
    expect(page).to_have_url(re.compile(r"/admin/posts/post/[^#]*$"))


@pytest.mark.variation
def test_source_and_preview_stand_side_by_side_or_one_above_the_other(open_editor):
    for width, is_beside in ((1440, True), (390, False)):
        page = open_editor(width=width)
        box, frame = source_field(page).bounding_box(), page.locator(".editor-preview").bounding_box()
        assert (frame["x"] >= box["x"] + box["width"]) is is_beside
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.variation
def test_the_preview_follows_the_admin_into_the_dark(scheme, open_editor):
    page = open_editor(color_scheme="light" if scheme == "dark" else "dark")
    page.evaluate("scheme => { document.documentElement.dataset.theme = scheme }", scheme)
    body = page.frame_locator(".editor-preview").locator("body")
    expect(body).to_have_css("color-scheme", scheme)


def test_without_javascript_the_form_is_a_plain_one(open_editor):
    page = open_editor(java_script_enabled=False)
    expect(page.locator(".editor-preview")).to_be_hidden()
    expect(page.locator(".editor-media")).to_be_hidden()
    page.fill("#id_title", "朴素")
    source_field(page).fill("正文")
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url(f"**{LIST_URL}")
    assert Post.objects.get().source == "正文"


def test_no_page_of_the_admin_breaks_the_policy(open_editor, make_post):
    post = make_post(source="$x$", tags=["t"])
    page = open_editor(LIST_URL)
    for path in (
        reverse("admin:index"),
        reverse("admin:posts_post_change", args=[post.pk]),
        reverse("admin:posts_category_add"),
        reverse("admin:posts_tag_changelist"),
        reverse("admin:posts_redirect_changelist"),
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")


def test_a_form_sent_while_signed_out_stays_in_the_window(unwatched_editor):
    page = unwatched_editor
    page.locator("#id_title").fill("写了很久")
    source_field(page).fill("一段不能丢的文字")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.click("input[name=_save] >> nth=0")
    expect(page.locator(".editor-message")).to_contain_text("signed out")
    expect(page.locator(".editor-message")).to_be_in_viewport()
    expect(source_field(page)).to_have_value("一段不能丢的文字")
    expect(page).to_have_url(ADD_URL)


def test_a_window_with_unsaved_text_does_not_close_unasked(open_editor):
    page = open_editor()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    source_field(page).press_sequentially("文")
    page.goto(LIST_URL)
    assert asked == ["beforeunload"]


def test_a_saved_text_is_left_without_a_question(open_editor):
    page = open_editor()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_title").fill("留下")
    source_field(page).fill("文")
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url(f"**{LIST_URL}")
    assert Post.objects.get().title == "留下"
    assert asked == []
