"""Anything is killed while editors save in the admin: what was acknowledged is stored, all of it."""

import random
import time

import pytest
from django.contrib.auth.models import User

from tests.support.acknowledged_saves import check_database, check_posts, check_saves
from tests.support.admin_savers import AdminSaver, save_until
from tests.support.migrations import use_database
from tests.support.proofs import IS_LONG, scale
from tests.support.site_parts import PostgresPart, RedisPart, SitePart, find_postgres_program

SAVERS = 3
SAVES = scale(7, 500)  # that must be acknowledged
SAVES_BETWEEN = scale((4, 4), (1, 40))  # kills, from so many to so many
WORKERS = scale(1, 2)
MAX_DELAY = 0.1  # seconds from an acknowledgement until something is killed: longer than a save takes
PASSWORD = "correct horse"  # noqa: S105

long_only = pytest.mark.skipif(not IS_LONG, reason="`make prove` starts servers for it")

pytestmark = [pytest.mark.proof, pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]


@pytest.fixture
def run_part():
    """Return a function that starts a part; all are removed at the end."""
    parts = []

    def run(part):
        parts.append(part)
        part.start()
        return part

    yield run
    for part in reversed(parts):
        part.remove()


def test_the_server_and_its_workers_are_killed(database_copy, run_part):
    names = create_editors(database_copy, "r0")
    site = run_part(SitePart(workers=WORKERS, DATABASE_URL=database_copy))
    kills = 0

    def kill():
        nonlocal kills
        kills += 1
        if kills % 2 and IS_LONG:
            site.kill_worker()
        else:
            site.kill()
            site.start()

    check_all_saves(database_copy, save_while(site, names, kill))
    assert kills >= scale(1, 10)


@long_only
def test_redis_is_killed(database_copy, run_part):
    names = create_editors(database_copy, "r1")
    redis = run_part(RedisPart())
    site = run_part(SitePart(workers=WORKERS, DATABASE_URL=database_copy, REDIS_URL=redis.address))
    check_all_saves(database_copy, save_while(site, names, lambda: restart(redis)))


@long_only
@pytest.mark.skipif(not find_postgres_program("postgres"), reason="no PostgreSQL server is installed")
def test_postgresql_is_killed(run_part):
    postgres = run_part(PostgresPart())
    site = SitePart(workers=WORKERS, DATABASE_URL=postgres.address)
    site.manage("migrate", "-v0")
    names = create_editors(postgres.address, "r2")
    run_part(site)
    check_all_saves(postgres.address, save_while(site, names, lambda: restart(postgres)))


def restart(part):
    part.kill()
    time.sleep(random.uniform(0, 0.3))
    part.start()


def create_editors(database, prefix):
    """Create the editors' accounts, and return their names: all words of their posts begin with them."""
    names = [f"{prefix}s{number}" for number in range(SAVERS)]
    with use_database(database):
        for name in names:
            User.objects.create_superuser(name, password=PASSWORD)
    return names


def save_while(site, names, kill):
    """Have editors save in the admin of `site`, and call `kill` between; return the acknowledged saves."""
    savers = [AdminSaver(site.address, name, PASSWORD) for name in names]
    next_kill = random.randint(*SAVES_BETWEEN)

    def kill_at_times(number):
        nonlocal next_kill
        if number < next_kill:
            time.sleep(0.002)
            return
        # Half of the kills come right after an acknowledgement, which may have been too early.
        time.sleep(random.choice((0, random.uniform(0, MAX_DELAY))))
        kill()
        next_kill = number + random.randint(*SAVES_BETWEEN)

    return save_until(savers, SAVES, kill_at_times)


def check_all_saves(database, saves):
    with use_database(database):
        check_saves(saves)
        check_posts()
        check_database()
