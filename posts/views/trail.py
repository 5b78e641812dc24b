"""The way from the site's front to a page."""

from typing import NamedTuple

from posts.models import Category


class Crumb(NamedTuple):
    """A page on the way: what it is called and its path."""

    name: str
    url: str


def crumb(category: Category) -> Crumb:
    return Crumb(category.name, category.get_absolute_url())
