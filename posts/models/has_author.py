"""Base class of posts: who is named as their author."""

from typing import Any

from django.db import models

from posts.models.profile import Profile, get_display_name


class HasAuthor(models.Model):
    """Has an author, a user, and perhaps a byline that names others instead."""

    # Fields of the subclass.
    author: Any
    byline: Any

    class Meta:
        abstract = True

    @property
    def author_name(self) -> str:
        """The name that readers see."""
        return self.byline or get_display_name(self.author)

    @property
    def author_profile(self) -> Profile | None:
        """The profile of the author; None if there is none, or if a byline names others."""
        return None if self.byline else getattr(self.author, "profile", None)
