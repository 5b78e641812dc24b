"""Typing in a real browser: tools and keys, lists and Tab, a preview that stays calm, scrolling in step."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

import posts
from tests.browser.desk import ADD, preview, source
from tests.browser.windows import until
from tests.pictures import graphic

PREVIEW = "**/preview/"
SAMPLES = Path(posts.__file__).parent / "fixtures" / "samples"
LONG = "\n\n".join(f"## 第 {number} 节\n\n" + "一段正文，长得要折行。" * 12 for number in range(1, 31))
# Where a selection begins and ends; where both are the same, the cursor.
BEGIN, END, CURSOR = "⟦", "⟧", "‸"


@pytest.fixture
def room(write):
    """A new post in an editor's window, its preview there."""
    page = write(width=1440)
    # Many tests leave a text behind that was never saved.
    page.on("dialog", lambda dialog: dialog.accept())
    expect(page.locator(".editor-counts li")).not_to_have_count(0)
    return page


def put(page, marked):
    """Fill the text in, and select what is marked."""
    marked = marked.replace(CURSOR, BEGIN + END)
    begin, end = marked.index(BEGIN), marked.index(END) - 1
    source(page).fill(marked.replace(BEGIN, "").replace(END, ""))
    source(page).evaluate("(box, [a, b]) => { box.focus(); box.setSelectionRange(a, b) }", [begin, end])


def marked(page):
    """Return the text with its selection marked."""
    value, begin, end = source(page).evaluate("box => [box.value, box.selectionStart, box.selectionEnd]")
    if begin == end:
        return value[:begin] + CURSOR + value[begin:]
    return value[:begin] + BEGIN + value[begin:end] + END + value[end:]


def press(page, keys):
    for key in keys.split():
        page.keyboard.press(key)


def check(page, steps):
    """Fail with every step of (before, keys, after) that does something else."""
    wrong = []
    for before, keys, after in steps:
        put(page, before)
        press(page, keys)
        if (found := marked(page)) != after:
            wrong.append(f"{before!r} {keys}: {found!r}, not {after!r}")
    if wrong:
        pytest.fail("\n".join(wrong))


def twice(before, keys, after, back=None):
    """The steps that set a mark and, pressed again, take it back."""
    return [(before, keys, after), (after, keys, before if back is None else back)]


def test_marks_are_set_and_taken_back(room):
    check(
        room,
        [
            *twice("注⟦意力⟧机制", "Control+b", "注**⟦意力⟧**机制"),
            *twice("⟦words⟧", "Control+i", "*⟦words⟧*"),
            *twice("**⟦both⟧**", "Control+i", "***⟦both⟧***"),
            *twice("*⟦both⟧*", "Control+b", "***⟦both⟧***"),
            *twice("‸", "Control+b", "**‸**"),
            *twice("汉‸字", "Control+e", "汉`‸`字"),
            *twice("a wo‸rd", "Control+b", "a **wo‸rd**"),
            *twice("旧⟦结论⟧", "Control+Shift+X", "旧~~⟦结论⟧~~"),
            *twice("当 ⟦x^2⟧ 时", "Control+Shift+M", "当 $⟦x^2⟧$ 时"),
            ("⟦**已粗**⟧", "Control+b", "⟦已粗⟧"),
            ("a⟦ b ⟧c", "Control+b", "a **⟦b⟧** c"),
            ("**写完‸**", "Control+b", "**写完**‸"),
            ("⟦a`b⟧", "Control+e", "`` ⟦a`b⟧ ``"),
            ("$&$1 ⟦$&⟧", "Control+b", "$&$1 **⟦$&⟧**"),
            *twice("- ⟦一\n- 二\n\n三⟧", "Control+b", "- ⟦**一**\n- **二**\n\n**三**⟧", "- ⟦一\n- 二\n\n三⟧"),
            *twice("⟦- 一\n> 二⟧", "Control+i", "⟦- *一*\n> *二*⟧"),
        ],
    )


def test_links_are_made_and_taken_back(room):
    check(
        room,
        [
            ("见⟦这里⟧。", "Control+k", "见[这里](⟦https://⟧)。"),
            ("见[这里](⟦https://⟧)。", "Control+k", "见⟦这里⟧。"),
            ("‸", "Control+k", "[‸](https://)"),
            ("⟦https://a.example/x⟧", "Control+k", "[‸](https://a.example/x)"),
            ("![图](⟦a.png⟧)", "Control+k", "![图]([a.png](⟦https://⟧))"),
        ],
    )


def test_lines_become_headings_lists_and_quotations_and_text_again(room):
    check(
        room,
        [
            ("标‸题", "Control+Shift+H", "## 标‸题"),
            ("标‸题", "Control+Shift+H " * 4, "标‸题"),
            *twice("⟦一\n\n二⟧", "Control+Shift+Period", "⟦> 一\n>\n> 二⟧", "⟦一\n\n二⟧"),
            *twice("⟦一\n二⟧", "Control+Shift+Digit8", "⟦- 一\n- 二⟧"),
            *twice("⟦一\n二⟧", "Control+Shift+Digit7", "⟦1. 一\n2. 二⟧"),
            *twice("‸做", "Control+Shift+Digit9", "- [ ] ‸做"),
            ("⟦- 一\n- 二⟧", "Control+Shift+Digit7", "⟦1. 一\n2. 二⟧"),
            ("> 1. 一‸", "Control+Shift+Digit9", "> - [ ] 一‸"),
            ("⟦一\n⟧二", "Control+Shift+Digit8", "- ⟦一⟧\n二"),
        ],
    )


def test_blocks_stand_apart_and_are_set_free(room):
    check(
        room,
        [
            ("文‸", "Control+Shift+D", "文\n\n$$\n‸\n$$"),
            ("⟦x=1⟧", "Control+Shift+D", "$$\n⟦x=1⟧\n$$"),
            ("$$\n⟦x=1⟧\n$$", "Control+Shift+D", "⟦x=1⟧"),
            ("文\n⟦code⟧\n文", "Control+Shift+E", "文\n\n```‸\ncode\n```\n\n文"),
            ("```py\nco‸de\n```", "Control+Shift+E", "⟦code⟧"),
            ("⟦```\na\n```⟧", "Control+Shift+E", "````‸\n```\na\n```\n````"),
            ("⟦a\tb|c\n1⟧", "Control+Shift+G", "| ⟦a⟧ | b\\|c |\n| --- | --- |\n| 1 |  |"),
            ("一‸", "Control+Shift+A", "> [!NOTE]\n> 一‸"),
            ("> [!NOTE]\n> 一‸", "Control+Shift+A", "一‸"),
            ("> [!TIP] 题\n> 一‸\n\n文", "Control+Shift+A", "题\n一‸\n\n文"),
        ],
    )
    put(room, "文‸")
    press(room, "Control+Shift+G")
    assert marked(room).startswith("文\n\n| ⟦Column 1⟧ | Column 2 | Column 3 |\n| --- | --- | --- |\n|  |")


def test_a_footnote_gets_the_next_number_and_its_key_leads_there_and_back(room):
    check(
        room,
        [
            ("一‸。", "Control+Shift+F", "一[^1]。\n\n[^1]: ‸"),
            ("二‸\n\n一[^1]\n\n[^1]: 注", "Control+Shift+F", "二[^2]\n\n一[^1]\n\n[^1]: 注\n[^2]: ‸"),
            ("一[^1]。\n\n[^1]: 注‸", "Control+Shift+F", "一[^1]‸。\n\n[^1]: 注"),
            ("一[^1]‸。\n\n[^1]: 注\n\n文", "Control+Shift+F", "一[^1]。\n\n[^1]: 注‸\n\n文"),
        ],
    )


def test_lists_go_on_where_enter_is_pressed(room):
    check(
        room,
        [
            ("- 一‸", "Enter", "- 一\n- ‸"),
            ("- 一‸二", "Enter", "- 一\n- ‸二"),
            ("9. 九‸", "Enter", "9. 九\n10. ‸"),
            ("- [x] 做了‸", "Enter", "- [x] 做了\n- [ ] ‸"),
            ("> 引‸", "Enter", "> 引\n> ‸"),
            ("> - 引‸", "Enter", "> - 引\n> - ‸"),
            ("  * 深‸", "Enter", "  * 深\n  * ‸"),
            ("- 一\n- ‸", "Enter", "- 一\n‸"),
            ("- 一\n  - ‸", "Enter", "- 一\n- ‸"),
            ("> 引\n> ‸", "Enter", "> 引\n‸"),
            ("- 一‸", "Shift+Enter", "- 一\n‸"),
            ("‸- 一", "Enter", "\n‸- 一"),
            ("文‸", "Enter", "文\n‸"),
            ("```\n- 一‸", "Enter", "```\n- 一\n‸"),
            ("$$\n- 一‸", "Enter", "$$\n- 一\n‸"),
            ("```py\n    if x:‸\n```", "Enter", "```py\n    if x:\n    ‸\n```"),
        ],
    )


def test_tab_indents_lists_and_code(room):
    check(
        room,
        [
            ("- 一\n- 二‸", "Tab", "- 一\n  - 二‸"),
            ("- 一\n  - 二‸", "Shift+Tab", "- 一\n- 二‸"),
            ("1. 一\n2. 二‸", "Tab", "1. 一\n   1. 二‸"),
            ("1. 一\n   1. 二‸", "Shift+Tab", "1. 一\n2. 二‸"),
            ("- 一‸", "Tab", "- 一‸"),
            ("```\na‸b\n```", "Tab", "```\na    ‸b\n```"),
            ("```\n    a‸\n```", "Shift+Tab", "```\na‸\n```"),
            ("⟦一\n\n二⟧", "Tab", "⟦  一\n\n  二⟧"),
            ("⟦  一\n\n  二⟧", "Shift+Tab", "⟦一\n\n二⟧"),
        ],
    )


@pytest.mark.parametrize(
    ("text", "keys"),
    [("文‸", "Tab"), ("文‸", "Shift+Tab"), ("- 一\n- 二‸", "Escape Tab"), ("```\na‸", "Escape Shift+Tab")],
)
def test_the_keyboard_leaves_the_text(text, keys, room):
    put(room, text)
    press(room, keys)
    expect(source(room)).not_to_be_focused()
    assert source(room).input_value() == text.replace(CURSOR, "")


def test_an_input_method_has_the_keys_to_itself(room):
    source(room).fill("- 列表")
    source(room).focus()
    press(room, "Control+End")
    keyboard = room.context.new_cdp_session(room)
    keyboard.send("Input.imeSetComposition", {"text": "zhu", "selectionStart": 3, "selectionEnd": 3})
    for kind in ("rawKeyDown", "keyUp"):
        keyboard.send("Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "windowsVirtualKeyCode": 229})
    assert source(room).input_value() == "- 列表zhu"
    keyboard.send("Input.insertText", {"text": "注"})
    press(room, "Enter")
    assert source(room).input_value() == "- 列表注\n- "


def test_each_tool_is_one_step_of_undo(room):
    source(room).focus()
    room.keyboard.type("word")
    press(room, "Control+a Control+b Control+Shift+Digit8 Control+z Control+z")
    assert source(room).input_value() == "word"
    room.click("[data-command=table]")
    room.keyboard.press("Control+z")
    assert source(room).input_value() == "word"


def test_an_address_pasted_over_words_makes_a_link_of_them(room):
    paste = """text => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      return !document.activeElement.dispatchEvent(event);
    }"""
    put(room, "见⟦这里⟧。")
    assert room.evaluate(paste, "https://a.example/$&")
    assert marked(room) == "见[这里](https://a.example/$&)‸。"
    for text, pasted in (("‸", "https://a.example/"), ("⟦这里⟧", "那里"), ("[a](⟦b⟧)", "https://a.example/")):
        put(room, text)
        assert not room.evaluate(paste, pasted)


def test_the_tools_are_one_stop_of_tab_and_arrows_lead_through_them(room):
    tools = room.locator(".toolbar button")
    assert tools.evaluate_all("tools => tools.filter(tool => tool.tabIndex === 0).length") == 1
    tools.first.focus()
    press(room, "ArrowRight")
    expect(tools.nth(1)).to_be_focused()
    press(room, "Home ArrowLeft")
    expect(tools.last).to_be_focused()
    press(room, "Home Shift+Tab")
    press(room, "Tab")
    expect(tools.first).to_be_focused()
    assert tools.first.get_attribute("aria-keyshortcuts") == "Control+B"
    assert tools.first.get_attribute("title") == "Bold (Ctrl+B)"


def test_help_names_the_keys_and_gives_the_text_back(room):
    source(room).focus()
    press(room, "Control+/")
    expect(room.get_by_role("dialog")).to_contain_text("Bold")
    expect(room.get_by_role("dialog")).to_contain_text("Leave the text")
    press(room, "Escape")
    expect(source(room)).to_be_focused()


def test_the_room_takes_the_whole_window_and_gives_it_back(room):
    put(room, "一‸二")
    press(room, "Control+Shift+Enter")
    box = room.locator(".editor").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1440, 800)
    assert marked(room) == "一‸二"
    press(room, "Escape")
    assert room.locator(".editor").bounding_box()["width"] < 1440


def test_the_room_is_as_tall_as_the_window(room):
    assert room.locator(".editor").bounding_box()["height"] == 800


def test_saving_has_a_key(room):
    room.fill("#id_title", "键")
    source(room).fill("文")
    source(room).press("Control+s")
    room.wait_for_url(re.compile(r"/\d+/change/"))
    expect(source(room)).to_have_value("文")


def test_the_keys_of_the_tools_are_those_of_the_text_alone(room):
    source(room).fill("文")
    room.press("#id_title", "Control+b")
    room.evaluate("document.querySelector('.editor-footer').append(document.createElement('input'))")
    room.press(".editor-footer > input", "Control+b")
    assert source(room).input_value() == "文"
    expect(room.locator(".editor-footer > input")).to_be_focused()


def test_enter_in_the_title_goes_on_to_the_text(room):
    room.fill("#id_title", "题")
    room.press("#id_title", "Enter")
    expect(source(room)).to_be_focused()
    assert room.url.endswith(ADD)


# What a browser makes of the HTML that was sent last.
SENT = """html => {
  const article = document.implementation.createHTMLDocument().createElement("article");
  article.innerHTML = html;
  return article.innerHTML;
}"""


def test_the_preview_holds_what_was_sent_however_it_was_changed(room):
    texts = [
        (SAMPLES / "transmission-guide.md").read_text(),
        LONG,
        LONG.replace("第 7 节", "第七节"),
        LONG.replace("第 7 节", "第七节 $x^2$ `code`") + "\n\n- a\n- b\n\n<tr><td>坏</td></tr>",
        "- a\n- c\n- b\n\n" + LONG,
        "",
        "<p>a<p>b</div></table>文\n\n| a |\n|--|\n| b |",
    ]
    for text in texts:
        with room.expect_response(PREVIEW) as response:
            source(room).fill(text)
        html = response.value.json()["html"]
        sent = room.evaluate(SENT, html)
        until(room, "sent => frames[0].document.querySelector('article').innerHTML === sent", sent)


def test_only_what_differs_is_changed_in_the_preview(room):
    source(room).fill(LONG)
    expect(preview(room).locator("h2")).to_have_count(30)
    preview(room).evaluate("article => { for (const child of article.children) child.isOld = true }")
    source(room).fill(LONG.replace("第 7 节", "第七节"))
    expect(preview(room)).to_contain_text("第七节")
    changed = preview(room).evaluate("article => [...article.children].filter(child => !child.isOld).length")
    assert changed <= 1


def test_a_preview_that_comes_moves_nothing(room):
    room.click("[data-command=sync-scroll]")
    source(room).fill(LONG)
    expect(preview(room).locator("h2")).to_have_count(30)
    source(room).evaluate("box => { box.setSelectionRange(400, 400); box.scrollTop = 300 }")
    scroller(room, "page.scrollTo(0, 1234)")
    with room.expect_response(PREVIEW):
        room.evaluate("document.execCommand('insertText', false, '新')")
    expect(preview(room)).to_contain_text("新")
    state = "box => [box.selectionStart, box.selectionEnd, box.scrollTop]"
    assert source(room).evaluate(state) == [401, 401, 300]
    assert scroller(room, "page.scrollTop") == 1234


def test_one_preview_is_asked_for_at_a_time_and_the_newest_last(room):
    out = []
    room.on("request", lambda request: out.append(1) if "preview" in request.url else None)
    most = []

    def slowly(route):
        most.append(len(out) - len(most))
        room.wait_for_timeout(60)
        route.continue_()

    room.route(PREVIEW, slowly)
    source(room).press_sequentially("abcdefghijkl", delay=15)
    expect(preview(room)).to_have_text("abcdefghijkl")
    assert set(most) == {1}
    assert len(most) < 12


def test_a_text_that_is_too_long_is_not_sent_and_says_so(room):
    asked = []
    room.on("request", lambda request: asked.append(request.url) if "preview" in request.url else None)
    room.set_default_timeout(30_000)  # a browser takes its time to lay so much out
    text = "One of the many lines of a text that is too long.\n" * 20_000
    source(room).evaluate("(box, text) => { box.value = text }", text)
    source(room).press("Control+Home")
    room.keyboard.type("!!")
    message = "longer than 1,000,000 characters"
    expect(room.locator(".editor-message")).to_contain_text(message, timeout=30_000)
    assert source(room).evaluate("box => box.value.length") == len(text) + 2
    assert asked == []
    source(room).evaluate("box => { box.value = '' }")
    source(room).press_sequentially("短")
    expect(preview(room)).to_have_text("短")
    expect(room.locator(".editor-message")).to_be_hidden()


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
    return preview(page).evaluate(script)


def settle(page):
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_text_and_preview_scroll_in_step_both_ways(room):
    source(room).fill(LONG)
    expect(preview(room).locator("h2")).to_have_count(30)
    height = source(room).evaluate("box => box.scrollHeight - box.clientHeight")
    for part in (0.25, 0.5, 0.75):
        source(room).evaluate("(box, top) => { box.scrollTop = top }", height * part)
        settle(room)
        # What stands at a quarter of the box, at a half …, is at a quarter of the preview, at a half.
        section = source(room).evaluate(SECTION, part)
        here, tops = scroller(room, "page.clientHeight") * part, preview(room).evaluate(TOPS)
        assert tops[section] - 20 < here < tops[section + 1] + 20
    scroller(room, "page.scrollTop = page.scrollHeight")
    settle(room)
    assert source(room).evaluate("box => box.scrollTop") == pytest.approx(height, abs=2)
    source(room).evaluate("box => { box.scrollTop = 0 }")
    settle(room)
    assert scroller(room, "page.scrollTop") == 0


def test_following_ends_where_it_began(room):
    source(room).fill(LONG)
    expect(preview(room).locator("h2")).to_have_count(30)
    source(room).evaluate("box => { box.scrollTop = 777 }")
    settle(room)
    settle(room)
    assert source(room).evaluate("box => box.scrollTop") == 777


def test_in_step_is_a_choice_that_is_kept(room):
    room.click("[data-command=sync-scroll]")
    room.reload()
    expect(room.locator("[data-command=sync-scroll]")).to_have_attribute("aria-pressed", "false")
    source(room).fill(LONG)
    expect(preview(room).locator("h2")).to_have_count(30)
    source(room).evaluate("box => { box.scrollTop = 2000 }")
    settle(room)
    assert scroller(room, "page.scrollTop") == 0


def test_a_warning_leads_to_its_line(room):
    source(room).fill(LONG + "\n\n坏 $\\frac{1$\n")
    room.locator(".editor .warnings button").click()
    assert marked(room).endswith(f"{BEGIN}坏 $\\frac{{1${END}\n")
    assert source(room).evaluate("box => box.scrollTop > 0")
    expect(source(room)).to_be_focused()


# How far above what stands below the text the cursor's line ends, and how far below the bar it begins;
# no line of the text is folded.
ROOM_LEFT = """box => {
  const style = getComputedStyle(box);
  const line = box.value.slice(0, box.selectionStart).split("\\n").length;
  const height = parseFloat(style.lineHeight);
  const end = box.getBoundingClientRect().top + parseFloat(style.paddingTop) + line * height - box.scrollTop;
  const place = (name) => document.querySelector(name).getBoundingClientRect();
  const [bar, foot] = [place(".editor-header"), place(".editor-footer")];
  return [Math.min(innerHeight, foot.top) - end, end - height - bar.bottom];
}"""


def is_in_sight(page):
    return min(source(page).evaluate(ROOM_LEFT)) >= 0


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900), (800, 700)])
def test_the_line_that_is_typed_is_in_sight(width, height, room):
    room.set_viewport_size({"width": width, "height": height})
    source(room).focus()
    for number in range(40):
        room.keyboard.type(f"{number}")
        assert is_in_sight(room), number
        room.keyboard.press("Enter")
    for number in range(40):
        room.keyboard.press("ArrowUp")
        assert is_in_sight(room), number


def test_it_stays_in_sight_when_warnings_come_and_pictures_are_described(room):
    room.set_viewport_size({"width": 1440, "height": 900})
    put(room, f"{CURSOR}行\n\n" + "一段\n\n" * 60 + "完")
    press(room, "Control+End")
    assert is_in_sight(room)
    room.keyboard.type("坏 $\\frac{1$")
    expect(room.locator(".editor .warnings button")).to_have_count(1)
    settle(room)
    assert is_in_sight(room)
    room.set_input_files(
        ".editor-media input", {"name": "a.png", "mimeType": "image/png", "buffer": graphic()}
    )
    until(room, f"() => Math.min(...({ROOM_LEFT})(document.querySelector('#id_source'))) >= 0")
    expect(room.locator(".upload-item[data-state=uploaded]")).to_have_count(1)
    source(room).focus()
    room.keyboard.type("字")
    assert is_in_sight(room)


def test_without_javascript_there_are_no_tools(client, editor, live_server, open_page):
    client.force_login(editor)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}
    page = open_page(ADD, java_script_enabled=False, storage_state={"cookies": [cookie], "origins": []})
    for part in (".toolbar", ".editor-counts", ".editor-shortcuts", ".editor-preview"):
        expect(page.locator(part)).to_be_hidden()
    expect(source(page)).to_be_visible()
