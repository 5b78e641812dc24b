"""The bibliography of a post comes with an import, goes with an export, and comes back the same."""

import yaml
from django.core.management import call_command

from posts.exchange.importing.bibliographies import MAX_WHOLE_CHARACTERS
from posts.models import Post
from tests.support.source_sites import make_note

KING = "@book{king, title={Engines}, author={King, Ada}}"
OTHER = "@book{other, title={%s}}" % ("x" * MAX_WHOLE_CHARACTERS)


def import_again(folder):
    call_command("import_posts", folder, verbosity=0)


def test_it_goes_out_and_comes_back(write_site, tmp_path):
    front = "bibliography: [refs/a.bib, missing.bib]\n"
    source = write_site(
        {
            "a.md": make_note("A", "As [@king] says.").replace("title:", f"{front}title:", 1),
            "refs/a.bib": KING,
            "b.md": make_note("B", "[@king; @none]").replace("title:", "bibliography: shared.bib\ntitle:", 1),
            "shared.bib": f"{OTHER}\n\n{KING}",
            "c.md": make_note("C", "[@c]").replace("title:", "references: [{id: c, title: CC}]\ntitle:", 1),
        }
    )
    import_again(source)
    posts = {post.title: post for post in Post.objects.order_by("title")}
    assert (posts["A"].bibliography, posts["B"].bibliography) == (KING, KING)
    assert '"title": "CC"' in posts["C"].bibliography
    before = list(Post.objects.values_list("title", "version", "bibliography"))

    call_command("export_posts", tmp_path / "own", verbosity=0)
    import_again(tmp_path / "own")
    assert list(Post.objects.values_list("title", "version", "bibliography")) == before

    call_command("export_posts", tmp_path / "quarto", layout="quarto", verbosity=0)
    (file,) = (path for path in (tmp_path / "quarto").rglob("*.*md") if "As [@king]" in path.read_text())
    fields = yaml.safe_load(file.read_text().split("---\n")[1])
    assert fields["references"][0]["author"] == [{"given": "Ada", "family": "King"}]
    assert fields["bibtex"] == KING


def test_what_is_imported_without_one_looks_as_before(write_site):
    source = write_site({"a.md": make_note("A", "Text.")})
    import_again(source)
    import_again(source)
    assert Post.objects.get().version == 1
