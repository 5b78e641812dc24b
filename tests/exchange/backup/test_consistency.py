"""A backup made while the site is written to is of one moment, and who writes hardly notices."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from threading import Event, Thread

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from posts.exchange.backup import make_backup, restore_backup
from posts.models import Picture, Post
from tests.support.databases import on_sqlite
from tests.support.demo_site import ROOT
from tests.support.generated_site import collect_stock, grow_site, read_sample_sources
from tests.support.migrations import use_database
from tests.support.proofs import scale
from tests.support.site_backups import read_backup, use_machine

POSTS = scale(0, 100_000)  # of the site that is backed up, beside its own three
BACKUPS = scale(2, 3)
KILLS = scale(1, 30)
LONGEST_WRITE = scale(5.0, 1.0)  # seconds; in the suite other tests have the processors

KILLED_BACKUP = """
import django, sys
django.setup()
from posts.exchange.backup import make_backup
print("ready", flush=True)
make_backup(sys.argv[1])
"""


@contextmanager
def writer_at(address):
    """Have somebody write posts and upload pictures meanwhile; yield the seconds that each write took."""
    stop, seconds, errors = Event(), [], []

    def write_all():
        with use_database(address):
            number = 0
            while not stop.is_set():
                number += 1
                begin = time.perf_counter()
                write_once(number)
                seconds.append(time.perf_counter() - begin)

    def run():
        try:
            write_all()
        except Exception as error:  # noqa: BLE001  (it is raised where the test can see it)
            errors.append(error)

    thread = Thread(target=run)
    thread.start()
    try:
        yield seconds
    finally:
        stop.set()
        thread.join()
    assert errors == []


def write_once(number):
    """Upload a picture, then write its number into several rows at once; delete the picture before."""
    name = default_storage.save(f"uploads/n{number}.png", ContentFile(b"picture %d" % number))
    with transaction.atomic():
        Picture.objects.filter(name__startswith="uploads/n").delete()
        Picture.objects.create(name=name)
        Post.objects.filter(slug="counter").update(series_order=number)
        User.objects.filter(username="wang").update(last_name=str(number))
    time.sleep(0.002)


@pytest.mark.proof
@on_sqlite
@pytest.mark.django_db
def test_rows_and_media_are_of_one_moment_and_nobody_waits(site, tmp_path):
    with use_machine(site.folder, site.address):
        connection.cursor().execute("PRAGMA journal_mode=WAL")
        Post.objects.create(title="Counter", slug="counter", author=User.objects.get())
        if POSTS:
            grow_site(POSTS, collect_stock(read_sample_sources()))
        with writer_at(site.address) as seconds:
            made = []
            for number in range(BACKUPS):
                seconds.clear()
                begin = time.perf_counter()
                made.append(make_backup(tmp_path / f"{number}.tar"))
                print(f"{time.perf_counter() - begin:.1f} s, {made[-1].size / 1e6:.0f} MB,", end=" ")  # noqa: T201
                print(f"{len(seconds)} writes, longest {max(seconds) * 1000:.0f} ms")  # noqa: T201
                assert max(seconds) < LONGEST_WRITE
    assert all(backup.manifest.missing_media == [] for backup in made)
    with use_machine(tmp_path / "new"):
        restore_backup(made[-1].path, collect_static=False)
        numbers = {
            Post.objects.get(slug="counter").series_order,
            int(User.objects.get(username="wang").last_name),
        }
        picture = Picture.objects.get(name__startswith="uploads/n")
        numbers.add(int("".join(filter(str.isdecimal, picture.name.split("_")[0]))))
        assert len(numbers) == 1
        with closing(default_storage.open(picture.name)) as file:
            assert file.read() == b"picture %d" % numbers.pop()
        assert Post.objects.count() == POSTS + 4 if not POSTS else Post.objects.count() >= POSTS


@pytest.mark.proof
@on_sqlite
@pytest.mark.django_db
def test_a_kill_leaves_no_file_under_the_name(site, tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(site.folder),
        "DATABASE_URL": site.address,
        "DJANGO_SETTINGS_MODULE": "tests.support.machine_settings",
    }
    folder = tmp_path / "backups"
    folder.mkdir()
    command = [sys.executable, "-c", KILLED_BACKUP, str(folder)]
    for number in range(KILLS):
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:  # noqa: S603
            process.stdout.readline()
            time.sleep(0.02 * number)
            process.send_signal(signal.SIGKILL)
    with use_machine(site.folder, site.address):
        for path in folder.glob("*.tar"):
            read_backup(path)
        made = make_backup(folder)
    assert made.path in folder.iterdir()
    assert not list(site.folder.glob(".backup-*"))
