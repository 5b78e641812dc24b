"""The corrections of posts, as their entries in feeds begin with them."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from posts.models import Correction, Post
from posts.views.languages import choose_interface_language

MAX_NOTED = 3  # corrections of an entry; the page of the post has all


def add_corrections(posts: Sequence[Post]) -> None:
    """Give each of `posts` that was notably changed its `noted_corrections`, all in one query."""
    keys = [post.pk for post in posts if post.notable_at]
    found: dict[int, list[Correction]] = defaultdict(list)
    for correction in Correction.objects.filter(post__in=keys) if keys else ():
        found[correction.post_id].append(correction)
    for post in posts:
        post.noted_corrections = found[post.pk]  # type: ignore[attr-defined]


def write_corrections(post: Post) -> SafeString:
    """Return the newest corrections of `post` as HTML, in its language; "" for none."""
    noted: list[Correction] = post.noted_corrections  # type: ignore[attr-defined]
    with override(choose_interface_language(post.language)):
        lines = [(format_correction_date(one), _("Correction:"), one.words) for one in noted[:MAX_NOTED]]
        more = _("All corrections") if len(noted) > MAX_NOTED else ""
    html = format_html_join("", "<p><strong>{} {}</strong> {}</p>", lines)
    return html + format_html('<p><a href="#_corrections">{}</a></p>', more) if more else html


def format_correction_date(correction: Correction) -> str:
    """Return its day in the site's time zone, as pages show it."""
    return localtime(correction.created_at).strftime("%Y-%m-%d")
