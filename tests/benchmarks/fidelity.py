"""What becomes of real blogs when they are imported: what is lost, left raw, or leads nowhere.

`python -m tests.benchmarks.fidelity FOLDER … [--katex node_modules/katex] [--details 20]` imports each
FOLDER, the site of one blog or a folder of several, into a database of its own that is gone afterwards, and
prints a table. Nothing is written into the folders, and nothing is fetched.

- words lost: words of a file that neither its page shows nor a warning or a note of the import names;
- formulas: those that KaTeX sets, and how many of them the pages set too (without node, all that we set);
- raw marks: notations of a dialect that readers see, outside code and formulas;
- links: those to the site itself, its files and places on a page; those that are broken; and of these the
  ones that no note of the import names;
- old addresses: those of live posts by the settings of the old site, and those that do not lead to the post.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from posts.rendering.formulas import Formula
from tests.benchmarks import tables
from tests.benchmarks.empty_database import use_empty_database
from tests.benchmarks.formulas import accepted_by_katex, has_katex
from tests.support.lost_words import COMMENT, blank_match, find_lost_words, split_code
from tests.support.raw_marks import find_addresses, find_ids, find_raw_marks

SITE = "http://testserver"
COLUMNS = (
    "blog",
    "files",
    "created",
    "skipped",
    "failed",
    "words lost",
    "formulas KaTeX sets",
    "of these, set",
    "raw marks",
    "links",
    "broken",
    "untold",
    "old addresses",
    "silent",
)
FORMULA = re.compile(
    r'<math(?P<attributes>[^>]*)>.*?<annotation encoding="application/x-tex">(?P<set>.*?)</annotation>'
    r'|<code class="formula-error"[^>]*>(?P<failed>.*?)</code>',
    re.DOTALL,
)
# Arguments of shortcodes and tags, contents that a tool made or marked, chunks of R Markdown that it did not
# show; and TeX's definitions and names of commands, which an import replaces by what they stand for.
OTHER_MARKUP = re.compile(
    r"""
    \{\{[<%].{0,2000}?[%>]\}\} | \{%.{0,2000}?%\}
    | \\(?:DeclareMathOperator|def|(?:re)?newcommand|providecommand)\*?\s*\{?\\[A-Za-z]+\}?(?:\[\d\])?
      \{(?:[^{}]|\{[^{}]*\})*\}
    | \\[A-Za-z]+
    | ^[*+-][ ][^\n]*\n\{:[ ]?toc[^\n]*\} | <!--\s*TOC\s*-->.*?<!--\s*/TOC\s*-->
    | ^(?P<fence>```+)\{(?:[^\n]*\b(?:echo|include)\s*=\s*F[^\n]*\}
      | \w+\}\n\#\|[ ]*(?:echo|include):[ ]*false)\n.*?^(?P=fence)[ ]*$
    | !\[\[?(?:公式|formula)\]?\](?=\(https?://www\.zhihu\.com/equation)
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)


@dataclass
class BlogFindings:
    """What was found in one blog; `details` hold lines for people, by column."""

    name: str
    outcomes: Counter[str] = field(default_factory=Counter)
    formulas: list[tuple[str, bool, bool]] = field(default_factory=list)  # TeX, displayed, set
    counts: Counter[str] = field(default_factory=Counter)
    details: dict[str, list[str]] = field(default_factory=dict)

    def add(self, column: str, place: object, *found: object) -> None:
        """Count each of `found` in a column, and keep it with its place."""
        self.counts[column] += len(found)
        self.details.setdefault(column, []).extend(f"{place}: {one}" for one in found)


@dataclass(frozen=True)
class ImportedPost:
    """A post beside the file it was made from."""

    post: Any
    path: Path
    text: str
    old_addresses: list[str]
    notes: list[str]

    @property
    def noted_lines(self) -> set[int]:
        """The lines of `text` that notes of the import name."""
        return {int(match[1]) for match in map(re.compile(r"(\d+): ").match, self.notes) if match}


def list_blogs(folder: Path) -> list[Path]:
    """Return the sites in `folder`: itself, or those folders in it that are sites."""
    from posts.exchange.importing.sites.formats import AmbiguousSiteError, open_site  # noqa: PLC0415

    try:
        open_site(folder, "auto")
    except AmbiguousSiteError:
        return [path for path in sorted(folder.iterdir()) if path.is_dir()]
    return [folder]


def examine_blog(folder: Path) -> BlogFindings:
    """Import the site in `folder` and look at every page; nothing of it stays in the database."""
    from django.db import transaction  # noqa: PLC0415  (Django has to be set up first)

    from posts.exchange.importing.importer import NothingFoundError, import_folder  # noqa: PLC0415

    findings = BlogFindings(folder.name)
    with transaction.atomic():
        try:
            summary = import_folder(folder)
        except NothingFoundError as error:
            findings.add("failed", folder, error)
            return findings
        findings.outcomes = summary.outcomes
        for outcome in ("failed", "skipped"):
            findings.add(outcome, folder.name, *summary.reasons[outcome])
        posts = list(match_files(folder, summary))
        for imported in posts:
            examine_page(imported, findings)
        examine_addresses(posts, findings)
        transaction.set_rollback(True)
    return findings


def match_files(folder: Path, summary: Any) -> Iterator[ImportedPost]:
    """Yield each imported post with its file as it was before the import changed anything."""
    from posts.exchange.importing.reader import read_post_file  # noqa: PLC0415
    from posts.exchange.importing.sites.formats import open_site  # noqa: PLC0415
    from posts.models import ImportRecord  # noqa: PLC0415

    site = open_site(folder, "auto")
    paths = {site.get_origin(path): path for path in site.iter_selected_files()}
    notes = [line for lines in summary.reasons.values() for line in lines]
    for row in ImportRecord.objects.select_related("post").order_by("pk"):
        record = read_post_file(paths[row.origin], site)
        before = record.file_text.partition(record.source)[0].count("\n")
        name = summary.format_place(record.path, None)
        own = [note.removeprefix(name)[1:] for note in notes if note.startswith(f"{name}:")]
        text = "\n" * before + record.source  # so that its lines are those of the file
        yield ImportedPost(row.post, record.path, text, record.addresses, own)


def examine_page(imported: ImportedPost, findings: BlogFindings) -> None:
    """Add what one page has lost or shows raw, and its formulas."""
    post = imported.post
    for match in FORMULA.finditer(post.html):
        tex = unescape(match["set"] or match["failed"] or "")
        findings.formulas.append(
            (tex, 'display="block"' in (match["attributes"] or ""), match["set"] is not None)
        )
    # First what the import has made of the file, then what the renderer has made of that.
    converted = SimpleNamespace(
        html=escape(read_visible_text(hide_markup(post.source))),
        warnings=[SimpleNamespace(line=line) for line in imported.noted_lines],
    )
    warned = [SimpleNamespace(line=one["line"]) for one in post.warnings if one["field"] == "source"]
    rendered = SimpleNamespace(html=post.html, warnings=warned)
    lost = find_lost_words(hide_markup(imported.text), converted)
    findings.add("words lost", imported.path, *(f"{line}: {word} (import)" for line, word in lost))
    lost = find_lost_words(post.source, rendered)
    findings.add("words lost", imported.path, *(f"{line}: {word} (render)" for line, word in lost))
    findings.add("raw marks", imported.path, *find_raw_marks(post.html))


def read_visible_text(source: str) -> str:
    """Return `source` without its comments, which no reader sees; its code comes last."""
    pieces = split_code(source)
    prose = "".join(text if is_prose else "\n" for text, is_prose in pieces)
    return COMMENT.sub(" ", prose) + "".join(text for text, is_prose in pieces if not is_prose)


def hide_markup(text: str) -> str:
    """Return `text`, a file of another tool, with spaces for what its readers did not see as text either."""
    return OTHER_MARKUP.sub(blank_match, text)


def examine_addresses(posts: list[ImportedPost], findings: BlogFindings) -> None:
    """Add the links and old addresses of `posts`, and those that lead nowhere."""
    places = AddressBook({imported.post.get_absolute_url(): imported.post.html for imported in posts})
    for imported in posts:
        own = imported.post.get_absolute_url()
        links = [link for link in find_addresses(imported.post.html) if places.is_local(link, own)]
        findings.counts["links"] += len(links)
        broken = [link for link in links if not places.answers(link, own)]
        findings.counts["broken"] += len(broken)
        notes = unquote("\n".join(imported.notes))
        findings.add("untold", imported.path, *(link for link in broken if unquote(link) not in notes))
        if imported.post.is_live:
            findings.counts["old addresses"] += len(imported.old_addresses)
            dead = (path for path in imported.old_addresses if not places.leads_to(path, own))
            findings.add("silent", imported.path, *dead)


class AddressBook:
    """Tells which addresses of the site answer; `pages` holds the HTML of each post by its path."""

    def __init__(self, pages: dict[str, str]) -> None:
        from django.test import Client  # noqa: PLC0415

        self.ids = {path: find_ids(html) for path, html in pages.items()}
        self.client = Client()
        self.status: dict[str, int] = {}

    def is_local(self, link: str, base: str) -> bool:
        """Whether `link`, on the page at the path `base`, leads to the site itself."""
        try:
            return urlsplit(urljoin(SITE + base, link)).netloc == urlsplit(SITE).netloc
        except ValueError:
            return False

    def answers(self, link: str, base: str) -> bool:
        """Whether there is a page or file at a local link, and on a post's page the place it names."""
        address, fragment = urldefrag(urljoin(SITE + base, link))
        path = urlsplit(address).path
        if path in self.ids:
            return not fragment or {fragment, unquote(fragment)} & self.ids[path] != set()
        if path not in self.status:
            self.status[path] = self.client.get(unquote(path), follow=True).status_code
        return self.status[path] == 200

    def leads_to(self, old: str, path: str) -> bool:
        """Whether the old path `old` is that of the post at `path`, or redirects there."""
        answer = self.client.get(unquote(old))
        return unquote(answer.headers.get("Location", old)) == unquote(path)


def format_row(findings: BlogFindings, katex: Path) -> str:
    """Return the row of one blog; formulas are compared with KaTeX where there is one."""
    formulas = sorted(set(findings.formulas))
    known = [True] * len(formulas)
    if formulas and has_katex(katex):
        known = accepted_by_katex([Formula(tex, display) for tex, display, _ in formulas], katex)
    accepted = [formula for formula, works in zip(formulas, known, strict=True) if works]
    failed = [tex for tex, _, is_set in accepted if not is_set]
    findings.add("of these, set", findings.name, *failed)
    share = f"{1 - len(failed) / len(accepted):.2%}" if accepted else "–"
    figures = [
        findings.outcomes.total(),
        *(findings.outcomes[name] for name in ("created", "skipped", "failed")),
        findings.counts["words lost"],
        len(accepted),
        share,
        *(findings.counts[name] for name in COLUMNS[8:]),
    ]
    texts = (figure if isinstance(figure, str) else f"{figure:,}" for figure in figures)
    return tables.row((findings.name, *texts))


def print_table(folders: list[Path], katex: Path, detail_count: int) -> None:
    """Examine every blog; print the table, and some of what was found in each column."""
    print(tables.head(COLUMNS))  # noqa: T201
    found = []
    for blog in (blog for folder in folders for blog in list_blogs(folder)):
        found.append(examine_blog(blog))
        print(format_row(found[-1], katex), flush=True)  # noqa: T201
    for findings in found:
        for column, lines in findings.details.items():
            if lines and detail_count:
                print(f"\n{findings.name}, {column} ({len(lines):,})\n")  # noqa: T201
                print("\n".join(f"- {line}" for line in lines[:detail_count]))  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(description="Import blogs, and count what became of them.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--katex", type=Path, default=Path("node_modules/katex"), help="the npm package")
    parser.add_argument("--details", type=int, default=0, metavar="N", help="lines shown for each number")
    arguments = parser.parse_args()
    with use_empty_database():
        print_table(arguments.folders, arguments.katex, arguments.details)


if __name__ == "__main__":
    main()
