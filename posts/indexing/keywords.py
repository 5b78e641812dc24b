"""Keywords of a text: words and pairs of Han characters, from its headings and the most frequent in it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise

from posts.indexing.tokens import is_han_token, is_word_token, tokenize_text

MAX_FREQUENT = 24  # words of a text, and as many pairs of Han characters
# Weight of a keyword of a heading, and of one of the text.
HEADING_WEIGHT, TEXT_WEIGHT = 1, 0.5
MIN_KEYWORD_LENGTH = 3  # letters of a word
# Frequent in every text, so that they say nothing about any.
STOP_WORDS = frozenset(
    tokenize_text(
        "about after all also and any are because been before being between both but can could did does each "
        "for from get had has have here how into its just let like make may more most much need not now one "
        "only other our out over same see she should since some such than that the their them then there "
        "these they this those through time two under use used using very via want was way well were what "
        "when where which while who why will with without would you your"
    )
)
STOP_CHARACTERS = frozenset(
    "的了是在和与我你他她它们这那也就都而且或但被把之其吗呢吧着过很个些么为以及不有会"
)


def extract_keywords(headings: Iterable[Sequence[str]], text: Sequence[str]) -> dict[str, float]:
    """Return the keywords of a text and their weights; the text and its headings are given as tokens."""
    frequent = [*most_frequent(text, is_keyword), *most_frequent(adjacent_pairs(text), is_keyword_pair)]
    in_headings = [keyword for heading in headings for keyword in heading_keywords(heading)]
    return dict.fromkeys(frequent, TEXT_WEIGHT) | dict.fromkeys(in_headings, HEADING_WEIGHT)


def most_frequent(candidates: Iterable[str], is_accepted: Callable[[str], bool]) -> Iterator[str]:
    """Yield the most frequent of `candidates` that are accepted."""
    by_count = (candidate for candidate, _ in Counter(candidates).most_common())
    return islice(filter(is_accepted, by_count), MAX_FREQUENT)


def heading_keywords(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the words and the pairs of Han characters among the tokens of a heading that are keywords."""
    yield from filter(is_keyword, tokens)
    yield from filter(is_keyword_pair, adjacent_pairs(tokens))


def adjacent_pairs(tokens: Sequence[str]) -> Iterator[str]:
    return map("".join, pairwise(tokens))


def is_keyword(token: str) -> bool:
    return (
        len(token) >= MIN_KEYWORD_LENGTH
        and is_word_token(token)
        and not token.isdigit()
        and token not in STOP_WORDS
    )


def is_keyword_pair(pair: str) -> bool:
    return len(pair) == 2 and all(map(is_han_token, pair)) and STOP_CHARACTERS.isdisjoint(pair)
