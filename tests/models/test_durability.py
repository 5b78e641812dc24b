"""Processes that save posts are killed at any moment: what they acknowledged is stored, all of it."""

import json
import os
import random
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest
from django.db import connection

from posts.indexing.query import parse_query
from posts.models import Post, Revision, TaggedPost
from posts.search.finding import search_posts
from tests.support.demo_site import ROOT
from tests.support.migrations import use_database
from tests.support.proofs import scale

SAVERS = 3  # that save into one database at the same time
ROUNDS = scale(1, 34)  # in each of which all savers are killed, so that the database recovers after each
MAX_SAVES = scale(5, 20)  # that a saver has acknowledged when it is about to be killed
MAX_DELAY = 0.1  # seconds from then until it is killed: longer than a save takes
WORD = re.compile(r"r\d+s\d+n\d+")


class Save(NamedTuple):
    """A save that was acknowledged: of which post, as which version, and the word of this version."""

    post_id: int
    version: int
    word: str


@pytest.mark.proof
@pytest.mark.django_db
def test_what_was_acknowledged_before_a_kill_is_stored_whole(database_copy, tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_copy,
        "DJANGO_SETTINGS_MODULE": "tests.support.machine_settings",
    }
    saves = []
    for number in range(ROUNDS):
        names = [f"r{number}s{saver}" for saver in range(SAVERS)]
        with ThreadPoolExecutor(SAVERS) as pool:
            found = list(pool.map(lambda name: run_and_kill_saver(name, environment), names))
        assert all(found)
        with use_database(database_copy):
            check_saves([save for one in found for save in one])
            check_database()
        saves += [save for one in found for save in one]
    with use_database(database_copy):
        check_saves(saves)
        check_posts()


def run_and_kill_saver(name, environment):
    """Run a saver, kill it at a random moment and return the saves that it acknowledged."""
    command = [sys.executable, "-m", "tests.support.post_saver", name]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, text=True) as saver:  # noqa: S603
        lines = [saver.stdout.readline() for _ in range(random.randint(1, MAX_SAVES))]
        # Half of the kills come right after an acknowledgement, which may have been too early.
        time.sleep(random.choice((0, random.uniform(0, MAX_DELAY))))
        saver.kill()
        lines += saver.stdout.readlines()
    return [Save(*json.loads(line)) for line in lines]


def check_saves(saves):
    """Fail unless each of `saves` has its revision, and its post shows it or a later version."""
    for save in saves:
        revision = Revision.objects.get(post=save.post_id, version=save.version)
        assert save.word in revision.snapshot["source"]
        post = Post.objects.get(pk=save.post_id)
        assert post.version >= save.version
        is_shown = post.version == save.version
        assert is_shown == (save.word in post.source)
        assert find_keys(save.word) == ({post.pk} if is_shown else set())


def check_posts():
    """Fail unless each post, acknowledged or not, has its revision, tag and row in the search index."""
    for post in Post.objects.all():
        word = WORD.search(post.title)[0]
        assert word in post.source
        assert word in post.html
        assert Revision.objects.get(post=post, version=post.version).snapshot["source"] == post.source
        assert Revision.objects.filter(post=post).count() == post.version
        assert [one.tag.name for one in TaggedPost.objects.filter(content_object=post)] == [word]
        assert find_keys(word) == {post.pk}


def find_keys(word):
    return set(search_posts(parse_query(f'"{word}"'), Post.objects.all()).values_list("pk", flat=True))


def check_database():
    """Fail if SQLite finds its file, a reference between tables or the search index damaged."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert cursor.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in ("posts_search", "posts_titles", "posts_subjects"):
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")  # noqa: S608
