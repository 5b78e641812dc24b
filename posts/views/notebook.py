"""The notebook that a post was made of, as a file to download."""

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.generic import View

from posts.media.headers import SANDBOX_POLICY
from posts.models import Post, PostNotebook, permissions
from posts.models.querysets import LIST_DEFERRED_FIELDS
from posts.views.markdown import find_new_address
from posts.views.old_addresses import is_gone
from posts.views.post import get_viewer

NOTEBOOK_TYPE = "application/x-ipynb+json"


class NotebookDownloadView(View):
    """The notebook of a live post where its readers get it; for who may change the post, of any post."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        if "\0" in slug:
            raise Http404
        viewer = get_viewer(request)
        posts = Post.objects.visible_to(viewer).posts()
        post = posts.defer(*LIST_DEFERRED_FIELDS).filter(slug=slug).first()
        if post is None and is_gone(Post.url_for_slug(slug)):
            return render(request, "410.html", status=410)
        if post is None:
            return HttpResponsePermanentRedirect(find_new_address(slug, "posts:notebook"))
        notebook = PostNotebook.objects.defer("versions").filter(post=post).exclude(media_name="").first()
        can_change = permissions.can_change_post(viewer, post)
        if notebook is None or not (notebook.is_public or can_change):
            raise Http404
        response = send_notebook(notebook)
        if not (post.is_live and notebook.is_public):
            add_never_cache_headers(response)
        return response


def send_notebook(notebook: PostNotebook) -> FileResponse:
    """Return the file of `notebook`, to be saved and never shown. Raises Http404 where it is gone."""
    try:
        file = default_storage.open(notebook.media_name)
    except (OSError, SuspiciousOperation) as error:
        raise Http404(notebook.media_name) from error
    return FileResponse(
        file,
        as_attachment=True,
        filename=notebook.file_name,
        content_type=NOTEBOOK_TYPE,
        headers={
            "Content-Security-Policy": SANDBOX_POLICY,
            "X-Content-Type-Options": "nosniff",
            # The page is what search engines are to show.
            "X-Robots-Tag": "noindex",
        },
    )
