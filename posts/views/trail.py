"""The way from the site's front to a page."""

from typing import NamedTuple

from posts.models import Category


class Breadcrumb(NamedTuple):
    """A page on the way: what it is called and its path."""

    name: str
    url: str


def build_breadcrumb(category: Category) -> Breadcrumb:
    return Breadcrumb(category.name, category.get_absolute_url())
