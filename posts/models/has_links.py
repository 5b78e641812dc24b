"""Base class of posts, which link to one another."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self

from django.db import models

from posts.models.post_link import connect_dangling_links, mark_dependent_posts


class HasLinks(models.Model):
    """Knows when its name, address or state changes: then posts that link to it are rendered again."""

    # What a link by name depends on.
    NAME_FIELDS: ClassVar = ("title", "slug", "path", "kind", "published_at")

    # Whether the row may have links to others; a new one has none. Saves a query where it has not.
    may_have_links = False
    # As they were read from or last written to the database.
    _stored_names: dict[str, Any] | None = None

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:  # type: ignore[override]
        post = super().from_db(db, field_names, values)
        loaded = post.__dict__
        source = loaded.get("source", "[")
        post.may_have_links = "[" in source or "<" in source or "://" in source
        post._stored_names = {name: loaded.get(name) for name in cls.NAME_FIELDS}
        return post

    def _update_links_to_it(self, update_fields: Iterable[str] | None) -> None:
        """Have the posts that link to it be rendered again, if they depend on `update_fields`, now saved."""
        saved = set(self.NAME_FIELDS if update_fields is None else update_fields)
        names = {name: getattr(self, name) for name in self.NAME_FIELDS if name in saved}
        stored = self._stored_names or {}
        if any(name not in stored or stored[name] != value for name, value in names.items()):
            self._stored_names = {**stored, **names}
            connect_dangling_links(self)  # type: ignore[arg-type]
            mark_dependent_posts(self, *self._list_moved_subpages(stored))  # type: ignore[arg-type]

    def _list_moved_subpages(self, stored: dict[str, Any]) -> list[Any]:
        """Return the pages below this one, if its path is not the stored one: theirs have changed, too."""
        path: Any = self.__dict__.get("path")
        if not path or not stored.get("path") or path == stored["path"]:
            return []
        pages: Any = type(self)._default_manager
        return list(pages.filter(path__startswith=f"{path}/").only("title", "slug", "path"))
