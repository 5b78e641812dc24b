"""Posts that say one text in several languages, led to one another."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.sites.base import SourceSite
from posts.models import Imported, Post


def link_translations(records: Iterable[PostRecord], site: SourceSite) -> int:
    """Make posts of `records` that share the name of a text translations of one; return how many became so.

    What an editor said about a post's original stays.
    """
    posts = {each.origin: each.post for each in Imported.objects.exclude(post=None).select_related("post")}
    texts: defaultdict[str, list[Post]] = defaultdict(list)
    for record in records:
        if post := posts.get(record.origin):
            texts[record.translation_key].append(post)
    return sum(
        link_translation_group(posts, site.default_language) for posts in texts.values() if len(posts) > 1
    )


def link_translation_group(posts: Sequence[Post], main: str) -> int:
    """Link `posts` to their original, one for each language it is not in yet; return how many there were."""
    original = choose_original(posts, main)
    family = Post.objects.filter(Q(pk=original.pk) | Q(translation_of=original))
    taken = set(family.values_list("language", flat=True))
    linked = 0
    for post in posts:
        if post.language not in taken and not post.translated_as.exists():
            taken.add(post.language)
            linked += Post.objects.filter(pk=post.pk).update(translation_of=original)
    return linked


def choose_original(posts: Sequence[Post], main: str) -> Post:
    """Return the original that one of `posts` has already, else the first in the language `main`."""
    known = next((post.translation_of for post in posts if post.translation_of), None)
    return known or next((post for post in posts if post.language == main), posts[0])
