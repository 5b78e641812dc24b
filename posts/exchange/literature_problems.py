"""What could not be read of a text of literature, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.literature import ParseProblem

PROBLEM_MESSAGES = {
    "broken": gettext_lazy("This entry is broken, perhaps by a brace that is not closed: %(text)s"),
    "repeated": gettext_lazy("The key “%(text)s” is there twice; the first entry was taken."),
    "invalid-key": gettext_lazy("This cannot be a key: “%(text)s”"),
    "invalid": gettext_lazy("This is no item of CSL-JSON with an id: %(text)s"),
    "format": gettext_lazy("Neither BibTeX nor CSL-JSON, and no DOI or arXiv number in it: %(text)s"),
    "limit": gettext_lazy("There is too much of it; divide it into several files."),
}


def describe_problem(problem: ParseProblem) -> str:
    """Return what is wrong, with the line where it is known."""
    message = PROBLEM_MESSAGES[problem.kind] % {"text": problem.text}
    return (
        _("Line %(line)d: %(message)s") % {"line": problem.line, "message": message}
        if problem.line
        else message
    )
