r"""The keys that a text may cite: `[@key]`, `@{key}`, `\cite{key}`, found by a scan and no parser."""

import re

# As Pandoc has keys: letters, digits and `_`, and signs between these.
CITATION_MARK = re.compile(
    r"(?<![A-Za-z0-9_@])@(?:\{([^{}\s]{1,200})\}|(\w(?:\w|[:.#$%&\-+?<>~/]{1,9}(?=\w)){0,199}))"
)
LATEX_CITATION = re.compile(
    r"\\[A-Za-z]{0,12}cite[A-Za-z]{0,12}\*?(?:\[[^\[\]\n]{0,200}\]){0,2}\{([^{}]{1,4000})\}"
)
# What begins like this refers to something numbered (Quarto's prefixes and ours).
LABEL_PREFIX = re.compile(r"(?:fig|tbl|lst|eq|sec|thm|lem|def|prp|cor|exm|rem|asm|prf|alg|exr)-")
MAX_CITED_KEYS = 5_000
MAX_SPELLINGS = 20  # of one key, with Chinese characters in it


def find_citation_keys(*texts: str) -> set[str]:
    """Return what may be keys in `texts`: more than the renderer will take for citations, never less."""
    keys: set[str] = set()
    for text in texts:
        if "@" in text:
            for braced, plain in CITATION_MARK.findall(text):
                keys.update(list_spellings(braced or plain))
        if "cite" in text and "\\" in text:
            for listed in LATEX_CITATION.findall(text):
                keys.update(filter(None, map(str.strip, listed.split(","))))
    found = {key for key in keys if not LABEL_PREFIX.match(key)}
    return found if len(found) <= MAX_CITED_KEYS else set(sorted(found)[:MAX_CITED_KEYS])


def list_spellings(typed: str) -> list[str]:
    """Return the keys that `typed` may be: Chinese text follows a key without a space."""
    ends = [place for place, character in enumerate(typed) if place and character > "\x7f"]
    return [typed, *(typed[:end] for end in ends[:MAX_SPELLINGS])]
