"""Copies of a post on its form: downloaded as Markdown or HTML, or put on the clipboard for other editors."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from posts.admin.extension import AdminExtension
from posts.editor.base import EditorView
from posts.exchange.copies.editor_html import EDITOR_COPIES, build_editor_html
from posts.exchange.copies.formula_drawings import can_draw_formulas
from posts.exchange.copies.standalone import build_standalone_html
from posts.exchange.exporting.exporter import build_single_document
from posts.models import Post
from posts.models.urls import absolute_url

DOWNLOAD_TYPES = {"md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8"}


class PostCopyExtension(AdminExtension):
    """The buttons below the form that copy or download the post as it was saved."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<int:key>/copy/<str:editor>/", CopyForEditorView.as_view(), name="posts_post_copy"),
            path("<int:key>/download.<str:suffix>", DownloadView.as_view(), name="posts_post_download"),
        ]

    def add_form_context(self, request: HttpRequest, context: dict[str, Any]) -> None:
        if context["original"]:
            context |= {"can_copy_post": True, "can_draw_formulas": can_draw_formulas()}


class PostCopyView(EditorView):
    """A view of a post that the editor may change."""

    def get_post(self, key: int) -> Post:
        posts = Post.objects.manageable_by(self.request.user).with_related()
        post: Post | None = posts.select_related("series", "translation_of").filter(pk=key).first()
        if post is None:
            raise Http404
        return post


class CopyForEditorView(PostCopyView):
    """{"html", "text"}: the post for the editor of another site."""

    def get(self, request: HttpRequest, key: int, editor: str) -> JsonResponse:
        post = self.get_post(key)
        if editor not in EDITOR_COPIES:
            raise Http404
        html = build_editor_html(post, editor, absolute_url(post.get_absolute_url(), request))
        return JsonResponse({"html": html, "text": post.text, "message": _("Copied. Paste it there.")})


class DownloadView(PostCopyView):
    """The post as a file."""

    def get(self, request: HttpRequest, key: int, suffix: str) -> HttpResponse:
        post = self.get_post(key)
        if suffix not in DOWNLOAD_TYPES:
            raise Http404
        url = absolute_url(post.get_absolute_url(), request)
        text = build_single_document(post) if suffix == "md" else build_standalone_html(post, url)
        response = HttpResponse(text, content_type=DOWNLOAD_TYPES[suffix])
        name = quote(f"{post.slug}.{suffix}")
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return response
