"""What the reader's scripts add, and that nothing is lost where they do not run."""

import pytest
from playwright.sync_api import expect

# Writes down the scheme of every frame that could be painted, from the first sight of a body.
WATCH_SCHEMES = """
  window.seen = new Set();
  new MutationObserver(() => {
    if (document.body) seen.add(getComputedStyle(document.documentElement).colorScheme);
  }).observe(document, { childList: true, subtree: true });
"""


def scheme_of(page):
    return page.evaluate("getComputedStyle(document.documentElement).colorScheme")


def switch(page):
    return page.locator(".scheme")


@pytest.mark.parametrize(("system", "order"), [("light", ["dark", "light"]), ("dark", ["light", "dark"])])
def test_the_switch_goes_from_the_systems_scheme_to_the_other_and_round(open_page, db, system, order):
    page = open_page(color_scheme=system)
    for scheme, name in [*((scheme, f"Colours: {scheme}") for scheme in order), ("light dark", "as the system")]:
        switch(page).click()
        assert scheme_of(page) == scheme
        assert name in switch(page).get_attribute("aria-label")
        expect(page.locator("meta[name=color-scheme]")).to_have_attribute("content", scheme)


def test_no_frame_of_another_scheme_is_painted(open_page, db):
    page = open_page(color_scheme="light")
    switch(page).click()
    page.add_init_script(WATCH_SCHEMES)
    page.reload()
    assert page.evaluate("[...seen]") == ["dark"]


def test_other_tabs_follow_the_switch(open_page, db):
    page = open_page(color_scheme="light")
    other = page.context.new_page()
    other.goto(page.url)
    switch(page).click()
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_admin_and_the_site_share_one_choice(open_page, db):
    page = open_page("/admin/login/", color_scheme="light")
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.goto("/")
    assert scheme_of(page) == "dark"
    switch(page).click()
    page.goto("/admin/login/")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_the_switch_works_where_storage_is_refused(open_page, db):
    page = open_page(color_scheme="light")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })"
    )
    page.reload()
    switch(page).click()
    assert scheme_of(page) == "dark"


def test_without_javascript_there_is_no_switch(open_page, db):
    page = open_page(java_script_enabled=False)
    expect(switch(page)).to_be_hidden()
