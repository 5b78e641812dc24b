"""Redirects from old addresses of a whole site: what its tool's own file of redirects says, and its lists."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from posts.exchange.importing.exports.converted import OldAddressTarget
from posts.models import Category, Profile, Redirect, Tag
from posts.rendering.characters import INVALID_IN_XML

MAX_REDIRECT_ADDRESS = 500  # characters, as the model has it

FIND_TARGET: dict[str, Callable[[str], Any]] = {
    "author": lambda name: Profile.objects.filter(name__iexact=name).first(),
    "category": lambda name: Category.objects.filter(name__iexact=name).first(),
    "tag": lambda name: Tag.objects.filter(name__iexact=name).first(),
}


def save_site_redirects(targets: Mapping[str, OldAddressTarget]) -> int:
    """Redirect the old addresses in `targets`, but those that redirect already; return how many are new.

    What an address of the old site led to is what that redirects to here.
    """
    with transaction.atomic():  # one for all: there may be many thousands
        return sum(save_site_redirect(Redirect.normalise_path(path), to) for path, to in targets.items())


def save_site_redirect(path: str, to: OldAddressTarget) -> bool:
    """Redirect `path`; return whether there is a new redirect."""
    is_address = (
        len(path) <= MAX_REDIRECT_ADDRESS and path != "//" and not INVALID_IN_XML.search(path + to.name)
    )
    if not is_address or Redirect.objects.filter(path=path).exists():
        return False
    if to.kind in FIND_TARGET:
        target = FIND_TARGET[to.kind](to.name)
    else:
        moved = Redirect.objects.filter(path=Redirect.normalise_path(to.name)).first()
        target = moved.target if moved else to.name
    if not target or (isinstance(target, str) and len(target) > MAX_REDIRECT_ADDRESS):
        return False
    if isinstance(target, str):
        Redirect.objects.create(path=path, url=target)
    elif path != Redirect.normalise_path(target.get_absolute_url()):
        Redirect.add_redirect(path, target)
    return True
