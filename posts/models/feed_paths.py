"""Addresses of the feeds of the site, a category, a tag, a series or an author."""

from typing import Any

from posts.models.urls import reverse_cached

# Names of the routes; of a list they stand behind that of its kind.
FEED_ROUTES = ("rss", "atom", "json_feed")
# What routes call a list whose model is called otherwise.
ROUTE_KINDS = {"profile": "author"}


def name_feed_route(route: str, term: Any = None) -> str:
    """Return the full name of the route called `route`, such as "rss", of `term`; of the site without one."""
    if term is None:
        return f"posts:{route}"
    model = str(term._meta.model_name)
    return f"posts:{ROUTE_KINDS.get(model, model)}_{route}"


def get_feed_path(route: str, term: Any = None, *args: Any) -> str:
    """Return the path of a feed of `term`, which has a slug; of the site's without one."""
    slug = [] if term is None else [term.slug]
    return reverse_cached(name_feed_route(route, term), *slug, *args)
