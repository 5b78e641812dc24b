"""Each formula of the sampler, as Firefox and WebKit draw it beside Chromium.

The pictures are compared by their pieces of ink: hinting and spaces of a pixel make no difference, an accent
that floats, a sign in another size or one that is missing does. A sheet of all of them is left in
`data/formulas/`, to be looked at.
"""

import pytest

from tests.other_browsers.test_stories import await_true
from tests.support.browsers import HEADLESS_SHELL, find_chromium, launch_browser
from tests.support.demo_site import ROOT
from tests.support.formula_pictures import (
    EM,
    READY,
    WIDTH,
    open_picture,
    photograph_page,
    read_sampler,
    write_page,
    write_sheet,
)
from tests.support.ink import InkDifference, compare_ink, find_ink_pieces

SHEETS = ROOT / "data" / "formulas"
LIMIT = InkDifference(strange=0.2, shift=0.3, growth=0.2)
# Looked at, and right: what Firefox does in its own way.
OWN_WAYS = {
    ("firefox", "Roots"): InkDifference(strange=0.35, shift=0.3, growth=0.2),  # lines that touch
    ("firefox", "Dots in a matrix"): InkDifference(strange=0.2, shift=0.45, growth=0.2),  # higher rows
    ("firefox", "Cases"): InkDifference(strange=0.2, shift=0.3, growth=0.3),  # lower rows of text
    ("firefox", "Cancel and box"): InkDifference(strange=0.5, shift=0.3, growth=0.2),  # longer strokes
    ("firefox", "Sizes of fences"): InkDifference(strange=0.35, shift=0.3, growth=0.3),  # less space
    ("firefox", "Substack"): InkDifference(strange=0.2, shift=0.45, growth=0.2),  # higher rows
    ("firefox", "Diagram"): InkDifference(strange=0.2, shift=1.0, growth=0.25),  # lower rows
}
# A fault for each browser: the style without its cure, and a formula that shows it.
FAULTS = {
    "firefox": ("mtd { padding-block: 1ex !important }", "Matrices"),
    "webkit": ("mover > mo { margin-bottom: 0 !important }", "Accents"),
}


@pytest.fixture(scope="session")
def sampler():
    return read_sampler()


@pytest.fixture(scope="session")
def chromium_pictures(sampler, tmp_path_factory):
    """A picture of each formula by Chromium."""
    path = find_chromium(HEADLESS_SHELL)
    if path is None:
        pytest.skip("no Chromium found; install one or name it in CHROMIUM")
    address = write_page(tmp_path_factory.mktemp("chromium") / "formulas.html", list(sampler.values()))
    with launch_browser(path) as browser:
        page = browser.new_page(viewport={"width": WIDTH + 60, "height": 900})
        page.goto(address)
        page.wait_for_function(READY)
        return [open_picture(box.screenshot()) for box in page.locator(".formula").all()]


@pytest.fixture
def browser_name(request):
    """The name of the browser that `driver` drives."""
    return request.node.callspec.params["driver"]


def compare_pictures(names, expected, actual, browser):
    """Return a line for each formula, and the names of those that differ by too much."""
    lines, faults = [], []
    for name, one, other in zip(names, expected, actual, strict=True):
        difference = compare_ink(find_ink_pieces(one), find_ink_pieces(other), EM)
        if difference.exceeds(OWN_WAYS.get((browser, name), LIMIT)):
            faults.append(name)
        lines.append(f"{'FAULT' if name in faults else '     '} {difference} {name}")
    return lines, faults


def test_formulas_look_as_in_chromium(driver, browser_name, sampler, chromium_pictures, tmp_path):
    address = write_page(tmp_path / "formulas.html", list(sampler.values()))
    pictures = photograph_page(driver, address, await_true)
    lines, faults = compare_pictures(sampler, chromium_pictures, pictures, browser_name)
    columns = {"chromium": chromium_pictures, browser_name: pictures}
    write_sheet(SHEETS / f"{browser_name}.png", columns, lines)
    assert faults == [], "\n".join(["", *lines])


def test_a_fault_would_be_noticed(driver, browser_name, sampler, chromium_pictures, tmp_path):
    style, name = FAULTS[browser_name]
    address = write_page(tmp_path / "formulas.html", [sampler[name]], style)
    pictures = photograph_page(driver, address, await_true)
    expected = [chromium_pictures[list(sampler).index(name)]]
    assert compare_pictures([name], expected, pictures, browser_name)[1] == [name]
