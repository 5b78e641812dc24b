"""Tags of many new posts, found or made in few statements."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from django.db import connection
from django.db.models import Q

from posts.models.post import Post
from posts.models.redirect import Redirect
from posts.models.slugs import make_unique_slug, slugify
from posts.models.tag import Tag, TaggedPost, map_synonyms

TAG_NAME_BATCH_SIZE = 200  # names compared in one statement
ASCII_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


def tag_new_posts(posts: Sequence[Post], names_by_post: Sequence[Sequence[str]]) -> None:
    """Give each of `posts`, which have no tags yet, the tags with its names, in their order.

    Synonyms are resolved, and tags made where there are none of these names.
    """
    names = list(dict.fromkeys(name for names in names_by_post for name in names))
    if not names:
        return
    meant = map_synonyms(names)
    tags = get_or_create_tags(dict.fromkeys(meant.values()))
    rows = []
    for post, given in zip(posts, names_by_post, strict=True):
        own = {tags[meant[name]].pk: tags[meant[name]] for name in given}
        rows += [TaggedPost(content_object=post, tag=tag) for tag in own.values()]
    TaggedPost.objects.bulk_create(rows)


def get_or_create_tags(names: Iterable[str]) -> dict[str, Tag]:
    """Return the tag with each of `names`, whatever their case, by name; missing ones are made in order."""
    names = list(names)
    folded = fold_tag_names(names)
    known = find_tags_named(names)
    missing: dict[str, str] = {}
    for name in names:
        if folded[name] not in known:
            missing.setdefault(folded[name], name)
    known |= dict(zip(missing, create_tags(list(missing.values())), strict=True))
    return {name: known[folded[name]] for name in names}


def fold_tag_names(names: Sequence[str]) -> dict[str, str]:
    """Return, by name, what spellings of `names` share that the database takes for the same by `iexact`.

    PostgreSQL is asked: which letters it folds is a matter of its locale, and none becomes two, as in Python.
    """
    if connection.vendor == "sqlite":
        return {name: name.translate(ASCII_LOWER) for name in names}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, UPPER(name) FROM unnest(%s::text[]) AS names (name)", [list(names)])
        return dict(cursor.fetchall())


def find_tags_named(names: Sequence[str]) -> dict[str, Tag]:
    """Return the first tag with each of `names` that there is, by its folded name."""
    tags: dict[int, Tag] = {}
    for start in range(0, len(names), TAG_NAME_BATCH_SIZE):
        some = names[start : start + TAG_NAME_BATCH_SIZE]
        condition = reduce(or_, (Q(name__iexact=name) for name in some))
        tags |= {tag.pk: tag for tag in Tag.objects.filter(condition)}
    folded = fold_tag_names([tag.name for tag in tags.values()])
    found: dict[str, Tag] = {}
    for _, tag in sorted(tags.items()):
        found.setdefault(folded[tag.name], tag)
    return found


def create_tags(names: Sequence[str]) -> list[Tag]:
    """Save new tags with `names`, which no tag and no synonym has, and return them."""
    bases = {name: slugify(name) or "tag" for name in names}
    free = find_free_slugs(set(bases.values()))
    used: set[str] = set()
    tags = []
    for name in names:
        tag: Any = Tag(name=name)

        def is_taken(slug: str, tag: Any = tag) -> bool:
            return slug in used or not (slug in free or not tag.is_slug_taken(slug))

        tag.slug = make_unique_slug(bases[name], is_taken)
        used.add(tag.slug)
        tags.append(tag)
    return Tag.objects.bulk_create(tags)


def find_free_slugs(slugs: Iterable[str]) -> set[str]:
    """Return those of `slugs` that no tag has, and at whose address no redirect is."""
    paths: Mapping[str, str] = {Redirect.normalise_path(Tag.url_for_slug(slug)): slug for slug in slugs}
    taken = set(Tag.objects.filter(slug__in=paths.values()).values_list("slug", flat=True))
    redirected = Redirect.objects.filter(path__in=paths).values_list("path", flat=True)
    return {*paths.values()} - taken - {paths[path] for path in redirected}
