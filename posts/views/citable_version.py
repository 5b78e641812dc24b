"""Citable versions of a post: each as readers saw it then, and what has changed since."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls.converters import IntConverter

from posts.diffing.diff import diff_texts
from posts.diffing.html_diff import diff_html
from posts.models import FROZEN_FIELDS, CitableVersion, Correction, Post
from posts.models.urls import absolute_url
from posts.views.breadcrumbs import Breadcrumb
from posts.views.post import PostDetailView


class VersionNumberConverter(IntConverter):
    """The number of a version: without zeros before it, so that each has one address."""

    regex = "[1-9][0-9]{0,8}"


class CitableVersionView(PostDetailView):
    """A version of a live post. 404 where it was never marked, 410 where it was revoked."""

    template_name = "posts/citable_version.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.version = self.find_version()
        self.newest = self.version.post
        if self.version.revoked_at:
            context = {"version": self.version, "newest": self.newest}
            return TemplateResponse(request, "posts/version_revoked.html", context, status=410)
        response = super().get(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    def find_version(self) -> CitableVersion:
        """Return the version that is asked for, with its post. Raises Http404."""
        posts = self.get_queryset().live().filter(slug=self.kwargs["slug"])
        post = posts.first()
        version = post and CitableVersion.objects.filter(post=post, number=self.kwargs["number"]).first()
        if version is None:
            raise Http404("citable version")
        version.post = post
        return version

    def get_object(self, queryset: Any = None) -> Post:
        """Return the post as it was, never to be saved."""
        return build_frozen_post(self.version)

    def build_context(self, post: Post) -> dict[str, Any]:
        difference = diff_texts(self.version.source, self.newest.source)
        corrections = list(list_later_corrections(self.version))
        return {
            "version": self.version,
            "newest": self.newest,
            "newest_url": absolute_url(self.newest.get_absolute_url(), self.request),
            "is_current": self.version.is_current(self.newest),
            "added": difference.added,
            "removed": difference.removed,
            "later_corrections": corrections,
            "breadcrumbs": [Breadcrumb(self.newest.plain_title, self.newest.get_absolute_url())],
            "has_math": post.has_math or any(correction.html for correction in corrections),
        }


class VersionChangesView(CitableVersionView):
    """What has changed in a post since one of its versions, as it is read: formulas are formulas."""

    template_name = "posts/version_changes.html"

    def build_context(self, post: Post) -> dict[str, Any]:
        context = super().build_context(post)
        has_math = context["has_math"] or self.newest.has_math
        return context | {
            "difference": diff_html(self.version.html, self.newest.html),
            "has_math": has_math,
        }

    def get_object(self, queryset: Any = None) -> Post:
        post = super().get_object()
        post.toc, post.reading_minutes = [], 1  # it has no contents, and is not read through
        return post


def build_frozen_post(version: CitableVersion) -> Post:
    """Return the post of `version` with what it was in the place of what it is."""
    post = Post(pk=version.post_id, slug=version.post.slug, author=version.post.author)
    for name in FROZEN_FIELDS:
        setattr(post, name, getattr(version, name))
    post.byline, post.updated_at, post.version = version.author_name, version.changed_at, version.number
    post.is_unlisted = version.post.is_unlisted
    return post


def list_later_corrections(version: CitableVersion) -> Any:
    """Return the corrections of what `version` still has, the newest first."""
    return Correction.objects.filter(post=version.post_id, version__gt=version.number)
