"""A theme that is plainly different from the site's own looks, held to the same rules on every page."""

import pytest

from posts.models import Category, Series
from tests.support import page_faults
from tests.support.proofs import scale
from tests.support.themes import PAPER, use_theme

SOURCE = (
    "A formula $x^2$ and `code`.\n\n## A part\n\n> [!NOTE]\n> A note[^1].\n\n```python\nprint(1)\n```\n\n"
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n\n## Another part\n\n[^1]: Below."
)
SHORT = ("/", "/posts/deep-water/", "/about/team/")
LONG = (
    *SHORT,
    "/about/",
    "/archive/",
    "/archive/2026/",
    "/categories/",
    "/categories/sea/",
    "/tags/",
    "/tags/salt/",
    "/series/tides/",
    "/authors/lin/",
    "/search/",
    "/search/?q=water",
    "/search/?q=qqqq",
    "/feeds/",
    "/no/such/page/",
)
WINDOWS = {
    "the narrowest phone": (320, "light", [page_faults.find_overflow]),
    "a desktop in the dark": (
        1440,
        "dark",
        [page_faults.find_accessibility_faults, page_faults.find_heading_faults],
    ),
}


@pytest.fixture
def paper_site(live_server, make_post, author):
    """A site with the theme, and a page of each kind."""
    sea, tides = Category.objects.create(name="Sea"), Series.objects.create(name="Tides")
    for title in ("Deep water", "Shallow water"):
        post = make_post(title, source=SOURCE, category=sea, series=tides, language="en")
        post.tags.add("salt")
    about = make_post("About", kind="page", source=SOURCE, language="en")
    make_post("Team", kind="page", parent=about, source="Two people.", language="en")
    with use_theme(PAPER):
        yield


@pytest.mark.proof
def test_no_page_of_another_theme_is_at_fault(open_page, paper_site):
    # A visitor of their own: others hold the site's own stylesheets.
    page = open_page("/", locale="en-GB")
    found = {}
    for width, scheme, looks in WINDOWS.values():
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        for path in scale(SHORT, LONG):
            page.goto(path)
            found |= {(path, look.__name__): faults for look in looks if (faults := look(page))}
    assert found == {}
    assert "Georgia" in page.evaluate("getComputedStyle(document.body).fontFamily")
