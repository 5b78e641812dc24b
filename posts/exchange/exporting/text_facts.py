"""What a tool cannot know from the text of a post alone: its numbers, its literature, and other posts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from posts.models import Post
from posts.models.cited_literature import get_cited_literature
from posts.models.render_surroundings import get_reference_surroundings
from posts.rendering.result import Label

# The words before the name of a theorem, as the page has them: "定理 3", "Theorem 3.".
THEOREM_TITLE = re.compile(r'<strong class="theorem-title">(?P<words>[^<]*)')


@dataclass(frozen=True)
class TextFacts:
    """What the page of a post shows and its text does not say.

    `labels` by key, their anchors as an export has them. `theorem_titles` are those of all theorems in the
    order of the text. `references` lead to other posts, `literature` is what the post cites, both as
    `rendering.render` takes them.
    """

    language: str = "en"
    labels: Mapping[str, Label] = field(default_factory=dict)
    theorem_titles: Sequence[str] = ()
    references: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    literature: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    citation_style: str = ""


NO_FACTS = TextFacts()


def collect_text_facts(post: Post) -> TextFacts:
    """Return what an export of `post` has to write out, as of the render that is stored."""
    labels = [Label(**label) for label in post.labels]
    return TextFacts(
        language=post.language,
        labels={label.key: replace_anchor(label) for label in reversed(labels)},
        theorem_titles=[
            match["words"].strip().removesuffix(".") for match in THEOREM_TITLE.finditer(post.html)
        ],
        references=get_reference_surroundings(post)["references"],
        **get_cited_literature(post.source, "", post.bibliography),
    )


def replace_anchor(label: Label) -> Label:
    """Return `label` with its key as the anchor: what a page makes of equations, no other tool does."""
    return Label(label.key, label.kind, label.number, label.name, label.key.lstrip("_").replace(" ", "-"))
