"""Text diffs and revisions as HTML."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from posts.diffing.diff import DiffHunk, DiffSpan, TextDiff
from posts.models import Revision, get_display_name

register = template.Library()

CHANGE_SIGNS = {"added": "+", "removed": "−"}
SPAN_FORMATS = {"same": "{}", "added": "<ins>{}</ins>", "removed": "<del>{}</del>"}


@register.filter
def diff_spans(hunk: DiffHunk) -> SafeString:
    """Return a hunk with its insertions and deletions marked as such."""
    spans = (format_html(SPAN_FORMATS[span.kind], get_span_text(span)) for span in hunk.spans)
    return mark_safe("".join(spans))


def get_span_text(span: DiffSpan) -> str:
    """Return the text of a span; line ends that were added or removed are made visible."""
    return span.text if span.kind == "same" else span.text.replace("\n", "↵\n")


@register.inclusion_tag("admin/posts/diff.html")
def text_diff(diff: TextDiff) -> dict[str, TextDiff]:
    """Show a text with its insertions and deletions."""
    return {"diff": diff}


@register.inclusion_tag("admin/posts/post/revision_summary.html")
def revision_line(revision: Revision) -> dict[str, Any]:
    """Show what was done, by whom and when."""
    return {
        "revision": revision,
        "editor_name": get_display_name(revision.editor) if revision.editor else "",
    }


@register.simple_tag
def diff_stat(diff: TextDiff | Revision) -> SafeString:
    """Show how many characters were added and removed."""
    if not diff.added and not diff.removed:
        return mark_safe("")
    text = gettext("%(added)d characters added, %(removed)d removed")
    counts = {"added": diff.added, "removed": diff.removed}
    parts = ((kind, f"{sign}{counts[kind]}") for kind, sign in CHANGE_SIGNS.items() if counts[kind])
    visible = format_html_join(" ", '<span class="{}">{}</span>', parts)
    spoken = format_html('<span class="visually-hidden">{}</span>', text % counts)
    return format_html('<span aria-hidden="true">{}</span>{}', visible, spoken)
