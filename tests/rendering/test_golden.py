"""One long post that uses everything, as it has to come out.

After a change that is meant, write the files anew, and read the difference:
`python -m tests.rendering.test_golden`
"""

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from posts.rendering.pipeline import render

GOLDEN = Path(__file__).parent / "golden"
# How a formula is typeset has tests of its own; here its TeX stands for it.
MATHML = re.compile(r"<math[^>]*>.*?<annotation[^>]*>(.*?)</annotation></semantics></math>", re.DOTALL)


def files():
    """Return what the golden files have to hold, by name."""
    source = (GOLDEN / "sampler.md").read_text(encoding="utf-8")
    values = asdict(render(source, image_sizes={"/media/curves.png": (1200, 800)}))
    html, excerpt = values.pop("html"), values.pop("excerpt")
    written = {
        "sampler.html": html,
        "sampler.excerpt.html": excerpt,
        "sampler.json": json.dumps(values, ensure_ascii=False, indent=1),
    }
    return {name: MATHML.sub(r"<math>\1</math>", text) + "\n" for name, text in written.items()}


@pytest.mark.parametrize("name", ["sampler.html", "sampler.excerpt.html", "sampler.json"])
def test_the_sampler_comes_out_as_before(name):
    assert files()[name] == (GOLDEN / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    for name, text in files().items():
        (GOLDEN / name).write_text(text, encoding="utf-8")
