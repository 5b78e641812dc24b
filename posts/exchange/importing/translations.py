"""ImportRecord posts linked as translations of one another."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import F, Q

from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.sites.base import SourceSite
from posts.models import ImportRecord, Post


def link_translations(records: Iterable[PostRecord], site: SourceSite) -> int:
    """Link posts of `records` with the same translation key; return how many were linked.

    An original that an editor set stays. What an export says of a post's version counts its link, too.
    """
    posts = {
        each.origin: each.post for each in ImportRecord.objects.exclude(post=None).select_related("post")
    }
    # Those of exports of this software, whose key is the slug of the original.
    exported: set[int] = set()
    posts_by_key: defaultdict[str, list[Post]] = defaultdict(list)
    for record in records:
        if post := posts.get(record.origin):
            posts_by_key[record.translation_key].append(post)
            exported.update([post.pk] if record.version else [])
    return sum(
        link_translation_group(posts, choose_original(posts, site.default_language, key, exported), exported)
        for key, posts in posts_by_key.items()
        if len(posts) > 1
    )


def link_translation_group(posts: Sequence[Post], original: Post, exported: Collection[int]) -> int:
    """Link `posts` to `original`, one for each language it lacks; return how many were linked.

    Posts whose primary keys are in `exported` keep their version.
    """
    family = Post.objects.filter(Q(pk=original.pk) | Q(translation_of=original))
    taken = set(family.values_list("language", flat=True))
    linked = 0
    for post in posts:
        if post.language not in taken and not post.translated_as.exists():
            taken.add(post.language)
            version = {"version": F("version")} if post.pk in exported else {}
            linked += Post.objects.filter(pk=post.pk).update(translation_of=original, **version)
    return linked


def choose_original(posts: Sequence[Post], main_language: str, key: str, exported: Collection[int]) -> Post:
    """Return the original that one of `posts` has, or an export says, else the first in `main_language`."""
    known = next((post.translation_of for post in posts if post.translation_of), None)
    named = next((post for post in posts if post.pk in exported and post.slug == key), None)
    return known or named or next((post for post in posts if post.language == main_language), posts[0])
