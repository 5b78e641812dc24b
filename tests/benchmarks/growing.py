"""Fill the site that DATA_DIR and DATABASE_URL name.

`python -m tests.benchmarks.growing 100000 [FOLDER …]` imports the posts below each FOLDER, the sample
posts unless told, into a site that is empty, and then adds posts made of their paragraphs until there
are so many. Called again it goes on.
"""

import argparse
import os
import random
from collections.abc import Sequence
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  (not before the set-up)

from posts.models import Post  # noqa: E402
from tests.support.generated_site import (  # noqa: E402
    SAMPLES_FOLDER,
    collect_stock,
    grow_site,
    read_stored_sources,
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Fill a site.")
    parser.add_argument("size", type=int, help="posts that there shall be")
    parser.add_argument("folders", nargs="*", type=Path, default=[SAMPLES_FOLDER])
    options = parser.parse_args()
    fill_site(options.size, options.folders)


def fill_site(size: int, folders: Sequence[Path]) -> None:
    """Fill the site with `size` posts, made of those below `folders`."""
    random.seed(20)
    call_command("migrate", verbosity=0)
    if not Post.objects.exists():
        for folder in folders:
            call_command("import_posts", folder, verbosity=0)
    if Post.objects.count() < size:
        grow_site(size, collect_stock(read_stored_sources()))


if __name__ == "__main__":
    main()
