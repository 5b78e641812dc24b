"""Formats are detected by their folders."""

import pytest

from posts.exchange.importing.importer import NothingFoundError, import_folder
from posts.exchange.importing.sites.formats import AmbiguousSiteError, open_site
from posts.models import Post
from tests.support.source_sites import make_note


@pytest.mark.parametrize(
    ("files", "at", "name"),
    [
        ({"_config.yml": "", "source/_posts/a.md": "x"}, "", "hexo"),
        ({"_config.yml": "", "source/_posts/a.md": "x"}, "source/_posts", "hexo"),
        ({"_config.yml": "", "source/_posts/a/b.md": "x"}, "source/_posts/a", "hexo"),
        ({"hugo.toml": "", "content/post/a.md": "x"}, "", "hugo"),
        ({"config.toml": "", "content/post/a.md": "x"}, "content/post", "hugo"),
        ({"config/_default/hugo.yaml": "", "content/a.md": "x"}, "content", "hugo"),
        ({"_posts/2026-01-11-a.md": "x"}, "", "jekyll"),
        ({"_posts/2026-01-11-a.md": "x"}, "_posts", "jekyll"),
        ({"below/_posts/2026-01-11-a.md": "x"}, "", "jekyll"),
        ({"a.md": "x"}, "", "plain"),
        ({"a.md": "x"}, "a.md", "plain"),
    ],
)
def test_the_tool_is_told_by_the_folder(write_site, files, at, name):
    found = open_site(write_site(files) / at)

    assert found.name == name
    assert len(list(found.iter_selected_files())) == 1


def test_a_post_has_one_origin_wherever_the_import_began(write_site):
    root = write_site({"_config.yml": "", "source/_posts/a.md": make_note()})
    import_folder(root)

    assert import_folder(root / "source" / "_posts").outcomes == {"unchanged": 1}


def test_a_folder_of_several_sites_is_refused(write_site):
    root = write_site({"x/_posts/a.md": "x", "y/_posts/b.md": "x"})

    with pytest.raises(AmbiguousSiteError, match="x, y"):
        import_folder(root)


def test_a_folder_without_posts_is_refused(write_site):
    with pytest.raises(NothingFoundError):
        import_folder(write_site({"a.txt": "x"}))


def test_the_format_can_be_forced(write_site):
    root = write_site({"a.md": "{% note %}x{% endnote %}"})
    import_folder(root, format_name="hexo")

    assert Post.objects.get().source == "> [!NOTE]\n> x\n"
