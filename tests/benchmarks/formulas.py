r"""How many formulas of real posts we typeset, of those that KaTeX does.

`python -m tests.benchmarks.formulas FOLDER … --katex node_modules/katex` takes the
formulas of every Markdown file below each FOLDER as their authors wrote them: between
`$`, `$$`, `\(`, `\[`, `\\(`, `\\[`, in bare environments and in code spans.
"""

import argparse
import json
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from posts.rendering.formulas import Formula, typeset_formulas
from tests.benchmarks import tables

SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".rmd", ".rmarkdown"})
FENCED_CODE = re.compile(r"^[ \t>]*(```+|~~~+).*?(?:^[ \t>]*\1[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
ENVIRONMENT = r"(?:align|alignat|eqnarray|equation|flalign|gather|multline)\*?"
FORMULA = re.compile(
    r"(?P<display>\$\$(?P<dollars>(?:[^$\\]|\\.)+?)\$\$|\\\\?\[(?P<brackets>.{1,8000}?)\\\\?\]"
    rf"|(?P<bare>\\begin\{{(?P<name>{ENVIRONMENT})\}}.{{1,8000}}?\\end\{{(?P=name)\}}))"
    r"|\\\\?\((?P<parentheses>.{1,4000}?)\\\\?\)|\\."
    r"|\$(?P<dollar>(?:[^$\\\n]|\\.|\n(?!\s*\n))+?)\$(?!\d)"
    r"|(?P<ticks>`+)(?!`)(?P<code>(?:[^`\n]|\n(?!\n))*?)(?<!`)(?P=ticks)(?!`)",
    re.DOTALL,
)
KATEX = """
const katex = require(process.argv[1]);
const formulas = JSON.parse(require("fs").readFileSync(0));
const works = ([tex, displayMode]) => {
  try { return Boolean(katex.renderToString(tex, {displayMode, strict: false, throwOnError: true})); }
  catch { return false; }
};
console.log(JSON.stringify(formulas.map(works)));
"""


def find_formulas(folder: Path) -> set[Formula]:
    """Return the different formulas of all posts below `folder`."""
    files = [path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file()]
    texts = (path.read_text("utf-8-sig", "replace").replace("\r\n", "\n") for path in files)
    return {formula for text in texts for formula in formulas_in(FENCED_CODE.sub("\n", text))}


def formulas_in(text: str) -> Iterator[Formula]:
    for match in FORMULA.finditer(text):
        if code := match["code"]:
            yield from in_code(code.strip())
            continue
        tex = next(
            (match[name] for name in ("dollars", "brackets", "bare", "parentheses", "dollar") if match[name]),
            "",
        )
        tex = re.sub(r"\n[\s>]*\n", "\n", tex).strip()
        if tex:
            yield Formula(tex, bool(match["display"]))


def in_code(code: str) -> Iterator[Formula]:
    """Yield the formula of a code span that holds one and nothing else, as blogdown has it."""
    match = FORMULA.fullmatch(code)
    return formulas_in(code) if match and not match["code"] else iter(())


def has_katex(folder: Path) -> bool:
    """Whether node and, in `folder`, the npm package katex are at hand."""
    return bool(shutil.which("node")) and (folder / "package.json").is_file()


def accepted_by_katex(formulas: list[Formula], katex: Path) -> list[bool]:
    command = ["node", "-e", KATEX, str(katex.resolve())]
    source = json.dumps([(formula.tex, formula.display) for formula in formulas])
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=True)  # noqa: S603
    return list(json.loads(done.stdout))


def report(formulas: list[Formula], katex: list[bool]) -> Iterator[str]:
    """Yield the lines that tell how many of the formulas that KaTeX takes are ours too, and what fails."""
    begin = time.process_time()
    errors = [result.error for result in typeset_formulas(formulas)]
    microseconds = (time.process_time() - begin) / len(formulas) * 1e6
    failures = Counter(error for error, works in zip(errors, katex, strict=True) if works and error)
    known = sum(katex)
    yield tables.head(("different formulas", "KaTeX renders", "of these, ours too", "µs each, ours"))
    share = f"{1 - failures.total() / known:.2%}"
    yield tables.row((f"{len(formulas):,}", f"{known:,}", share, f"{microseconds:.0f}"))
    if failures:
        yield ""
    for error, count in failures.most_common(10):
        yield f"- {error}: {count:,}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Count the formulas of real posts that we typeset.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument(
        "--katex", type=Path, default=Path("node_modules/katex"), help="the npm package's folder"
    )
    arguments = parser.parse_args()
    if not has_katex(arguments.katex):
        print("Nothing is measured: node or the npm package katex is not at hand (see --katex).")  # noqa: T201
        return
    found = set().union(*map(find_formulas, arguments.folders))
    formulas = sorted(found, key=lambda formula: formula.tex)
    if not formulas:
        print("There are no formulas in these folders.")  # noqa: T201
        return
    for line in report(formulas, accepted_by_katex(formulas, arguments.katex)):
        print(line)  # noqa: T201


if __name__ == "__main__":
    main()
