"""What can be wrong with an open page. Each check returns the faults it finds, a line each."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = {
    "resultTypes": ["violations"],
    "preload": False,  # sounds and films, of which there are none
    "selectors": False,  # of all that was looked at; what is at fault is shown as it is written
    "rules": {
        "target-size": {"enabled": True},  # WCAG 2.2, which axe does not ask by itself
        # axe sees no text in MathML, and takes a column headed by a formula for one without a heading.
        "empty-table-header": {"enabled": False},
    },
}

# In formulas axe judges nothing but colour, which is that of the text, and takes half of its time for it.
TEXT = {"exclude": [["math *"]]}

# Bytes of a first view, compressed, without their headers.
LIMITS = {"page without pictures": 60_000, "JavaScript": 10_000}
# Of the window and the way through it (web.dev/cls). The lines of a font of the system and of ours
# differ by a fraction of a pixel, which is one pixel here or there.
LEAST_SHIFT = 0.001
MATH_FONT = "transmission-math"
PICTURES = (".webp", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico")

SIDEWAYS = """() => {
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return [];
  const isClipped = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== "visible") return true;
  };
  const wide = [...document.body.querySelectorAll("*")].filter((element) =>
    element.getBoundingClientRect().right > width + 0.5 && !isClipped(element));
  const names = wide.slice(-3).map((element) => element.outerHTML.slice(0, 120));
  return [`${root.scrollWidth} px wide instead of ${width}: ${names.join(" … ")}`];
}"""

HEADINGS = """() => {
  const seen = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((heading) =>
    heading.checkVisibility());
  const levels = seen.map((heading) => Number(heading.localName[1]));
  const faults = levels.filter((level) => level === 1).length === 1 ? [] : ["not one h1"];
  levels.forEach((level, i) => {
    if (level > (i ? levels[i - 1] : 0) + 1) faults.push(`skips a level: ${seen[i].textContent}`);
  });
  return faults;
}"""

# A window that was last used by keyboard shows the focus that a script sets, too.
UNSEEN_FOCUS = """() => {
  const stops = document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']");
  const looks = (element) => {
    const parts = [element, ...element.querySelectorAll("*")].map((part) => getComputedStyle(part));
    return parts.map((style) =>
      [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor].join(),
    );
  };
  const unseen = [...stops].filter((stop) => {
    if (!stop.checkVisibility({ visibilityProperty: true })) return false;
    stop.blur();
    const before = String(looks(stop));
    stop.focus();
    return document.activeElement === stop && String(looks(stop)) === before;
  });
  return unseen.map((stop) => stop.outerHTML.slice(0, 120));
}"""

RESOURCES = """() => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
  .map((entry) => [new URL(entry.name).pathname, entry.encodedBodySize])"""

SHIFTS = """() => new Promise((resolve) => {
  const describe = (shift) =>
    [shift.value, shift.sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 80)).join(" … ")];
  new PerformanceObserver((list) => resolve(list.getEntries().map(describe)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve([]), 50);
})"""


def find_overflow(page: Page) -> list[str]:
    """The page is wider than its window."""
    return list(page.evaluate(SIDEWAYS))


def find_overflow_at_double_text_size(page: Page) -> list[str]:
    """With its text at 200 %, the page is wider than a window of 640 pixels (WCAG 1.4.4)."""
    page.set_viewport_size({"width": 640, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    return find_overflow(page)


def find_heading_faults(page: Page) -> list[str]:
    """There is no h1 or more than one, or a level is left out."""
    return list(page.evaluate(HEADINGS))


def find_invisible_focus(page: Page) -> list[str]:
    """Something that takes the focus looks as it did before."""
    page.keyboard.press("Tab")
    return list(page.evaluate(UNSEEN_FOCUS))


def find_layout_shifts(page: Page) -> list[str]:
    """Something that was already shown has moved since the page began to load."""
    found = page.evaluate(SHIFTS)
    is_seen = sum(value for value, _ in found) >= LEAST_SHIFT
    return [f"{value:.4f}: {what}" for value, what in found] if is_seen else []


def find_excess_bytes(page: Page) -> list[str]:
    """More bytes than LIMITS allows, or a font for formulas where there are none."""
    sizes = dict(page.evaluate(RESOURCES))
    fonts = [path for path in sizes if MATH_FONT in path]
    faults = [f"{fonts} without a formula"] if fonts and not page.locator("math").count() else []
    text = {path: size for path, size in sizes.items() if not path.endswith(PICTURES) and path not in fonts}
    weights = {
        "page without pictures": sum(text.values()),
        "JavaScript": sum(size for path, size in text.items() if path.endswith(".js")),
    }
    return faults + [f"{name}: {weights[name]} bytes" for name in LIMITS if weights[name] > LIMITS[name]]


def find_accessibility_faults(page: Page) -> list[str]:
    """What axe calls a violation."""
    violations = Axe().run(page, context=TEXT, options=AXE).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in violations for node in rule["nodes"]]
