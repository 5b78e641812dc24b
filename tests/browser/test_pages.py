"""Every kind of page and every sample post, as `make demo` serves them, held to the same rules."""

import re
import shutil
import subprocess
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from tests.support import page_faults
from tests.support.browser_faults import BrowserFaults
from tests.support.demo_site import DEMO_PAGES, PAGE_KINDS, serve_demo
from tests.support.proofs import scale

# Until the font of the formulas has come they are set in what the machine has. Where that is Latin
# Modern, of which ours is made, nothing moves; other fonts have other widths, and move a few words.
FC_LIST = shutil.which("fc-list")
KEEPS_FORMULAS = FC_LIST and subprocess.check_output([FC_LIST, "Latin Modern Math"])  # noqa: S603
SLOW = re.compile(r"\.(woff2|webp|png|jpe?g|svg)(\?|$)")


@pytest.fixture(scope="module")
def site(database_copy):
    # A database that is migrated already, which saves half of the time until the site is there.
    with serve_demo(DATABASE_URL=database_copy) as address:
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


# The suite looks at each kind of page, `make prove` at each sample post, too.
ALL_PAGES = scale(PAGE_KINDS, DEMO_PAGES)

# Each check where it shows most. They are made in this order; the last one may leave the page changed.
BY_DAY = "a desktop by day"
WINDOWS = {
    "the narrowest phone": (
        (320, "light"),
        ALL_PAGES,
        Page.goto,
        [page_faults.find_overflow, page_faults.find_overflow_at_double_text_size],
    ),
    "a phone in the dark": (
        (390, "dark"),
        ALL_PAGES,
        go_slowly,
        [
            page_faults.find_layout_shifts,
            page_faults.find_accessibility_faults,
            page_faults.find_invisible_focus,
        ],
    ),
    "a desktop": (
        (1440, "dark"),
        ALL_PAGES,
        Page.goto,
        [page_faults.find_excess_bytes, page_faults.find_heading_faults, page_faults.find_invisible_focus],
    ),
    BY_DAY: (
        (1440, "light"),
        # Much is the same as on the phone; what is not, a post with all that there is shows, and a page that
        # ends within the window.
        scale(
            {name: PAGE_KINDS[name] for name in ("long post", "list", "search, not yet asked")}, PAGE_KINDS
        ),
        go_slowly,
        [
            page_faults.find_layout_shifts,
            page_faults.find_excess_bytes,
            page_faults.find_accessibility_faults,
        ],
    ),
}


def status(address):
    try:
        with urlopen(address) as answer:  # noqa: S310
            return answer.status
    except HTTPError as error:
        with error:
            return error.code


@pytest.mark.variation  # the site takes long to start; the suite does so once
def test_every_page_exists_but_the_one_that_should_not(site):
    assert [name for name, path in DEMO_PAGES.items() if status(site + path) != 200] == ["not found"]


# At both sizes, a masthead takes a third of the height at most; so many posts are seen below it.
DENSITY = {(1440, 900): 5, (390, 844): 2.5}
COUNT_POSTS = """() => {
  const cards = [...document.querySelectorAll(".card")].map((card) => card.getBoundingClientRect());
  const seen = cards.map(({ top, height }) => Math.min(1, Math.max(0, (innerHeight - top) / height)));
  return {
    masthead: document.querySelector(".hero").getBoundingClientRect().bottom / innerHeight,
    whole: seen.filter((part) => part === 1).length,
    seen: seen.reduce((sum, part) => sum + part, 0),
  };
}"""


def find_low_density(page, size):
    """Return what a list shows at its first sight in a window of `size`, if that is too little."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("document.fonts.ready")
    counted = page.evaluate(COUNT_POSTS)
    is_enough = counted["whole" if width > height else "seen"] >= DENSITY[size]
    return None if is_enough and counted["masthead"] <= 1 / 3 else counted


@pytest.mark.proof
@pytest.mark.parametrize("window", scale([BY_DAY], WINDOWS))
def test_no_page_is_at_fault_on(window, browser, site):
    (width, scheme), pages, go, looks = WINDOWS[window]
    context = browser.new_context(base_url=site, color_scheme=scheme, reduced_motion="reduce")
    page, complaints = context.new_page(), BrowserFaults()
    complaints.watch(page, site)
    found = {}
    # Some posts stand for their kind, too.
    for path in dict.fromkeys(pages.values()):
        page.set_viewport_size({"width": width, "height": 800})
        go(page, path)
        known = [look for look in looks if look is not page_faults.find_layout_shifts or is_still(page)]
        found |= {(path, look.__name__): faults for look in known if (faults := look(page))}
    if window == BY_DAY:
        page.goto("/")
        found |= {size: faults for size in DENSITY if (faults := find_low_density(page, size))}
    context.close()
    assert (found, complaints) == ({}, [])
