"""The tags of a post, in the order in which the author gave them: that of the primary keys of their rows."""

from collections.abc import Iterable
from typing import Any

from taggit.managers import TaggableManager, _TaggableManager

from posts.models.tag import Tag, resolve_synonyms


class PostTagsManager(_TaggableManager):
    """The manager of a post's tags. Synonyms are resolved to their tags."""

    def get_queryset(self, extra_filters: Any = None) -> Any:
        """As taggit's, but in order for several posts too, and for a single one filtered lazily.

        A prefetch builds the query of a single post only to store the prefetched tags in it, as with
        Django's own managers. The query of the prefetch itself is given `extra_filters`.
        """
        prefetched = getattr(self.instance, "_prefetched_objects_cache", ())
        if self.instance is None and extra_filters:
            # A post has a tag once, so that nothing is there twice.
            return Tag.objects.filter(**extra_filters).order_by("tagged__pk")
        if self.instance is None or self.prefetch_cache_name in prefetched:
            return super().get_queryset(extra_filters)
        tags = Tag.objects.order_by(*self.ordering)
        tags._defer_next_filter = True  # type: ignore[attr-defined]
        return tags.filter(tagged__content_object=self.instance)

    def keep(self, tags: list[Tag]) -> None:
        """Have `all` return these `tags` of the post, as a prefetch does, without asking the database."""
        kept: Any = Tag.objects.get_queryset()
        kept.query.order_by = tuple(self.ordering)
        # As `filter` does lazily, but without a copy of the query for each post.
        kept._deferred_filter = False, (), {"tagged__content_object": self.instance}
        kept._result_cache, kept._prefetch_done = tags, True
        self.instance.__dict__.setdefault("_prefetched_objects_cache", {})[self.prefetch_cache_name] = kept

    keep.alters_data = True  # type: ignore[attr-defined]

    def add(self, *tags: Any, **kwargs: Any) -> None:
        """Append `tags` that the post does not have, in their order."""
        super().add(*resolve_synonyms(tags), **kwargs)

    def set(self, tags: Iterable[Any], **kwargs: Any) -> None:
        """Make `tags` the post's, in their order; rows that are right already stay."""
        given, names = resolve_synonyms(tags), list(self.names())
        # Mostly they are the same: looking each up by name would take a query.
        if [str(tag) for tag in given] == names:
            return
        wanted = self._to_tag_model_instances(given, kwargs.get("tag_kwargs", {}))
        right = find_rows_in_order(names, [tag.name for tag in wanted])
        super().remove(*(name for name in names if name not in right))
        super().add(*wanted[len(right) :], **kwargs)

    def remove(self, *tags: Any) -> None:
        super().remove(*resolve_synonyms(tags))


class PostTagsField(TaggableManager):
    """The field `tags` of a post."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"manager": PostTagsManager, **kwargs})

    def deconstruct(self) -> Any:
        """As taggit's, so that migrations need not know this class: what is stored is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "taggit.managers.TaggableManager", args, kwargs

    def value_from_object(self, obj: Any) -> list[Tag]:
        """Return the tags for a form, in order."""
        return list(getattr(obj, self.name).all()) if obj.pk else []


def find_rows_in_order(stored: list[str], wanted: list[str]) -> list[str]:
    """Return the longest beginning of `wanted` that stands in `stored` in the same order, among others."""
    rest = iter(stored)
    count = next((index for index, name in enumerate(wanted) if name not in rest), len(wanted))
    return wanted[:count]
