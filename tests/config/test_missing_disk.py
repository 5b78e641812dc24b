"""The disk of a site is full, or its folder gone: reading goes on, saving says so, and it heals."""

import subprocess
from contextlib import suppress

import pytest
import requests
from django.contrib.auth.models import User
from django.urls import reverse

from posts.models import Post
from tests.support.admin_forms import ADD_URL, fill_form
from tests.support.admin_savers import AdminSaver
from tests.support.image_files import make_photograph
from tests.support.migrations import use_database
from tests.support.proofs import IS_LONG
from tests.support.site_parts import SitePart, await_success

PASSWORD = "correct horse"  # noqa: S105
DISK = "12m"  # the size of the disk
UPLOAD = reverse("admin:posts_post_upload")

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db,
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(not IS_LONG, reason="`make prove` starts two servers for it"),
]


class DiskSite(SitePart):
    """A site whose data and temporary files are on a small disk of their own."""

    def __init__(self):
        super().__init__()
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(self.disk)]
        self.is_mounted = subprocess.run(command, check=False).returncode == 0  # noqa: S603
        folders = {"DATA_DIR": "data", "TMPDIR": "tmp"}
        for folder in folders.values():
            (self.disk / folder).mkdir()
        self.options["env"] |= {name: str(self.disk / folder) for name, folder in folders.items()}
        self.options["env"]["STATIC_ROOT"] = str(self.folder / "static")
        self.database = f"sqlite:///{self.disk}/data/db.sqlite3"

    def remove(self):
        if hasattr(self, "process"):
            self.kill()
        if self.is_mounted:
            subprocess.run(["umount", "--lazy", str(self.disk)], check=False)  # noqa: S603, S607
        super().remove()

    def fill(self):
        with suppress(OSError), (self.disk / "fill").open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))

    def list_files(self):
        return {path for path in self.disk.rglob("*") if path.is_file()}


@pytest.fixture
def site():
    site = DiskSite()
    try:
        if not site.is_mounted:
            pytest.skip("no disk can be mounted here")
        site.manage("migrate", "-v0")
        with use_database(site.database):
            User.objects.create_superuser("editor", password=PASSWORD)
        site.start()
        yield site
    finally:
        site.remove()


@pytest.fixture
def editor(site):
    return AdminSaver(site.address, "editor", PASSWORD)


def save(editor, text):
    form = fill_form(title="Title", source=text, author=editor.author, _save="1")
    return send(editor, ADD_URL, form)


def upload(editor):
    return send(editor, UPLOAD, {}, files={"image": ("a.jpg", make_photograph(), "image/jpeg")})


def send(editor, path, fields, **options):
    fields = {**fields, "csrfmiddlewaretoken": editor.token}
    url = editor.site + path
    return editor.visitor.session.post(url, fields, timeout=60, allow_redirects=False, **options)


def test_on_a_full_disk_reading_goes_on_and_saving_says_so(site, editor):
    assert save(editor, "一").status_code == 302
    assert upload(editor).status_code == 200
    assert requests.get(f"{site.address}/", timeout=60).status_code == 200
    site.fill()
    files = site.list_files()
    for length in (30_000, 300_000):  # bytes; the second body goes to a temporary file
        answer = save(editor, "x" * length)
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
    answer = save(editor, "写了很久" * 5_000)
    assert "写了很久" * 5_000 in answer.text
    assert "disk is full" in answer.text
    answer = upload(editor)
    assert answer.status_code in {503, 507}
    for path in ("/", "/archive/", "/tags/"):
        assert requests.get(site.address + path, timeout=60).status_code == 200
    assert requests.get(f"{site.address}/readyz", timeout=60).text.startswith("disk: ")
    assert site.list_files() == files
    (site.disk / "fill").unlink()
    assert save(editor, "二").status_code == 302
    assert upload(editor).status_code == 200
    with use_database(site.database):
        assert {*Post.objects.values_list("source", flat=True)} == {"一", "二"}


def test_a_folder_that_is_gone_takes_no_more_saves_until_it_is_back(site, editor):
    assert save(editor, "一").status_code == 302
    assert requests.get(f"{site.address}/", timeout=60).status_code == 200
    data = site.disk / "data"
    data.rename(site.disk / "elsewhere")
    answer = save(editor, "写了很久")
    assert answer.status_code == 503
    assert "写了很久" in answer.text
    assert requests.get(f"{site.address}/", timeout=60).status_code == 200
    await_success(lambda: ensure_status(site, "/healthz", 503))
    assert not data.exists()
    (site.disk / "elsewhere").rename(data)
    assert save(editor, "二").status_code == 302
    await_success(lambda: ensure_status(site, "/healthz", 200))
    with use_database(site.database):
        assert {*Post.objects.values_list("source", flat=True)} == {"一", "二"}


def ensure_status(site, path, status):
    assert requests.get(site.address + path, timeout=60).status_code == status
