"""Differences as HTML."""

from typing import Any

from django import template
from django.contrib.auth.models import AbstractBaseUser
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from posts.differences import DiffHunk, DiffSpan, TextDiff
from posts.models import Revision, get_display_name

register = template.Library()

SIGNS = {"added": "+", "removed": "−"}
ELEMENTS = {"same": "{}", "added": "<ins>{}</ins>", "removed": "<del>{}</del>"}


@register.filter
def diff_spans(passage: DiffHunk) -> SafeString:
    """Return a passage with what came and went marked as such."""
    return mark_safe("".join(format_html(ELEMENTS[piece.kind], shown(piece)) for piece in passage.spans))


def shown(piece: DiffSpan) -> str:
    """Return the text of a piece; of line ends that came or went something is to be seen."""
    return piece.text if piece.kind == "same" else piece.text.replace("\n", "↵\n")


@register.inclusion_tag("admin/posts/difference.html")
def difference(found: TextDiff) -> dict[str, TextDiff]:
    """Show a text with what came and went."""
    return {"difference": found}


@register.filter
def who(user: AbstractBaseUser) -> str:
    """Return the name of an editor."""
    return get_display_name(user)


@register.inclusion_tag("admin/posts/post/revision_line.html")
def revision_line(revision: Revision) -> dict[str, Any]:
    """Show what was done, by whom and when."""
    return {"revision": revision, "who": get_display_name(revision.editor) if revision.editor else ""}


@register.simple_tag
def growth(found: TextDiff | Revision) -> SafeString:
    """Show how many characters came and went."""
    if not found.added and not found.removed:
        return mark_safe("")
    text = gettext("%(added)d characters came, %(removed)d went")
    counts = {"added": found.added, "removed": found.removed}
    signs = ((kind, f"{sign}{counts[kind]}") for kind, sign in SIGNS.items() if counts[kind])
    shown = format_html_join(" ", '<span class="{}">{}</span>', signs)
    told = format_html('<span class="visually-hidden">{}</span>', text % counts)
    return format_html('<span aria-hidden="true">{}</span>{}', shown, told)
