"""The navigation of the site, as the form of a page changes it: whether the page is in it."""

from django.db import transaction

from posts.models import NavigationItem, Post, get_site

LINK_STEP = 10  # between the orders of two links, so that one can be moved between them


def is_in_navigation(page: Post) -> bool:
    """Whether the header has a link to `page`; one that is not live yet gets it when it is."""
    return page.pk is not None and NavigationItem.objects.filter(page=page.pk).exists()


def show_in_navigation(page: Post) -> None:
    """Add a link to `page` behind those that are there."""
    with transaction.atomic():
        if is_in_navigation(page):
            return
        if not NavigationItem.objects.exists():
            add_default_links()
        last = NavigationItem.objects.order_by("-order").values_list("order", flat=True).first() or 0
        NavigationItem.objects.create(page=page, order=last + LINK_STEP)


def hide_from_navigation(page: Post) -> None:
    """Remove the links to `page`; if only those are left that a new site has, these are no choice either."""
    with transaction.atomic():
        removed = [item.delete() for item in NavigationItem.objects.filter(page=page.pk)]
        left = list(NavigationItem.objects.order_by("order", "pk"))
        defaults = [(name, "") for name in get_site().default_routes]
        if removed and [(item.built_in, item.label) for item in left] == defaults:
            for item in left:
                item.delete()


def add_default_links() -> None:
    """Write down the links that the header has where nobody chose any."""
    for position, name in enumerate(get_site().default_routes, 1):
        NavigationItem.objects.create(built_in=name, order=position * LINK_STEP)
