"""Tags, and the other names that they go by."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import _TaggableManager
from taggit.models import ItemBase, TagBase

from posts.models.redirect import HasRedirects
from posts.shelves import TaxonomyQuerySet
from posts.slugs import make_unique_slug, slugify
from posts.tags import clean_tag_name, get_tag_key, parse_tags

MAX_TAG_KEY_LENGTH = 200
COPY_BATCH_SIZE = 5_000  # posts in one statement: databases limit its parameters


class TagQuerySet(TaxonomyQuerySet):
    def live_posts(self) -> models.QuerySet[Any]:
        return TaggedPost.objects.filter(tag=OuterRef("pk"), published_at__lte=timezone.now())


class Tag(HasRedirects, TagBase):  # type: ignore[django-manager-missing]  # of taggit's through model
    """A subject. A post may have many."""

    description = models.TextField(_("description"), blank=True)

    name: Any
    objects: Any = TagQuerySet.as_manager()

    # Live posts that have it, where a query counted them; as with Post.passage.
    live_count: int | None = None
    # As the database has it.
    _stored_name: str | None = None

    class Meta:
        ordering = ("name",)
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints: ClassVar = [models.CheckConstraint(name="tag_has_slug", condition=~Q(slug=""))]

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:  # type: ignore[override]
        tag = super().from_db(db, field_names, values)
        tag._stored_name = tag.__dict__.get("name")
        return tag

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let whoever knows the old address or the old name find the tag."""
        self._fill_slug()
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._redirect_old_slug(kwargs.get("update_fields"))
            self._add_old_name_as_synonym(kwargs.get("update_fields"))

    def clean(self) -> None:
        self.name = clean_tag_name(self.name)
        self._fill_slug()
        super().clean()
        if self.name != self._stored_name:
            self._validate_name()

    def _validate_name(self) -> None:
        """Refuse what another tag is called, or goes by."""
        if tag := find_other_tag_named(self.name, self):
            raise build_name_error(_("There is a tag “%(name)s”: merge the two.") % {"name": tag}, "exists")
        if synonym := Synonym.objects.filter(key=get_tag_key(self.name)).exclude(tag=self.pk).first():
            text = _("This is another name of “%(tag)s”. Take it off there first.")
            raise build_name_error(text % {"tag": synonym.tag}, "synonym")

    def _fill_slug(self) -> None:
        if not self.slug:
            self.slug = make_unique_slug(slugify(self.name) or "tag", self.is_slug_taken)

    def _add_old_name_as_synonym(self, saved: Iterable[str] | None) -> None:
        """Make a synonym of the name that the tag had, and none of the one that it has."""
        if self.name == self._stored_name or (saved is not None and "name" not in saved):
            return
        Synonym.objects.filter(name__iexact=self.name).delete()
        if self._stored_name and get_tag_key(self._stored_name) != get_tag_key(self.name):
            Synonym.add_synonym(self._stored_name, self)
        self._stored_name = self.name


class Synonym(models.Model):
    """Another name of a tag: whoever types it means the tag."""

    name = models.CharField(_("name"), max_length=100)
    # The same for all ways of writing the name.
    key = models.CharField(max_length=MAX_TAG_KEY_LENGTH, unique=True, editable=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="synonyms", verbose_name=_("tag"))

    class Meta:
        ordering = ("name",)
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = clean_tag_name(self.name)
        self.key = get_tag_key(self.name)[:MAX_TAG_KEY_LENGTH]
        super().save(*args, **kwargs)

    @classmethod
    def add_synonym(cls, name: str, tag: Tag) -> None:
        """Let `name` mean `tag` from now on."""
        cls.objects.update_or_create(key=get_tag_key(name), defaults={"name": name, "tag": tag})

    def clean(self) -> None:
        """Refuse what another tag is called, and what would mean two."""
        self.name = clean_tag_name(self.name)
        if not parse_tags(self.name):
            raise build_name_error(_("Nothing of this can be a name."), "empty")
        if other := find_other_tag_named(self.name, self.tag):
            raise build_name_error(_("There is a tag “%(name)s”: merge the two.") % {"name": other}, "exists")
        others = Synonym.objects.filter(key=get_tag_key(self.name)).exclude(pk=self.pk)
        if taken := others.select_related("tag").first():
            text = _("“%(name)s” means “%(tag)s” already.")
            raise build_name_error(text % {"name": taken, "tag": taken.tag}, "taken")


def build_name_error(text: Any, code: str) -> ValidationError:
    """Return the error of a name."""
    return ValidationError({"name": ValidationError(text, code=code)})


def find_other_tag_named(name: str, tag: Tag) -> Tag | None:
    """Return the tag other than `tag` that is called `name`, however it is written."""
    key = get_tag_key(name)
    rows = Tag.objects.exclude(pk=tag.pk).values_list("pk", "name")
    found = next((pk for pk, known in rows if get_tag_key(known) == key), None)
    return Tag.objects.get(pk=found) if found else None


def resolve_synonyms(names: Iterable[Any]) -> list[Any]:
    """Return `names` with each synonym replaced by its tag's name, each name once; tags stay what they are.

    Where a tag and a synonym have one name, the tag is meant.
    """
    names = list(names)
    keys = {name: get_tag_key(name) for name in names if isinstance(name, str)}
    found = Synonym.objects.filter(key__in=keys.values()) if keys else Synonym.objects.none()
    meant = dict(found.values_list("key", "tag__name"))
    if meant:
        asked = [name for name, key in keys.items() if key in meant]
        for name in Tag.objects.filter(name__in=asked).values_list("name", flat=True):
            meant.pop(keys[name], None)
    return list(dict.fromkeys(meant.get(keys.get(name, ""), name) for name in names))


class PostTagsManager(_TaggableManager):
    """A post's tags. Whoever gives it a synonym gives it the tag."""

    def get_queryset(self, extra_filters: Any = None) -> Any:
        """As taggit's; of one post the condition waits until it is asked, as in Django's own managers.

        A prefetch makes this query for each of its posts only to hang its tags on it.
        """
        known = getattr(self.instance, "_prefetched_objects_cache", ())
        if self.instance is None or self.prefetch_cache_name in known:
            return super().get_queryset(extra_filters)
        tags = Tag.objects.order_by(*self.ordering)
        tags._defer_next_filter = True  # type: ignore[attr-defined]
        return tags.filter(tagged__content_object=self.instance)

    def add(self, *tags: Any, **kwargs: Any) -> None:
        super().add(*resolve_synonyms(tags), **kwargs)

    def set(self, tags: Iterable[Any], **kwargs: Any) -> None:
        tags = resolve_synonyms(tags)
        # As mostly: looking for each by its name would take a query.
        if {str(tag) for tag in tags} != set(self.names()):
            super().set(tags, **kwargs)

    def remove(self, *tags: Any) -> None:
        super().remove(*resolve_synonyms(tags))


class TaggedPostQuerySet(models.QuerySet[Any]):
    """Which posts have which tags."""

    def live_post_keys(self, tag: Any) -> models.QuerySet[Any, dict[str, int]]:
        """Return rows of {"content_object"}: primary keys of the live posts that have `tag`, newest first."""
        live = self.filter(tag=tag, published_at__lte=timezone.now())
        return live.order_by("-published_at", "-content_object_id").values("content_object")

    def copy_published_at(self, keys: Iterable[int]) -> None:
        """Copy `published_at` of the posts with these primary keys to the rows of their tags.

        Everything that writes tags or dates calls it; `index_posts` does for rows loaded past the models.
        """
        own = self.model._default_manager.filter(pk=OuterRef("pk"))
        dates = own.order_by().values("content_object__published_at")
        keys = list(keys)
        for start in range(0, len(keys), COPY_BATCH_SIZE):
            tagged = self.filter(content_object__in=keys[start : start + COPY_BATCH_SIZE])
            tagged.update(published_at=Subquery(dates))

    copy_published_at.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        with transaction.atomic(using=self.db):
            created = super().bulk_create(objs, *args, **kwargs)
            self.copy_published_at({tagged.content_object_id for tagged in created})
        return created


class TaggedPost(ItemBase):
    """That a post has a tag.

    When the post is published stands here as well: an index of both tables is what
    a tag's posts are counted and ordered by, however many there are.
    """

    content_object = models.ForeignKey("Post", models.CASCADE, related_name="tagged")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged")
    published_at = models.DateTimeField(null=True, editable=False)

    objects = TaggedPostQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("content_object", "tag", name="tagged_once")]
        indexes: ClassVar = [
            models.Index(fields=["tag", "-published_at", "-content_object"], name="tagged_newest_first")
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        TaggedPost.objects.copy_published_at([self.content_object_id])
