"""What a missing page was: an old address of something, the address of a deleted post, or nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from posts.models import GoneAddress, Post, Redirect
from posts.models.plain_permalinks import ROOTS, find_plain_permalink, may_be_old_address
from posts.models.redirect import fold_path
from posts.views.legacy_routes import find_legacy_url

MAX_PATH = 500  # characters; no stored address is longer
# What WordPress names in the query, and what stands before it in the path of an old address.
ROUTE_BY_PARAMETER = {
    "author_name": "author/",
    "category_name": "category/",
    "feed": "feed/",
    "name": "posts/",
    "pagename": "",
    "tag": "tag/",
}
# Versions of a post go with it.
VERSION_PATH = re.compile(r"^(/posts/[^/]+/)v[1-9][0-9]{0,8}/(?:changes/)?$")
MAX_STEPS = 5  # of redirects that an Editor made, which may lead to one another


@dataclass(frozen=True, slots=True)
class OldAddress:
    """Where an old address leads, and the primary key of the redirect that says so, if one does."""

    url: str
    redirect_id: int | None = None


def find_old_address(path: str) -> OldAddress | None:
    """Return where the old `path` leads, in one step, or None; it never leads to itself."""
    if "\0" in unquote(path) or len(path) > MAX_PATH:
        return None
    found = follow_redirects(path)
    if found is None and (url := find_legacy_url(unquote(path))):
        found = OldAddress(url)
    return found if found and unquote(urlsplit(found.url).path) != path else None


def find_queried_address(path: str, query: str) -> OldAddress | None:
    """Return where `path` leads with what `query` names; None where that is nothing of an old address."""
    if not may_be_old_address(path, query):
        return None
    if permalink := find_plain_permalink(f"{path}?{query}"):
        return follow_redirects(permalink)
    if path not in ROOTS:
        return None
    named = [(name, value) for name, value in parse_qsl(query) if name in ROUTE_BY_PARAMETER]
    named_path = f"{ROUTE_BY_PARAMETER[named[0][0]]}{named[0][1]}" if named else ""
    if "\0" in named_path or len(named_path) > MAX_PATH:
        return None
    url = find_legacy_url(named_path)
    return OldAddress(url) if url else None


def follow_redirects(path: str) -> OldAddress | None:
    """Return where the redirects from `path` end; None where there is none, or they go in circles."""
    redirect, rest = find_redirect(path)
    # As below any other address of ours; of a file there is none.
    rest = f"{rest}/" if rest and path.endswith("/") else rest
    first = redirect
    for _ in range(MAX_STEPS):
        if redirect is None or first is None:
            return None
        url = redirect.target_url
        url = f"{url}{quote(rest)}" if url.endswith("/") else url
        # What is a post, a tag … is there. A typed address may itself have moved since.
        is_typed = bool(redirect.url) and url.startswith("/")
        following = find_exact_redirect(urlsplit(url).path) if is_typed else None
        if following is None:
            legacy = find_legacy_url(unquote(url)) if is_typed and "?" not in url else None
            return OldAddress(legacy or url, first.pk)
        redirect, rest = following, ""
    return None


def find_redirect(path: str) -> tuple[Redirect | None, str]:
    """Return the redirect at `path`, in any spelling, and what follows it: what was below an old path.

    Those that lead to what is not public are left out.
    """
    rests = dict(split_path(Redirect.normalise_path(path)))
    folded = {fold_path(part): rest for part, rest in rests.items()}
    redirects = Redirect.objects.select_related(*Redirect.TARGET_FIELDS).filter(folded_path__in=folded)
    for redirect in sorted(redirects, key=lambda one: (one.path in rests, len(one.path)), reverse=True):
        if redirect.target_url:
            return redirect, rests.get(redirect.path, folded.get(redirect.folded_path, ""))
    return None, ""


def find_exact_redirect(path: str) -> Redirect | None:
    redirects = Redirect.objects.select_related(*Redirect.TARGET_FIELDS)
    found = redirects.filter(path=Redirect.normalise_path(path)).first()
    return found if found and found.target_url else None


def split_path(path: str) -> Iterator[tuple[str, str]]:
    """Yield `path`, and the path of two parts above it, each with the rest that follows it."""
    yield path, ""
    parts = path.strip("/").split("/")
    if len(parts) > 2:
        # Without empty parts: `//example.com` behind `/` would be an address of another site.
        yield f"/{'/'.join(parts[:2])}/", "/".join(filter(None, parts[2:]))


def is_gone(path: str) -> bool:
    """Whether a post that readers saw at `path` was deleted, and none is there again that may come back."""
    normal = VERSION_PATH.sub(r"\1", Redirect.normalise_path(path))
    if "\0" in normal or not GoneAddress.objects.filter(path=normal).exists():
        return False
    section, _, slug = normal.strip("/").partition("/")
    posts = (
        Post.objects.posts().filter(slug=slug)
        if section == "posts"
        else Post.objects.pages().filter(path=normal.strip("/"))
    )
    return not posts.exists()
