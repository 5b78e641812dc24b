"""Merging of tags."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from posts.auditing.entries import record_action
from posts.models import AuditAction, Post, Redirect, Synonym, Tag, TaggedPost
from posts.models.tag_parsing import clean_tag_name
from posts.publishing import bulk


@transaction.atomic
def merge_tags(target: Tag, others: Iterable[Tag], editor: Any) -> list[int]:
    """Merge the tags `others` into `target`; return the primary keys of their posts.

    Names and synonyms of the others become synonyms of `target`, their addresses
    redirect to it.
    """
    merged = [tag for tag in others if tag != target]
    keys = list(
        Post.objects.filter(tagged__tag__in=merged).order_by("pk").distinct().values_list("pk", flat=True)
    )
    with bulk.record_tag_changes(keys, editor):
        replace_tags(target, merged, keys)
        move_names(target, merged)
        move_redirects(target, merged)
        Tag.objects.filter(pk__in=[tag.pk for tag in merged]).delete()
    description = next((tag.description for tag in merged if tag.description), "")
    if description and not target.description:
        target.description = description
        target.save(update_fields=["description"])
    record_action(AuditAction.TAGS_MERGED, target, actor=editor, merged=[tag.name for tag in merged])
    return keys


def replace_tags(target: Tag, merged: Sequence[Tag], keys: Sequence[int]) -> None:
    """Replace tags by `target` in all posts that have one of `merged`, whose primary keys are `keys`.

    It stands where the first of these tags stood.
    """
    tagged = TaggedPost.objects.filter(tag__in=[target, *merged], content_object__in=keys).order_by("pk")
    posts_seen: set[int] = set()
    superfluous: list[int] = []
    for key, post_id in tagged.values_list("pk", "content_object"):
        if post_id in posts_seen:
            superfluous.append(key)
        posts_seen.add(post_id)
    TaggedPost.objects.filter(pk__in=superfluous).delete()
    TaggedPost.objects.filter(tag__in=merged).update(tag=target)


def move_names(target: Tag, merged: Iterable[Tag]) -> None:
    """Make the names and synonyms of `merged` synonyms of `target`."""
    Synonym.objects.filter(tag__in=merged).update(tag=target)
    for tag in merged:
        if clean_tag_name(tag.name).casefold() != target.name.casefold():
            Synonym.add_synonym(tag.name, target)


def move_redirects(target: Tag, merged: Iterable[Tag]) -> None:
    """Redirect the current and former addresses of `merged` to `target`."""
    Redirect.objects.filter(tag__in=merged).update(tag=target)
    for tag in merged:
        Redirect.add_redirect(tag.get_absolute_url(), target)
