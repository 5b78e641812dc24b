"""A notebook dropped on the editor: it becomes a post, and a newer one is merged with what was typed."""

import base64
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from posts.models import Post
from tests.support.editor_page import source_field
from tests.support.notebooks import make_study
from tests.support.page_faults import AXE

DROP = """([name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
  const options = { bubbles: true, cancelable: true, dataTransfer: data };
  document.querySelector("#id_source").dispatchEvent(new DragEvent("drop", options));
}"""


@pytest.fixture(autouse=True)
def use_media_folder(settings, tmp_path):
    """Keep media in files: one in memory that a response has sent ends the request that reads it next."""
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": folder}


def drop(page, text, name="study.ipynb"):
    page.evaluate(DROP, [name, base64.b64encode(text.encode()).decode()])


def test_a_dropped_notebook_becomes_a_post_and_a_newer_one_is_merged(open_editor):
    page = open_editor()
    drop(page, make_study())
    expect(page).to_have_url(re.compile(r"/\d+/change/"))
    expect(page.locator("#id_title")).to_have_value("Study")
    alt = page.locator(".upload-alt")
    expect(alt).to_have_count(1)
    alt.fill("A curve")
    alt.blur()
    text = source_field(page)
    expect(text).to_have_value(re.compile(r"!\[A curve\]\(/media/imported/"))
    text.evaluate("box => box.setSelectionRange(0, 0)")
    text.focus()
    page.keyboard.type("Mine. ")

    drop(page, make_study(printed="0.75", plot="red"))
    expect(text).to_have_value(re.compile(r"^Mine\. First words\.[^!]*0\.75[^!]*!\[A curve\]", re.DOTALL))
    expect(page.locator(".upload-message")).to_have_text("The notebook is in the text.")
    expect(alt).to_have_count(0)  # that of before has gone, that of now has its words
    page.keyboard.press("Control+z")
    expect(text).to_have_value(re.compile("0\\.5"))
    page.keyboard.press("Control+Shift+z")
    drop(page, make_study(intro="Other words.", printed="0.75", plot="red"))
    expect(page.locator(".editor-message")).to_contain_text(
        "1 place was changed both here and in the notebook"
    )
    expect(text).to_have_value(re.compile("<<<<<<< edited here"))

    section = page.locator("#post-notebook")
    expect(section).to_contain_text("study.ipynb")
    section.get_by_role("button", name="Describe").click()
    expect(section.get_by_role("button", name="Describe")).to_be_hidden()
    violations = Axe().run(page, context="#post-notebook", options=AXE).response["violations"]
    assert [rule["id"] for rule in violations] == []
    assert Post.objects.get().notebook.is_public


@pytest.mark.variation
def test_what_is_no_notebook_is_told_and_tried_again(unwatched_editor):
    page = unwatched_editor
    source_field(page).fill("Text")
    drop(page, "{")
    expect(page.locator(".upload-error")).to_contain_text("The notebook cannot be read")
    expect(source_field(page)).to_have_value("Text")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".upload-queue")).to_be_hidden()
