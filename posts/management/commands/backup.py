"""Back up the site into one file while it is used, or check such a file."""

from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from posts.exchange.backup import BackupError, MadeBackup, Manifest, make_backup, verify_backup
from posts.exchange.backup.keys import load_identities, write_key_file


class Command(BaseCommand):
    help = "Back up database and media into one file, also while the site is used."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", type=Path, help="a file, or a folder, in which one named after site and time is made"
        )
        parser.add_argument("--keep", type=int, metavar="N", help="remove all but the N newest in the folder")
        parser.add_argument(
            "--encrypt-to",
            action="append",
            default=[],
            metavar="KEY",
            help="a public key of age or SSH, or a file with some; the backup then holds the site's keys too",
        )
        parser.add_argument("--verify", action="store_true", help="check the backup at PATH; make none")
        parser.add_argument("--new-key", action="store_true", help="make a key, with its secret part in PATH")
        add_identity_arguments(parser)

    def handle(self, *args: Any, path: Path, verbosity: int, **options: Any) -> None:
        try:
            if options["new_key"]:
                self.stdout.write(write_key_file(path))
                self.stderr.write(f"{path} decrypts. Keep it elsewhere: whoever has it reads every backup.")
            elif options["verify"]:
                manifest = verify_backup(path, read_identities(options))
                self.stdout.write(f"{path} is whole: {describe_manifest(manifest)}.")
            else:
                made = make_backup(
                    path,
                    keep=options["keep"],
                    recipients=options["encrypt_to"],
                    report=self.stderr.write if verbosity > 1 else lambda line: None,
                )
                self.describe(made, verbosity)
        except BackupError as error:
            raise CommandError(str(error)) from error

    def describe(self, made: MadeBackup, verbosity: int) -> None:
        """Say what was made, and what is not in it."""
        if verbosity:
            self.stderr.writelines(f"{note}\n" for note in made.notes)
            self.stdout.write(f"{made.path}: {made.size / 1e6:,.1f} MB, {describe_manifest(made.manifest)}.")
            self.stdout.writelines(f"Removed {path}.\n" for path in made.removed)


def describe_manifest(manifest: Manifest) -> str:
    """Return in a few words what a backup holds, and since when."""
    return (
        f"{manifest.tables.get('posts_post', 0):,} posts, {sum(manifest.tables.values()):,} rows, "
        f"{manifest.media_count:,} files of media; made at {manifest.created_at} "
        f"by version {manifest.version or 'not known'}"
    )


def add_identity_arguments(parser: CommandParser) -> None:
    """Add the arguments that say how to decrypt."""
    parser.add_argument(
        "--identity",
        type=Path,
        metavar="FILE",
        help="with the secret key of age or SSH; if it is encrypted by a passphrase, this is asked for",
    )
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="with the passphrase of --identity"
    )


def read_identities(options: dict[str, Any]) -> list[Any]:
    """Return the keys that the arguments name; none where they name none. Raises BackupError."""
    if options["identity"] is None:
        return []

    def ask_passphrase() -> str:
        file: Path | None = options["passphrase_file"]
        return file.read_text().rstrip("\n") if file else getpass(f"Passphrase of {options['identity']}: ")

    return load_identities(options["identity"], ask_passphrase)
