"""A post's publication status, in a sentence."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.models import Post, PostState, get_display_name
from posts.models.state import STATE_TIMESTAMPS

register = template.Library()

STATUS_SENTENCES = {
    PostState.DRAFT: gettext_lazy("Only authors and editors can see it."),
    PostState.REVIEW: gettext_lazy("In review since %(time)s."),
    PostState.SCHEDULED: gettext_lazy("Will be published on %(time)s, in %(left)s."),
    PostState.LIVE: gettext_lazy("Published since %(time)s."),
    PostState.ARCHIVED: gettext_lazy("Archived since %(time)s; only authors and editors can see it."),
    PostState.TRASHED: gettext_lazy("In the trash since %(time)s; it is not visible on the site."),
}


@register.filter
def display_name(user: Any) -> str:
    """Return the name under which readers know `user`; a dash for None, as after a user was deleted."""
    return get_display_name(user) if user else "—"


@register.simple_tag
def post_status(post: Post | None) -> SafeString:
    """Return the state of `post`, and since when or until when it has it; None is a post not saved yet."""
    if post is None:
        return format_html("{}", _("Not saved yet."))
    moment = next(filter(None, (getattr(post, name) for name in STATE_TIMESTAMPS)), None)
    local = moment and timezone.localtime(moment)
    words = {
        "time": date_format(local, "Y-m-d H:i") if local else "",
        "left": timeuntil(moment) if moment else "",
    }
    text = str(STATUS_SENTENCES[post.state]) % words
    badge = '<strong class="badge badge-{}">{}</strong> {}'
    return format_html(badge, post.state.value, post.state.label, text)
