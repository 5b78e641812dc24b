"""Texts as earlier versions of the import stored them: by these, files are known that did not change."""

from collections.abc import Iterator

from posts.exchange.importing.dialects.blank_lines import normalize_blank_lines
from posts.exchange.importing.dialects.rewrite_rules import set_marker_apart
from posts.exchange.markdown.masking import Mask


def iter_earlier_forms(text: str) -> Iterator[str]:
    """Yield the converted `text` as each earlier version had it, where it differs.

    Without blanks at its end; and with at most one empty line between blocks, also around `<!-- more -->`.
    """
    mask = Mask()
    joined = normalize_blank_lines(set_marker_apart(mask.hide_code(text)))
    forms = (f"{text.rstrip()}\n", f"{mask.restore_text(joined).rstrip()}\n")
    yield from (form for form in dict.fromkeys(forms) if form != text)
