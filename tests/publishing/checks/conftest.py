"""Fixtures of the tests of publish checks."""

import pytest

from posts.publishing import checks
from tests.support.publish_checks import OPTIONAL_KINDS


@pytest.fixture
def get_results(make_post):
    """Return a function that gives (kind, line, detail) of the results for a draft with `source`."""

    def get_results(source, **fields):
        post = make_post("Checked", source=source, published_at=None, **fields)
        return [
            (one.kind, one.line, one.detail)
            for one in checks.run_publish_checks(post)
            if one.kind not in OPTIONAL_KINDS
        ]

    return get_results
