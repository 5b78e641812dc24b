"""Copy media files into another storage, such as from a folder to S3."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage, storages
from django.core.management import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from posts.exchange.copy_media import copy_files, iter_file_names
from posts.media.storage import parse_storage_address


class Command(BaseCommand):
    help = "Copy all media files and verify them. Run again to continue, or to copy new files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", required=True, metavar="URL", help="URL as in MEDIA_STORAGE")

    def handle(self, *args: Any, to: str, verbosity: int, **options: Any) -> None:
        try:
            target = storages.create_storage(parse_storage_address(to))
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        names = list(iter_file_names(default_storage))
        copied = copy_files(default_storage, target, names)
        progress = tqdm(copied, total=len(names), unit="file", disable=None if verbosity else True)
        wrong = {name: reason for name, reason in progress if reason}
        self.stderr.writelines(f"{name}: {reason}\n" for name, reason in wrong.items())
        if verbosity:
            self.stdout.write(f"{len(names) - len(wrong)} files are there with the same content.")
        if wrong:
            raise CommandError(f"{len(wrong)} files are not there.")
