"""Texts as earlier versions of the import stored them: by these, files are known that did not change."""

from posts.exchange.importing.dialects.blank_lines import normalize_blank_lines
from posts.exchange.importing.dialects.rewrite_rules import set_marker_apart
from posts.exchange.markdown.masking import Mask


def write_earlier_form(text: str) -> str:
    """Return the converted `text` with at most one empty line between blocks, also around `<!-- more -->`."""
    mask = Mask()
    return mask.restore_text(normalize_blank_lines(set_marker_apart(mask.hide_code(text))))
