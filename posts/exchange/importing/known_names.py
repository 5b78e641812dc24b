"""Authors, categories and series by the names that records have, made where they are missing."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

from posts.models import Category, Series
from posts.models.slugs import make_unique_slug, slugify


class KnownNames:
    """Looks up each author, category and series once.

    What it made is gone where the transaction that it was asked in is rolled back, and it with it.
    """

    def __init__(self) -> None:
        self.authors: dict[str, User] = {}
        self.categories: dict[tuple[str, ...], Category | None] = {}
        self.series: dict[str, Series] = {}

    def get_author(self, name: str) -> User:
        """Return the user called `name`."""
        if name not in self.authors:
            self.authors[name] = get_or_create_author(name)
        return self.authors[name]

    def get_category(self, path: tuple[str, ...]) -> Category | None:
        """Return the innermost category of `path`; None for an empty one."""
        if path not in self.categories:
            self.categories[path] = get_or_create_category(path)
        return self.categories[path]

    def get_series(self, name: str) -> Series:
        """Return the series called `name`."""
        if name not in self.series:
            self.series[name] = Series.objects.get_or_create(name=name)[0]
        return self.series[name]


def get_or_create_author(name: str) -> User:
    """Return the user called `name`; create one without a password where there is none."""
    users = get_user_model().objects
    for user in (
        users.filter(first_name=name) | users.filter(username=name) | users.filter(last_name__in=name.split())
    ):
        if name in {user.first_name, user.get_full_name(), user.username}:
            return user
    username = make_unique_slug(slugify(name) or "author", lambda slug: users.filter(username=slug).exists())
    user = User(username=username, first_name=name[:150])
    user.set_unusable_password()
    user.save()
    return user


def get_or_create_category(path: tuple[str, ...]) -> Category | None:
    """Return the innermost category of `path`; create it and its parents where they are missing."""
    category = None
    for name in path:
        known = Category.objects.filter(name__iexact=name).first()
        category = known or Category.objects.create(name=name, parent=category)
    return category
