"""How tests of rendering read HTML."""

import pytest

from tests.support.html import read_tags


@pytest.fixture
def tags_of():
    return read_tags
