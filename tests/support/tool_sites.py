"""Sites of other tools around an export for them: settings and the barest templates, built by the tool.

Each page says which post it is by a `meta` element with its uid.
"""

import html
import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

PAGE = (
    "<!doctype html><html><head><meta name=uid content='{uid}'><title>{title}</title></head>"
    "<body>{content}</body></html>"
)
UID = re.compile(r"<meta name=[\"']?uid[\"']? content=[\"']?(?P<uid>[0-9a-f-]{36})")
TITLE = re.compile(r"<title>(?P<title>.*?)</title>", re.DOTALL)
PICTURE = re.compile(r"<img\b[^>]*?\bsrc=[\"']?(?P<to>[^\"'\s>]+)", re.DOTALL)
CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
# Formulas as pages of tools have them for MathJax and KaTeX, and as ours do.
TOOL_FORMULA = re.compile(
    r"\\\((?P<a>.+?)\\\)|\\\[(?P<b>.+?)\\\]|\$\$(?P<c>.+?)\$\$|\$(?P<d>[^$\n]+?)\$", re.DOTALL
)
OWN_FORMULA = re.compile(r'<annotation encoding="application/x-tex">(?P<tex>.*?)</annotation>', re.DOTALL)
KRAMDOWN_BAR = re.compile(r"\\(?P<kind>[vV])ert(?![a-zA-Z]) ?")
HEXO_PAGE = PAGE.format(uid="<%- page.uid %>", title="<%= page.title %>", content="<%- page.content %>")
HUGO_PAGE = PAGE.format(uid="{{ .Params.uid }}", title="{{ .Title }}", content="{{ .Content }}")
JEKYLL_PAGE = PAGE.format(uid="{{ page.uid }}", title="{{ page.title | escape }}", content="{{ content }}")
PANDOC_PAGE = PAGE.format(uid="$uid$", title="$title$", content="$body$")
HUGO_SETTINGS = """baseURL = "https://example.org/"
title = "x"
disableKinds = ["taxonomy", "term", "RSS"]
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [["$$", "$$"]]
inline = [["$", "$"]]
"""
HEXO_SETTINGS = """title: x
url: https://example.org
permalink: posts/:title/
theme: plain
syntax_highlighter: ''
marked: {mangle: false, smartypants: false}
pandoc: {timeout: 120000, args: ['--mathjax']}
"""
JEKYLL_SETTINGS = """title: x
url: https://example.org
permalink: /posts/:title/
markdown: kramdown
highlighter: none
show_drafts: true
future: true
"""


@dataclass
class BuiltSite:
    """What a tool made of an export: its folder of pages, and what it said where it failed."""

    output: Path
    error: str = ""


def run_tool(command: list[str], folder: Path) -> str:
    """Run a tool in `folder`; return what it said if it failed, else ""."""
    # Its own language settings, or it takes files for ASCII.
    done = subprocess.run(  # noqa: S603  (tools that were named on the command line)
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LANG": "C.UTF-8"},
    )
    return "" if done.returncode == 0 else f"{done.stdout[-1500:]}\n{done.stderr[-1500:]}".strip()


def write_files(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def build_with_hugo(program: str, folder: Path) -> BuiltSite:
    layouts = {f"layouts/_default/{name}.html": HUGO_PAGE for name in ("single", "list")}
    write_files(folder, {"hugo.toml": HUGO_SETTINGS, "layouts/index.html": "", **layouts})
    error = run_tool([program, "--buildDrafts", "--buildFuture", "--buildExpired", "-d", "public"], folder)
    return BuiltSite(folder / "public", error)


def build_with_hexo(program: str, folder: Path) -> BuiltSite:
    """`program` is the folder of a project that has Hexo and a renderer of Markdown."""
    pages = {f"themes/plain/layout/{name}.ejs": HEXO_PAGE for name in ("post", "page", "index")}
    package = json.loads((Path(program) / "package.json").read_text("utf-8")) | {"hexo": {"version": ""}}
    write_files(folder, {"_config.yml": HEXO_SETTINGS, "package.json": json.dumps(package), **pages})
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(Path(program).resolve() / "node_modules")
    hexo = str(folder / "node_modules/.bin/hexo")
    return BuiltSite(folder / "public", run_tool([hexo, "generate", "--draft"], folder))


def build_with_jekyll(program: str, folder: Path) -> BuiltSite:
    layouts = {f"_layouts/{name}.html": JEKYLL_PAGE for name in ("post", "page")}
    write_files(folder, {"_config.yml": JEKYLL_SETTINGS, **layouts})
    return BuiltSite(folder / "_site", run_tool([program, "build", "--quiet"], folder))


def build_with_pandoc(program: str, folder: Path) -> BuiltSite:
    """Read an export for Quarto as Quarto's own reader, Pandoc, does; files stay where they are."""
    write_files(folder, {"template.html": PANDOC_PAGE})
    errors = []
    for path in sorted(folder.rglob("*.qmd")):
        page = str(path.with_suffix(".html"))
        options = [
            "-f",
            "markdown",
            "-t",
            "html",
            "--mathjax",
            "--template",
            "template.html",
            "--wrap=preserve",
        ]
        errors.append(run_tool([program, *options, str(path), "-o", page], folder))
    return BuiltSite(folder, "\n".join(filter(None, errors)))


BUILDERS: dict[str, tuple[str, Callable[[str, Path], BuiltSite]]] = {
    "hugo": ("hugo", build_with_hugo),
    "hexo": ("hexo", build_with_hexo),
    "jekyll": ("jekyll", build_with_jekyll),
    "pandoc": ("quarto", build_with_pandoc),
}


@dataclass
class ToolPages:
    """How the pages of a tool compare with ours."""

    pages: int = 0
    titles: int = 0
    formulas: int = 0
    all_formulas: int = 0
    pictures: int = 0
    all_pictures: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, page: Path, root: Path, title: str, ours: str) -> None:
        """Compare the file `page` below `root` with `ours`, the stored HTML of the post."""
        text = page.read_text("utf-8")
        self.pages += 1
        found = TITLE.search(text)
        shown = html.unescape(found["title"]) if found else ""
        self.titles += clean(shown) == clean(title)
        if clean(shown) != clean(title):
            self.faults.append(f"title: {title} → {shown}")
        self.compare_formulas(page, text, ours)
        self.compare_pictures(page, root, text, ours)

    def compare_formulas(self, page: Path, text: str, ours: str) -> None:
        wanted = Counter(clean_formula(match["tex"]) for match in OWN_FORMULA.finditer(ours))
        kept = Counter(map(clean_formula, iter_tool_formulas(CODE.sub("", text))))
        self.all_formulas += wanted.total()
        self.formulas += (wanted & kept).total()
        self.faults += [f"formula: {page.parent.name}: {tex[:100]}" for tex in (wanted - kept)]

    def compare_pictures(self, page: Path, root: Path, text: str, ours: str) -> None:
        wanted = sum(match["to"].startswith("/media/") for match in PICTURE.finditer(ours))
        base = f"/{page.relative_to(root).parent.as_posix().removeprefix('.')}/".replace("//", "/")
        addresses = [html.unescape(match["to"]) for match in PICTURE.finditer(CODE.sub("", text))]
        local = [urlsplit(urljoin(base, each)).path for each in addresses if not urlsplit(each).netloc]
        present = sum((root / unquote(path).lstrip("/")).is_file() for path in local)
        self.all_pictures += wanted
        self.pictures += min(present, wanted)
        if present < wanted:
            self.faults.append(f"pictures: {page.parent.name}: {present} of {wanted}: {local[:3]}")


def clean(text: str) -> str:
    return "".join(text.split()).translate(str.maketrans("’‘“”–—…", "''\"\"---"))


def clean_formula(tex: str) -> str:
    tex = KRAMDOWN_BAR.sub(lambda bar: "|" if bar["kind"] == "v" else r"\|", html.unescape(tex))
    return "".join(tex.split())


def iter_tool_formulas(text: str) -> Iterator[str]:
    for match in TOOL_FORMULA.finditer(re.sub(r"</?span[^>]*>|<p>|</p>|<br ?/?>", "\n", text)):
        yield next(filter(None, match.groups()))


def read_built_pages(site: BuiltSite) -> dict[str, Path]:
    """Return the pages that a tool made, by the uid of their post."""
    found = {}
    for page in sorted(site.output.rglob("*.html")):
        if match := UID.search(page.read_text("utf-8")):
            found.setdefault(match["uid"], page)
    return found
