"""Pages as a model of their own, for the admin: the same rows as those of posts."""

from typing import Any, ClassVar

from django.utils.translation import pgettext_lazy

from posts.models.post import Post


class Page(Post):  # type: ignore[django-manager-missing]  # as Post
    """A post whose kind is "page". Everything else uses `Post.objects.pages()`."""

    class Meta:
        proxy = True
        # Who may do what is decided by the permissions for posts, see `permissions`.
        default_permissions: ClassVar[Any] = ()
        verbose_name = pgettext_lazy("kind of post", "page")
        verbose_name_plural = pgettext_lazy("kind of post", "pages")
