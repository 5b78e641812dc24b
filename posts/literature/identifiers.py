"""DOI and arXiv numbers, read from addresses, notes and whatever is pasted; nothing is fetched."""

import re

# Sources: the DOI Handbook, 2.2; https://info.arxiv.org/help/arxiv_identifier.html.
DOI = re.compile(r"(?<![\w.])(10\.\d{4,9}/[^\s\"<>{}\\^`|，。；、）】]{1,300})", re.IGNORECASE)
ARXIV = re.compile(
    r"(?:arxiv\s?(?:\.org/(?:abs|pdf|html)/|:\s?|preprint\s?(?:arxiv:)?\s?))"
    r"(\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?/\d{7})(v\d{1,3})?",
    re.IGNORECASE,
)
ARXIV_NUMBER = re.compile(
    r"(\d{2})(\d{2})\.\d{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?/(\d{2})(\d{2})\d{3}", re.IGNORECASE
)
ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)


def find_doi(text: str) -> str:
    """Return the first DOI in `text`, without what ends a sentence behind it; "" where there is none."""
    match = DOI.search(text.replace("%2F", "/").replace("%2f", "/"))
    if match is None:
        return ""
    doi = match[1].rstrip(".,;:'*_!?")
    while doi.endswith((")", "]")) and doi.count(doi[-1]) > doi.count({")": "(", "]": "["}[doi[-1]]):
        doi = doi[:-1].rstrip(".,;:'")
    return doi


def find_arxiv(text: str) -> str:
    """Return the first arXiv number in `text` that is marked as one, without its version; "" for none."""
    match = ARXIV.search(text)
    if match:
        return match[1]
    by_doi = ARXIV_DOI.search(find_doi(text))
    return by_doi[1] if by_doi else ""


def is_arxiv_number(text: str) -> bool:
    return ARXIV_NUMBER.fullmatch(text.split("v", maxsplit=1)[0] if "." in text else text) is not None


def get_arxiv_month(number: str) -> tuple[int, int] | None:
    """Return year and month that an arXiv number holds."""
    match = ARXIV_NUMBER.fullmatch(number)
    if match is None:
        return None
    year, month = int(match[1] or match[3]), int(match[2] or match[4])
    return ((1900 if year > 90 else 2000) + year, month) if 1 <= month <= 12 else None


def normalize_doi(doi: str) -> str:
    """Return `doi` for comparison: the same whatever its case and address."""
    return find_doi(doi).lower()
