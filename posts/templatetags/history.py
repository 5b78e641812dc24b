"""Differences as HTML."""

from django import template
from django.contrib.auth.models import AbstractBaseUser
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from posts.differences import Difference, Passage, Piece
from posts.models import name_of

register = template.Library()

ELEMENTS = {"same": "{}", "added": "<ins>{}</ins>", "removed": "<del>{}</del>"}


@register.filter
def pieces(passage: Passage) -> SafeString:
    """Return a passage with what came and went marked as such."""
    return mark_safe("".join(format_html(ELEMENTS[piece.how], shown(piece)) for piece in passage.pieces))


def shown(piece: Piece) -> str:
    """Return the text of a piece; of line ends that came or went something is to be seen."""
    return piece.text if piece.how == "same" else piece.text.replace("\n", "↵\n")


@register.inclusion_tag("admin/posts/difference.html")
def difference(found: Difference) -> dict[str, Difference]:
    """Show a text with what came and went."""
    return {"difference": found}


@register.filter
def who(user: AbstractBaseUser) -> str:
    """Return the name of an editor."""
    return name_of(user)
