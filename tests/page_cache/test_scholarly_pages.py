"""No stored page is out of date after a change of references, literature, versions or notebooks."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse

from posts.exchange.literature_import import import_literature
from posts.models import LiteratureEntry, Post, PostNotebook, Series, SiteSettings
from posts.publishing import bulk
from posts.publishing.literature_merge import merge_literature
from posts.publishing.versions import add_correction, mark_citable, revoke_version
from posts.revisions.dependent_renders import queue_citing_posts
from tests.page_cache.conftest import Reader
from tests.support.dates import LONG_AGO
from tests.support.proofs import scale

SHORT_PATHS = ("/posts/b/", "/posts/c/", "/posts/c/v1/", "/feeds/corrections.xml")
MORE_PATHS = (
    *("/", "/posts/a/", "/posts/renamed/", "/posts/c/v1/changes/", "/posts/b.ipynb", "/posts/c.md"),
    *("/feeds/rss.xml", "/api/v1/posts/c/", "/sitemap.xml", "/llms.txt"),
)
PATHS = scale(SHORT_PATHS, (*SHORT_PATHS, *MORE_PATHS))
BIBTEX = "@article{king, title={On engines}, author={Ada King}, year={1843}}"
SECOND = "@article{second, title={Two}, author={Bo Li}, year={1999}, doi={10.1000/two}}"
THEOREM, FIRST = (f"::: {{#thm-{key} .theorem}}\nText.\n:::\n" for key in ("x", "first"))


@pytest.fixture
def site(make_post, editor, settings, committing):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}
    with committing():
        import_literature(f"{BIBTEX}\n{SECOND}")
        series = Series.objects.create(name="Series", numbering="series")
        make_post("A", slug="a", series=series, series_order=1, source=FIRST)
        notebook = PostNotebook(
            post=make_post("B", slug="b", series=series, series_order=2, source=f"{THEOREM}\nBy @thm-first."),
            is_public=True,
        )
        version = {"file_name": "b.ipynb", "media_name": "", "size": 2, "source": "", "fields": {}}
        version |= {"cells": [], "codes": [], "import": "", "hides_parts": False}
        version["media_name"] = default_storage.save("notebooks/b.ipynb", ContentFile(b"{}"))
        notebook.add_version(version | {"uploaded": LONG_AGO.isoformat()}, is_shown=True)
        notebook.save()
        post = make_post(
            "C",
            slug="c",
            source="[[b#thm-x]], [[B]], [@king; @second; @own].",
            bibliography="@book{own, title={Own}, author={Di}, year={2000}}",
        )
        mark_citable(post, editor)
    return post


def edit_literature(client, former_key, **changed):
    url = reverse("admin:posts_literatureentry_change", args=[LiteratureEntry.objects.get(key=former_key).pk])
    form = client.get(url).context["adminform"].form
    fields = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in {**fields, **changed}.items()}
    assert client.post(url, data).status_code == 302


def delete_literature(client, key):
    entry = LiteratureEntry.objects.get(key=key)
    url = reverse("admin:posts_literatureentry_delete", args=[entry.pk])
    assert client.post(url, {"post": "yes"}).status_code == 302


def change(former_slug, **values):
    post = Post.objects.get(slug=former_slug)
    for name, value in values.items():
        setattr(post, name, value)
    post.save()


def change_row(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def key_of(slug):
    return Post.objects.get(slug=slug).pk


# Nothing that readers see.
UNSEEN = {"a key that is renamed"}
CHANGES = {
    "literature imported again": lambda _: import_literature(BIBTEX.replace("engines", "machines")),
    "literature edited": lambda client: edit_literature(client, "king", entry_title="On mills"),
    "a key that is renamed": lambda client: edit_literature(client, "king", key="lovelace"),
    "what the former key cites": lambda client: edit_literature(client, "lovelace", entry_title="On looms"),
    "entries merged": lambda _: merge_literature(
        LiteratureEntry.objects.get(key="second"), [LiteratureEntry.objects.get(key="lovelace")]
    ),
    "literature deleted": lambda client: delete_literature(client, "second"),
    "a bibliography of its own": lambda _: change("c", bibliography="@book{own, title={Mine}, year={2001}}"),
    "the style of citations": lambda _: change_citation_style("apa"),
    "another number": lambda _: change("a", source=f"{FIRST}\n{FIRST.replace('first', 'new')}"),
    "a title": lambda _: change("b", title="Renamed"),
    "another order of the series": lambda _: bulk.order_series([key_of("b"), key_of("a")], None),
    "numbering of the series": lambda _: change_row(Series.objects.get(), numbering=""),
    "numbering of the site": lambda _: change_row(SiteSettings(), numbering="series"),
    "a correction": lambda _: add_correction(Post.objects.get(slug="c"), "It was $1$."),
    "a correction that is edited": lambda client: correct(client, text="It was $2$."),
    "a correction that is deleted": lambda client: correct(client, text="x", delete="1"),
    "a version revoked": lambda _: revoke_version(Post.objects.get(slug="c").citable_versions.get()),
    "a version restored": lambda _: mark_citable(Post.objects.get(slug="c"), None, revision_of("c", 1)),
    "another version": lambda _: mark_citable(Post.objects.get(slug="c")),
    "a notebook that is not public": lambda _: change_row(PostNotebook.objects.get(), is_public=False),
    "a notebook that is": lambda _: change_row(PostNotebook.objects.get(), is_public=True),
    "a slug": lambda _: change("b", slug="renamed"),
    "the trash": lambda _: bulk.trash_posts([key_of("renamed")], None),
    "out of the trash": lambda _: bulk.publish_posts([key_of("renamed")], None),
    "a deletion": lambda _: Post.objects.get(slug="renamed").delete(),
}


def revision_of(slug, version):
    return Post.objects.get(slug=slug).revisions.get(version=version)


def correct(client, **data):
    post = Post.objects.get(slug="c")
    url = reverse("admin:posts_post_corrections", args=[post.pk])
    assert client.post(url, {"correction": post.corrections.get().pk, **data}).status_code == 302


def change_citation_style(style):
    change_row(SiteSettings.objects.first() or SiteSettings(), citation_style=style)
    queue_citing_posts(None)


def read_all(reader):
    """Return status and body of each page; what a store adds for one answer is not in it."""
    answers = {path: reader.get(path) for path in PATHS}
    return {
        path: (answer.status, answer.body, answer.headers.get("location")) for path, answer in answers.items()
    }


@pytest.mark.proof
def test_each_page_is_as_if_it_were_made_now(reader, site, admin_client, committing):
    before = read_all(reader)
    for name, make_change in CHANGES.items():
        with committing():
            make_change(admin_client)
            # Which the client of tests has connected again: the transaction outlasts a request.
            for signal in (request_started, request_finished):
                signal.disconnect(close_old_connections)
        after = read_all(reader)
        fresh = read_all(Reader())
        assert [path for path in PATHS if after[path] != fresh[path]] == [], name
        assert (after == before) == (name in UNSEEN), name
        before = after
