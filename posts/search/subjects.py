"""What a text is about: words and pairs of Han characters, of its headings and most frequent in itself."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise

from posts.search.tokens import is_han, is_word, tokens

FREQUENT = 24  # words of a text that are looked at, and as many pairs of Han characters
# What a word of a heading weighs, and one of the text.
HEADING_WEIGHT, TEXT_WEIGHT = 1, 0.5
SHORTEST = 3  # letters of a word that says something
# What every text is full of says nothing of any.
WORDS = frozenset(
    tokens(
        "about after all also and any are because been before being between both but can could did does each "
        "for from get had has have here how into its just let like make may more most much need not now one "
        "only other our out over same see she should since some such than that the their them then there "
        "these they this those through time two under use used using very via want was way well were what "
        "when where which while who why will with without would you your"
    )
)
CHARACTERS = frozenset("的了是在和与我你他她它们这那也就都而且或但被把之其吗呢吧着过很个些么为以及不有会")


def extract_keywords(headings: Iterable[Sequence[str]], text: Sequence[str]) -> dict[str, float]:
    """Return what a text is about, and how much each of it weighs; the text and its headings are tokens."""
    frequent = [*most_of(text, is_telling), *most_of(pairs(text), is_telling_pair)]
    named = [subject for heading in headings for subject in telling(heading)]
    return dict.fromkeys(frequent, TEXT_WEIGHT) | dict.fromkeys(named, HEADING_WEIGHT)


def most_of(found: Iterable[str], says_something: Callable[[str], bool]) -> Iterator[str]:
    """Return the most frequent of `found` that say something."""
    by_number = (one for one, _ in Counter(found).most_common())
    return islice(filter(says_something, by_number), FREQUENT)


def telling(found: Sequence[str]) -> Iterator[str]:
    """Yield the words and the pairs among the tokens of a heading that say something."""
    yield from filter(is_telling, found)
    yield from filter(is_telling_pair, pairs(found))


def pairs(found: Sequence[str]) -> Iterator[str]:
    return map("".join, pairwise(found))


def is_telling(token: str) -> bool:
    return len(token) >= SHORTEST and is_word(token) and not token.isdigit() and token not in WORDS


def is_telling_pair(pair: str) -> bool:
    return len(pair) == 2 and all(map(is_han, pair)) and CHARACTERS.isdisjoint(pair)
