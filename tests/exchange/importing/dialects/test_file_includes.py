"""Files that a post shows by name."""

import pytest

from posts.exchange.importing.importer import import_folder
from posts.models import Post

CODE = "one\n// #region part\ntwo\n// #endregion part\nthree\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<<< @/x.js{2}", f"```js {{2}}\n{CODE}```\n"),
        ("<<< ./x.js#part{1 ts:line-numbers} [Name]", '```ts {1} title="Name"\ntwo\n```\n'),
        ("<!--@include: ./part.md-->", "first\nsecond\n"),
        ("<!--@include: ./part.md{2,}-->", "second\n"),
        (
            "```{literalinclude} x.js\n:language: javascript\n:lines: 1,3\n```",
            "```javascript\none\ntwo\n```\n",
        ),
        (":::{include} part.md\n:::", "first\nsecond\n"),
        ('{{< readfile file="x.js" code="true" lang="go" >}}', f"```go\n{CODE}```\n"),
    ],
)
def test_a_file_of_the_folder_is_put_in_its_place(import_files, written, expected):
    import_files({"a.md": f"# A\n\n{written}\n", "x.js": CODE, "part.md": "first\nsecond\n"})

    assert Post.objects.get(title="A").source == expected


@pytest.mark.parametrize(
    "name",
    [
        "../secret.md",
        "/etc/hostname",
        "@/../secret.md",
        ".env",
        "gone.md",
        "link.md",
        "@/.git/config",
        "bin.md",
    ],
)
def test_what_lies_outside_is_named_and_stays_out(write_site, name):
    written = f"# A\n\n<<< {name}\n\n<!--@include: {name}-->\n"
    root = write_site({"a.md": written, ".env": "SECRET", ".git/config": "SECRET", "bin.md": b"SECRET\0"})
    (root.parent / "secret.md").write_text("SECRET")
    (root / "link.md").symlink_to(root.parent / "secret.md")

    summary = import_folder(root)

    assert "SECRET" not in Post.objects.get(title="A").source
    assert len(summary.reasons["file not included"]) == 2


def test_an_include_within_code_is_code(import_post):
    post = import_post({"a.md": "# A\n\n```\n<<< @/a.md\n```\n"})

    assert post.source == "```\n<<< @/a.md\n```\n"
