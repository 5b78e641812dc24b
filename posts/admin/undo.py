"""Undo: what took posts from readers, or put them away, is taken back from the message that tells of it."""

from collections.abc import Iterable
from secrets import token_urlsafe

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from posts.admin.bulk_selection import link_posts
from posts.admin.extension import AdminExtension
from posts.models import Post
from posts.publishing.removals import list_versions, undo_state_change

UNDO_SESSION_KEY = "undo"
MAX_REMEMBERED = 5  # changes that can be undone, the last ones


class UndoExtension(AdminExtension):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.undo_view))
        return [path("undo/<str:key>/", view, name="posts_post_undo")]

    def undo_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Take back the change with this key, once; then show the post, or the list if there are several."""
        remembered = request.session.get(UNDO_SESSION_KEY, {})
        versions = remembered.pop(key, [])
        request.session.modified = True
        result = undo_state_change([(pk, version) for pk, version in versions], request.user)
        LogEntry.objects.log_actions(str(request.user.pk), result.restored, CHANGE, _("Undone."))
        if result.restored:
            text = ngettext(
                "Undone: %(count)d post is as it was.",
                "Undone: %(count)d posts are as they were.",
                len(result.restored),
            )
            messages.success(request, text % {"count": len(result.restored)})
        for posts, text in (
            (result.changed_since, _("Not undone, because they were changed since:")),
            (result.not_permitted, _("Not undone, because you do not have permission:")),
            (result.with_errors, _("Not undone, because of errors that are listed on their pages:")),
        ):
            if posts:
                messages.warning(request, format_html("{} {}", text, link_posts(posts)))
        if not versions:
            messages.warning(request, _("This can no longer be undone."))
        if len(versions) == 1:
            return HttpResponseRedirect(reverse("admin:posts_post_change", args=[versions[0][0]]))
        are_pages = Post.objects.pages().filter(pk__in=[pk for pk, _version in versions]).exists()
        return HttpResponseRedirect(reverse(f"admin:posts_{'page' if are_pages else 'post'}_changelist"))


def offer_undo(request: HttpRequest, text: object, keys: Iterable[int]) -> SafeString | str:
    """Return the message `text` about a change of the posts with these keys, with a button that undoes it."""
    versions = list_versions(keys)
    if not versions:
        return str(text)
    remembered = request.session.get(UNDO_SESSION_KEY, {})
    key = token_urlsafe(9)
    request.session[UNDO_SESSION_KEY] = dict([*remembered.items(), (key, versions)][-MAX_REMEMBERED:])
    return format_html(
        '{} <form method="post" action="{}" class="undo-form">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button type="submit">{}</button></form>',
        text,
        reverse("admin:posts_post_undo", args=[key]),
        get_token(request),
        _("Undo"),
    )
