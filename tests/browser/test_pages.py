"""Every kind of page and every sample post, as `make demo` serves them, held to the same rules."""

import re
import shutil
import subprocess
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from tests.browser import checks
from tests.browser.conftest import Faults
from tests.site import KINDS, PAGES, serve

# Until the font of the formulas has come they are set in what the machine has. Where that is Latin
# Modern, of which ours is made, nothing moves; other fonts have other widths, and move a few words.
FC_LIST = shutil.which("fc-list")
KEEPS_FORMULAS = FC_LIST and subprocess.check_output([FC_LIST, "Latin Modern Math"])  # noqa: S603
SLOW = re.compile(r"\.(woff2|webp|png|jpe?g|svg)(\?|$)")


@pytest.fixture(scope="session")
def site():
    with serve() as address:
        yield address


def go_slowly(page, path):
    """Open an address, and let fonts and pictures come only after the first sight of it."""
    held = []

    def hold(route):
        held.append(route)

    page.route(SLOW, hold)
    page.goto(path, wait_until="domcontentloaded")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    for route in held:
        route.continue_()
    page.unroute(SLOW)
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready")


def is_still(page):
    """Whether nothing on the page depends on the fonts of the machine."""
    return KEEPS_FORMULAS or not page.locator("math").count()


# Each check where it shows most. They are made in this order; the last one may leave the page changed.
WINDOWS = {
    "the narrowest phone": (
        (320, "light"),
        PAGES,
        Page.goto,
        [checks.sideways, checks.sideways_at_twice_the_size],
    ),
    "a phone in the dark": (
        (390, "dark"),
        PAGES,
        go_slowly,
        [checks.shifts, checks.barriers, checks.unseen_focus],
    ),
    "a desktop": ((1440, "dark"), PAGES, Page.goto, [checks.excess, checks.headings, checks.unseen_focus]),
    "a desktop by day": ((1440, "light"), KINDS, go_slowly, [checks.shifts, checks.barriers]),
}


def status(address):
    try:
        with urlopen(address) as answer:  # noqa: S310
            return answer.status
    except HTTPError as error:
        with error:
            return error.code


def test_there_is_each_page_but_the_one_that_shall_not_be(site):
    assert [name for name, path in PAGES.items() if status(site + path) != 200] == ["not found"]


@pytest.mark.parametrize("window", WINDOWS)
def test_no_page_is_at_fault_on(window, browser, site):
    (width, scheme), pages, go, looks = WINDOWS[window]
    context = browser.new_context(base_url=site, color_scheme=scheme, reduced_motion="reduce")
    page, complaints = context.new_page(), Faults()
    complaints.watch(page, site)
    found = {}
    # Some posts stand for their kind, too.
    for path in dict.fromkeys(pages.values()):
        page.set_viewport_size({"width": width, "height": 800})
        go(page, path)
        known = [look for look in looks if look is not checks.shifts or is_still(page)]
        found |= {(path, look.__name__): faults for look in known if (faults := look(page))}
    context.close()
    assert (found, complaints) == ({}, [])
