"""What readers cannot see does not show in what others refer to, cite or download."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.exchange.literature_import import import_literature
from posts.models import Post, PreviewLink
from posts.publishing import bulk
from posts.publishing.versions import add_correction, mark_citable

WORD = "Geheimnis"
SOURCE = f"::: {{#thm-x .theorem name={WORD}}}\n{WORD} verborgen\n:::\n\n## {WORD} {{#sec-s}}\n"
READERS_PATHS = (
    *("/", "/posts/open/", "/posts/open.md", "/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json"),
    *("/feeds/corrections.xml", "/sitemap.xml", "/llms.txt", "/archive/", "/search/?q=verborgen"),
    *("/api/v1/posts/", "/api/v1/posts/open/", "/posts/open/v1/", "/posts/open/v1/changes/"),
)


def is_told(client, path):
    """Whether an answer has what is hidden."""
    return WORD in b"".join(client.get(path)).decode(errors="replace")


@pytest.fixture
def hidden(make_post, editor, django_capture_on_commit_callbacks):
    """A post that others refer to, with a version and a correction, which is then withdrawn."""
    with django_capture_on_commit_callbacks(execute=True):
        hidden = make_post(WORD, slug="hidden", source=SOURCE)
        mark_citable(hidden, editor)
        add_correction(hidden, f"{WORD}.")
        text = "[[hidden#thm-x]], [[hidden#sec-s]], [[hidden]], [it](/posts/hidden/)."
        mark_citable(make_post("Open", slug="open", source="Before.\n"), editor)
        post = Post.objects.get(slug="open")
        post.source = text
        post.save()
    return hidden


@pytest.mark.parametrize("withdraw", [bulk.revert_posts_to_draft, bulk.archive_posts, bulk.trash_posts])
def test_a_withdrawn_post_shows_nowhere(client, hidden, withdraw, django_capture_on_commit_callbacks):
    assert is_told(client, "/posts/open/")
    with django_capture_on_commit_callbacks(execute=True):
        withdraw([hidden.pk], None)
    assert [path for path in READERS_PATHS if is_told(client, path)] == []
    for path in ("/posts/hidden/", "/posts/hidden/v1/", "/posts/hidden/v1/changes/", "/posts/hidden.md"):
        assert client.get(path).status_code in {404, 410}, path


def test_an_unlisted_post_is_in_no_list_by_its_corrections_or_mentions(client, make_post, editor):
    make_post("Open", slug="open", source="::: {#thm-o .theorem}\nx\n:::")
    hidden = make_post(WORD, slug="u", source="Of [[open#thm-o]] and [[Open]], verborgen.", is_unlisted=True)
    mark_citable(hidden, editor)
    add_correction(hidden, f"{WORD}.")
    lists = [path for path in READERS_PATHS if "/v1/" not in path]
    assert [path for path in lists if is_told(client, path)] == []


def test_a_preview_link_shows_one_post_only(client, make_post, author):
    hidden = make_post(WORD, slug="hidden", source=SOURCE, published_at=None)
    draft = make_post("Draft", slug="draft", source="[[hidden#thm-x]] [[hidden]]", published_at=None)
    assert hidden.author == draft.author
    link = PreviewLink.objects.create(post=draft, made_by=author, expires_at=timezone.now() + timedelta(1))
    page = client.get(link.get_absolute_url())
    assert page.status_code == 200
    # Its author typed the slug; the title and the text of the other are not there.
    assert "Theorem 1" in page.text
    assert WORD not in page.text


def test_literature_that_nobody_cites_is_on_no_page(client, make_post):
    import_literature(f"@book{{secret, title={{{WORD}}}, note={{verborgen}}}}@book{{a, title={{A}}}}")
    make_post("Open", slug="open", source="[@a]")
    assert [path for path in READERS_PATHS if is_told(client, path)] == []
