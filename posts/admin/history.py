"""What a post was: its revisions, what differs between them, and bringing one back."""

from copy import copy
from typing import Any, cast
from urllib.parse import unquote as unquote_path

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from posts import revisions
from posts.admin.meeting import MeetingAdmin
from posts.admin.unsaved import get_rendered_response
from posts.diffing.diff import TextDiff, diff_texts
from posts.models import Post, Revision, RevisionKind
from posts.related import update_related_posts
from posts.rendering import RenderError
from posts.restoring import restore_revision
from posts.snapshots import get_field_label, is_same_snapshot, iter_field_changes, take_snapshot
from posts.warnings import format_render_error

REVISIONS_PER_PAGE = 25


class HistoryAdmin(MeetingAdmin):
    """Records each save; shows, compares and restores what was recorded."""

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, tuple[str, Any]] = {
            "<int:key>/history/compare/": ("compare", require_safe(self.compare_view)),
            "<int:key>/history/<int:version>/": ("look", require_safe(self.look_view)),
            "<int:key>/history/<int:version>/restore/": ("restore", require_POST(self.restore_view)),
        }
        return [
            *(
                path(route, self.admin_site.admin_view(view), name=f"posts_post_{name}")
                for route, (name, view) in pages.items()
            ),
            *super().get_urls(),
        ]

    def kind_of(self, request: HttpRequest, form: ModelForm, *, change: bool) -> RevisionKind:
        """Return what saving `form` does to the post, as its history names it."""
        return RevisionKind.SAVED if change else RevisionKind.CREATED

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        if change:
            revisions.record_earlier_state(obj.pk)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        revisions.record_revision(form.instance, self.kind_of(request, form, change=change), request.user)

    # Its pages ---------------------------------------------------------------------

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show all revisions of a post, newest first; two of them can be chosen."""
        post = self.viewed(request, unquote(object_id))
        found = post.revisions.select_related("editor__profile").defer("snapshot")
        page = Paginator(found, REVISIONS_PER_PAGE).get_page(request.GET.get(PAGE_VAR))
        context = {
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "now": get_current_revision(post),
            "title": _("History"),
            **(extra_context or {}),
        }
        return self.show(request, post, "object_history.html", context)

    def compare_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Show what differs between two revisions; where only one is named, between it and the post now."""
        post = self.viewed(request, key)
        now = get_current_revision(post)
        chosen = [find_revision(post, request.GET.get(name, ""), now) for name in ("old", "new")]
        old, new = sorted((one or now for one in chosen), key=lambda revision: revision.version)
        context = {
            "old": old,
            "new": new,
            "now": now,
            "changes": list(iter_field_changes(old.snapshot, new.snapshot)),
            "texts": diff_long_texts(old, new),
            "title": _("What differs"),
            "may_restore": self.has_change_permission(request, post),
        }
        return self.show(request, post, "compare.html", context)

    def look_view(self, request: HttpRequest, key: int, version: int) -> HttpResponse:
        """Show the page that a post was at a revision, as the site would show it now."""
        post = self.viewed(request, key)
        revision = cast(Revision, find_revision(post, str(version), get_current_revision(post)))
        try:
            return render_revision_page(request, post, revision)
        except (Http404, RenderError) as error:
            text = (
                format_render_error(error)
                if isinstance(error, RenderError)
                else _("What is in the bin has no page.")
            )
            self.message_user(request, text, messages.ERROR)
            return redirect("admin:posts_post_history", key)

    def restore_view(self, request: HttpRequest, key: int, version: int) -> HttpResponse:
        """Bring a revision back, unless somebody saved since whoever asks looked."""
        post = self.viewed(request, key)
        if not self.has_change_permission(request, post):
            raise PermissionDenied
        try:
            with transaction.atomic():
                return self.restore(request, post, cast(Revision, find_revision(post, str(version), None)))
        except RenderError as error:
            self.message_user(request, format_render_error(error), messages.ERROR)
            return redirect(build_compare_url(post, version))

    def restore(self, request: HttpRequest, post: Post, revision: Revision) -> HttpResponse:
        if not revisions.lock_post_at_version(
            post.pk, parse_version_number(request.POST.get("version", str(post.version)))
        ):
            text = _("Somebody saved this post since you opened the page. Look at what differs once more.")
            self.message_user(request, text, messages.WARNING)
            return redirect(build_compare_url(post, revision.version))
        lost = restore_revision(post, revision, request.user)
        update_related_posts(post)
        self.log_change(request, post, _("Restored version %(version)d.") % {"version": revision.version})
        text = _("Version %(version)d is restored, as a new version.") % {"version": revision.version}
        self.message_user(request, text, messages.SUCCESS)
        for sentence in lost:
            self.message_user(request, sentence, messages.WARNING)
        return redirect("admin:posts_post_change", post.pk)

    def viewed(self, request: HttpRequest, key: Any) -> Post:
        """Return the post of that key, for whoever may see it."""
        post = self.get_object(request, str(key))
        if post is None:
            raise Http404
        if not self.has_view_or_change_permission(request, post):
            raise PermissionDenied
        return cast(Post, post)

    def show(self, request: HttpRequest, post: Post, template: str, context: dict[str, Any]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "subtitle": str(post),
            "object": post,
            "opts": self.opts,
            **context,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/posts/post/{template}", context)


def get_current_revision(post: Post) -> Revision:
    """Return the revision that shows `post` as it is now; an unsaved one where none was recorded."""
    last = post.revisions.select_related("editor__profile").first()
    snapshot = take_snapshot(post)
    if last and is_same_snapshot(last.snapshot, snapshot):
        return last
    return Revision(
        post=post,
        version=post.version,
        kind=RevisionKind.EARLIER,
        created_at=post.updated_at,
        snapshot=snapshot,
    )


def find_revision(post: Post, version: str, now: Revision | None) -> Revision | None:
    """Return the revision of that version; None where no version is named."""
    if not version:
        return None
    if now and version == str(now.version):
        return now
    found = (
        post.revisions.filter(version=parse_version_number(version)).select_related("editor__profile").first()
    )
    if found is None:
        raise Http404
    return found


def parse_version_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def render_revision_page(request: HttpRequest, post: Post, revision: Revision) -> HttpResponse:
    """Return the site's own page of `post` as it was: restored, shown and taken back in one transaction."""
    with transaction.atomic():
        restore_revision(post, revision, None)
        visit = copy(request)
        visit.path = visit.path_info = unquote_path(post.get_absolute_url())
        visit.GET = QueryDict()
        visit.revision = revision  # type: ignore[attr-defined]
        response = get_rendered_response(visit)
        transaction.set_rollback(True)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store, private"
    return response


def diff_long_texts(old: Revision, new: Revision) -> list[tuple[str, TextDiff]]:
    """Return the long texts that differ, each with its name and its difference."""
    return [
        (get_field_label(name), diff_texts(old.snapshot[name], new.snapshot[name]))
        for name in ("source", "summary")
        if old.snapshot[name] != new.snapshot[name]
    ]


def build_compare_url(post: Post, version: int) -> str:
    return f"{reverse('admin:posts_post_compare', args=[post.pk])}?old={version}"
