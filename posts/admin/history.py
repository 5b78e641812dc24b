"""History: records a revision of each save; lists, compares, shows and restores revisions."""

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

from posts.admin.draft_preview import get_rendered_response
from posts.admin.extension import AdminExtension
from posts.admin.versions import build_history_context
from posts.diffing.diff import TextDiff, diff_texts
from posts.models import Post, Revision, RevisionKind
from posts.models.render_messages import format_render_error
from posts.publishing.transitions import PUBLIC_STATES, get_transition_kind
from posts.rendering import RenderError
from posts.revisions import recording
from posts.revisions.draft_history import list_earlier_texts
from posts.revisions.draft_snapshots import restore_draft
from posts.revisions.restore import restore_revision
from posts.revisions.snapshots import get_field_label, is_same_snapshot, iter_field_changes, take_snapshot
from posts.search.related import update_related_posts

REVISIONS_PER_PAGE = 25


class HistoryExtension(AdminExtension):
    """Records each save, and has the pages of the history; that of the list replaces Django's own."""

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, tuple[str, Any]] = {
            "<path:object_id>/history/": ("history", self.list_view),
            "<int:post_id>/history/compare/": ("compare", require_safe(self.compare_view)),
            "<int:post_id>/history/<int:version>/": ("revision", require_safe(self.revision_view)),
            "<int:post_id>/history/<int:version>/restore/": ("restore", require_POST(self.restore_view)),
        }
        return [
            path(route, self.admin_site.admin_view(view), name=f"posts_post_{name}")
            for route, (name, view) in pages.items()
        ]

    def before_save(self, request: HttpRequest, obj: Any, form: ModelForm, *, change: bool) -> None:
        if change:
            recording.record_earlier_state(obj.pk)

    def after_save_related(self, request: HttpRequest, obj: Any, *, change: bool) -> None:
        kind = get_transition_kind(obj) or (RevisionKind.SAVED if change else RevisionKind.CREATED)
        recording.record_revision(obj, kind, request.user)

    # Pages -------------------------------------------------------------------------

    def list_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show all revisions of a post, newest first; two of them can be chosen."""
        post = self.get_viewable_post(request, unquote(object_id))
        found = post.revisions.select_related("editor__profile").defer("snapshot")
        page = Paginator(found, REVISIONS_PER_PAGE).get_page(request.GET.get(PAGE_VAR))
        context = {
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "current_revision": get_current_revision(post),
            "unsaved_texts": list_earlier_texts(post, request.user)[:REVISIONS_PER_PAGE],
            "title": _("History"),
            **build_history_context(request, post, page),
        }
        return self.render_page(request, post, "object_history.html", context)

    def compare_view(self, request: HttpRequest, post_id: int) -> HttpResponse:
        """Show what differs between two revisions; if only one is named, between it and the post now."""
        post = self.get_viewable_post(request, post_id)
        current = get_current_revision(post)
        chosen = [find_revision(post, request.GET.get(name, ""), current) for name in ("old", "new")]
        old, new = sorted((one or current for one in chosen), key=lambda revision: revision.version)
        context = {
            "old": old,
            "new": new,
            "current_revision": current,
            "changes": list(iter_field_changes(old.snapshot, new.snapshot)),
            "text_diffs": diff_long_texts(old, new),
            "title": _("Compare versions"),
            "can_restore": self.model_admin.has_change_permission(request, post),
        }
        return self.render_page(request, post, "compare.html", context)

    def revision_view(self, request: HttpRequest, post_id: int, version: int) -> HttpResponse:
        """Show the page of a post as it was at a revision, in the site's design of today."""
        post = self.get_viewable_post(request, post_id)
        revision = cast(Revision, find_revision(post, str(version), get_current_revision(post)))
        try:
            return render_revision_page(request, post, revision)
        except RenderError as error:
            messages.error(request, format_render_error(error))
        except Http404:
            messages.error(request, _("A post in the trash cannot be previewed. Restore it first."))
        return redirect("admin:posts_post_history", post_id)

    def restore_view(self, request: HttpRequest, post_id: int, version: int) -> HttpResponse:
        """Restore a revision, unless somebody saved the post since the page was opened."""
        post = self.get_viewable_post(request, post_id)
        if not self.model_admin.has_change_permission(request, post):
            raise PermissionDenied
        try:
            with transaction.atomic():
                return self.restore(request, post, cast(Revision, find_revision(post, str(version), None)))
        except RenderError as error:
            messages.error(request, format_render_error(error))
            return redirect(build_compare_url(post, version))

    def restore(self, request: HttpRequest, post: Post, revision: Revision) -> HttpResponse:
        opened_version = parse_version_number(request.POST.get("version", str(post.version)))
        if not recording.lock_post_at_version(post.pk, opened_version):
            text = _("This post has been saved since you opened the page. Compare the versions again.")
            messages.warning(request, text)
            return redirect(build_compare_url(post, revision.version))
        if post.state in PUBLIC_STATES:
            return self.restore_into_draft(request, post, revision)
        not_restored = restore_revision(post, revision, request.user)
        update_related_posts(post)
        note = _("Restored version %(version)d.") % {"version": revision.version}
        self.model_admin.log_change(request, post, note)
        text = _("Version %(version)d was restored as a new version.") % {"version": revision.version}
        messages.success(request, text)
        for text in not_restored:
            messages.warning(request, text)
        return redirect("admin:posts_post_change", post.pk)

    def restore_into_draft(self, request: HttpRequest, post: Post, revision: Revision) -> HttpResponse:
        """Make the draft of a post that readers see what `revision` was; they see it after an update."""
        not_restored = restore_draft(post, revision.snapshot, request.user)
        text = _("Version %(version)d is in your draft. Readers see it once you update the post.")
        messages.success(request, text % {"version": revision.version})
        for text in not_restored:
            messages.warning(request, text)
        return redirect("admin:posts_post_change", post.pk)

    def get_viewable_post(self, request: HttpRequest, post_id: Any) -> Post:
        """Return a post that whoever asks may see. Raises Http404 and PermissionDenied."""
        post = self.model_admin.get_object(request, str(post_id))
        if post is None:
            raise Http404
        if not self.model_admin.has_view_or_change_permission(request, post):
            raise PermissionDenied
        return cast(Post, post)

    def render_page(
        self, request: HttpRequest, post: Post, template: str, context: dict[str, Any]
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "subtitle": str(post),
            "object": post,
            "opts": self.model_admin.opts,
            **context,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/posts/post/{template}", context)


def get_current_revision(post: Post) -> Revision:
    """Return the revision that holds `post` as it is now; an unsaved one where none was recorded."""
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


def find_revision(post: Post, version: str, current: Revision | None) -> Revision | None:
    """Return the revision of that version; None if `version` is empty. Raises Http404."""
    if not version:
        return None
    if current and version == str(current.version):
        return current
    found = post.revisions.filter(version=parse_version_number(version))
    revision = found.select_related("editor__profile").first()
    if revision is None:
        raise Http404
    return revision


def parse_version_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def render_revision_page(request: HttpRequest, post: Post, revision: Revision) -> HttpResponse:
    """Return the site's own page of `post` as it was: restored, shown and rolled back in one transaction."""
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
    """Return the label and the diff of each long text that differs."""
    return [
        (get_field_label(name), diff_texts(old.snapshot[name], new.snapshot[name]))
        for name in ("source", "summary")
        if old.snapshot[name] != new.snapshot[name]
    ]


def build_compare_url(post: Post, version: int) -> str:
    return f"{reverse('admin:posts_post_compare', args=[post.pk])}?old={version}"
