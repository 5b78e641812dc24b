"""The live preview in a browser: it stays calm, and scrolls with the text."""

import random
from pathlib import Path

import pytest
from playwright.sync_api import expect

import posts
from posts.models import Post
from tests.support.browser_windows import wait_until
from tests.support.editor_page import (
    BEGIN,
    CURSOR,
    END,
    LONG,
    press,
    preview_article,
    put_text,
    read_marked_text,
    settle,
    source_field,
)
from tests.support.image_files import make_graphic
from tests.support.markdown_pieces import PIECES
from tests.support.proofs import scale

PREVIEW = "**/preview/"
SAMPLES = Path(posts.__file__).parent / "fixtures" / "samples"

# Applies edits one after the other, as the editor does. Returns those after which the preview is another than
# a browser makes of the whole HTML, or holds other blocks; and how many were applied block by block.
APPLY = """async ([url, token, sources]) => {
  const { createPreviewBlocks, splitAnswer } = await import("/static/js/editor/preview-blocks.js");
  const ask = async (fields) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ language: "zh-Hans", ...fields })) body.set(name, value);
    return (await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token } })).json();
  };
  const article = document.body.appendChild(document.createElement("article"));
  const blocks = createPreviewBlocks(article);
  const faults = [];
  let separate = 0;
  for (const source of sources) {
    const answer = await ask({ source, blocks: blocks.getDigests() });
    if (answer.error) continue;
    const whole = document.implementation.createHTMLDocument().createElement("article");
    whole.innerHTML = (await ask({ source })).html;
    const parts = [...splitAnswer(blocks.complete(answer), 1000)];
    if (!parts.every((part) => blocks.apply(part)) || !article.isEqualNode(whole)) faults.push(source);
    if (!article.firstElementChild) continue;
    const number = blocks.findBlock(article.lastElementChild);
    separate += number >= 0;
    if (number >= 0 && number !== answer.lines.length - 1) faults.push(`block ${number} of ${source}`);
  }
  article.remove();
  return [faults, separate];
}"""


# Whether the preview is what a browser makes of the page's HTML.
HAS_HTML = """html => {
  const article = document.createElement("article");
  article.innerHTML = html;
  return frames[0].document.querySelector("article").innerHTML === article.innerHTML;
}"""


def iter_edits(generator, source, count):
    """Yield `source` after each of some edits: pieces inserted, lines removed, moved or doubled."""
    for _ in range(count):
        lines = source.split("\n")
        at, to = (generator.randrange(len(lines)) for _ in range(2))
        length = generator.choice([1, 1, 2, 5, 30])
        match generator.choice(["type", "type", "remove", "move", "double", "replace"]):
            case "type":
                place = generator.randrange(len(lines[at]) + 1)
                pieces = "".join(generator.choices(PIECES, k=generator.choice([1, 1, 3])))
                lines[at] = lines[at][:place] + pieces + lines[at][place:]
            case "remove":
                del lines[at : at + length]
            case "move":
                moved = lines[at : at + length]
                del lines[at : at + length]
                lines[to:to] = moved
            case "double":
                lines[to:to] = lines[at : at + length]
            case "replace":
                lines[at] = "".join(generator.choices(PIECES, k=4))
        source = "\n".join(lines).replace("\ud800", "")
        yield source


@pytest.mark.proof
def test_the_patched_preview_is_the_whole_one_after_any_edits(editor_page):
    generator = random.Random(scale(16, None))
    guide = (SAMPLES / "transmission-guide.md").read_text()
    sources = [guide, LONG, LONG.replace("第 7 节", "第七节"), LONG + "\n\n<tr><td>坏</td></tr>"]
    sources += [LONG, "", "<p>a<p>b</div></table>文\n\n| a |\n|--|\n| b |", guide]
    sources += iter_edits(generator, guide[:6000], scale(15, 3000))
    token = editor_page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    url = source_field(editor_page).get_attribute("data-markdownx-urls-path")
    faults, separate = editor_page.evaluate(APPLY, [url, token, sources])
    assert faults == []
    # A sample is never in need of the way that makes all of it anew.
    assert separate > len(sources) / 3


def test_the_preview_shows_title_and_text_as_the_page_does(editor_page, editor):
    source = (SAMPLES / "transmission-guide.md").read_text()
    post = Post.objects.create(title="能量 $E$ 与 <b>", author=editor, source=source)
    source_field(editor_page).fill(LONG)
    expect(preview_article(editor_page).locator("h2")).to_have_count(30)
    editor_page.select_option("#id_language", post.language)
    source_field(editor_page).fill(source)
    editor_page.fill("#id_title", post.title)
    heading = editor_page.frame_locator(".editor-preview").locator(".preview-title")
    expect(heading).to_contain_text("与 <b>")
    expect(heading.locator("math")).to_have_count(1)
    wait_until(editor_page, HAS_HTML, post.html)
    editor_page.fill("#id_title", "")
    expect(heading).to_be_hidden()


def test_only_what_differs_is_changed_in_the_preview(editor_page):
    source_field(editor_page).fill(LONG)
    expect(preview_article(editor_page).locator("h2")).to_have_count(30)
    preview_article(editor_page).evaluate(
        "article => { for (const child of article.children) child.isOld = true }"
    )
    source_field(editor_page).fill(LONG.replace("第 7 节", "第七节"))
    expect(preview_article(editor_page)).to_contain_text("第七节")
    changed = preview_article(editor_page).evaluate(
        "article => [...article.children].filter(child => !child.isOld).length"
    )
    assert changed <= 1


@pytest.mark.variation
def test_a_preview_that_comes_moves_nothing(editor_page):
    editor_page.click("[data-command=sync-scroll]")
    source_field(editor_page).fill(LONG)
    expect(preview_article(editor_page).locator("h2")).to_have_count(30)
    source_field(editor_page).evaluate("box => { box.setSelectionRange(400, 400); box.scrollTop = 300 }")
    scroller(editor_page, "page.scrollTo(0, 1234)")
    with editor_page.expect_response(PREVIEW):
        editor_page.evaluate("document.execCommand('insertText', false, '新')")
    expect(preview_article(editor_page)).to_contain_text("新")
    state = "box => [box.selectionStart, box.selectionEnd, box.scrollTop]"
    assert source_field(editor_page).evaluate(state) == [401, 401, 300]
    assert scroller(editor_page, "page.scrollTop") == 1234


@pytest.mark.variation
def test_one_preview_is_asked_for_at_a_time_and_the_newest_last(editor_page):
    out = []
    editor_page.on("request", lambda request: out.append(1) if "preview" in request.url else None)
    most = []

    def slowly(route):
        most.append(len(out) - len(most))
        editor_page.wait_for_timeout(60)
        route.continue_()

    editor_page.route(PREVIEW, slowly)
    source_field(editor_page).press_sequentially("abcdefghijkl", delay=15)
    expect(preview_article(editor_page)).to_have_text("abcdefghijkl")
    assert set(most) == {1}
    assert len(most) < 12


@pytest.mark.variation
def test_a_text_that_is_too_long_is_not_sent_and_says_so(editor_page):
    asked = []
    editor_page.on("request", lambda request: asked.append(request.url) if "preview" in request.url else None)
    editor_page.set_default_timeout(30_000)  # a browser takes its time to lay so much out
    text = "One of the many lines of a text that is too long.\n" * 20_000
    source_field(editor_page).evaluate("(box, text) => { box.value = text }", text)
    source_field(editor_page).press("Control+Home")
    editor_page.keyboard.type("!!")
    message = "longer than 1,000,000 characters"
    expect(editor_page.locator(".editor-message")).to_contain_text(message, timeout=30_000)
    assert source_field(editor_page).evaluate("box => box.value.length") == len(text) + 2
    assert asked == []
    source_field(editor_page).evaluate("box => { box.value = '' }")
    source_field(editor_page).press_sequentially("短")
    expect(preview_article(editor_page)).to_have_text("短")
    expect(editor_page.locator(".editor-message")).to_be_hidden()


# How far below the upper edge of the preview its headings stand.
TOPS = (
    """article => [...article.querySelectorAll("h2")].map((heading) => heading.getBoundingClientRect().top)"""
)

# Which section, of a heading and a paragraph each, stands so far down the text box, by its mirror.
SECTION = """(box, part) => {
  const goal = box.scrollTop + box.clientHeight * part - parseFloat(getComputedStyle(box).paddingTop);
  const parts = [...document.querySelectorAll(".editor-mirror div")];
  return Math.floor(parts.findLastIndex((part) => part.offsetTop <= goal) / 2);
}"""


def scroller(page, expression):
    script = f"article => {{ const page = article.ownerDocument.scrollingElement; return {expression} }}"
    return preview_article(page).evaluate(script)


def test_text_and_preview_scroll_in_step_both_ways(editor_page):
    source_field(editor_page).fill(LONG)
    expect(preview_article(editor_page).locator("h2")).to_have_count(30)
    height = source_field(editor_page).evaluate("box => box.scrollHeight - box.clientHeight")
    for part in (0.25, 0.5, 0.75):
        source_field(editor_page).evaluate("(box, top) => { box.scrollTop = top }", height * part)
        settle(editor_page)
        # What stands at a quarter of the box, at a half …, is at a quarter of the preview, at a half.
        section = source_field(editor_page).evaluate(SECTION, part)
        here, tops = (
            scroller(editor_page, "page.clientHeight") * part,
            preview_article(editor_page).evaluate(TOPS),
        )
        assert tops[section] - 20 < here < tops[section + 1] + 20
    scroller(editor_page, "page.scrollTop = page.scrollHeight")
    settle(editor_page)
    assert source_field(editor_page).evaluate("box => box.scrollTop") == pytest.approx(height, abs=2)
    source_field(editor_page).evaluate("box => { box.scrollTop = 0 }")
    settle(editor_page)
    assert scroller(editor_page, "page.scrollTop") == 0


@pytest.mark.variation
def test_scrolling_in_step_does_not_feed_back(editor_page):
    source_field(editor_page).fill(LONG)
    expect(preview_article(editor_page).locator("h2")).to_have_count(30)
    source_field(editor_page).evaluate("box => { box.scrollTop = 777 }")
    settle(editor_page)
    settle(editor_page)
    assert source_field(editor_page).evaluate("box => box.scrollTop") == 777


@pytest.mark.variation
def test_the_choice_to_scroll_in_step_is_remembered(editor_page):
    editor_page.click("[data-command=sync-scroll]")
    editor_page.reload()
    expect(editor_page.locator("[data-command=sync-scroll]")).to_have_attribute("aria-pressed", "false")
    source_field(editor_page).fill(LONG)
    expect(preview_article(editor_page).locator("h2")).to_have_count(30)
    source_field(editor_page).evaluate("box => { box.scrollTop = 2000 }")
    settle(editor_page)
    assert scroller(editor_page, "page.scrollTop") == 0


def test_a_warning_leads_to_its_line(editor_page):
    source_field(editor_page).fill(LONG + "\n\n坏 $\\frac{1$\n")
    editor_page.locator(".editor .warnings button").click()
    assert read_marked_text(editor_page).endswith(f"{BEGIN}坏 $\\frac{{1${END}\n")
    assert source_field(editor_page).evaluate("box => box.scrollTop > 0")
    expect(source_field(editor_page)).to_be_focused()


CLICK_TEXT = """\
开头的一段，有 **重的字** 和 `code`。

- 一项
- 二项，重的字

$$
x^2
$$

| 甲 | 乙 |
|---|---|
| 丙 | 丁 |

"""


def click_in_frame(element, x, y, **options):
    """Click with the mouse alone: Playwright's click tries to run scripts in the sandboxed frame."""
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    element.page.mouse.click(box["x"] + x, box["y"] + y, **options)


@pytest.mark.variation
def test_a_click_in_the_preview_puts_the_cursor_there(editor_page):
    source_field(editor_page).fill(CLICK_TEXT + LONG)
    article = preview_article(editor_page)
    expect(article.locator("h2")).to_have_count(30)
    places = {
        "strong": CLICK_TEXT.index("重的字"),
        "li:nth-child(2)": CLICK_TEXT.index("二项，重"),
        "code": CLICK_TEXT.index("code"),
        "td:nth-child(2)": CLICK_TEXT.index("丁"),
        ".math-display, math[display=block]": CLICK_TEXT.index("$$"),
        "h2:nth-of-type(25)": len(CLICK_TEXT) + LONG.index("第 25 节"),
    }
    for selector, offset in places.items():
        element = article.locator(selector).first
        element.scroll_into_view_if_needed()
        settle(editor_page)
        top = scroller(editor_page, "page.scrollTop")
        click_in_frame(element, 2, 8)
        expect(source_field(editor_page)).to_be_focused()
        begin, end = source_field(editor_page).evaluate("box => [box.selectionStart, box.selectionEnd]")
        assert begin == end, selector
        assert abs(begin - offset) <= 3, (selector, CLICK_TEXT[begin : begin + 9])
        settle(editor_page)
        assert scroller(editor_page, "page.scrollTop") == top
        assert min(source_field(editor_page).evaluate(SPACE_LEFT_WRAPPED)) >= 0
    editor_page.set_viewport_size({"width": 390, "height": 800})
    click_in_frame(article.locator("code"), 2, 8)
    wait_until(
        editor_page, "place => document.querySelector('#id_source').selectionStart === place", places["code"]
    )
    expect(source_field(editor_page)).to_be_in_viewport()


@pytest.mark.variation
def test_a_selection_in_the_preview_stays_and_a_link_is_opened(editor_page):
    source_field(editor_page).fill("一段可以选中的话 [下去](#b)\n\n" + LONG + "\n\n## B {#b}")
    article = preview_article(editor_page)
    expect(article.locator("h2")).to_have_count(31)
    source_field(editor_page).evaluate("box => box.setSelectionRange(0, 0)")
    click_in_frame(article.locator("p").first, 20, 10, click_count=2)
    assert article.evaluate("article => article.ownerDocument.getSelection().toString()")
    click_in_frame(article.locator("p").nth(1), 20, 10)
    expect(source_field(editor_page)).to_be_focused()
    source_field(editor_page).evaluate("box => box.setSelectionRange(0, 0)")
    click_in_frame(article.locator("a").first, 5, 5)
    assert scroller(editor_page, "page.scrollTop") > 0
    assert source_field(editor_page).evaluate("box => box.selectionStart") == 0


# How far above what stands below the text the cursor's line ends, and how far below the bar it begins;
# no line of the text is folded.
SPACE_LEFT = """box => {
  const style = getComputedStyle(box);
  const line = box.value.slice(0, box.selectionStart).split("\\n").length;
  const height = parseFloat(style.lineHeight);
  const end = box.getBoundingClientRect().top + parseFloat(style.paddingTop) + line * height - box.scrollTop;
  const place = (name) => document.querySelector(name).getBoundingClientRect();
  const [bar, foot] = [place(".editor-header"), place(".editor-footer")];
  return [Math.min(innerHeight, foot.top) - end, end - height - bar.bottom];
}"""


# The same where lines are folded, as far as it can be told: the cursor's line by the mirror.
SPACE_LEFT_WRAPPED = """box => {
  const line = box.value.slice(0, box.selectionStart).split("\\n").length;
  const parts = [...document.querySelectorAll(".editor-mirror div")];
  let last = 0;
  const part = parts.findLast((part, index) => {
    const before = parts.slice(0, index).reduce((sum, one) => sum + one.textContent.split("\\n").length, 1);
    return before <= line;
  });
  const top = part.offsetTop + parseFloat(getComputedStyle(box).paddingTop) - box.scrollTop;
  return [top, box.clientHeight - top];
}"""


def is_in_sight(page):
    return min(source_field(page).evaluate(SPACE_LEFT)) >= 0


@pytest.mark.proof
@pytest.mark.parametrize(("width", "height"), scale([(800, 700)], [(1280, 720), (1440, 900), (800, 700)]))
@pytest.mark.variation
def test_the_line_that_is_typed_is_in_sight(width, height, editor_page):
    editor_page.set_viewport_size({"width": width, "height": height})
    source_field(editor_page).focus()
    for number in range(40):
        editor_page.keyboard.type(f"{number}")
        assert is_in_sight(editor_page), number
        editor_page.keyboard.press("Enter")
    for number in range(40):
        editor_page.keyboard.press("ArrowUp")
        assert is_in_sight(editor_page), number


@pytest.mark.variation
def test_it_stays_in_sight_when_warnings_come_and_pictures_are_described(editor_page):
    editor_page.set_viewport_size({"width": 1440, "height": 900})
    put_text(editor_page, f"{CURSOR}行\n\n" + "一段\n\n" * 60 + "完")
    press(editor_page, "Control+End")
    assert is_in_sight(editor_page)
    editor_page.keyboard.type("坏 $\\frac{1$")
    expect(editor_page.locator(".editor .warnings button")).to_have_count(1)
    settle(editor_page)
    assert is_in_sight(editor_page)
    editor_page.set_input_files(
        ".editor-media input", {"name": "a.png", "mimeType": "image/png", "buffer": make_graphic()}
    )
    wait_until(editor_page, f"() => Math.min(...({SPACE_LEFT})(document.querySelector('#id_source'))) >= 0")
    expect(editor_page.locator(".upload-item[data-state=uploaded]")).to_have_count(1)
    source_field(editor_page).focus()
    editor_page.keyboard.type("字")
    assert is_in_sight(editor_page)
