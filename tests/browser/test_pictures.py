"""Pictures in the editor: uploaded, described, saved from elsewhere, taken from the library."""

import base64
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from posts.media import library, remote
from posts.models import Picture, Post
from tests.support.browser_windows import wait_until
from tests.support.editor_page import preview_article, put_text, source_field
from tests.support.image_files import make_graphic, make_photograph
from tests.support.page_faults import AXE

UPLOAD = "**/upload/"
SEND = """([kind, name, bytes, target]) => {
  const data = new DataTransfer();
  const content = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
  data.items.add(new File([content], name, { type: "image/png" }));
  const options = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: data })
    : new DragEvent("drop", { ...options, dataTransfer: data });
  document.querySelector(target).dispatchEvent(event);
}"""
# Keeps what every progress bar has shown.
WATCH = """() => {
  window.seen = [];
  const draw = () => {
    for (const bar of document.querySelectorAll(".upload-progress")) window.seen.push(bar.value);
    requestAnimationFrame(draw);
  };
  draw();
}"""


def send(page, kind="paste", name="图.png", content=None, target="#id_source"):
    page.evaluate(SEND, [kind, name, base64.b64encode(content or make_graphic()).decode(), target])


def sent(page):
    """Return the pictures of the tray that have arrived."""
    return page.locator(".upload-item[data-state=uploaded]")


@pytest.mark.parametrize("kind", ["paste", "drop"])
@pytest.mark.variation
def test_a_picture_shows_its_progress_and_then_asks_what_is_on_it(kind, open_editor):
    page = open_editor()
    page.evaluate(WATCH)
    # Slow enough for the progress to be seen.
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    speed = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
    wire.send("Network.emulateNetworkConditions", speed)
    source_field(page).fill("前后")
    source_field(page).evaluate("box => box.setSelectionRange(1, 1)")
    send(page, kind, content=make_photograph((500, 400)))
    expect(sent(page)).to_have_count(1, timeout=20_000)
    values = page.evaluate("window.seen")
    assert any(0 < value < 100 for value in values)
    assert values == sorted(values)
    expect(page.locator(".upload-message")).to_contain_text("The picture was inserted")
    assert re.fullmatch(r"前\n\n!\[\]\(/media/uploads/[^)]+\)\n\n后", source_field(page).input_value())
    expect(preview_article(page).locator("picture source")).to_have_attribute("type", "image/avif")


def test_a_failed_picture_is_tried_again_and_lands_where_it_was_dropped(unwatched_editor):
    page = unwatched_editor
    page.route(UPLOAD, lambda route: route.fulfill(status=507, json={"error": "The disk is full."}))
    source_field(page).fill("留下")
    source_field(page).focus()
    send(page, name="一.png")
    failed = page.locator(".upload-item[data-state=failed]")
    expect(failed.locator(".upload-error")).to_have_text("The disk is full.")
    expect(source_field(page)).to_have_value("留下")
    page.unroute(UPLOAD)
    source_field(page).press("Home")
    page.keyboard.type("先")
    failed.get_by_role("button", name="Try again").click()
    expect(sent(page)).to_have_count(1)
    expect(source_field(page)).to_have_value(re.compile(r"^先留下\n\n!\[\]\(/media/uploads/[^)]+\)\s*$"))
    expect(page.locator(".editor-message")).to_be_hidden()


def test_undo_takes_back_a_picture_but_never_shows_an_upload(unwatched_editor):
    page = unwatched_editor
    held = []
    page.route(UPLOAD, lambda route: held.insert(0, route))
    source_field(page).focus()
    page.keyboard.type("前")
    send(page)
    expect(page.locator(".upload-item[data-state=uploading]")).to_have_count(1)
    page.keyboard.type("后")
    expect(source_field(page)).to_have_value("前后")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Shift+z")
    expect(source_field(page)).to_have_value("前后")
    held[0].continue_()
    expect(sent(page)).to_have_count(1)
    with_picture = re.compile(r"^前\n\n!\[\]\(/media/uploads/[^)]+\)\n\n后$")
    expect(source_field(page)).to_have_value(with_picture)
    page.keyboard.press("Control+z")
    expect(source_field(page)).to_have_value("前后")
    page.keyboard.press("Control+Shift+z")
    expect(source_field(page)).to_have_value(with_picture)


@pytest.mark.variation
def test_a_failed_upload_can_be_dismissed(unwatched_editor):
    page = unwatched_editor
    page.route(UPLOAD, lambda route: route.abort())
    send(page)
    expect(page.locator(".upload-error").first).to_contain_text("cannot be reached")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".upload-queue")).to_be_hidden()
    expect(page.locator(".editor-message")).to_be_hidden()


@pytest.mark.variation
def test_an_upload_can_be_cancelled(unwatched_editor):
    page = unwatched_editor
    page.route(UPLOAD, lambda route: None)
    source_field(page).fill("文")
    send(page)
    page.get_by_role("button", name="Remove").click()
    expect(source_field(page)).to_have_value("文")
    expect(page.locator(".upload-queue")).to_be_hidden()


@pytest.mark.variation
def test_each_of_many_uploads_has_its_own_line(unwatched_editor):
    page = unwatched_editor
    files = [
        {"name": "a.png", "mimeType": "image/png", "buffer": make_graphic("red")},
        {"name": "b.png", "mimeType": "image/png", "buffer": b"<b/>"},
        {"name": "c.png", "mimeType": "image/png", "buffer": make_graphic("blue")},
    ]
    page.set_input_files(".editor-media input", files)
    expect(sent(page)).to_have_count(2)
    expect(page.locator(".upload-item[data-state=failed] .upload-name")).to_have_text("b.png")
    expect(source_field(page)).to_have_value(re.compile(r"^!\[\]\([^)]+\)\n\n!\[\]\([^)]+\)\s*$"))


@pytest.mark.variation
def test_alternative_text_and_caption_are_written_into_the_text_by_the_keyboard(open_editor):
    page = open_editor()
    source_field(page).fill("前\n\n\n\n后")
    source_field(page).evaluate("box => box.setSelectionRange(3, 3)")
    send(page)
    alt, caption = page.locator(".upload-alt"), page.locator(".upload-caption")
    expect(alt).to_have_value("")
    alt.fill('a[0] 与 $x$ 的 "图" \\alpha')
    alt.press("Enter")
    expect(caption).to_be_focused()
    caption.fill('损失 $L_1$ 与 "引号"')
    caption.press("Enter")
    expect(source_field(page)).to_be_focused()
    image = preview_article(page).locator("figure img")
    expect(image).to_have_attribute("alt", 'a[0] 与 $x$ 的 "图" \\alpha')
    expect(preview_article(page).locator("figcaption")).to_contain_text('与 "引号"')
    expect(preview_article(page).locator("figcaption math")).to_have_count(1)
    assert source_field(page).input_value().startswith("前\n\n![")
    assert source_field(page).input_value().endswith(")\n\n后")
    steps = []
    for _step in range(4):
        page.keyboard.press("Control+z")
        steps.append(source_field(page).input_value())
    assert any(text.startswith("前\n\n![](/media/") for text in steps)


PLACES = [
    ("text.‸", "text.\n\n▣\n\n‸"),
    ("text\n‸", "text\n\n▣\n\n‸"),
    ("text\n\n‸", "text\n\n▣\n\n‸"),
    ("‸text", "▣\n\n‸text"),
    ("be‸tween", "be\n\n▣\n\n‸tween"),
    ("above\n‸\nbelow", "above\n\n▣\n\n‸below"),
    ("above\n\n‸\n\nbelow", "above\n\n▣\n\n‸below"),
    ("above‸\n\nbelow", "above\n\n▣\n\n‸below"),
    ("note[^1]\n\n[^1]: said‸", "note[^1]\n\n[^1]: said\n\n▣\n\n‸"),
    ("note[^1]\n\n[^1]: said\n‸", "note[^1]\n\n[^1]: said\n\n▣\n\n‸"),
    ("- one‸\n- two", "- one\n\n  ▣\n\n‸- two"),
    ("1. ‸", "1. ▣\n\n   ‸"),
    ("> said‸\n> more", "> said\n>\n> ▣\n>\n‸> more"),
    ("> said\n> ‸", "> said\n> \n> ▣\n>\n> ‸"),
    ("| a | b |\n|---|---|\n| ‸ | c |", "| a | b |\n|---|---|\n| ▣‸ | c |"),
    ("```\n‸\n```", "```\n▣‸\n```"),
]

# What the text with the cursor at "‸" becomes.
INSERT = """async (text) => {
  const { insertImage } = await import("/static/js/editor/block-formatting.js");
  const [at, value] = [text.indexOf("‸"), text.replace("‸", "")];
  const { start, end, text: put, from } = insertImage("▣")(value, at, at);
  const now = value.slice(0, start) + put + value.slice(end);
  return `${now.slice(0, from)}‸${now.slice(from)}`;
}"""


@pytest.mark.variation
def test_a_picture_is_a_paragraph_of_its_own_wherever_one_can_be(open_editor):
    page = open_editor()
    assert [page.evaluate(INSERT, before) for before, _ in PLACES] == [after for _, after in PLACES]


@pytest.mark.variation
def test_a_caption_of_a_picture_behind_a_text_is_shown(open_editor):
    page = open_editor()
    source_field(page).fill("一段[^1]\n\n[^1]: 注")
    page.keyboard.press("Control+End")
    send(page)
    expect(sent(page)).to_have_count(1)
    page.locator(".upload-caption").fill("说明")
    page.locator(".upload-caption").press("Enter")
    expect(preview_article(page).locator("> figure figcaption")).to_have_text("说明")


@pytest.mark.variation
def test_a_description_is_in_the_text_when_the_form_is_saved(open_editor):
    page = open_editor()
    page.fill("#id_title", "存")
    send(page)
    expect(sent(page)).to_have_count(1)
    page.locator(".upload-alt").fill("看到的")
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url("**/admin/posts/post/")
    assert Post.objects.get().source.startswith("![看到的](/media/")


@pytest.mark.variation
def test_the_description_follows_changes_in_the_text(open_editor):
    page = open_editor()
    send(page)
    expect(sent(page)).to_have_count(1)
    source_field(page).evaluate("box => { box.value = box.value.replace('![]', '![手写]') }")
    page.locator(".upload-caption").focus()
    expect(page.locator(".upload-alt")).to_have_value("手写")


@pytest.mark.variation
def test_what_was_written_in_the_text_is_not_overwritten_by_the_fields_of_an_upload(open_editor):
    page = open_editor()
    page.fill("#id_title", "存")
    send(page)
    expect(sent(page)).to_have_count(1)
    source_field(page).evaluate("box => { box.value = box.value.replace('![]', '![手写]') }")
    source_field(page).press("End")
    page.keyboard.type(" ")
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url("**/admin/posts/post/")
    assert Post.objects.get().source.startswith("![手写](/media/")


def test_enter_within_a_composition_stays_with_the_input_method(open_editor):
    page = open_editor()
    send(page)
    expect(sent(page)).to_have_count(1)
    page.locator(".upload-alt").focus()
    before = source_field(page).input_value()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "tu", "selectionStart": 2, "selectionEnd": 2})
    keyboard.send(
        "Input.dispatchKeyEvent",
        {"type": "keyDown", "key": "Process", "windowsVirtualKeyCode": 229, "code": "Enter"},
    )
    expect(page.locator(".upload-alt")).to_be_focused()
    expect(source_field(page)).to_have_value(before)
    keyboard.send("Input.insertText", {"text": "图像"})
    page.locator(".upload-alt").press("Enter")
    expect(source_field(page)).to_have_value(re.compile("图像"))


@pytest.mark.variation
def test_removing_a_picture_takes_it_out_of_the_text_and_done_leaves_it(open_editor):
    page = open_editor()
    source_field(page).fill("文")
    send(page)
    expect(sent(page)).to_have_count(1)
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".upload-queue")).to_be_hidden()
    expect(source_field(page)).to_have_value(re.compile(r"!\[\]\("))
    send(page, content=make_graphic("red"), name="二.png")
    expect(sent(page)).to_have_count(1)
    page.get_by_role("button", name="Remove").click()
    expect(source_field(page)).to_have_value(re.compile(r"^文\n\n!\[\]\([^)]+\)\s*$"))


FAR = "https://pictures.example/a%20b.png?x=1&y=2"


@pytest.mark.variation
def test_a_remote_picture_is_saved_and_replaced_everywhere_in_the_text(unwatched_editor, monkeypatch):
    page = unwatched_editor
    asked = []
    monkeypatch.setattr(
        remote, "fetch_remote_file", lambda url, limit: asked.append(url) or make_graphic("teal")
    )
    page.route("https://pictures.example/**", lambda route: route.abort())
    source_field(page).fill(f"![远]({FAR})\n\n<img src='{FAR}' alt='b'> ![别的]({FAR}3)")
    source_field(page).evaluate("box => box.setSelectionRange(2, 2)")
    far = page.locator(".remote-images li")
    expect(far).to_have_count(2)
    expect(far.first).to_contain_text("This picture is hosted on pictures.example")
    far.first.get_by_role("button", name="Save to library").click()
    expect(far).to_have_count(1)
    assert asked == [FAR]
    url = Picture.objects.get().url
    expect(source_field(page)).to_have_value(f"![远]({url})\n\n<img src='{url}' alt='b'> ![别的]({FAR}3)")
    assert source_field(page).evaluate("box => box.selectionStart") == 2
    expect(preview_article(page).locator(f"img[src='{url}']")).to_have_count(2)


@pytest.mark.variation
def test_a_remote_picture_that_cannot_be_saved_says_why(unwatched_editor):
    page = unwatched_editor
    source_field(page).fill("![近](http://127.0.0.1:1/a.png)")
    page.get_by_role("button", name="Save to library").click()
    expect(page.locator(".remote-images .upload-error")).to_contain_text("not on the public internet")
    expect(source_field(page)).to_have_value("![近](http://127.0.0.1:1/a.png)")


@pytest.mark.variation
def test_a_picture_of_the_library_is_found_and_inserted_by_the_keyboard(open_editor, editor):
    library.save_picture(make_graphic("red"), "attention.png", editor)
    Picture.objects.update(alt="注意力 [1]")
    library.save_picture(make_graphic("blue"), "loss.png", editor)
    page = open_editor()
    source_field(page).fill("前后")
    source_field(page).evaluate("box => box.setSelectionRange(1, 1)")
    page.get_by_role("button", name="Library …").click()
    page.keyboard.press("Escape")
    assert source_field(page).evaluate("box => box === document.activeElement && box.selectionStart") == 1
    page.get_by_role("button", name="Library …").click()
    expect(page.locator(".media-library-item")).to_have_count(2)
    page.keyboard.type("atten")
    expect(page.locator(".media-library-item")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".media-library")).to_be_visible()
    page.locator(".media-library-item").press("Enter")
    expect(page.locator(".media-library")).to_be_hidden()
    expect(source_field(page)).to_have_value(
        re.compile(r"^前\n\n!\[注意力 &#91;1&#93;\]\(/media/[^)]+\)\n\n后$")
    )
    expect(preview_article(page).locator("img")).to_have_attribute("alt", "注意力 [1]")
    expect(page.locator(".upload-alt")).to_have_value("注意力 [1]")
    source_field(page).press("Control+z")
    expect(source_field(page)).to_have_value("前后")


@pytest.mark.variation
def test_the_pages_of_the_library_break_no_policy(open_page, editor_session, editor):
    picture = library.save_picture(make_graphic(), "a.png", editor)
    page = open_page(reverse("admin:posts_picture_changelist"), **editor_session)
    expect(page.locator("img.thumbnail")).to_be_visible()
    for name in ("change", "replace", "delete"):
        page.goto(reverse(f"admin:posts_picture_{name}", args=[picture.pk]))
        page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("width", [390, 800, 1440])
@pytest.mark.variation
def test_a_cover_stands_where_it_stood_without_variants(width, open_page, make_post, editor):
    plain = library.save_picture(make_graphic(size=(800, 420)), "plain.png", editor)
    made = library.save_picture(make_photograph((800, 420)), "made.jpg", editor)
    assert (plain.widths, made.widths) == ([], [480, 800])
    posts = [make_post(name, cover=picture.name) for name, picture in (("A", plain), ("B", made))]
    page = open_page("/", width=width)
    one, other = (page.locator(".card .cover").nth(place).bounding_box() for place in (0, 1))
    assert (one["x"], one["width"], one["height"]) == (other["x"], other["width"], other["height"])
    boxes = []
    for post in posts:
        page.goto(post.get_absolute_url())
        boxes.append(page.locator(".post .cover").bounding_box())
    assert boxes[0] == boxes[1]
    chosen = page.locator(".post .cover").evaluate("image => image.currentSrc")
    assert chosen.endswith(".avif")


def test_a_cover_is_dropped_chosen_and_removed(open_editor, editor, make_post):
    library.save_picture(make_graphic("red", (80, 42)), "attention.png", editor)
    Picture.objects.update(alt="注意力")
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    library.save_picture(drawing, "drawing.svg", editor)
    post = make_post("题", published_at=None)
    page = open_editor(reverse("admin:posts_post_change", args=[post.pk]))
    # Files in memory, which a thread may have been asked for, are closed with the answer to that.
    page.route("**/media/**", lambda route: route.fulfill(body=make_graphic(), content_type="image/png"))
    thumbnail, remove = page.locator(".cover-thumbnail"), page.locator(".cover-remove")
    expect(page.locator("#id_cover")).to_be_hidden()
    expect(thumbnail).to_be_hidden()
    send(page, "drop", content=make_graphic("teal"), target=".cover-tools")
    expect(page.locator(".cover-message")).to_contain_text("shown once you save")
    expect(thumbnail).to_be_visible()
    page.get_by_role("button", name="Choose from the library").click()
    # Social networks show no drawings.
    expect(page.locator(".media-library-item")).to_have_count(2)
    page.locator(".media-library-item", has_text="attention").press("Enter")
    expect(page.locator(".cover-browse")).to_be_focused()
    expect(page.locator("#id_cover_alt")).to_have_value("注意力")
    save(page)
    post.refresh_from_db()
    assert (post.cover.name, post.cover_width) == (Picture.objects.get(title="attention").name, 80)
    page.reload()
    expect(thumbnail).to_be_visible()
    remove.click()
    expect(thumbnail).to_be_hidden()
    save(page)
    post.refresh_from_db()
    assert not post.cover


def save(page):
    page.locator("input[name=_continue]").first.click()
    wait_until(page, "() => !document.querySelector('#post_form[aria-busy]')")


@pytest.mark.variation
def test_a_click_sets_the_width_side_and_caption_of_the_picture_at_the_cursor(unwatched_editor):
    page = unwatched_editor
    bar = page.locator(".picture-bar")
    put_text(page, "前‸\n\n![](/media/a.png)\n\n后")
    expect(bar).to_be_hidden()
    put_text(page, "前\n\n![‸](/media/a.png)\n\n后")
    expect(bar).to_be_visible()
    for name in ("50%", "Right", "Right", "Left"):
        bar.get_by_role("button", name=name, exact=True).click()
    expect(source_field(page)).to_have_value("前\n\n![](/media/a.png){width=342 align=left}\n\n后")
    expect(source_field(page)).to_be_focused()
    expect(bar.get_by_role("button", name="50%")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+z")
    expect(source_field(page)).to_have_value("前\n\n![](/media/a.png){width=342}\n\n后")
    page.keyboard.press("Control+Shift+z")
    bar.locator(".picture-alt").fill("图 [1]")
    bar.locator(".picture-alt").press("Enter")
    expect(source_field(page)).to_have_value(re.compile("图"))
    bar.locator(".picture-caption").fill('说明 "$x$"')
    bar.locator(".picture-caption").press("Enter")
    whole = '![图 &#91;1&#93;](/media/a.png "说明 \\"$x$\\""){width=342 align=left}'
    expect(source_field(page)).to_have_value(f"前\n\n{whole}\n\n后")
    expect(preview_article(page).locator("figure.left figcaption math")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(source_field(page)).to_have_value(
        "前\n\n![图 &#91;1&#93;](/media/a.png){width=342 align=left}\n\n后"
    )
    put_text(page, "```\n![‸](/media/a.png)\n```")
    expect(bar).to_be_hidden()


# Types on while what was typed before is written into the text, for which the field loses the focus.
TYPE_ON = """() => {
  const [alt, caption] = [".picture-alt", ".picture-caption"].map((name) => document.querySelector(name));
  const type = (text) => document.execCommand("insertText", false, text);
  alt.focus();
  type("图");
  caption.focus();
  type("说 ");
  document.addEventListener("change", () => setTimeout(() => type("明")), { capture: true, once: true });
}"""


def test_a_description_is_kept_whatever_is_written_meanwhile(unwatched_editor):
    page = unwatched_editor
    put_text(page, "![‸](/media/a.png)")
    expect(page.locator(".picture-bar")).to_be_visible()
    page.evaluate(TYPE_ON)
    expect(page.locator(".picture-caption")).to_have_value("说 明")
    # Whoever reads the form has it, before it is in the text.
    read = "() => new FormData(document.querySelector('#post_form')).get('source')"
    assert page.evaluate(read) == '![图](/media/a.png "说 明")'
    page.locator(".picture-caption").press("Enter")
    expect(source_field(page)).to_have_value('![图](/media/a.png "说 明")')


def test_an_upload_that_arrives_leaves_the_keys_to_who_has_them(unwatched_editor):
    page = unwatched_editor
    held = []
    page.route(UPLOAD, lambda route: held.append(route))  # noqa: PLW0108
    with page.expect_request(UPLOAD):
        for name, color in (("1.png", "red"), ("2.png", "blue")):
            send(page, name=name, content=make_graphic(color))
    keyboard = page.context.new_cdp_session(page)
    page.locator("#id_title").focus()
    keyboard.send("Input.imeSetComposition", {"text": "zhu", "selectionStart": 3, "selectionEnd": 3})
    with page.expect_request(UPLOAD):
        held.pop().continue_()
    expect(source_field(page)).to_have_value("")
    keyboard.send("Input.insertText", {"text": "主题"})
    expect(source_field(page)).to_have_value(re.compile(r"^!\[\]\([^)]+\)\s*$"))
    expect(page.locator("#id_title")).to_have_value("主题")
    expect(page.locator("#id_title")).to_be_focused()

    page.keyboard.press("Control+\\")
    with page.expect_response(UPLOAD):
        held.pop().continue_()
    page.keyboard.type("ab")
    expect(page.locator("#palette input")).to_have_value("ab")
    page.keyboard.press("Escape")
    expect(source_field(page)).to_have_value(re.compile(r"^!\[\]\([^)]+\)\s+!\[\]\([^)]+\)\s*$"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a ![x](b.png) c", None),
        ("![x](b(1).png)", {"url": "b(1).png", "alt": "x", "attributes": {"width": "", "height": ""}}),
        ('![x](b.png "c" =100x50)', {"caption": "c", "attributes": {"width": "100", "height": "50"}}),
        (r'![a\]b](<b c.png>){.wide #i width="50%"}', {"url": "<b c.png>"}),
        ("![", None),
    ],
)
@pytest.mark.variation
def test_a_picture_is_read_in_every_spelling(text, expected, open_editor):
    page = open_editor()
    read = """async (text) => {
      const { findImageAt } = await import("/static/js/editor/image-markdown.js");
      return findImageAt(text, 0, 0);
    }"""
    found = page.evaluate(read, text)
    assert found is None if expected is None else expected.items() <= found.items()


def test_pictures_of_several_places_land_where_they_were_dropped(unwatched_editor):
    page = unwatched_editor
    held = []
    page.route(UPLOAD, lambda route: route.continue_() if held else held.append(route))
    put_text(page, "甲‸乙")
    with page.expect_request(UPLOAD):
        send(page, name="1.png", content=make_graphic("red"))
    send(page, name="2.png", content=make_graphic("blue"))
    put_cursor(page, 2)
    send(page, name="3.png", content=make_graphic("green"))
    put_cursor(page, 0)
    page.keyboard.type("先")
    expect(page.locator(".upload-item[data-state=uploading]")).to_have_count(3)
    held[0].abort()
    # The others are there before the first is tried again.
    expect(sent(page)).to_have_count(2)
    page.locator(".upload-item[data-state=failed] .upload-retry").click()
    expect(sent(page)).to_have_count(3)
    names = {picture.title: picture.url for picture in Picture.objects.all()}
    places = [source_field(page).input_value().index(names[name]) for name in "123"]
    assert places == sorted(places)
    assert re.fullmatch(
        r"先甲\n\n!\[\]\(\S+\)\n\n!\[\]\(\S+\)\n\n乙\n\n!\[\]\(\S+\)\s*", source_field(page).input_value()
    )


def put_cursor(page, position):
    source_field(page).evaluate("(box, at) => box.setSelectionRange(at, at)", position)


@pytest.mark.variation
def test_the_tools_for_pictures_are_accessible(unwatched_editor, editor):
    library.save_picture(make_graphic("red"), "attention.png", editor)
    page = unwatched_editor
    send(page, content=b"<b/>", name="坏.png")
    expect(page.locator(".upload-item[data-state=failed]")).to_have_count(1)
    send(page)
    expect(sent(page)).to_have_count(1)
    assert barriers(page, ".upload-queue") == []
    page.get_by_role("button", name="Library …").click()
    expect(page.locator(".media-library-item")).to_have_count(2)
    assert barriers(page, ".media-library") == []


def barriers(page, part):
    """Return what axe calls a violation in a part of the page."""
    violations = Axe().run(page, context=part, options=AXE).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in violations for node in rule["nodes"]]
