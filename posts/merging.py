"""Several tags made one."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from posts import bulk
from posts.models import Post, Redirect, Synonym, Tag, TaggedPost
from posts.tags import clean_tag_name


@transaction.atomic
def merge_tags(kept: Tag, others: Iterable[Tag], editor: Any) -> list[int]:
    """Give the posts of `others` the tag `kept` instead, and return their keys.

    The names of the others, and what they went by, mean `kept` from now on;
    their addresses lead to it.
    """
    gone = [tag for tag in others if tag != kept]
    keys = list(
        Post.objects.filter(tagged__tag__in=gone).order_by("pk").distinct().values_list("pk", flat=True)
    )
    with bulk.record_tag_changes(keys, editor):
        assign_tag(kept, keys)
        move_names(kept, gone)
        move_redirects(kept, gone)
        Tag.objects.filter(pk__in=[tag.pk for tag in gone]).delete()
    if not kept.description and (told := next((tag.description for tag in gone if tag.description), "")):
        kept.description = told
        kept.save(update_fields=["description"])
    return keys


def assign_tag(tag: Tag, keys: Sequence[int]) -> None:
    """Give the posts with these keys `tag`, if they have it not."""
    tagged = TaggedPost.objects.filter(tag=tag, content_object__in=keys)
    have = set(tagged.values_list("content_object", flat=True))
    TaggedPost.objects.bulk_create(
        TaggedPost(content_object_id=key, tag=tag) for key in keys if key not in have
    )


def move_names(kept: Tag, gone: Iterable[Tag]) -> None:
    """Make synonyms of `kept` of the names of `gone`, and of their synonyms."""
    Synonym.objects.filter(tag__in=gone).update(tag=kept)
    for tag in gone:
        if clean_tag_name(tag.name).casefold() != kept.name.casefold():
            Synonym.add_synonym(tag.name, kept)


def move_redirects(kept: Tag, gone: Iterable[Tag]) -> None:
    """Lead whoever asks for the page of one of `gone` to that of `kept`."""
    Redirect.objects.filter(tag__in=gone).update(tag=kept)
    for tag in gone:
        Redirect.add_redirect(tag.get_absolute_url(), kept)
