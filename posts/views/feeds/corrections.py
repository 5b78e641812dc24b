"""The feed of corrections: what was wrong in posts that readers may have read, the newest first."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from posts.models import Correction, Post
from posts.models.urls import absolute_url
from posts.rendering.characters import normalize_text
from posts.rendering.formulas.alttext import move_tex_to_alttext
from posts.rendering.url_rewriting import make_urls_absolute
from posts.views.feeds.archives import FEED_LENGTH, ArchiveRange
from posts.views.feeds.entries import FeedEntry, build_author
from posts.views.feeds.feed_view import ATOM_FEED, FeedView, FeedWindow
from posts.views.languages import choose_interface_language


class CorrectionsFeed(FeedView):
    """The newest corrections of listed posts, in Atom alone: its entries are no posts."""

    feed_format = ATOM_FEED

    def read_newest(self) -> FeedWindow:
        return FeedWindow([], None)

    def build_entries(self, request: HttpRequest, window: FeedWindow) -> list[FeedEntry]:
        posts = Post.objects.listed().filter(notable_at__isnull=False)
        found = Correction.objects.filter(post__in=posts.values("pk"))
        related = found.select_related("post__author__profile")
        return [build_correction_entry(one, request) for one in related[:FEED_LENGTH]]

    def build_title(self) -> str:
        return f"{_('Corrections')} · {super().build_title()}"

    def build_url(self, request: HttpRequest, archive: ArchiveRange | None = None) -> str:
        return absolute_url(reverse("posts:corrections_feed"), request)


def build_correction_entry(correction: Correction, request: HttpRequest) -> FeedEntry:
    """Return `correction`, which has its post, as an entry that leads to it on the page of the post."""
    post = correction.post
    url = absolute_url(f"{post.get_absolute_url()}#{correction.anchor}", request)
    with override(choose_interface_language(post.language)):
        title = _("Correction: %(title)s") % {"title": post.plain_title}
    html = make_urls_absolute(move_tex_to_alttext(f"<p>{correction.words}</p>"), url)
    return FeedEntry(
        id=correction.uid.urn,
        uid=correction.uid.urn,
        url=url,
        title=normalize_text(title),
        summary="",
        content=html,
        published=correction.created_at,
        updated=correction.created_at,
        modified=correction.created_at,
        language=post.language,
        author=build_author(post, request),
        categories=(),
        cover=None,
    )
