"""Make missing variants of images, and picture rows for images that have none."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.core.management import BaseCommand
from tqdm import tqdm

from posts.exchange.importing.records.file_types import IMAGE_SUFFIXES
from posts.media import library
from posts.media.uploads import get_stem
from posts.media.variants import write_variants
from posts.models import Picture, Post
from posts.models.media_files import read_media_file
from posts.rendering.worker import WORKER_COUNT


class Command(BaseCommand):
    help = "Make missing smaller variants of all pictures, on every core."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        progress = partial(tqdm, unit="picture", disable=None if verbosity else True)
        for name in progress(sorted(find_unregistered_images())):
            library.get_or_create_picture(name, read_media_file(name), title=get_stem(name))
        for post in Post.objects.filter(pictures=None).iterator():
            post.update_pictures(None)
        waiting = list(Picture.objects.filter(widths=[]).values_list("pk", "name"))
        made = 0
        for key, widths in progress(make_variants_for(waiting), total=len(waiting)):
            library.update_variant_widths(key, widths)
            made += bool(widths)
        if verbosity:
            self.stdout.write(f"{len(waiting)} pictures checked, {made} resized.")


def find_unregistered_images() -> Iterator[str]:
    """Yield the names of images in media that posts show and that have no picture row."""
    known = set(Picture.objects.values_list("name", flat=True))
    for post in Post.objects.only("source", "cover").iterator():
        for name in post.get_picture_names() - known:
            known.add(name)
            if name.lower().endswith(tuple(IMAGE_SUFFIXES)) and default_storage.exists(name):
                yield name


def make_variants_for(waiting: list[tuple[int, str]]) -> Iterator[tuple[int, list[int]]]:
    """Make variants of images on every core; yield the primary keys and the widths made."""
    with ThreadPoolExecutor(WORKER_COUNT) as executor:
        found = executor.map(write_variants, (name for _key, name in waiting))
        yield from zip((key for key, _name in waiting), found, strict=True)
