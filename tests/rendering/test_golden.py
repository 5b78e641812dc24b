"""One long post that uses everything, as it has to come out.

After a change that is meant, write the files anew, and read the difference:
`python -m tests.rendering.test_golden`
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from posts.rendering.pipeline import render_in_process
from tests.support.html import mathml_to_tex

GOLDEN = Path(__file__).parent / "golden"


def render_files():
    """Return what the golden files have to hold, by name."""
    source = (GOLDEN / "sampler.md").read_text(encoding="utf-8")
    values = asdict(render_in_process(source, image_sizes={"/media/curves.png": (1200, 800)}))
    html, excerpt, feed = values.pop("html"), values.pop("excerpt"), values.pop("feed_html")
    written = {
        "sampler.html": html,
        "sampler.excerpt.html": excerpt,
        "sampler.feed.html": feed,
        "sampler.json": json.dumps(values, ensure_ascii=False, indent=1),
    }
    return {name: mathml_to_tex(text) + "\n" for name, text in written.items()}


@pytest.mark.parametrize(
    "name", ["sampler.html", "sampler.excerpt.html", "sampler.feed.html", "sampler.json"]
)
def test_the_sampler_comes_out_as_before(name):
    assert render_files()[name] == (GOLDEN / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    for name, text in render_files().items():
        (GOLDEN / name).write_text(text, encoding="utf-8")
