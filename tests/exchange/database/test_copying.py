"""Moving into another database: all of it, or nothing; and what arrives is known to be what left."""

import io
import shutil
from contextlib import contextmanager
from copy import copy as copy_of

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F
from django.utils import timezone

from posts.exchange.database import copying
from posts.exchange.database.copying import copy_database, use_as_default
from posts.exchange.database.fingerprint import TableFingerprint
from posts.exchange.database.tables import list_tables
from posts.indexing.query import parse_query
from posts.management.commands.copy_database import TARGET_ALIAS, connect_target
from posts.models import Post, Redirect, Tag
from posts.search.finding import search_posts
from tests.support.databases import create_postgresql_database, on_sqlite, requires_postgresql


def move(address):
    output = io.StringIO()
    call_command("copy_database", to=address, stdout=output, stderr=output)
    return output.getvalue()


@pytest.fixture(scope="module")
def migrated(tmp_path_factory, django_db_setup, django_db_blocker):
    """A file with the tables of the site, taken from the tests' own database: to migrate takes long."""
    path = tmp_path_factory.mktemp("target") / "migrated.sqlite3"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    return path


@pytest.fixture
def address(migrated, tmp_path):
    """The address of a database that has tables, and what migrations bring."""
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 'target.sqlite3')}"


@pytest.fixture
def site(make_post, author):
    """A site with something in many tables, and of many kinds."""
    first = make_post("扩散模型", tags=["数学", "C++"], source="## 一\n\n$x^2$ 与注意力", summary="“摘要” 😀")
    second = make_post("草稿", published_at=None, series_order=3)
    first.slug = "kuo-san"
    first.save()
    Session.objects.create(session_key="k" * 32, session_data="…", expire_date=timezone.now())
    return [first, second]


@on_sqlite
class TestMoving:
    def test_all_rows_arrive_and_are_found_there(self, site, address):
        output = move(address)
        assert "source and target agree" in output
        with connect_target(address), use_as_default(TARGET_ALIAS):
            post = Post.objects.get(slug="kuo-san")
            assert (post.html, post.published_at) == (site[0].html, site[0].published_at)
            assert {tag.name for tag in post.tags.all()} == {"数学", "C++"}
            assert Redirect.objects.get().post == post
            assert list(search_posts(parse_query("注意力"), Post.objects.all())) == [post]
            assert Tag.objects.create(name="new").pk > max(tag.pk for tag in post.tags.all())

    @pytest.mark.variation
    def test_an_address_without_tables_gets_them(self, site, tmp_path):
        assert "posts_post" in move(f"sqlite:///{tmp_path / 'new.sqlite3'}")

    def test_a_target_that_has_rows_is_left_as_it_is(self, site, address):
        move(address)
        site[0].delete()
        with pytest.raises(CommandError, match=r"not empty.*posts_post has 2"):
            move(address)

    def test_what_arrives_changed_is_noticed_and_taken_back(self, site, address, monkeypatch):
        def insert_changed(batch, alias):
            insert_raw(batch, alias)
            Post.objects.using(alias).update(series_order=F("series_order") + 1)

        insert_raw = copying.insert_raw_rows
        monkeypatch.setattr(copying, "insert_raw_rows", insert_changed)
        with pytest.raises(CommandError, match=r"does not hold.*posts_post \(2 rows read, 2 found\)"):
            move(address)
        with connect_target(address):
            assert not Post.objects.using(TARGET_ALIAS).exists()

    def test_a_row_that_the_target_refuses_is_named(self, site, address, monkeypatch):
        def refuse(batch, alias):
            if site[1] in batch:
                raise IntegrityError("too long")
            insert_raw(batch, alias)

        insert_raw = copying.insert_raw_rows
        monkeypatch.setattr(copying, "insert_raw_rows", refuse)
        with pytest.raises(CommandError, match=f"refuses row {site[1].pk} of posts_post: too long"):
            move(address)

    def test_a_row_that_refers_to_nothing_is_named(self, site, address, monkeypatch):
        monkeypatch.setattr(
            copying, "list_tables", lambda: {n: t for n, t in list_tables().items() if n != "auth_user"}
        )
        with pytest.raises(CommandError, match="refers to one that is not there"):
            move(address)

    def test_tables_that_no_app_knows_are_named(self, site, address):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE old_plugin (id integer)")
            cursor.execute("INSERT INTO old_plugin VALUES (1)")
        assert "Left behind: old_plugin with 1 rows" in move(address)

    def test_a_source_that_waits_for_migrations_is_not_moved(self, site, address):
        latest = MigrationLoader(connection).graph.leaf_nodes("posts")[0]
        MigrationRecorder(connection).record_unapplied(*latest)
        with pytest.raises(CommandError, match=r"run manage\.py migrate first"):
            move(address)

    @pytest.mark.parametrize("wrong", ["nothing", "mongo://host/name"])
    def test_what_is_no_address_is_refused(self, db, wrong):
        with pytest.raises(CommandError, match="takes an address such as postgres://"):
            move(wrong)

    def test_a_site_is_not_moved_onto_itself(self, db):
        with pytest.raises(CommandError, match="of this site itself"):
            move(f"sqlite:///{connection.settings_dict['NAME']}")


@contextmanager
def migrated_at(address):
    with connect_target(address):
        with use_as_default(TARGET_ALIAS):
            call_command("migrate", database=TARGET_ALIAS, verbosity=0)
        yield connections[TARGET_ALIAS]


@pytest.fixture
def twin(transactional_db):
    """The address of a database like that of the tests, which is empty yet."""
    connection.close()
    with create_postgresql_database(template=connection.settings_dict["NAME"]) as address:
        yield address


@requires_postgresql
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.django_db(transaction=True)
def test_rows_go_from_postgresql_to_sqlite_and_back_unchanged(twin, site, tmp_path):
    with migrated_at(f"sqlite:///{tmp_path / 'file.sqlite3'}") as file:
        there = copy_database("default", TARGET_ALIAS, is_quiet=True)
    connections["file"] = file
    with connect_target(twin), use_as_default(TARGET_ALIAS):
        assert copy_database("file", TARGET_ALIAS, is_quiet=True) == there
        assert list(search_posts(parse_query("注意力"), Post.objects.all())) == [site[0]]
        newest = Tag.objects.order_by("pk").last()
        assert Tag.objects.create(name="new").pk > newest.pk
    file.close()
    del connections["file"]


class TestFingerprint:
    def taken(self, *given):
        fingerprint = TableFingerprint()
        fingerprint.add_rows(given)
        return fingerprint

    def test_it_does_not_depend_on_the_order_of_rows_nor_of_keys_in_json(self):
        one, other = Post(pk=1, toc=[{"a": 1, "b": 2}]), Post(pk=2)
        same = copy_of(one)
        same.toc = [{"b": 2, "a": 1}]
        assert self.taken(one, other) == self.taken(other, same)

    @pytest.mark.parametrize("change", [{"title": "b"}, {"id": 3}, {"published_at": timezone.now()}])
    def test_it_depends_on_every_value(self, change):
        before = Post(pk=1, title="a")
        after = copy_of(before)
        vars(after).update(change)
        assert self.taken(before) != self.taken(after)

    def test_the_same_row_twice_is_not_no_row(self):
        assert self.taken(*[Post(pk=1)] * 2) != self.taken()
