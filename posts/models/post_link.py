"""Links between posts: what a post mentions, and so which posts mention it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, TypeGuard
from urllib.parse import unquote

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from posts.models.current_time import CurrentTime
from posts.models.dependent_posts import iter_batches, mark_stale
from posts.models.urls import PLACEHOLDER_SITE, get_local_path, reverse_cached
from posts.models.wiki_links import find_posts_at, find_wiki_posts, list_wiki_targets
from posts.rendering.wiki_targets import normalize_target

if TYPE_CHECKING:
    from posts.models.post import Post

LINK, WIKI, REFERENCE_KIND = "link", "wiki", "reference"
LINK_BATCH_SIZE = 500
FindKeys = Callable[[set[str]], dict[str, int]]
MAX_TYPED_LENGTH, MAX_LABEL_LENGTH = 500, 200  # as the model has them


class PostLinkQuerySet(models.QuerySet[Any]):
    """Links by what they lead to, and by whether readers see where they stand."""

    def to_readers(self) -> "PostLinkQuerySet":
        """Those in posts and pages that readers find by lists."""
        return self.filter(from_post__published_at__lte=CurrentTime(), from_post__is_unlisted=False)

    def dangling(self) -> "PostLinkQuerySet":
        """Those that lead to no post, also not to one that readers cannot see."""
        return self.filter(to_post=None)


class PostLink(models.Model):
    """One mention of a post, or of something labelled in it, in the text of another.

    `typed` is what the author typed, `label` the part of it that names something within the post; of a wiki
    link it is `typed` as names are compared. `to_post` is what it was found to lead to: None for a dangling
    one.
    """

    from_post = models.ForeignKey("posts.Post", models.CASCADE, related_name="outgoing_links")
    to_post = models.ForeignKey("posts.Post", models.SET_NULL, null=True, related_name="incoming_links")
    kind = models.CharField(max_length=20)
    typed = models.CharField(max_length=500)
    label = models.CharField(max_length=MAX_LABEL_LENGTH, blank=True, default="")
    sentence = models.TextField(blank=True, default="")
    position = models.PositiveIntegerField(default=0)

    objects = PostLinkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["from_post", "position"]
        default_permissions: ClassVar[Any] = ()
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")

    def __str__(self) -> str:
        return self.typed


def save_links(post: "Post") -> None:
    """Store what `post` mentions, as its last render found it; nothing is written where nothing changed.

    Those of kinds other than "link" and "wiki" are left alone.
    """
    links = list(build_links(post))
    if not links and not post.may_have_links:
        return
    own = PostLink.objects.filter(from_post=post, kind__in=(LINK, WIKI))
    stored = list(own.order_by("position", "pk")) if post.may_have_links else []
    if list(map(get_values, stored)) != list(map(get_values, links)):
        if stored:
            own.delete()
        PostLink.objects.bulk_create(links)
    post.may_have_links = bool(links)


def get_values(link: PostLink) -> tuple[Any, ...]:
    """Return what tells whether a link is the same as another of its post."""
    return link.to_post_id, link.kind, link.typed, link.sentence, link.position


def list_linked_paths(post: "Post") -> dict[str, str]:
    """Return the paths at which posts may be of the addresses that `post` mentions, by these."""
    base = (settings.SITE_URL or PLACEHOLDER_SITE) + (post.get_absolute_url() if post.slug else "/")
    targets = (mention["target"] for mention in post.mentions if mention["kind"] == LINK)
    found = ((target, get_local_path(target, base)) for target in targets)
    return {target: path for target, path in found if is_path_of_post(path)}


def build_links(post: "Post", find_keys: FindKeys = find_posts_at) -> Iterable[PostLink]:
    """Return the links of `post`, unsaved: its wiki links, and its addresses of posts and pages.

    `find_keys` returns the primary keys of the posts at some paths, by these.
    """
    mentions = [mention for mention in post.mentions if mention["kind"] in {LINK, WIKI}]
    has_wiki_links = any(mention["kind"] == WIKI for mention in mentions)
    typed = list_wiki_targets(post) if has_wiki_links else {}
    named = find_wiki_posts(typed.values(), post) if typed else {}
    paths = list_linked_paths(post)
    keys = find_keys(set(paths.values())) if paths else {}
    for position, mention in enumerate(mentions):
        link = PostLink(from_post=post, kind=mention["kind"], sentence=mention["sentence"], position=position)
        if link.kind == WIKI:
            name = normalize_target(mention["target"])
            link.typed, link.label = typed.get(name, mention["target"])[:500], name[:MAX_LABEL_LENGTH]
            link.to_post = named.get(link.typed)
            yield link
        elif path := paths.get(mention["target"]):
            link.typed, link.to_post_id = get_readable(mention["target"])[:500], keys.get(path)
            # An address below another section may be anything; one below /posts/ was meant for a post.
            if link.to_post_id or is_below_posts(path):
                yield link


def get_readable(target: str) -> str:
    """Return what was typed, an address without percent signs; PostgreSQL refuses NUL characters."""
    return unquote(target).replace("\0", "")


def is_path_of_post(path: str | None) -> TypeGuard[str]:
    """Whether a post or a page may be at `path`; None is that of another site."""
    media = unquote(settings.MEDIA_URL)
    return path is not None and path != "/" and not path.startswith((media, "/admin/", "/static/"))


def is_below_posts(path: str) -> bool:
    return path.startswith(reverse_cached("posts:home") + "posts/") and path.count("/") == 3


def find_dependent_posts(*posts: "Post") -> set[int]:
    """Return the keys of the posts whose render depends on titles, addresses or states of `posts`.

    These are those whose wiki links lead to one, and those whose wiki links have its name.
    """
    found: set[int] = set()
    for some in iter_batches(posts):
        keys = {post.pk for post in some}
        names = {name for post in some for name in (str(post.title), post.slug, str(post.path or post.slug))}
        labels = {normalize_target(name)[:MAX_LABEL_LENGTH] for name in names}
        links = PostLink.objects.filter(Q(to_post__in=keys) | Q(label__in=labels), kind=WIKI)
        found.update(links.values_list("from_post", flat=True))
    return found


def mark_dependent_posts(*posts: "Post") -> None:
    """Mark the posts that depend on `posts` as stale; a task renders them again.

    They keep their version and the date of their change.
    """
    mark_stale(find_dependent_posts(*posts))


def mark_posts_linking_to(keys: Iterable[int]) -> None:
    """Mark the posts with wiki links to the posts with `keys`, which are about to be deleted, as stale."""
    for some in iter_batches(list(keys)):
        links = PostLink.objects.filter(kind=WIKI, to_post__in=some)
        mark_stale(set(links.values_list("from_post", flat=True)))


def connect_dangling_links(post: "Post") -> None:
    """Let the addresses that led nowhere lead to `post`, which has got one of them."""
    url = unquote(post.get_absolute_url())
    dangling = PostLink.objects.filter(to_post=None, kind=LINK)
    is_to_it = Q(typed__in=(url, url.rstrip("/"))) | Q(typed__startswith=f"{url}#")
    dangling.filter(is_to_it).exclude(from_post=post).update(to_post=post)


def store_references(post: "Post") -> None:
    """Store what `post` refers to in other posts, as its last render found it; nothing if it is stored."""
    if not (post.references_digest or post.had_references):
        return
    links = list(build_reference_links(post))
    rows = PostLink.objects.filter(from_post=post.pk, kind=REFERENCE_KIND)
    if [get_link_values(link) for link in rows] != [get_link_values(link) for link in links]:
        rows.delete()
        PostLink.objects.bulk_create(links)


def build_reference_links(post: "Post") -> Iterator[PostLink]:
    """Yield a row for each reference in `post` to something outside of it, in their order."""
    references = post.rendered_references
    for position, mention in enumerate(post.mentions):
        if mention["kind"] == REFERENCE_KIND:
            typed = mention["target"]
            key = references.get(typed, {}).get("post")
            yield PostLink(
                from_post_id=post.pk,
                to_post_id=int(key) if key else None,
                kind=REFERENCE_KIND,
                typed=typed[:MAX_TYPED_LENGTH],
                label=typed.rpartition("#")[2][:MAX_LABEL_LENGTH],
                sentence=mention["sentence"],
                position=position,
            )


def get_link_values(link: PostLink) -> tuple[object, ...]:
    """Return what tells whether a stored row is up to date."""
    return link.to_post_id, link.typed, link.label, link.sentence, link.position
