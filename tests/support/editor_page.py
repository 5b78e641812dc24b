"""The editor of posts in a browser."""

import pytest
from playwright.sync_api import FrameLocator, Locator, Page


def source_field(page: Page) -> Locator:
    """Return the field of the text."""
    return page.locator("#id_source")


def preview_article(page: Page) -> Locator:
    """Return the text as the preview shows it."""
    frame: FrameLocator = page.frame_locator(".editor-preview")
    return frame.locator("article")


LONG = "\n\n".join(f"## 第 {number} 节\n\n" + "一段正文，长得要折行。" * 12 for number in range(1, 31))

# Where a selection begins and ends; where both are the same, the cursor.
BEGIN, END, CURSOR = "⟦", "⟧", "‸"


def put_text(page, marked):
    """Fill the text in, and select what is marked."""
    marked = marked.replace(CURSOR, BEGIN + END)
    begin, end = marked.index(BEGIN), marked.index(END) - 1
    source_field(page).fill(marked.replace(BEGIN, "").replace(END, ""))
    source_field(page).evaluate("(box, [a, b]) => { box.focus(); box.setSelectionRange(a, b) }", [begin, end])


def read_marked_text(page):
    """Return the text with its selection marked."""
    value, begin, end = source_field(page).evaluate(
        "box => [box.value, box.selectionStart, box.selectionEnd]"
    )
    if begin == end:
        return value[:begin] + CURSOR + value[begin:]
    return value[:begin] + BEGIN + value[begin:end] + END + value[end:]


def press(page, keys):
    for key in keys.split():
        page.keyboard.press(key)


def press_transition(page, name):
    """Press a button that publishes or removes, and confirm what the dialog tells."""
    page.locator(f"[name={name}]").first.click()
    page.locator(".transition-confirm:enabled").click()


def check_steps(page, steps):
    """Fail with every step of (before, keys, after) that does something else."""
    wrong = []
    for before, keys, after in steps:
        put_text(page, before)
        press(page, keys)
        if (found := read_marked_text(page)) != after:
            wrong.append(f"{before!r} {keys}: {found!r}, not {after!r}")
    if wrong:
        pytest.fail("\n".join(wrong))


def check_undo(page, steps):
    """Fail with every step of (before, keys) that one Ctrl+Z does not take back, or that changes nothing."""
    wrong = []
    for before, keys in steps:
        put_text(page, before)
        old = source_field(page).input_value()
        press(page, keys)
        new = source_field(page).input_value()
        press(page, "Control+z")
        if old == new or source_field(page).input_value() != old:
            wrong.append(f"{before!r} {keys}: {source_field(page).input_value()!r}")
    if wrong:
        pytest.fail("\n".join(wrong))


def settle(page):
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
