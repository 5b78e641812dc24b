"""Writing in Firefox and WebKit: typing, saving in place, undo, paste, and no violation of the policy."""

import time

import pytest
from django.urls import reverse

from posts.models import Post
from tests.support.admin_forms import ADD_URL, LIST_URL, change_url

keys_module = pytest.importorskip("selenium.webdriver.common.keys", reason="Selenium is not installed")
Keys = keys_module.Keys
ActionChains = pytest.importorskip("selenium.webdriver.common.action_chains").ActionChains

TEXT = "第一段 $x^2$。\n\n第二段。"
PATIENCE = 20  # seconds


def await_true(driver, condition):
    """Wait until the JavaScript expression `condition` is true."""
    until = time.monotonic() + PATIENCE
    while not driver.execute_script(f"return Boolean({condition})"):
        assert time.monotonic() < until, condition
        time.sleep(0.05)


def open_editor(open_page, path):
    """Open the form of a post; return when its scripts are at work."""
    driver = open_page(path)
    await_true(driver, "document.querySelector('.editor-counts li')")
    return driver


def await_saves(driver):
    await_true(driver, "!document.querySelector('#post_form[aria-busy]')")


def press(driver, key):
    ActionChains(driver).key_down(Keys.CONTROL).send_keys(key).key_up(Keys.CONTROL).perform()


def undo(driver):
    # By its name: the small browser of WebKit has no key for it.
    driver.execute_script("document.execCommand('undo')")


def select(driver, start, end):
    driver.execute_script(
        "const box = document.getElementById('id_source'); box.focus(); box.setSelectionRange(...arguments)",
        start,
        end,
    )


def read_text(driver):
    return driver.execute_script("return document.getElementById('id_source').value")


def test_letters_typed_through_saves_are_kept_and_undo_takes_them_back(open_page, make_post):
    post = make_post("标题", source=TEXT, published_at=None)
    driver = open_editor(open_page, change_url(post))
    driver.execute_script("window.isSamePage = true")
    select(driver, 3, 3)
    typed = ""
    for letter in "abcde":
        press(driver, "s")
        ActionChains(driver).send_keys(letter + letter.upper()).perform()
        typed += letter + letter.upper()
    await_saves(driver)
    assert read_text(driver) == TEXT[:3] + typed + TEXT[3:]
    press(driver, "s")
    await_saves(driver)
    await_true(driver, "document.querySelector('.autosave-state').textContent === 'Saved'")
    post.refresh_from_db()
    assert post.source == TEXT[:3] + typed + TEXT[3:]
    assert driver.execute_script("return document.activeElement.id") == "id_source"
    for _ in range(len(typed)):
        undo(driver)
    assert read_text(driver) == TEXT
    assert driver.execute_script("return window.isSamePage")


def test_a_new_post_is_written_saved_and_published_on_one_page(open_page):
    driver = open_editor(open_page, ADD_URL)
    driver.find_element("id", "id_title").send_keys("新的一篇")
    press(driver, "s")
    driver.find_element("id", "id_source").send_keys("正文")
    await_saves(driver)
    await_true(driver, "location.pathname.endsWith('/change/')")
    driver.find_element("name", "_publish").click()
    await_true(driver, "document.querySelector('.transition-confirm:enabled') !== null")
    driver.find_element("class name", "transition-confirm").click()
    await_true(driver, "document.querySelector('.post-status').textContent.includes('Published since')")
    post = Post.objects.get()
    assert (post.title, post.source, post.is_live) == ("新的一篇", "正文", True)
    assert driver.execute_script("return document.querySelector('[name=version]').value") == str(post.version)


def test_tools_and_paste_are_one_step_of_undo_each(open_page, make_post):
    driver = open_editor(open_page, change_url(make_post("标题", source=TEXT, published_at=None)))
    select(driver, 0, 3)
    press(driver, "b")
    assert read_text(driver) == f"**{TEXT[:3]}**{TEXT[3:]}"
    undo(driver)
    assert read_text(driver) == TEXT
    field = driver.find_element("id", "id_byline")
    field.send_keys("https://a.example/")
    press(driver, "a")
    press(driver, "c")
    select(driver, 0, 3)
    press(driver, "v")
    assert read_text(driver) == f"[{TEXT[:3]}](https://a.example/){TEXT[3:]}"
    undo(driver)
    assert read_text(driver) == TEXT


def test_no_page_breaks_the_policy(open_page, driver, make_post):
    post = make_post("标题", source=TEXT + "\n\n```py\nx = 1\n```\n\n| a |\n| - |\n| b |", tags=["标签"])
    pages = [reverse("admin:index"), LIST_URL, ADD_URL, change_url(post)]
    for path in (*pages, "/", post.get_absolute_url(), "/archive/", "/tags/", "/search/?q=段"):
        open_page(path)
        await_true(driver, "document.readyState === 'complete'")


def test_a_break_of_the_policy_would_be_noticed(open_page, violations):
    driver = open_page("/")
    driver.execute_script("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    until = time.monotonic() + PATIENCE
    while not violations:
        assert time.monotonic() < until
        time.sleep(0.05)
    violations.clear()


def test_a_wide_formula_of_a_result_leaves_the_page_as_wide_as_its_window(driver, open_page, make_post):
    size = driver.get_window_size()
    make_post("Formula", source=f"A needle, $x = {{{'aaaa+' * 20}a}}$.")
    try:
        driver.set_window_size(500, 800)
        open_page("/search/?q=needle")
        await_true(driver, "document.querySelector('.search-snippet math')")
        assert driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    finally:
        driver.set_window_size(size["width"], size["height"])
