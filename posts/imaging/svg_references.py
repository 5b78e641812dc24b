"""How much a drawing draws: an element that others refer to is drawn once for each of them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from posts.imaging.limits import InvalidImage

MAX_DRAWN_ELEMENTS = 500_000
URL_REFERENCE = re.compile(r"url\(\s*[\"']?#([^\s\"')]+)", re.IGNORECASE)


@dataclass(slots=True)
class ReferenceCounter:
    """The elements of a drawing in their order, which of them have a name, and which refer to a name."""

    count: int = 0
    # Number of the element, and the number behind its last descendant, by name.
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    # Numbers of the elements that refer to something, ascending, and the names.
    places: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add_element(self, attributes: Mapping[str, str]) -> None:
        for name in find_referred_names(attributes):
            self.places.append(self.count)
            self.names.append(name)
        self.count += 1

    def close_element(self, name: str, number: int) -> None:
        self.spans.setdefault(name, (number, self.count))

    def check_drawn_elements(self) -> None:
        """Raise `InvalidImage` for a drawing that would be drawn for too long.

        What refers to itself counts once: browsers draw nothing of it (SVG 2, section 3.4).
        """
        drawn: dict[str, int] = {}
        # What others are made of first; each is counted once, without recursion.
        waiting = [*self.names]
        entered: set[str] = set()
        while waiting:
            name = waiting[-1]
            if name in drawn or name not in self.spans:
                waiting.pop()
                continue
            inner = self.get_names_within(*self.spans[name])
            missing = {each for each in inner if each in self.spans and each not in drawn}
            if missing and name not in entered:
                entered.add(name)
                waiting.extend(missing)
                continue
            start, end = self.spans[name]
            drawn[name] = check_count(end - start, inner, drawn)
        check_count(self.count, self.names, drawn)

    def get_names_within(self, start: int, end: int) -> Sequence[str]:
        return self.names[bisect_left(self.places, start) : bisect_left(self.places, end)]


def find_referred_names(attributes: Mapping[str, str]) -> Iterable[str]:
    """Yield the names of elements that the `attributes` of an element refer to."""
    for key, value in attributes.items():
        if key == "href" and value.startswith("#"):
            yield value[1:]
        elif "url(" in value.lower():
            yield from URL_REFERENCE.findall(value)


def check_count(own: int, inner: Iterable[str], drawn: Mapping[str, int]) -> int:
    """Return `own` elements and those of the `inner` names. Raises `InvalidImage` for too many."""
    total = own
    for name in inner:
        total += drawn.get(name, 0)
        if total > MAX_DRAWN_ELEMENTS:
            raise InvalidImage(_("The drawing has too many elements."))
    return total
