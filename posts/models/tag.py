"""Tags, their synonyms, and which posts have them."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from posts.models.current_time import CurrentTime
from posts.models.kind import PostKind
from posts.models.redirect import HasRedirects
from posts.models.slugs import make_unique_slug, slugify
from posts.models.tag_parsing import clean_tag_name, get_tag_key, parse_tags
from posts.models.taxonomy_querysets import TaxonomyQuerySet

MAX_TAG_KEY_LENGTH = 200
MIN_INDEXED_POSTS = 2  # a tag with fewer is not for search engines
TAG_DATE_BATCH_SIZE = 5_000  # posts in one statement: databases limit its parameters


class TagQuerySet(TaxonomyQuerySet):
    """Tags, with counts and dates of their listed posts."""

    def listed_posts(self) -> models.QuerySet[Any]:
        return TaggedPost.objects.filter(tag=OuterRef("pk"), published_at__lte=CurrentTime())

    def indexed(self) -> Self:
        """Those that search engines are to show: with MIN_INDEXED_POSTS listed posts at least."""
        last = self.listed_posts().order_by("-published_at")[MIN_INDEXED_POSTS - 1 : MIN_INDEXED_POSTS]
        return self.filter(Exists(last))


class Tag(HasRedirects, TagBase):  # type: ignore[django-manager-missing]  # of taggit's through model
    """A subject of posts."""

    description = models.TextField(_("description"), blank=True)

    name: Any
    objects: Any = TagQuerySet.as_manager()

    # The number of its live posts, where a query annotated it. Declared, because a template
    # takes long to find that an attribute is missing.
    live_count: int | None = None
    # As it was read from or last written to the database.
    _stored_name: str | None = None

    class Meta:
        ordering = ("name",)
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints: ClassVar = [models.CheckConstraint(name="tag_has_slug", condition=~Q(slug=""))]

    @property
    def is_live(self) -> bool:
        return bool(TaggedPost.objects.listed_post_keys(self).exists())

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:  # type: ignore[override]
        tag = super().from_db(db, field_names, values)
        tag._stored_name = tag.__dict__.get("name")
        return tag

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a changed slug leaves a redirect behind, a changed name a synonym."""
        self._fill_slug()
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._redirect_old_address(kwargs.get("update_fields"))
            self._add_old_name_as_synonym(kwargs.get("update_fields"))

    def clean(self) -> None:
        self.name = clean_tag_name(self.name)
        self._fill_slug()
        super().clean()
        if self.name != self._stored_name:
            self._validate_name()

    def _validate_name(self) -> None:
        """Raise ValidationError for the name or a synonym of another tag."""
        if tag := find_other_tag_named(self.name, self):
            raise build_name_error(
                _("The tag “%(name)s” already exists: merge the two.") % {"name": tag}, "exists"
            )
        if synonym := Synonym.objects.filter(key=get_tag_key(self.name)).exclude(tag=self.pk).first():
            text = _("This is a synonym of “%(tag)s”. Remove it there first.")
            raise build_name_error(text % {"tag": synonym.tag}, "synonym")

    def _fill_slug(self) -> None:
        if not self.slug:
            self.slug = make_unique_slug(slugify(self.name) or "tag", self.is_slug_taken)

    def _add_old_name_as_synonym(self, update_fields: Iterable[str] | None) -> None:
        """Make the old name a synonym after `update_fields` were saved, and delete any of the new name."""
        if self.name == self._stored_name or (update_fields is not None and "name" not in update_fields):
            return
        Synonym.objects.filter(name__iexact=self.name).delete()
        if self._stored_name and get_tag_key(self._stored_name) != get_tag_key(self.name):
            Synonym.add_synonym(self._stored_name, self)
        self._stored_name = self.name


class Synonym(models.Model):
    """Another name of a tag. A post that is given it gets the tag."""

    name = models.CharField(_("name"), max_length=100)
    # As `get_tag_key` returns it: the same for all spellings of the name.
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
        """Make `name` a synonym of `tag`, whatever it meant before."""
        cls.objects.update_or_create(key=get_tag_key(name), defaults={"name": name, "tag": tag})

    def clean(self) -> None:
        """Raise ValidationError for the name of another tag, and for what is a synonym already."""
        self.name = clean_tag_name(self.name)
        if not parse_tags(self.name):
            raise build_name_error(_("This cannot be used as a name."), "empty")
        if other := find_other_tag_named(self.name, self.tag):
            raise build_name_error(
                _("The tag “%(name)s” already exists: merge the two.") % {"name": other}, "exists"
            )
        others = Synonym.objects.filter(key=get_tag_key(self.name)).exclude(pk=self.pk)
        if taken := others.select_related("tag").first():
            text = _("“%(name)s” is already a synonym of “%(tag)s”.")
            raise build_name_error(text % {"name": taken, "tag": taken.tag}, "taken")


def build_name_error(text: Any, code: str) -> ValidationError:
    """Return `text` as an error of the field `name`."""
    return ValidationError({"name": ValidationError(text, code=code)})


def find_other_tag_named(name: str, tag: Tag) -> Tag | None:
    """Return the tag other than `tag` that is called `name` in any spelling; None if there is none."""
    key = get_tag_key(name)
    rows = Tag.objects.exclude(pk=tag.pk).values_list("pk", "name")
    match = next((pk for pk, other_name in rows if get_tag_key(other_name) == key), None)
    return Tag.objects.get(pk=match) if match else None


def resolve_synonyms(names: Iterable[Any]) -> list[Any]:
    """Return `names` with each synonym replaced by its tag's name, without duplicates.

    Tags among the names stay as they are. Where a tag and a synonym share a name, the tag is meant.
    """
    return list(dict.fromkeys(map_synonyms(names).values()))


def map_synonyms(names: Iterable[Any]) -> dict[Any, Any]:
    """Return each of `names` with what is meant by it: of a synonym its tag's name."""
    names = list(names)
    keys = {name: get_tag_key(name) for name in names if isinstance(name, str)}
    synonyms = Synonym.objects.filter(key__in=keys.values()) if keys else Synonym.objects.none()
    tag_names = dict(synonyms.values_list("key", "tag__name"))
    if tag_names:
        synonym_names = [name for name, key in keys.items() if key in tag_names]
        for name in Tag.objects.filter(name__in=synonym_names).values_list("name", flat=True):
            tag_names.pop(keys[name], None)
    return {name: tag_names.get(keys.get(name, ""), name) for name in names}


class TaggedPostQuerySet(models.QuerySet[Any]):
    """Which posts have which tags."""

    def listed_post_keys(self, tag: Any) -> models.QuerySet[Any, dict[str, int]]:
        """Return rows of {"content_object"}: keys of the listed posts that have `tag`, newest first."""
        listed = self.filter(tag=tag, published_at__lte=CurrentTime())
        return listed.order_by("-published_at", "-content_object_id").values("content_object")

    def copy_published_at(self, keys: Iterable[int]) -> None:
        """Copy `published_at` of the posts with these primary keys to the rows of their tags.

        An unlisted post and a page give none, so that no list and no count of a tag has them.

        Everything that writes tags or dates calls it; `index_posts` does for rows loaded past the models.
        """
        own = self.model._default_manager.filter(pk=OuterRef("pk"))
        listed = When(
            content_object__is_unlisted=False,
            content_object__kind=PostKind.POST,
            then="content_object__published_at",
        )
        dates = own.order_by().values(date=Case(listed))
        keys = list(keys)
        for start in range(0, len(keys), TAG_DATE_BATCH_SIZE):
            tagged = self.filter(content_object__in=keys[start : start + TAG_DATE_BATCH_SIZE])
            tagged.update(published_at=Subquery(dates))

    copy_published_at.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        with transaction.atomic(using=self.db):
            created = super().bulk_create(objs, *args, **kwargs)
            self.copy_published_at({tagged.content_object_id for tagged in created})
        return created


class TaggedPost(ItemBase):
    """A tag of a post.

    `published_at` is a copy of the post's, null for an unlisted one and for a page, so that an index of
    this table counts and orders the listed posts of a tag, however many there are.
    """

    content_object = models.ForeignKey("Post", models.CASCADE, related_name="tagged")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged")
    published_at = models.DateTimeField(null=True, editable=False)

    objects = TaggedPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("tagged post")
        verbose_name_plural = _("tagged posts")
        constraints: ClassVar = [models.UniqueConstraint("content_object", "tag", name="tagged_once")]
        indexes: ClassVar = [
            models.Index(fields=["tag", "-published_at", "-content_object"], name="tagged_newest_first")
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        TaggedPost.objects.copy_published_at([self.content_object_id])
