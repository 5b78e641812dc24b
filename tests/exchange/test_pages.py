"""Pages come in from other tools, go out with their kind and parent, and come back as they were."""

import pytest
from django.core.management import call_command

from posts.exchange.importing.importer import import_folder
from posts.models import ImportRecord, Post

PAGE = "---\ntitle: {title}\n{fields}---\n\n{body}\n"


def write(folder, **files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def page(title, body="Words", fields=""):
    return PAGE.format(title=title, body=body, fields=fields)


POST = page("A post", fields="date: 2020-05-17\ntags: [x]\n")
HEXO = {
    "_config.yml": "title: x\n",
    "source/_posts/a-post.md": page("A post", "[关于](/about/) [组](/about/team/)", "date: 2020-05-17\n"),
    "source/about/index.md": page("关于", fields="date: 2020-05-17\ntags: [x]\n"),
    "source/about/team/index.md": page("Team"),
    "source/links.md": page("Links"),
    "source/tags/index.md": page("tags", "", "type: tags\n"),
    "source/404.md": page("404"),
}
JEKYLL = {
    "_config.yml": "title: x\n",
    "_posts/2020-05-17-a-post.md": POST,
    "about.md": page("About", fields="permalink: /about/\nlayout: page\n"),
    "_pages/cv.md": page("CV"),
    "README.md": "# Read me\n",
    "notes.md": "no front matter\n",
    "index.md": page("Home", "Hello"),
}
HUGO = {
    "hugo.toml": "title = 'x'\n",
    "content/posts/a-post.md": POST,
    "content/about/index.md": page("About"),
    "content/cv.md": page("CV", fields="draft: true\n"),
    "content/archives.md": page("Archives", "", "layout: archives\n"),
}
PLAIN = {
    "a-post.md": POST,
    "about.md": page("About", fields="kind: page\n"),
    "dated.md": page("B", fields="layout: page\ndate: 2020-05-17\n"),
}
QUARTO = {
    "_quarto.yml": "website:\n  title: x\n",
    "posts/a-post.qmd": POST,
    "about.qmd": page("About"),
    "index.qmd": page("x"),
}


@pytest.mark.parametrize(
    ("files", "pages", "redirects"),
    [
        (HEXO, {"about": "live", "about/team": "live", "links": "live"}, {"/links.html/"}),
        (JEKYLL, {"about": "live", "cv": "live"}, {"/cv.html/"}),
        (HUGO, {"about": "live", "cv": "draft"}, set()),
        (PLAIN, {"about": "live"}, set()),
        (QUARTO, {"about": "live"}, {"/about.html/"}),
    ],
    ids=["hexo", "jekyll", "hugo", "plain", "quarto"],
)
@pytest.mark.usefixtures("db")
def test_pages_of_other_tools_stand_where_they_stood(tmp_path, client, files, pages, redirects):
    folder = write(tmp_path / "site", **files)
    summary = import_folder(folder, author="lin")
    found = {post.path: post.state for post in Post.objects.pages()}
    assert found == pages, summary.reasons
    assert "a-post" in set(Post.objects.live().values_list("slug", flat=True))
    post = Post.objects.get(slug="a-post")
    assert [warning for warning in post.warnings if "address" in warning["kind"]] == []
    for path in redirects:
        assert client.get(path.rstrip("/")).status_code == 301
    for path in (path for path, state in pages.items() if state == "live"):
        assert client.get(f"/{path}/").status_code == 200
    again = import_folder(folder, author="lin")
    assert set(again.outcomes) <= {"unchanged", "skipped"}


def test_a_page_at_an_address_of_the_site_is_skipped_with_the_reason(db, tmp_path):
    summary = import_folder(
        write(tmp_path / "site", **HEXO, **{"source/search/index.md": page("Search")}), author="lin"
    )
    assert any("/search/" in reason for reason in summary.reasons["skipped"])


def read_tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_exports_of_pages_come_back_byte_for_byte(make_post, tmp_path):
    about = make_post("About", kind="page", source="Words\n")
    team = make_post("Team", kind="page", parent=about, is_unlisted=True)
    make_post("Team")
    make_post("Lin", kind="page", parent=team, published_at=None, source="")
    team.slug = "people"
    team.save()
    out, back = tmp_path / "out", tmp_path / "back"
    call_command("export_posts", out, verbosity=0)
    assert "pages/about/people.md" in read_tree(out)
    assert set(import_folder(out, author="x").outcomes) == {"unchanged"}
    Post.objects.all().delete()
    ImportRecord.objects.all().delete()
    assert not import_folder(out, author="x").reasons["failed"]
    call_command("export_posts", back, verbosity=0)
    first, second = read_tree(out), read_tree(back)
    assert first.keys() == second.keys()
    assert first == second
