"""Check of the code of notebooks: whether what stands below it was made by it."""

from collections.abc import Iterator
from itertools import islice

from posts.models import Post, PostNotebook
from posts.publishing.checks.results import CheckResult
from posts.rendering.notebook_cells import NotebookCodeBlock, find_notebook_code

MAX_NOTEBOOK_RESULTS = 50


def check_notebook(post: Post) -> Iterator[CheckResult]:
    """Yield a result for each block of code that was changed after it ran, here or in the notebook."""
    for block in islice(find_stale_code(post), MAX_NOTEBOOK_RESULTS):
        yield CheckResult("stale-output", block.line, f"In [{block.number}]")


def find_stale_code(post: Post) -> Iterator[NotebookCodeBlock]:
    """Yield the blocks of code of `post` that its notebook ran in another form; no query without any."""
    blocks = list(find_notebook_code(post.source))
    notebook = PostNotebook.objects.filter(post=post).first() if blocks and post.pk else None
    version = notebook.find_version(post.source) if notebook else None
    if version is None:
        return
    stale = {code for code, _run, is_stale in version["cells"] if is_stale}
    current = set(version["codes"]) - stale
    yield from (block for block in blocks if block.digest not in current)
