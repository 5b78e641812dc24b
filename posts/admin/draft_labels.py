"""How drafts are shown in lists."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from posts.models import Draft, get_display_name


def render_draft_badge(drafts: Iterable[Draft]) -> SafeString:
    """Return a badge that says whose unsaved changes a post has, or submitted; nothing if it has none."""
    drafts = list(drafts)
    is_submitted = any(draft.submitted_at for draft in drafts)
    names = sorted({get_display_name(draft.editor) for draft in drafts})
    if not names:
        return SafeString("")
    return format_html(
        ' <span class="badge badge-unsaved">{}</span> <span class="quiet">{}</span>',
        _("Changes submitted") if is_submitted else _("Unsaved changes"),
        format_html_join(", ", "{}", ((name,) for name in names)),
    )
