"""The editor on a phone: letters that need no zoom, Save and the tools at hand, the camera."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.support.editor_page import press, put_text, read_marked_text, source_field

WIDTH, HEIGHT = 390, 844

# The fields on which a phone would zoom in.
SMALL_FIELDS = """() => [...document.querySelectorAll("#post_form :is(input, select, textarea)")]
  .filter((field) => !["submit", "checkbox", "file", "hidden"].includes(field.type))
  .filter((field) => parseFloat(getComputedStyle(field).fontSize) < 16)
  .map((field) => field.id || field.className)"""

# A keyboard on the screen leaves less of the window, and what is seen of the page moves.
SHOW_KEYBOARD = """([height, top]) => {
  for (const [name, value] of Object.entries({ height, offsetTop: top }))
    Object.defineProperty(visualViewport, name, { value, configurable: true });
  visualViewport.dispatchEvent(new Event("resize"));
}"""


@pytest.fixture
def phone(open_editor):
    page = open_editor(width=WIDTH)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def test_fields_need_no_zoom_and_nothing_is_wider_than_the_phone(phone):
    source_field(phone).fill("文字")
    press(phone, "Control+f")
    assert phone.evaluate(SMALL_FIELDS) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= WIDTH


def test_tools_and_save_stand_above_the_keyboard(phone):
    header, save = phone.locator(".editor-header"), phone.locator(".editor-save")
    for place in (0, 100_000):
        phone.evaluate("top => scrollTo(0, top)", place)
        expect(save).to_be_in_viewport(ratio=1)
        box = header.bounding_box()
        assert box["y"] + box["height"] == HEIGHT
    phone.evaluate(SHOW_KEYBOARD, [400, 100])
    box = header.bounding_box()
    assert box["y"] + box["height"] == 500
    # The tools scroll in their row, and Save does not.
    phone.locator("[data-command=shortcuts]").scroll_into_view_if_needed()
    assert header.bounding_box()["height"] == box["height"] < 60
    assert save.bounding_box()["x"] + save.bounding_box()["width"] <= WIDTH
    put_text(phone, "注⟦意力⟧")
    phone.locator("[data-command=bold]").click()
    assert read_marked_text(phone) == "注**⟦意力⟧**"


def test_the_bar_of_a_picture_and_the_preview_of_the_full_screen_are_in_view(phone):
    put_text(phone, "![‸](/static/admin/img/search.svg)" + "\n\n一段。" * 40)
    expect(phone.locator(".picture-alt")).to_be_in_viewport(ratio=1)
    bar, header = (phone.locator(name).bounding_box() for name in (".picture-bar", ".editor-header"))
    assert bar["y"] + bar["height"] <= header["y"] + 1
    put_text(phone, "‸一段。" + "\n\n一段。" * 40)
    press(phone, "Control+Shift+Enter")
    boxes = [phone.locator(name).bounding_box() for name in ("#id_source", ".editor-preview")]
    assert all(box["height"] > HEIGHT / 4 for box in boxes)


def test_each_post_of_the_list_is_edited_without_scrolling_sideways(open_editor, make_post):
    make_post("一个长一些的标题，要折成两行的那一种", published_at=None)
    phone = open_editor(reverse("admin:posts_post_changelist"), width=WIDTH)
    expect(phone.locator(".quick-edit-link")).to_be_in_viewport(ratio=1)
    phone.locator(".quick-edit-link").click()
    expect(phone.locator(".quick-edit [name=title]")).to_be_focused()
    assert phone.evaluate("document.querySelector('.results').scrollWidth") <= WIDTH


def test_save_at_the_keyboard_saves(phone):
    phone.fill("#id_title", "手机上写的")
    source_field(phone).fill("正文")
    phone.locator(".editor-save").click()
    phone.wait_for_url(re.compile(r"/\d+/change/"))
    expect(source_field(phone)).to_have_value("正文")


def test_a_photo_is_taken_by_the_camera(phone):
    camera = phone.locator(".editor-camera")
    camera.scroll_into_view_if_needed()
    with phone.expect_file_chooser() as chooser:
        camera.click()
    field = chooser.value.element
    assert (field.get_attribute("capture"), field.get_attribute("accept")) == ("environment", "image/*")
