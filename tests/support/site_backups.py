"""Sites with a folder and a database of their own, what readers get of them, and changed backups."""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client, override_settings

from posts.exchange.backup.archive import FORMAT_HEADER, MANIFEST_DIGEST_NAME, MANIFEST_NAME
from posts.media.storage import parse_storage_address
from posts.models import Category, Picture, Post, Profile, Revision, Series
from posts.revisions.recording import record_revisions
from tests.support.accounts import add_app, create_user
from tests.support.dates import LONG_AGO
from tests.support.image_files import make_graphic
from tests.support.migrations import use_database

INTERNAL_LINK = re.compile(rb"(?:href|src)=\"(?:http://testserver)?(/[^\"#]*)|<loc>http://testserver(/[^<]*)")
OTHER_PATHS = ("/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json", "/sitemap.xml", "/robots.txt")
NOT_OF_THE_DATABASE = (b"/static/", b"/admin/", b"/accounts/")


@contextmanager
def use_machine(folder: Path, address: str = "", media: str = "") -> Iterator[Path]:
    """Be the site that has `folder` for itself, with the database at `address` and files at `media`."""
    store = parse_storage_address(media or (folder / "media").as_uri())
    folder.mkdir(exist_ok=True)
    own = {"DATA_DIR": folder, "LOCKS_DIR": folder / "locks", "STATIC_ROOT": folder / "static"}
    with (
        override_settings(**own, STORAGES={**settings.STORAGES, "default": store}, FACTOR_KEYS=[]),
        use_database(address or f"sqlite:///{folder / 'db.sqlite3'}"),
    ):
        ContentType.objects.clear_cache()
        yield folder
    ContentType.objects.clear_cache()


def fill_site() -> None:
    """Write posts with formulas, pictures, tags and revisions, and an owner with an authenticator app."""
    owner = create_user("wang", is_superuser=True)
    add_app(owner)
    Profile.objects.create(user=owner, name="林默", text="写模型的人。")
    name = default_storage.save("uploads/图 1.png", ContentFile(make_graphic()))
    Picture.objects.create(name=name, title="图", width=40, height=30)
    default_storage.save("imported/notes.pdf", ContentFile(b"%PDF-1.4"))
    category, series = Category.objects.create(name="模型"), Series.objects.create(name="从头")
    for number, title in enumerate(["扩散模型", "Attention $QK^T$", "草稿"]):
        post = Post.objects.create(
            title=title,
            source=f"## 第{number}节\n\n$x^{number}$ 与注意力\n\n![图](/media/{name})\n",
            author=owner,
            category=category,
            series=series,
            series_order=number,
            published_at=None if title == "草稿" else LONG_AGO,
        )
        post.tags.add("数学", "C++")
    record_revisions(list(Post.objects.all()), "saved")
    assert Revision.objects.exists()


def crawl_site() -> dict[str, bytes]:
    """Return what an anonymous reader gets at every address that the pages of the site lead to."""
    client, pages, waiting = Client(), {}, ["/", *OTHER_PATHS]
    while waiting:
        path = waiting.pop()
        response = client.get(path)
        pages[path] = b"".join(response) if response.streaming else response.content
        if response.headers["Content-Type"].startswith(("text/html", "application/xml")):
            found = (first or second for first, second in INTERNAL_LINK.findall(pages[path]))
            paths = {
                each.decode().replace("&amp;", "&")
                for each in found
                if not each.startswith(NOT_OF_THE_DATABASE)
            }
            waiting += sorted(paths.difference(pages, waiting))
    return pages


@dataclass
class Member:
    """A member of a tar, to be changed."""

    info: tarfile.TarInfo
    content: bytes


@dataclass
class BackupFile:
    """The members of a backup, which can be changed and written again."""

    members: list[Member]
    headers: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> Path:
        with tarfile.open(path, "w", format=tarfile.PAX_FORMAT, pax_headers=self.headers) as tar:
            for member in self.members:
                member.info.size = len(member.content) if member.info.isreg() else 0
                tar.addfile(member.info, io.BytesIO(member.content))
        return path

    def get(self, name: str) -> Member:
        return next(member for member in self.members if member.info.name == name)

    def add(self, name: str, content: bytes = b"", **fields: object) -> None:
        info = tarfile.TarInfo(name)
        for key, value in fields.items():
            setattr(info, key, value)
        self.members.insert(0, Member(info, content))

    def change_manifest(self, change: Callable[[dict], object]) -> None:
        """Change the manifest, and its digest with it."""
        manifest = json.loads(self.get(MANIFEST_NAME).content)
        change(manifest)
        self.get(MANIFEST_NAME).content = json.dumps(manifest).encode()
        digest = hashlib.sha256(self.get(MANIFEST_NAME).content).hexdigest()
        self.get(MANIFEST_DIGEST_NAME).content = digest.encode()


def read_backup(path: Path) -> BackupFile:
    """Return all that the backup `path`, which is not encrypted, holds."""
    with tarfile.open(path) as tar:
        members = [Member(info, tar.extractfile(info).read()) for info in tar]
        return BackupFile(members, {FORMAT_HEADER: tar.pax_headers[FORMAT_HEADER]})


def change_backup(path: Path, target: Path, change: Callable[[BackupFile], object]) -> Path:
    """Write to `target` what `change` makes of the backup `path`."""
    backup = read_backup(path)
    change(backup)
    return backup.write(target)
