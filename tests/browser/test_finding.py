"""The palette and the list of posts, by keyboard."""

import re

from playwright.sync_api import expect

from posts.models import Post
from tests.support.admin_forms import LIST_URL, change_url


def compose(keyboard, text):
    keyboard.send(
        "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
    )


def test_the_palette_finds_with_an_input_method_and_leads_there(open_editor, make_post):
    make_post("注意力", source="text")
    found = make_post("扩散模型", source="text")
    page = open_editor(LIST_URL)
    opener = page.get_by_role("button", name="Find", exact=False)
    opener.focus()
    page.keyboard.press("Control+\\")
    box = page.get_by_role("combobox", name="Find posts")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.filter(has_text="注意力")).to_be_visible()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()

    opener.click()
    expect(box).to_be_focused()
    keyboard = page.context.new_cdp_session(page)
    compose(keyboard, "kuo san")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(LIST_URL))
    keyboard.send("Input.insertText", {"text": "扩散"})
    expect(page.get_by_role("status").filter(has_text="Results: 1")).to_be_attached()
    expect(box).to_have_attribute("aria-activedescendant", "palette-option-0")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(change_url(found)))

    # In the form of the post it presses its buttons.
    page.get_by_role("textbox", name="Title").focus()
    page.keyboard.press("Control+\\")
    page.keyboard.type("archive")
    expect(options.first).to_contain_text("Archive")
    page.keyboard.press("Enter")
    page.locator(".transition-confirm:enabled").click()
    expect(page.get_by_text("was archived")).to_be_visible()


def test_a_row_is_edited_in_its_place(open_editor, make_post):
    make_post("Other", source="text")
    make_post("One", source="text", tags=["a"])
    page = open_editor(f"{LIST_URL}?state=live")
    link = page.get_by_role("link", name="Quick edit “One”")
    link.click()
    title = page.get_by_role("textbox", name="Title")
    expect(title).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    title.fill("Another")
    page.get_by_label("Pinned to the top").select_option("True")
    title.press("Enter")
    expect(page.locator("#result_list tr", has_text="Another")).to_contain_text("pinned")
    expect(page.get_by_role("link", name="Quick edit “Another”")).to_be_focused()
    assert Post.objects.filter(title="Another", is_pinned=True).exists()

    # What cannot be saved comes back as the whole form; what left the filter leaves the list.
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Archive").click()
    expect(page.locator(".removal-effects")).to_be_visible()
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_text("was archived")).to_be_visible()
    expect(page.get_by_role("link", name="Quick edit “Another”")).to_have_count(0)
    page.get_by_role("link", name="Quick edit “Other”").click()
    title.fill(" ")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Please correct the error below.")).to_be_visible()
