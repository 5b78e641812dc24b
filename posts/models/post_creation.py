"""Many new posts saved in few statements, with the rows that saving them one by one would write."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from urllib.parse import unquote

from django.db.models import Q

from posts.indexing.index import IndexRow, index_posts
from posts.indexing.pinyin import title_to_pinyin
from posts.indexing.tokens import tokenize_text
from posts.models.dependent_posts import REFERENCES, ask_for_renders
from posts.models.picture import Picture
from posts.models.post import Post
from posts.models.post_link import (
    LINK,
    FindKeys,
    PostLink,
    build_links,
    build_reference_links,
    list_linked_paths,
    mark_dependent_posts,
)
from posts.models.redirect import Redirect
from posts.models.wiki_links import find_posts_at


def create_posts(posts: Sequence[Post]) -> None:
    """Save `posts`, which are new, no pages and no translations, in their order, and index their texts.

    No text of one may show anything of another. What only saved posts can have follows: tags, old
    addresses, and then `link_new_posts`. Must run in a transaction. Raises `rendering.RenderError`.
    """
    names = [post.get_picture_names() for post in posts]
    shown = Picture.objects.filter(name__in=set().union(*names)) if any(names) else ()
    pictures = {picture.name: picture for picture in shown}
    for post in posts:
        post.derive_fields(None)
        cover = pictures.get(post.cover.name or "")
        post.cover_widths = cover.widths if cover else []
    Post.objects.bulk_create(posts)
    Redirect.objects.filter(path__in=list(map(get_redirect_path, posts))).delete()
    through = Post.pictures.through
    through._default_manager.bulk_create(
        through(post_id=post.pk, picture_id=pictures[name].pk)
        for post, shown_names in zip(posts, names, strict=True)
        for name in sorted(shown_names & pictures.keys())
    )
    index_posts(list(map(build_index_row, posts)))


def get_redirect_path(post: Post) -> str:
    """Return the address of `post` in the form of redirects."""
    return Redirect.normalise_path(post.get_absolute_url())


def build_index_row(post: Post) -> IndexRow:
    """Return what the search index holds of `post`."""
    body = tokenize_text(f"{post.summary}\n{post.text}")
    return post.pk, tokenize_text(post.title), body, title_to_pinyin(post.title)


def link_new_posts(posts: Sequence[Post]) -> None:
    """Store what each of `posts`, just created, mentions: what was there before it, and itself.

    Addresses that led nowhere lead to them now, and what depends on them is marked as stale.
    """
    places = {post.pk: place for place, post in enumerate(posts)}
    paths = {path for post in posts for path in list_linked_paths(post).values()}
    keys = find_posts_at(paths) if paths else {}
    links: list[PostLink] = []
    for post in posts:
        links += build_links(post, build_finder(post, keys, places))
        links += build_reference_links(post)
    PostLink.objects.bulk_create(links)
    connect_to_new_posts(posts)
    mark_dependent_posts(*posts)
    ask_for_renders(REFERENCES)


def build_finder(post: Post, keys: dict[str, int], places: dict[int, int]) -> FindKeys:
    """Return what finds in `keys`, by path, those posts that were there when `post` was saved, and itself.

    `places` are those of the new posts in their order. Its own old addresses were stored behind it.
    """
    own_place, own_path = places[post.pk], unquote(post.get_absolute_url()).strip("/")

    def was_there(path: str) -> bool:
        place = places.get(keys[path], -1)
        return place < own_place or (place == own_place and path.strip("/") == own_path)

    return lambda wanted: {path: keys[path] for path in wanted & keys.keys() if was_there(path)}


def connect_to_new_posts(posts: Sequence[Post]) -> None:
    """Let the addresses that led nowhere lead to that of `posts` which has got them."""
    by_url = {unquote(post.get_absolute_url()): post for post in posts}
    whole = Q(typed__in=[spelling for url in by_url for spelling in (url, url.rstrip("/"))])
    matches = reduce(or_, (Q(typed__startswith=f"{url}#") for url in by_url), whole)
    found: dict[int, list[int]] = {}
    for link in PostLink.objects.filter(matches, to_post=None, kind=LINK):
        url = link.typed.partition("#")[0].rstrip("/") + "/"
        post = by_url.get(url) or by_url.get(url.lower())
        if post and post.pk != link.from_post_id:
            found.setdefault(post.pk, []).append(link.pk)
    for key, links in found.items():
        PostLink.objects.filter(pk__in=links).update(to_post=key)
