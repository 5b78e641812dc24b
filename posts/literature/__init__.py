"""Literature as BibTeX and CSL-JSON: read, described, compared. Knows no models.

`parse_literature` reads whatever is uploaded or pasted; each entry it finds has a key and CSL-JSON
(https://docs.citationstyles.org, "CSL-JSON"), by which renders cite it.
"""

from posts.literature.citation_keys import find_citation_keys
from posts.literature.entry import ParsedEntry, ParsedLiterature, ParseProblem
from posts.literature.formats import parse_literature

__all__ = ["ParseProblem", "ParsedEntry", "ParsedLiterature", "find_citation_keys", "parse_literature"]
