"""Tools of the text box: tables, find and replace, the outline, completion; the list of its keys."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from posts.models import Tag
from tests.support.editor_page import (
    check_steps,
    check_undo,
    press,
    put_text,
    read_marked_text,
    settle,
    source_field,
)

DOCUMENTATION = Path(settings.BASE_DIR) / "docs" / "writing.md"

TABLE = "| 甲 | b |\n| :- | --: |\n| 一 | 2 |\n| 三 | 4 |"
STRAIGHT = "| 甲  |   b |\n| :-- | --: |\n| 一  |   2 |\n| 三  |   4 |"

# What a command of the menu makes of the table, with the cursor in its row of 一.
TABLE_COMMANDS = {
    "row-above": "| 甲  |   b |\n| :-- | --: |\n| ‸    |     |\n| 一  |   2 |\n| 三  |   4 |",
    "row-below": "| 甲  |   b |\n| :-- | --: |\n| 一  |   2 |\n| ‸    |     |\n| 三  |   4 |",
    "row-up": "| 一‸  |   2 |\n| :-- | --: |\n| 甲  |   b |\n| 三  |   4 |",
    "row-down": "| 甲  |   b |\n| :-- | --: |\n| 三  |   4 |\n| 一‸  |   2 |",
    "delete-row": "| 甲  |   b |\n| :-- | --: |\n| ‸三  |   4 |",
    "column-before": "|     | 甲  |   b |\n| --- | :-- | --: |\n| ‸    | 一  |   2 |\n|     | 三  |   4 |",
    "column-after": "| 甲  |     |   b |\n| :-- | --- | --: |\n| 一  | ‸    |   2 |\n| 三  |     |   4 |",
    "column-left": "| 甲 | b |\n| :- | --: |\n| 一‸ | 2 |\n| 三 | 4 |",
    "column-right": "|   b | 甲  |\n| --: | :-- |\n|   2 | 一‸  |\n|   4 | 三  |",
    "delete-column": "|   b |\n| --: |\n|   ‸2 |\n|   4 |",
    "align-left": "| 甲  |   b |\n| --- | --: |\n| 一‸  |   2 |\n| 三  |   4 |",
    "align-center": "| 甲  |   b |\n| :-: | --: |\n| 一‸  |   2 |\n| 三  |   4 |",
    "align-right": "|  甲 |   b |\n| --: | --: |\n|  一‸ |   2 |\n|  三 |   4 |",
}


def test_tab_goes_through_the_cells_and_keeps_them_straight(editor_page):
    long = "长" * 60
    check_steps(
        editor_page,
        [
            (TABLE.replace("一", "‸一"), "Tab", STRAIGHT.replace("2", "⟦2⟧")),
            (TABLE.replace("一", "‸一"), "Shift+Tab", STRAIGHT.replace("b", "⟦b⟧")),
            (TABLE.replace("甲", "‸甲"), "Shift+Tab", STRAIGHT.replace("甲", "‸甲")),
            (TABLE.replace("4 |", "4‸ |"), "Tab", f"{STRAIGHT}\n| ‸    |     |"),
            ("a|b‸\n-|-\n汉字宽|d", "Tab", "| a      | b   |\n| ------ | --- |\n| ⟦汉字宽⟧ | d   |"),
            ("|a‸| b |\n|---|:-:|\n| 1 | 好的 |", "Tab", "| a   |  ⟦b⟧   |\n| --- | :--: |\n| 1   | 好的 |"),
            # Bars of formulas and code, and those with a backslash, belong to their cells.
            (
                "| a‸ | b |\n|---|---|\n| $|x|$ | `a|b` |\n| c \\| d | e |",
                "Tab",
                "| a      | ⟦b⟧     |\n| ------ | ----- |\n| $|x|$  | `a|b` |\n| c \\| d | e     |",
            ),
            ("> - |a‸|b|\n>   |-|-|", "Tab Tab", "> - | a   | b   |\n>   | --- | --- |\n>   | ‸    |     |"),
            (
                "|a|b|\n|-|-|\n|-|-|\n|1‸|2|",
                "Tab",
                "| a   | b   |\n| --- | --- |\n| -   | -   |\n| 1   | ⟦2⟧   |",
            ),
            # A table that is wider than the text box stays as narrow as it can be.
            (f"|a‸|b|\n|-|-|\n|{long}|c|", "Tab", f"| a | ⟦b⟧ |\n| --- | --- |\n| {long} | c |"),
        ],
    )


@pytest.mark.variation
def test_enter_makes_rows_begins_and_ends_tables(editor_page):
    check_steps(
        editor_page,
        [
            (TABLE.replace("一", "一‸"), "Enter", STRAIGHT.replace("\n| 三", "\n| ‸    |     |\n| 三")),
            (TABLE.replace("b |", "b |‸"), "Enter", STRAIGHT.replace("\n| 一", "\n| ‸    |     |\n| 一")),
            (f"{STRAIGHT}\n| ‸ |  |", "Enter", f"{STRAIGHT}\n\n‸"),
            (f"{STRAIGHT}\n|  | ‸ |\n文", "Enter", f"{STRAIGHT}\n\n‸\n\n文"),
            ("> | a | b |\n> |---|---|\n> |  | ‸ |", "Enter", "> | a   | b   |\n> | --- | --- |\n>\n> ‸"),
            ("|甲|乙|‸", "Enter", "| 甲  | 乙  |\n| --- | --- |\n| ‸    |     |"),
            ("文\n|甲|乙|‸", "Enter", "文\n|甲|乙|\n‸"),
            ("```\n|甲|乙|‸\n```", "Enter", "```\n|甲|乙|\n‸\n```"),
            (f"‸{TABLE}", "Enter", f"\n‸{TABLE}"),
            ("a || b‸", "Enter", "a || b\n‸"),
            (TABLE.replace("一", "一‸"), "Alt+ArrowDown", TABLE_COMMANDS["row-down"]),
            (TABLE.replace("三", "三‸"), "Alt+ArrowDown", TABLE.replace("三", "三‸")),
        ],
    )


@pytest.mark.variation
def test_rows_and_columns_have_a_menu_while_the_cursor_is_in_a_table(editor_page):
    button = editor_page.locator("[data-command=table-menu]")
    put_text(editor_page, "文‸")
    expect(button).to_be_hidden()
    put_text(editor_page, f"\n{TABLE}‸")
    expect(button).to_be_visible()
    for command, after in TABLE_COMMANDS.items():
        put_text(editor_page, TABLE.replace("一", "一‸"))
        expect(button).to_be_visible()
        button.click()
        editor_page.locator(f".editor-table-menu [data-command={command}]").click()
        assert (command, read_marked_text(editor_page)) == (command, after)
    put_text(editor_page, TABLE.replace("一", "一‸"))
    button.click()
    expect(editor_page.get_by_role("menuitem", name="Insert row above")).to_be_focused()
    press(editor_page, "ArrowDown Enter")
    assert read_marked_text(editor_page) == TABLE_COMMANDS["row-below"]
    button.click()
    press(editor_page, "Escape")
    expect(source_field(editor_page)).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_matches_are_counted_marked_and_replaced(editor_page):
    query, count = editor_page.locator(".find-query"), editor_page.locator(".find-count")
    marks = editor_page.locator(".find-highlights > div > div")
    text = "Cat cat concat，注意力，注意 CAT."
    put_text(editor_page, f"‸{text}")
    press(editor_page, "Control+f")
    expect(query).to_be_focused()
    editor_page.keyboard.type("cat")
    expect(count).to_have_text("1 of 4")
    expect(marks).to_have_count(4)
    press(editor_page, "Enter Enter")
    expect(count).to_have_text("3 of 4")
    press(editor_page, "Shift+Enter Shift+Enter Shift+Enter")
    expect(count).to_have_text("4 of 4")
    editor_page.get_by_role("button", name="Whole words").click()
    expect(count).to_have_text("3 of 3")
    editor_page.get_by_role("button", name="Match case").click()
    expect(count).to_have_text("1 of 1")
    query.fill("注意")
    expect(count).to_have_text("1 of 2")
    query.fill("没有")
    expect(count).to_have_text("No matches")
    expect(editor_page.locator(".find-replace-all")).to_be_disabled()
    query.fill("cat")
    editor_page.locator(".find-replacement").fill("$& dog")
    editor_page.get_by_role("button", name="Replace", exact=True).click()
    expect(source_field(editor_page)).to_have_value(text.replace("cat", "$& dog", 1))
    for toggle in ("Match case", "Whole words"):
        editor_page.get_by_role("button", name=toggle).click()
    editor_page.get_by_role("button", name="Replace all").click()
    expect(count).to_have_text("3 replaced")
    expect(source_field(editor_page)).to_have_value("$& dog $& dog con$& dog，注意力，注意 $& dog.")
    press(editor_page, "Escape")
    expect(source_field(editor_page)).to_be_focused()
    expect(editor_page.locator(".find-panel")).to_be_hidden()
    expect(marks).to_have_count(0)
    press(editor_page, "Control+z")
    expect(source_field(editor_page)).to_have_value(text.replace("cat", "$& dog", 1))
    press(editor_page, "Control+z")
    expect(source_field(editor_page)).to_have_value(text)


@pytest.mark.variation
def test_what_is_selected_is_what_is_sought_and_the_page_scrolls_there(editor_page):
    text = "\n\n".join(f"第 {number} 段，找我{number}。" for number in range(400))
    put_text(editor_page, text.replace("找我399", "⟦找我399⟧"))
    press(editor_page, "Control+h")
    expect(editor_page.locator(".find-query")).to_have_value("找我399")
    expect(editor_page.locator(".find-count")).to_have_text("1 of 1")
    current = editor_page.locator(".find-highlights .is-current")
    expect(current).to_be_in_viewport()
    editor_page.locator(".find-query").fill("找我1")
    expect(editor_page.locator(".find-count")).to_have_text("1 of 111")
    expect(current).to_be_in_viewport()
    # Only what may be seen is marked.
    assert editor_page.locator(".find-highlights > div > div").count() < 60
    editor_page.locator(".find-replacement").fill("有")
    editor_page.locator(".find-replacement").press("Enter")
    expect(editor_page.locator(".find-count")).to_have_text("1 of 110")
    assert "找我1。" not in source_field(editor_page).input_value()


@pytest.mark.variation
def test_the_outline_leads_to_headings(editor_page):
    code = "```\n# 码\n```"
    text = (
        f"# 一\n\n文\n\n{code}\n\n二\n---\n\n### **三** [链](x) #\n\n> ## 引\n\n- 项\n---\n\n#没有\n\n## 四"
    )
    put_text(editor_page, text.replace("文", "‸文"))
    press(editor_page, "Control+Shift+L")
    items = editor_page.locator(".editor-outline [role=menuitem]")
    expect(items).to_have_text(["一", "二", "三 链", "引", "四"])
    expect(items.nth(0)).to_be_focused()
    expect(items.nth(0)).to_have_attribute("aria-current", "true")
    press(editor_page, "End Enter")
    assert read_marked_text(editor_page) == f"{text}‸"
    press(editor_page, "Control+Shift+L")
    expect(items.nth(4)).to_be_focused()
    press(editor_page, "Escape")
    expect(source_field(editor_page)).to_be_focused()
    put_text(editor_page, "文‸")
    press(editor_page, "Control+Shift+L")
    expect(editor_page.locator(".editor-outline")).to_have_text("The text has no headings yet.")


def test_labels_and_headings_of_the_text_are_completed(editor_page):
    options = editor_page.locator(".completion-list [role=option]")
    for typed, labels in {"[[#": ["fig-x", "The proof"], "[[#pro": ["The proof"], "@fig": ["fig-x"]}.items():
        put_text(editor_page, "## The proof {.plain}\n\n![a](b.png){#fig-x}\n\n‸")
        editor_page.keyboard.type(typed)
        expect(options.locator(".completion-label")).to_have_text(labels)
    press(editor_page, "Enter")
    assert read_marked_text(editor_page).endswith("\n\n@fig-x‸")


def test_links_to_posts_and_tags_are_completed(editor_page, make_post):
    make_post("注意力机制 $x_1$ [上]", slug="attention", tags=["注意力"])
    make_post("草稿", slug="attention-draft", published_at=None)
    source = source_field(editor_page)
    options = editor_page.locator(".completion-list [role=option]")
    for typed, kinds in {
        "[[zhuyi": ["Post"],
        "见 【【attent": ["Post", "Draft"],
        "- [[注意力": ["Post", "Tag"],
    }.items():
        put_text(editor_page, "‸")
        editor_page.keyboard.type(typed)
        expect(options.locator(".completion-kind")).to_have_text(kinds)
    expect(source).to_have_attribute("role", "combobox")
    expect(source).to_have_attribute("aria-expanded", "true")
    expect(source).to_have_attribute("aria-activedescendant", options.nth(0).get_attribute("id"))
    expect(editor_page.locator(".completion-status")).to_have_text("2 suggestions")
    press(editor_page, "ArrowDown ArrowDown Enter")
    assert read_marked_text(editor_page) == "- [[attention|注意力机制 $x_1$ &#91;上&#93;]]‸"
    expect(editor_page.locator(".completion-list")).to_be_hidden()
    assert source.get_attribute("role") is None
    press(editor_page, "Control+z")
    expect(source).to_have_value("- [[注意力")
    put_text(editor_page, "x [[注意力‸]] y")
    press(editor_page, "Backspace")
    expect(options).to_have_count(2)
    press(editor_page, "ArrowUp Tab")
    link = f"[注意力]({Tag.objects.get().get_absolute_url()})"
    assert read_marked_text(editor_page) == f"x {link}‸ y"
    put_text(editor_page, "‸")
    editor_page.keyboard.type("[[注意力")
    options.nth(1).click()
    assert read_marked_text(editor_page) == f"{link}‸"


@pytest.mark.variation
def test_blocks_are_offered_at_the_beginning_of_a_line(editor_page):
    options = editor_page.locator(".completion-list [role=option]")
    put_text(editor_page, "文\n‸")
    editor_page.keyboard.type("/")
    expect(options).to_have_count(17)
    # Escape leaves what was typed, and the list comes back only at another place.
    press(editor_page, "Escape")
    editor_page.keyboard.type("t")
    settle(editor_page)
    expect(editor_page.locator(".completion-list")).to_be_hidden()
    check = {
        ("文\n‸", "/biaoge"): "文\n\n| ‸ |  |\n| --- | --- |\n|  |  |",
        ("> ‸", "、juzhen"): "> $$\n> \\begin{pmatrix}\n> ‸ & \\\\\n> &\n> \\end{pmatrix}\n> $$",
        ("- ‸", "/code"): "- ```‸\n\n  ```",
        ("‸", "/quote"): "> ‸",
    }
    for (before, typed), after in check.items():
        put_text(editor_page, before)
        editor_page.keyboard.type(typed)
        expect(options).to_have_count(1)
        press(editor_page, "Enter")
        assert read_marked_text(editor_page) == after
    for before, typed in (
        ("文‸", "/code"),
        ("```\n‸", "/code"),
        ("‸", "/usr/bin"),
        ("`‸", "[[x"),
        ("$$\n‸", "[[x"),
    ):
        put_text(editor_page, before)
        editor_page.keyboard.type(typed)
        settle(editor_page)
        expect(editor_page.locator(".completion-list")).to_be_hidden()


def test_one_undo_takes_one_thing(editor_page):
    check_undo(
        editor_page,
        [
            ("注⟦意力⟧", "Control+b"),
            ("⟦一\n二\n三⟧", "Control+Shift+Digit7"),
            ("1. 一‸\n2. 二\n3. 三", "Enter"),
            ("1. 一\n2. ‸\n3. 三", "Enter"),
            ("1. 一\n2. 二‸\n3. 三", "Tab"),
            ("甲\n乙‸\n丙", "Alt+ArrowUp"),
            ("甲‸\n乙", "Shift+Alt+ArrowDown"),
            (TABLE.replace("一", "一‸"), "Tab"),
            (TABLE.replace("一", "一‸"), "Enter"),
            ("一‸。\n\n文", "Control+Alt+f"),
            ("⟦x⟧", "Control+Shift+D"),
            ("😀\n😁‸", "Alt+ArrowUp"),
            ("```py\n    x\n    ``‸", "`"),
        ],
    )


@pytest.mark.variation
def test_a_long_text_is_changed_at_once_and_undone_at_once(editor_page):
    line = "一段 <b>&amp; 很长的正文。" * 8
    text = "\n\n".join(f"{number}. {line}" for number in range(300))
    put_text(editor_page, f"‸{text}")
    press(editor_page, "Control+f")
    editor_page.locator(".find-query").fill("正文")
    editor_page.locator(".find-replacement").fill("文章")
    took = editor_page.evaluate(
        """() => {
          const begin = performance.now();
          document.querySelector(".find-replace-all").click();
          return performance.now() - begin;
        }"""
    )
    expect(source_field(editor_page)).to_have_value(text.replace("正文", "文章"))
    # As text, Chromium would take some seconds.
    assert took < 3_000
    press(editor_page, "Escape Control+z")
    expect(source_field(editor_page)).to_have_value(text)


# Keys that input methods or browsers take themselves, and who does.
RESERVED_KEYS = {
    "Mod+Shift+F": "Microsoft Pinyin, Sogou, Fcitx, libpinyin: simplified or traditional letters",
    "Mod+Shift+E": "IBus: emoji",
    "Mod+Shift+U": "IBus: a letter by its number",
    "Mod+.": "Microsoft Pinyin: punctuation",
    "Mod+;": "Fcitx: clipboard",
    **{f"Mod+Shift+{digit}": "Rime: its switches" for digit in range(1, 6)},
    **{f"Mod+{digit}": "browsers: tabs; table input methods: candidates" for digit in range(1, 10)},
    **{f"Mod+{key}": "browsers: windows and tabs" for key in "NTW"},
    **{f"Mod+Shift+{key}": "browsers: windows and tabs" for key in "NTWP"},
    "Mod+J": "browsers: downloads",
    "Mod+\\": "the palette of commands",
}

# Press every combination of keys in a list, and return those that a script takes; what they do is held back.
TAKEN_KEYS = r"""() => {
  const box = document.querySelector("#id_source");
  const hold = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };
  for (const kind of ["click", "submit"]) addEventListener(kind, hold, { capture: true });
  const signs = { "/": ["Slash", "?"], ".": ["Period", ">"], ",": ["Comma", "<"], ";": ["Semicolon", ":"] };
  const arrows = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"];
  const others = ["Enter", "Tab", "Backspace", "Delete", ..."123456789".split("").map((key) => `F${key}`)];
  const keys = [
    ...Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (key) => [key, `Key${key}`, key.toLowerCase(), key]),
    ...Array.from("0123456789", (key) => [key, `Digit${key}`, key, "!"]),
    ...Object.entries(signs).map(([key, [code, shifted]]) => [key, code, key, shifted]),
    ...[...arrows, ...others].map((key) => [key, key, key, key]),
  ];
  const taken = [];
  for (let bits = 0; bits < 8; bits++) {
    const [ctrlKey, shiftKey, altKey] = [1, 2, 4].map((bit) => Boolean(bits & bit));
    for (const [name, code, plain, shifted] of keys) {
      box.value = "  - 甲\n  - 乙\n  - 丙";
      box.setSelectionRange(11, 11);
      const key = shiftKey ? shifted : plain;
      const options = { key, code, ctrlKey, shiftKey, altKey, bubbles: true, cancelable: true };
      const marks = [ctrlKey && "Mod", shiftKey && "Shift", altKey && "Alt", name].filter(Boolean);
      if (!box.dispatchEvent(new KeyboardEvent("keydown", options))) taken.push(marks.join("+"));
    }
  }
  return taken;
}"""


def test_the_list_of_keys_is_true_and_takes_none_from_input_methods(editor_page):
    listed = editor_page.locator(".toolbar [data-keys], .editor-shortcut-list [data-keys]").evaluate_all(
        "elements => elements.flatMap(({ dataset }) => dataset.keys.split(' ').filter(Boolean))"
    )
    assert len(set(listed)) == len(listed)
    assert not RESERVED_KEYS.keys() & set(listed)
    described = re.findall(
        r"`([^`]+)`", DOCUMENTATION.read_text().partition("| key |")[2].partition("\n\n")[0]
    )
    spelled = {key.replace("Mod", "Ctrl").replace("ArrowUp", "↑").replace("ArrowDown", "↓") for key in listed}
    assert {*described} - {"Esc", "Ctrl+V"} == spelled - {"Ctrl+V"}
    # The browser pastes by its own keys.
    assert set(editor_page.evaluate(TAKEN_KEYS)) == set(listed) - {"Mod+V", "Mod+Shift+V"}


@pytest.mark.variation
def test_keys_that_moved_say_so_once(editor_page):
    message = editor_page.locator(".editor-message")
    put_text(editor_page, "文‸")
    press(editor_page, "Control+Shift+F")
    expect(message).to_contain_text("Ctrl+Alt+F")
    editor_page.keyboard.type("字")
    expect(message).to_be_empty()
    press(editor_page, "Control+Shift+F")
    expect(message).to_be_empty()
    press(editor_page, "Control+Shift+E")
    expect(message).to_contain_text("Ctrl+Alt+E")
    expect(source_field(editor_page)).to_have_value("文字")
