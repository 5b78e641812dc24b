"""ImportRecord posts linked as translations of one another."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.sites.base import SourceSite
from posts.models import ImportRecord, Post


def link_translations(records: Iterable[PostRecord], site: SourceSite) -> int:
    """Link posts of `records` with the same translation key; return how many were linked.

    An original that an editor set stays.
    """
    posts = {
        each.origin: each.post for each in ImportRecord.objects.exclude(post=None).select_related("post")
    }
    posts_by_key: defaultdict[str, list[Post]] = defaultdict(list)
    for record in records:
        if post := posts.get(record.origin):
            posts_by_key[record.translation_key].append(post)
    return sum(
        link_translation_group(posts, site.default_language)
        for posts in posts_by_key.values()
        if len(posts) > 1
    )


def link_translation_group(posts: Sequence[Post], main_language: str) -> int:
    """Link `posts` to their original, one for each language it lacks; return how many were linked."""
    original = choose_original(posts, main_language)
    family = Post.objects.filter(Q(pk=original.pk) | Q(translation_of=original))
    taken = set(family.values_list("language", flat=True))
    linked = 0
    for post in posts:
        if post.language not in taken and not post.translated_as.exists():
            taken.add(post.language)
            linked += Post.objects.filter(pk=post.pk).update(translation_of=original)
    return linked


def choose_original(posts: Sequence[Post], main_language: str) -> Post:
    """Return the original that one of `posts` has, else the first post in the language `main_language`."""
    known = next((post.translation_of for post in posts if post.translation_of), None)
    return known or next((post for post in posts if post.language == main_language), posts[0])
