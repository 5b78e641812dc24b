"""What stands in `[[…]]`: how targets are found in Markdown, and when two spellings name the same post.

What holds a `#` names something within a post, and is none of these.
"""

import re
import unicodedata
from html import unescape

MAX_TARGET_LENGTH = 300  # characters
MAX_TARGETS = 500  # different ones of one post; further ones are text
TYPED_TARGET = re.compile(rf"\[\[(?P<target>[^\[\]\n|#]{{1,{MAX_TARGET_LENGTH}}})(?:\||\]\])")
# Of Markdown and of formulas: what a renderer takes out of a target before it is known to be one.
MARKUP = re.compile(r"[\\*`~$]")


def normalize_target(target: str) -> str:
    """Return what all spellings of `target` share: without case, mark-up, width of signs, double spaces."""
    text = unicodedata.normalize("NFKC", MARKUP.sub("", unescape(target)))
    return " ".join(text.casefold().split())


def make_target_key(target: str) -> str:
    """Return the key by which the references of a render hold the post that is meant by `target`."""
    return f"[[{normalize_target(target)}]]"


def find_typed_targets(source: str) -> list[str]:
    """Return the targets of wiki links in Markdown, each once, at most MAX_TARGETS; some may be in code."""
    if "[[" not in source:
        return []
    found: dict[str, str] = {}
    for match in TYPED_TARGET.finditer(source):
        # In a table the bar has a backslash.
        target = match["target"].strip().removesuffix("\\").strip()
        if len(found) >= MAX_TARGETS:
            break
        if key := normalize_target(target):
            found.setdefault(key, target)
    return list(found.values())
