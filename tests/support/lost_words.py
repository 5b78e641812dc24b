"""Which words of a source a page has lost. Imports nothing of the renderer: it would share its mistakes.

A word is a run of letters, or of Han characters, that stands outside comments, addresses, attributes, labels
of definitions and the info strings of fences. It is there where it stands in the text of the page, in the TeX
of its formulas or in its code, as often as in the source; or where a warning names its line.
"""

import itertools
import re
from collections import Counter, defaultdict
from html import unescape
from html.parser import HTMLParser

HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WORD = re.compile(rf"[{HAN}]+|[^\W\d_{HAN}]+")
# Elements that the site shows, or takes the text out of: their tags are no words.
KNOWN_TAGS = frozenset(
    """
    a abbr acronym address article aside audio b bdi bdo big blockquote br button caption center cite code col
    colgroup data dd del details dfn div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3
    h4 h5 h6 header hgroup hr i iframe img input ins kbd label legend li main mark math nav nobr object ol p
    param picture pre q rb rp rt rtc ruby s samp script section small source span strike strong style sub
    summary sup svg table tbody td tfoot th thead time tr track tt u ul var video wbr
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
# What is in them is not for readers, but a warning must name the line on which they begin.
WARNED_ELEMENT = re.compile(
    r"<(script|style|iframe|object|svg|math|form)\b[^>]*>(?:(?!<\1\b).)*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
# Those of a page's head: with attributes they say nothing to readers, and a warning must name their line.
HEAD_TAG = re.compile(r"<(?:base|link|meta)\s+[\w-]+\s*=[^<>]*>", re.IGNORECASE)
VOID_TAGS = frozenset("br col embed hr img input param source track wbr".split())  # noqa: SIM905
OPTIONAL_END_TAGS = frozenset("dd dt li p rp rt tbody td tfoot th thead tr".split())  # noqa: SIM905

COMMENT = re.compile(r"<!--(?:-?>|.*?-->)|<!\[(?:if|endif)\b[^>]*>", re.DOTALL)
FENCE = re.compile(r"(?P<before>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?P<fence>`{3,}|~{3,})(?P<info>.*)")
TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][\w:-]*)(?P<attributes>(?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>`]+))?)*)\s*/?>"
)
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)((?:(?!\n[ \t>]*\n).)+?)(?<!`)\1(?!`)", re.DOTALL)
NOT_WORDS = re.compile(
    r"""
    (?<=\])\((?:[^()\n]|\([^()\n]*\))*\)                    # where a link or picture leads, and its title
    | (?:(?:https?|ftp|mailto):|www\.)[^\s<>()\[\]"'\u0080-\U0010ffff]+ | [\w.+-]+@[\w-]+\.[\w.-]+
    | ^[ \t>]*\[[^\]\n]+\]:[ \t]*<?[^\s<>]+>?(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'))?[ \t]*$   # a definition
    | ^[ \t>]*[*]\[[^\]\n]+\]:.*$                           # an abbreviation
    | ^[ \t>]*\[\^[^\]\n]+\]: | \[\^[^\]\n]+\]              # labels of notes
    | ^[ \t>]*(?:[-*+]|\d+[.)])[ \t]+\[[xX]\](?=[ \t])          # a task that is done
    | \[!\w[\w-]*(?:\|[^\]\n]*)?\]                          # the kind of a callout
    | \\(?:label|eqref|ref)\{[^{}\n]*\}
    | \{%[^\n]*?%\} | \{\{[^\n]*?\}\} | \{:?[ ]*[#.][^{}\n]*\} | \{:[^{}\n]*\} | \{\w+=[^{}\n]*\}
    | ^[ \t>]*:::+[ \t]*(?:\{.*\}|[\w-]+)? | ^[ \t>]*(?:!!!|\?\?\?\+?)[ \t]*\w+
    | (?<!:):[a-z0-9_+-]+:(?!:)                             # the name of an emoji
    """,
    re.VERBOSE | re.MULTILINE,
)
LABEL = re.compile(r"(?<=\])\[[^\]\n]*\]")


def find_lost_words(source, result):
    """Return what is lost of `source` in silence, as a list of pairs `(line, word)`, lines from 1.

    `source` is the Markdown of a post, without front matter. `result` is a `RenderResult`, or anything with
    `html`, a string, and `warnings`, each with a `line` (a number or None). What can be read in two ways, a
    tag in a comment and a fence of which a warning says that it may be none, is read so that less is lost.
    """
    warned = frozenset(warning.line for warning in result.warnings)
    readings = itertools.product((frozenset(), warned), (False, True))
    lost = []
    for no_fences, comments_first in readings:
        occurrences = find_words(source, no_fences=no_fences, comments_first=comments_first)
        losses = find_missing_words(occurrences, result)
        if not losses:
            return []
        lost = min(lost or losses, losses, key=len)
    return lost


def find_missing_words(occurrences, result):
    """Return those of `occurrences`, pairs of line and word, that `result` lost in silence."""
    needed = Counter(word for _, word in occurrences)
    shown = read_page(result.html)
    shown_words = Counter(WORD.findall(shown))
    short = [word for word, count in needed.items() if shown_words[word] < count]
    if not short:
        return []
    visible = "\n".join(word for _, word in occurrences)
    missing = {}
    for word in sorted(short, key=len, reverse=True):
        # Where a longer word is lost, so is what it holds.
        inside = sum(count * longer.count(word) for longer, count in missing.items())
        count = visible.count(word) - shown.count(word) - inside
        if count > 0:
            missing[word] = count
    return pick_lines(occurrences, missing, result)


def pick_lines(occurrences, missing, result):
    """Return the lines that the words in `missing`, with how often each is, were probably lost from."""
    warned = {warning.line for warning in result.warnings}
    lines = defaultdict(list)
    for line, word in occurrences:
        if word in missing:
            lines[word].append(line)
    losses = Counter(line for found in lines.values() for line in set(found))
    lost = []
    for word, found in lines.items():
        silent = [line for line in found if line not in warned]
        count = missing[word] - (len(found) - len(silent))
        likely = sorted(silent, key=lambda line: (-losses[line], line))
        lost += [(line, word) for line in likely[: max(0, count)]]
    return sorted(lost)


def find_words(source, *, no_fences, comments_first):
    """Return the words of `source` that a reader is to see, as pairs of line, from 1, and word.

    On the lines `no_fences`, from 1, no code begins; `comments_first` tells that no tag stands in a comment.
    """
    source = re.sub("\r\n?", "\n", source)
    pieces = split_code(source, no_fences)
    prose = "".join(text if is_prose else "\ufffc" * len(text) for text, is_prose in pieces)
    masked = mask_markup(COMMENT.sub(blank_match, prose) if comments_first else prose)
    found = []
    position, line = 0, 1
    for text, is_prose in pieces:
        visible = masked[position : position + len(text)] if is_prose else text
        found += words_by_line(visible, line)
        position += len(text)
        line += text.count("\n")
    return found


def words_by_line(text, first):
    """Return the words of `text`, whose first line is number `first`, with their lines."""
    return [
        (number, word)
        for number, line in enumerate(text.split("\n"), start=first)
        for word in WORD.findall(line)
    ]


def split_code(source, no_fences=frozenset()):
    """Return `source` in pieces, each with whether it is prose: fenced code, less its marks, is none.

    No code begins on the lines `no_fences`, from 1.
    """
    pieces = []
    opening = None
    comment_lines = find_comment_lines(source)
    for number, line in enumerate(re.findall(r".*\n|.+", source)):
        if opening is None and (number in comment_lines or number + 1 in no_fences):
            pieces.append((line, True))
            continue
        match = FENCE.match(line.rstrip("\n"))
        if opening is None and match and not ("`" in match["info"] and match["fence"][0] == "`"):
            opening = match
            pieces.append((blank(line), True))
        elif opening is None:
            pieces.append((line, True))
        elif match and not match["info"].strip() and match["fence"].startswith(opening["fence"]):
            opening = None
            pieces.append((blank(line), True))
        else:
            pieces.append((line, False))
    return pieces


def find_comment_lines(source):
    """Return the lines, from 0, inside comments of several lines, in which a fence is none."""
    lines = set()
    for match in COMMENT.finditer(source):
        first = source.count("\n", 0, match.start())
        lines.update(range(first + 1, first + match[0].count("\n") + 1))
    return lines


def mask_markup(prose):
    """Return `prose` with spaces for all that is no word of it; it stays as long, and lines stay lines."""
    # What begins in a comment that is none, because of where it stands, may end behind it.
    prose = mask_tags(HEAD_TAG.sub(blank_match, WARNED_ELEMENT.sub(blank_match, prose)))
    prose = COMMENT.sub(blank_match, prose)
    prose = re.sub(
        r"&#?\w+;", lambda match: match[0] if unescape(match[0]) == match[0] else blank(match[0]), prose
    )
    prose = NOT_WORDS.sub(blank_match, prose)
    return (
        LABEL.sub(blank_match, prose) if re.search(r"^[ \t>]*\[[^\]\n]+\]:", prose, re.MULTILINE) else prose
    )


def mask_tags(prose):
    """Return `prose` without the tags of known elements; outside code spans, and where they are closed."""
    spans = [match.span() for match in CODE_SPAN.finditer(prose)]
    in_code = bytearray(len(prose) + 1)
    for begin, end in spans:
        in_code[begin:end] = b"\1" * (end - begin)
    tags = [match for match in TAG.finditer(prose) if not in_code[match.start()]]
    markup = [match for match in tags if match["name"].lower() in VOID_TAGS | OPTIONAL_END_TAGS]
    markup += pair_tags(tags)
    parts = list(prose)
    for match in markup:
        if match["name"].lower() in KNOWN_TAGS or ":" in match["name"]:
            parts[match.start() : match.end()] = blank(match[0])
    return "".join(parts)


def pair_tags(tags):
    """Return those of `tags` that open an element which is closed, or close it."""
    still_open = defaultdict(list)
    paired = []
    for match in tags:
        name = match["name"].lower()
        if not match["end"]:
            still_open[name].append(match)
        elif still_open[name]:
            paired += [still_open[name].pop(), match]
    return paired


def blank_match(match):
    return blank(match[0])


def blank(text):
    """Return as many spaces as `text` has characters; line ends stay."""
    return re.sub(r"[^\n]", " ", text)


class PageReader(HTMLParser):
    """Collects what a reader sees: text, alternative texts, and formulas as their TeX."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts = []
        self.open_formula = self.in_annotation = False

    def handle_starttag(self, tag, attrs):
        self.open_formula = self.open_formula or tag == "math"
        self.in_annotation = tag == "annotation"
        attributes = dict(attrs)
        self.parts += ["\n", attributes.get("alt") or "", "\n"] if tag == "img" else []

    def handle_endtag(self, tag):
        self.in_annotation = False
        self.open_formula = self.open_formula and tag != "math"

    def handle_data(self, data):
        if self.in_annotation or not self.open_formula:
            self.parts.append(data)


def read_page(html):
    """Return the text of a page; a formula without its TeX beside it gives what is in it."""
    reader = PageReader()
    for part in re.split(r"(<math\b.*?</math>)", html, flags=re.DOTALL):
        if part.startswith("<math") and "<annotation" not in part:
            reader.parts.append(unescape(re.sub(r"<[^>]*>", " ", part)))
        else:
            reader.feed(part)
    reader.close()
    return "".join(reader.parts)
