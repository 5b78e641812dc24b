"""What programs put on the clipboard, and what becomes of it: a file of HTML and one of text for each."""

from pathlib import Path

import pytest

from posts.exchange.html_to_markdown import convert_html
from posts.rendering.pipeline import render_in_process

CLIPBOARDS = Path(__file__).parent / "clipboards"
NAMES = sorted(path.stem for path in CLIPBOARDS.glob("*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_the_clipboard_of(name):
    html = (CLIPBOARDS / f"{name}.html").read_text()
    assert convert_html(html).markdown == (CLIPBOARDS / f"{name}.txt").read_text()


def test_all_of_it_renders_without_a_warning_but_of_the_broken_formula():
    kinds = {
        name: {
            warning.kind for warning in render_in_process((CLIPBOARDS / f"{name}.txt").read_text()).warnings
        }
        for name in NAMES
    }
    assert kinds.pop("katex") == {"formula"}
    assert {kind for found in kinds.values() for kind in found} <= {"image-alt", "skipped-level", "language"}
