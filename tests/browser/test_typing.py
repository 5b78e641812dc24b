"""Typing in the editor: tools and keys, lists and Tab."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.support.admin_forms import ADD_URL
from tests.support.editor_page import (
    CURSOR,
    check_steps,
    press,
    put_text,
    read_marked_text,
    source_field,
)


def twice(before, keys, after, back=None):
    """The steps that set a mark and, pressed again, take it back."""
    return [(before, keys, after), (after, keys, before if back is None else back)]


def test_marks_are_set_and_taken_back(editor_page):
    check_steps(
        editor_page,
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


def test_links_are_made_and_taken_back(editor_page):
    check_steps(
        editor_page,
        [
            ("见⟦这里⟧。", "Control+k", "见[这里](⟦https://⟧)。"),
            ("见[这里](⟦https://⟧)。", "Control+k", "见⟦这里⟧。"),
            ("‸", "Control+k", "[‸](https://)"),
            ("⟦https://a.example/x⟧", "Control+k", "[‸](https://a.example/x)"),
            ("![图](⟦a.png⟧)", "Control+k", "![图]([a.png](⟦https://⟧))"),
        ],
    )


@pytest.mark.variation
def test_lines_become_headings_lists_and_quotations_and_text_again(editor_page):
    check_steps(
        editor_page,
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


@pytest.mark.variation
def test_blocks_stand_apart_and_are_set_free(editor_page):
    check_steps(
        editor_page,
        [
            ("文‸", "Control+Shift+D", "文\n\n$$\n‸\n$$"),
            ("⟦x=1⟧", "Control+Shift+D", "$$\n⟦x=1⟧\n$$"),
            ("$$\n⟦x=1⟧\n$$", "Control+Shift+D", "⟦x=1⟧"),
            ("文\n⟦code⟧\n文", "Control+Alt+e", "文\n\n```‸\ncode\n```\n\n文"),
            ("```py\nco‸de\n```", "Control+Alt+e", "⟦code⟧"),
            ("⟦```\na\n```⟧", "Control+Alt+e", "````‸\n```\na\n```\n````"),
            ("⟦a\tb|c\n1⟧", "Control+Shift+G", "| ⟦a⟧ | b\\|c |\n| --- | --- |\n| 1 |  |"),
            ("一‸", "Control+Shift+A", "> [!NOTE]\n> 一‸"),
            ("> [!NOTE]\n> 一‸", "Control+Shift+A", "一‸"),
            ("> [!TIP] 题\n> 一‸\n\n文", "Control+Shift+A", "题\n一‸\n\n文"),
        ],
    )
    put_text(editor_page, "文‸")
    press(editor_page, "Control+Shift+G")
    assert read_marked_text(editor_page).startswith(
        "文\n\n| ⟦Column 1⟧ | Column 2 | Column 3 |\n| --- | --- | --- |\n|  |"
    )


@pytest.mark.variation
def test_a_footnote_gets_the_next_number_and_its_key_leads_there_and_back(editor_page):
    check_steps(
        editor_page,
        [
            ("一‸。", "Control+Alt+f", "一[^1]。\n\n[^1]: ‸"),
            ("二‸\n\n一[^1]\n\n[^1]: 注", "Control+Alt+f", "二[^2]\n\n一[^1]\n\n[^1]: 注\n[^2]: ‸"),
            ("一[^1]。\n\n[^1]: 注‸", "Control+Alt+f", "一[^1]‸。\n\n[^1]: 注"),
            ("一[^1]‸。\n\n[^1]: 注\n\n文", "Control+Alt+f", "一[^1]。\n\n[^1]: 注‸\n\n文"),
        ],
    )


def test_lists_go_on_where_enter_is_pressed(editor_page):
    check_steps(
        editor_page,
        [
            ("- 一‸", "Enter", "- 一\n- ‸"),
            ("- 一‸二", "Enter", "- 一\n- ‸二"),
            ("9. 九‸", "Enter", "9. 九\n10. ‸"),
            ("- [x] 做了‸", "Enter", "- [x] 做了\n- [ ] ‸"),
            ("> 引‸", "Enter", "> 引\n> ‸"),
            ("> - 引‸", "Enter", "> - 引\n> - ‸"),
            ("  * 深‸", "Enter", "  * 深\n  * ‸"),
            ("- 一\n  - ‸", "Enter", "- 一\n- ‸"),
            ("- 一‸", "Shift+Enter", "- 一\n‸"),
            ("‸- 一", "Enter", "\n‸- 一"),
            ("文‸", "Enter", "文\n‸"),
            ("```\n- 一‸", "Enter", "```\n- 一\n‸"),
            ("$$\n- 一‸", "Enter", "$$\n- 一\n‸"),
            ("```py\n    if x:‸\n```", "Enter", "```py\n    if x:\n    ‸\n```"),
        ],
    )


@pytest.mark.variation
def test_lists_end_with_an_empty_line_on_each_side(editor_page):
    check_steps(
        editor_page,
        [
            ("- 一\n- ‸", "Enter", "- 一\n\n‸"),
            ("- 一\n\n- ‸", "Enter", "- 一\n\n‸"),
            ("- ‸", "Enter", "‸"),
            ("文\n- ‸", "Enter", "文\n\n‸"),
            ("- [ ] 一\n- [ ] ‸\n文", "Enter", "- [ ] 一\n\n‸\n\n文"),
            ("  * 深\n  * ‸", "Enter", "  * 深\n\n‸"),
            ("> 引\n> ‸", "Enter", "> 引\n\n‸"),
            ("> > 引\n> > ‸", "Enter", "> > 引\n>\n> ‸"),
            ("> - 引\n> - ‸\n> 文", "Enter", "> - 引\n>\n> ‸\n>\n> 文"),
            ("1. 一\n2. ‸\n3. 三\n4. 四", "Enter", "1. 一\n\n‸\n\n2. 三\n3. 四"),
            ("1. 一\n2. ‸\n\n文", "Enter", "1. 一\n\n‸\n\n文"),
        ],
    )


@pytest.mark.variation
def test_numbers_of_lists_count_on(editor_page):
    check_steps(
        editor_page,
        [
            ("1. 一‸\n2. 二\n3. 三", "Enter", "1. 一\n2. ‸\n3. 二\n4. 三"),
            ("5) 一‸\n6) 二", "Enter", "5) 一\n6) ‸\n7) 二"),
            ("1. 一‸\n1. 二\n1. 三", "Enter", "1. 一\n1. ‸\n1. 二\n1. 三"),
            ("1. 一\n1. 二‸", "Enter", "1. 一\n1. 二\n1. ‸"),
            ("> 1. 一‸\n> 2. 二", "Enter", "> 1. 一\n> 2. ‸\n> 3. 二"),
            ("1. 一\n   1. 甲‸\n   2. 乙\n2. 二", "Enter", "1. 一\n   1. 甲\n   2. ‸\n   3. 乙\n2. 二"),
            ("1. 一\n   1. 甲\n   2. ‸\n2. 二", "Enter", "1. 一\n   1. 甲\n2. ‸\n3. 二"),
            # What is nested in an item stays in it where its number gets longer.
            (
                "8. 八‸\n9. 九\n   - 甲\n\n   段\n10. 十",
                "Enter",
                "8. 八\n9. ‸\n10. 九\n    - 甲\n\n    段\n11. 十",
            ),
            # Another list, code, and what is parted by two empty lines count for themselves.
            ("1. 一‸\n\n\n1. 二", "Enter", "1. 一\n2. ‸\n\n\n1. 二"),
            ("1. 一‸\n\n段\n\n2. 二", "Enter", "1. 一\n2. ‸\n\n段\n\n2. 二"),
            ("1. 一‸\n1) 二", "Enter", "1. 一\n2. ‸\n1) 二"),
            (
                "1. 一‸\n   ```\n   2. x\n   3. y\n   ```\n2. 二",
                "Enter",
                "1. 一\n2. ‸\n   ```\n   2. x\n   3. y\n   ```\n3. 二",
            ),
            ("1. 一\n2. 二‸\n3. 三\n4. 四", "Tab", "1. 一\n   1. 二‸\n2. 三\n3. 四"),
            ("1. 一\n   1. 甲\n2. 二‸\n3. 三", "Tab", "1. 一\n   1. 甲\n   2. 二‸\n2. 三"),
            ("1. 一\n   1. 二‸\n   2. 三\n2. 四", "Shift+Tab", "1. 一\n2. 二‸\n   1. 三\n3. 四"),
        ],
    )


@pytest.mark.variation
def test_lines_are_moved_and_duplicated(editor_page):
    check_steps(
        editor_page,
        [
            ("甲\n乙‸\n丙", "Alt+ArrowUp", "乙‸\n甲\n丙"),
            ("甲\n乙‸\n丙", "Alt+ArrowDown", "甲\n丙\n乙‸"),
            ("甲\n⟦乙\n丙⟧\n丁", "Alt+ArrowUp", "⟦乙\n丙⟧\n甲\n丁"),
            ("甲\n⟦乙\n丙⟧\n丁", "Alt+ArrowDown", "甲\n丁\n⟦乙\n丙⟧"),
            ("甲\n⟦乙\n⟧丙", "Alt+ArrowUp", "⟦乙\n⟧甲\n丙"),
            ("‸甲\n乙", "Alt+ArrowUp", "‸甲\n乙"),
            ("甲\n乙‸", "Alt+ArrowDown", "甲\n乙‸"),
            ("甲\n‸", "Alt+ArrowUp", "‸\n甲"),
            ("\n甲‸", "Alt+ArrowUp", "甲‸\n"),
            ("‸\n甲", "Alt+ArrowDown", "甲\n‸"),
            ("1. 甲\n2. 乙‸\n3. 丙", "Alt+ArrowUp", "1. 乙‸\n2. 甲\n3. 丙"),
            ("9. 甲‸\n10. 乙", "Alt+ArrowDown", "9. 乙\n10. 甲‸"),
            ("```\n2. 甲‸\n1. 乙\n```", "Alt+ArrowDown", "```\n1. 乙\n2. 甲‸\n```"),
            # A table keeps its head.
            ("|a|b|\n|-|-|\n⟦|1|2|\n|3|4|⟧", "Alt+ArrowUp", "|a|b|\n|-|-|\n⟦|1|2|\n|3|4|⟧"),
            ("⟦|a|b|\n|-|-|⟧\n|1|2|", "Alt+ArrowDown", "⟦|a|b|\n|-|-|⟧\n|1|2|"),
            ("⟦|a|b|\n|-|-|\n|1|2|⟧\n文", "Alt+ArrowDown", "文\n⟦|a|b|\n|-|-|\n|1|2|⟧"),
            ("|a‸|b|\n|-|-|", "Shift+Alt+ArrowDown", "|a‸|b|\n|-|-|"),
            ("|a|b|\n|-|-|\n|1‸|2|", "Shift+Alt+ArrowDown", "|a|b|\n|-|-|\n|1|2|\n|1‸|2|"),
            ("甲‸\n乙", "Shift+Alt+ArrowDown", "甲\n甲‸\n乙"),
            ("甲‸\n乙", "Shift+Alt+ArrowUp", "甲‸\n甲\n乙"),
            ("⟦甲\n乙⟧", "Shift+Alt+ArrowDown", "甲\n乙\n⟦甲\n乙⟧"),
            ("1. 甲‸\n2. 乙", "Shift+Alt+ArrowDown", "1. 甲\n2. 甲‸\n3. 乙"),
        ],
    )


@pytest.mark.variation
def test_home_goes_to_the_first_letter_and_then_to_the_line(editor_page):
    long = "很长的一行，" * 40
    check_steps(
        editor_page,
        [
            ("    甲乙‸", "Home", "    ‸甲乙"),
            ("    甲乙‸", "Home Home", "‸    甲乙"),
            ("    甲乙‸", "Home Home Home", "    ‸甲乙"),
            ("    甲乙‸", "Shift+Home", "    ⟦甲乙⟧"),
            ("    甲乙‸", "Shift+Home Shift+Home", "⟦    甲乙⟧"),
            ("甲乙‸", "Home", "‸甲乙"),
            ("\t‸", "Home", "‸\t"),
        ],
    )
    put_text(editor_page, f"  {long}‸")
    press(editor_page, "Home")
    # In the further rows of a line it goes to the beginning of the row.
    assert not read_marked_text(editor_page).startswith(("‸", "  ‸"))


def test_tab_indents_lists_and_code(editor_page):
    check_steps(
        editor_page,
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


@pytest.mark.variation
def test_the_fence_that_ends_code_moves_out_of_its_indentation(editor_page):
    check_steps(
        editor_page,
        [
            ("```py\nif x:\n    y\n    ``‸", "`", "```py\nif x:\n    y\n```‸"),
            ("~~~\n\ta\n\t~~‸\n\n文", "~", "~~~\n\ta\n~~~‸\n\n文"),
            ("- 一\n\n  ```\n      a\n      ``‸", "`", "- 一\n\n  ```\n      a\n  ```‸"),
            ("1. ```\n       a\n       ``‸", "`", "1. ```\n       a\n   ```‸"),
            ("> ```\n>     a\n>     ``‸", "`", "> ```\n>     a\n> ```‸"),
            ("- 一\n  - ```\n        a\n        ``‸", "`", "- 一\n  - ```\n        a\n    ```‸"),
            ("> - ~~~~\n>     a\n>     ~~~‸", "~", "> - ~~~~\n>     a\n>   ~~~~‸"),
            # Further out it would end the list or the quote, and begin other code.
            ("- 一\n\n  ```\n  a\n``‸", "`", "- 一\n\n  ```\n  a\n  ```‸"),
            ("> ```\n> a\n``‸\n\n文", "`", "> ```\n> a\n> ```‸\n\n文"),
            ("```\na\n``‸", "`", "```\na\n```‸"),
            # Not the end: too short, with words, or of another kind.
            ("````\n    ``‸", "`", "````\n    ```‸"),
            ("```\n    ``‸ x", "`", "```\n    ```‸ x"),
            ("~~~\n    ``‸", "`", "~~~\n    ```‸"),
            ("文\n    ``‸", "`", "文\n    ```‸"),
            # What stands further in than three spaces is code.
            ("```\n    ```\n- 一‸", "Enter", "```\n    ```\n- 一\n‸"),
        ],
    )


@pytest.mark.parametrize(
    ("text", "keys"),
    [("文‸", "Tab"), ("文‸", "Shift+Tab"), ("- 一\n- 二‸", "Escape Tab"), ("```\na‸", "Escape Shift+Tab")],
)
@pytest.mark.variation
def test_the_keyboard_leaves_the_text(text, keys, editor_page):
    put_text(editor_page, text)
    press(editor_page, keys)
    expect(source_field(editor_page)).not_to_be_focused()
    expect(source_field(editor_page)).to_have_value(text.replace(CURSOR, ""))


def test_an_input_method_has_the_keys_to_itself(editor_page):
    source_field(editor_page).fill("- 列表")
    source_field(editor_page).focus()
    press(editor_page, "Control+End")
    keyboard = editor_page.context.new_cdp_session(editor_page)
    keyboard.send("Input.imeSetComposition", {"text": "zhu", "selectionStart": 3, "selectionEnd": 3})
    for kind in ("rawKeyDown", "keyUp"):
        keyboard.send("Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "windowsVirtualKeyCode": 229})
    expect(source_field(editor_page)).to_have_value("- 列表zhu")
    keyboard.send("Input.insertText", {"text": "注"})
    press(editor_page, "Enter")
    expect(source_field(editor_page)).to_have_value("- 列表注\n- ")


def test_each_tool_is_one_step_of_undo(editor_page):
    source_field(editor_page).focus()
    editor_page.keyboard.type("word")
    press(editor_page, "Control+a Control+b Control+Shift+Digit8 Control+z Control+z")
    expect(source_field(editor_page)).to_have_value("word")
    editor_page.click("[data-command=table]")
    editor_page.keyboard.press("Control+z")
    expect(source_field(editor_page)).to_have_value("word")


def test_an_address_pasted_over_words_makes_a_link_of_them(editor_page):
    paste = """text => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      return !document.activeElement.dispatchEvent(event);
    }"""
    put_text(editor_page, "见⟦这里⟧。")
    assert editor_page.evaluate(paste, "https://a.example/$&")
    assert read_marked_text(editor_page) == "见[这里](https://a.example/$&)‸。"
    for text, pasted in (("‸", "https://a.example/"), ("⟦这里⟧", "那里"), ("[a](⟦b⟧)", "https://a.example/")):
        put_text(editor_page, text)
        assert not editor_page.evaluate(paste, pasted)


def test_the_tools_are_one_stop_of_tab_and_arrows_lead_through_them(editor_page):
    tools = editor_page.locator(".toolbar button")
    assert tools.evaluate_all("tools => tools.filter(tool => tool.tabIndex === 0).length") == 1
    tools.first.focus()
    press(editor_page, "ArrowRight")
    expect(tools.nth(1)).to_be_focused()
    press(editor_page, "Home ArrowLeft")
    expect(tools.last).to_be_focused()
    press(editor_page, "Home Shift+Tab")
    press(editor_page, "Tab")
    expect(tools.first).to_be_focused()
    expect(tools.first).to_have_attribute("aria-keyshortcuts", "Control+B")
    expect(tools.first).to_have_attribute("title", "Bold (Ctrl+B)")


@pytest.mark.variation
def test_help_names_the_keys_and_gives_the_text_back(editor_page):
    source_field(editor_page).focus()
    press(editor_page, "Control+/")
    expect(editor_page.get_by_role("dialog")).to_contain_text("Bold")
    expect(editor_page.get_by_role("dialog")).to_contain_text("Leave the text")
    press(editor_page, "Escape")
    expect(source_field(editor_page)).to_be_focused()


@pytest.mark.variation
def test_the_editor_fills_the_window_and_gives_it_back(editor_page):
    put_text(editor_page, "一‸二")
    press(editor_page, "Control+Shift+Enter")
    box = editor_page.locator(".editor").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1440, 800)
    assert read_marked_text(editor_page) == "一‸二"
    press(editor_page, "Escape")
    assert editor_page.locator(".editor").bounding_box()["width"] < 1440


@pytest.mark.variation
def test_the_editor_is_as_tall_as_the_window(editor_page):
    assert editor_page.locator(".editor").bounding_box()["height"] == 800


def test_saving_has_a_key(editor_page):
    editor_page.fill("#id_title", "键")
    source_field(editor_page).fill("文")
    source_field(editor_page).press("Control+s")
    editor_page.wait_for_url(re.compile(r"/\d+/change/"))
    expect(source_field(editor_page)).to_have_value("文")


def test_the_keys_of_the_tools_are_those_of_the_text_alone(editor_page):
    source_field(editor_page).fill("文")
    editor_page.press("#id_title", "Control+b")
    editor_page.evaluate("document.querySelector('.editor-footer').append(document.createElement('input'))")
    editor_page.press(".editor-footer > input", "Control+b")
    expect(source_field(editor_page)).to_have_value("文")
    expect(editor_page.locator(".editor-footer > input")).to_be_focused()


def test_enter_in_the_title_goes_on_to_the_text(editor_page):
    editor_page.fill("#id_title", "题")
    editor_page.press("#id_title", "Enter")
    expect(source_field(editor_page)).to_be_focused()
    expect(editor_page).to_have_url(ADD_URL)


def test_without_javascript_there_are_no_tools(client, editor, live_server, open_page):
    client.force_login(editor)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}
    page = open_page(ADD_URL, java_script_enabled=False, storage_state={"cookies": [cookie], "origins": []})
    for part in (".toolbar", ".editor-counts", ".editor-shortcuts", ".editor-preview"):
        expect(page.locator(part)).to_be_hidden()
    expect(source_field(page)).to_be_visible()
