"""An input method at every place among marks: text, form and one undo are right, its keys its own."""

import pytest

from tests.support.editor_page import source_field
from tests.support.proofs import scale

# Each is tried at every place between two of its letters, in the short form at one.
TEXTS = [
    "普通**粗体**字",
    "一*斜*~~删~~",
    "用`代码`写",
    "式$x^2$与",
    "[链](https://a.example/)",
    "| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |",
    "- 一\n- 二\n",
    "1. 一\n2. 二",
    "- [ ] 任务",
    "> 引\n> 文",
    "```py\nx\n```",
    "## 标题",
    "「括」（圆）《书》",
    "注[^1]\n\n[^1]: 脚",
    "![图](/media/a.png)",
    "$$\nx\n$$",
    "[[",
    "/",
]

PUT = """([text, start, end]) => {
  const box = document.querySelector("#id_source");
  box.value = text;
  box.focus();
  box.setSelectionRange(start, end);
}"""
READ = """() => {
  const box = document.querySelector("#id_source");
  return [box.value, new FormData(box.form).get("source").replaceAll("\\r\\n", "\\n"), box.selectionStart];
}"""


def list_places():
    """Return (text, start, end): cursors, and for each text one selection that is written over."""
    every = [(text, place, place) for text in TEXTS for place in range(len(text) + 1)]
    selections = [(text, 1, max(1, len(text) - 1)) for text in TEXTS]
    return scale([(text, len(text) // 2, len(text) // 2) for text in TEXTS], every + selections)


def press_composing(keyboard, key):
    for kind in ("rawKeyDown", "keyUp"):
        keyboard.send("Input.dispatchKeyEvent", {"type": kind, "key": key, "windowsVirtualKeyCode": 229})


def compose(page, keyboard):
    """Write 注 as pinyin, with the keys that an input method and our tools both know."""
    for spelling in ("z", "zh", "zhu"):
        at = len(spelling)
        keyboard.send("Input.imeSetComposition", {"text": spelling, "selectionStart": at, "selectionEnd": at})
    for key in ("ArrowDown", "Tab", "Enter"):
        press_composing(keyboard, key)
    keyboard.send("Input.insertText", {"text": "注"})


@pytest.mark.proof
def test_what_an_input_method_writes_stands_where_the_cursor_was(unwatched_editor):
    editor_page = unwatched_editor
    # Pictures at half of their address are asked for, in vain.
    editor_page.on("dialog", lambda dialog: dialog.accept())
    source_field(editor_page).focus()
    keyboard = editor_page.context.new_cdp_session(editor_page)
    wrong = []
    for text, start, end in list_places():
        editor_page.evaluate(PUT, [text, start, end])
        compose(editor_page, keyboard)
        expected = f"{text[:start]}注{text[end:]}"
        found = editor_page.evaluate(READ)
        editor_page.keyboard.press("Control+z")
        undone = editor_page.evaluate(READ)[0]
        if found != [expected, expected, start + 1] or undone != text:
            wrong.append((text, start, end, found, undone))
    assert wrong == []
