"""Citable versions: frozen copies of what readers saw, each at an address of its own."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models.has_title import HasTitle
from posts.models.language import Language
from posts.models.media_files import find_media_references
from posts.models.picture import Picture
from posts.models.post import Post
from posts.models.urls import reverse_cached

# What a version keeps of a post as it is; the render is kept too, so that no later renderer changes it.
FROZEN_FIELDS = (
    "title",
    "title_html",
    "title_text",
    "language",
    "source",
    "html",
    "excerpt",
    "toc",
    "text",
    "reading_minutes",
    "has_math",
    "renderer_version",
    "published_at",
)


class CitableVersionQuerySet(models.QuerySet["CitableVersion"]):
    def active(self) -> "CitableVersionQuerySet":
        """Those that were not revoked."""
        return self.filter(revoked_at=None)


class CitableVersion(HasTitle):
    """A version of a post that readers can cite: what they saw, rendered then.

    `number` is `Post.version` of that state, `changed_at` when the post became so. Its address answers 410
    once it is revoked, and its number is not used again.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="citable_versions", verbose_name=_("post"))
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(max_length=200)
    author_name = models.CharField(max_length=400)
    language = models.CharField(max_length=10, choices=Language)
    source = models.TextField(blank=True)
    html = models.TextField(blank=True)
    excerpt = models.TextField(blank=True)
    toc = models.JSONField(default=list)
    text = models.TextField(blank=True)
    reading_minutes = models.PositiveIntegerField(default=1)
    has_math = models.BooleanField(default=False)
    renderer_version = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # What it shows, so that nobody deletes it unwarned.
    pictures = models.ManyToManyField(Picture, related_name="citable_versions", editable=False)
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    objects = CitableVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        default_permissions: ClassVar[Any] = ()
        verbose_name = _("citable version")
        verbose_name_plural = _("citable versions")
        constraints: ClassVar = [
            models.UniqueConstraint("post", "number", name="one_citable_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it with the pictures that it shows."""
        super().save(*args, **kwargs)
        names = set(find_media_references(self.source).values())
        self.pictures.set(Picture.objects.filter(name__in=names) if names else [])

    def get_absolute_url(self) -> str:
        """Return its path below that of the post, which must be loaded."""
        return reverse_cached("posts:citable_version", self.post.slug, self.number)

    def is_current(self, post: Post) -> bool:
        """Whether `post` still has its title and its text."""
        return (self.title, self.source) == (post.title, post.source)
