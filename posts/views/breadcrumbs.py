"""Breadcrumbs: the pages above a page."""

from typing import NamedTuple

from posts.models import Category


class Breadcrumb(NamedTuple):
    """A page above the current one: its name and its path."""

    name: str
    url: str


def build_breadcrumb(category: Category) -> Breadcrumb:
    return Breadcrumb(category.name, category.get_absolute_url())
