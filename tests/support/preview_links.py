"""A hidden draft and a link that shows it, as fixtures."""

from datetime import timedelta

import pytest

from posts.models import PreviewLink
from tests.support.publishing import NOW

HIDDEN_TEXT = "秘密的句子"


@pytest.fixture
def hidden_draft(make_post):
    return make_post(
        "未发布", source=f"## 一\n\n{HIDDEN_TEXT} $x^2$", published_at=None, tags=["t"], slug="wei"
    )


@pytest.fixture
def preview_link(hidden_draft, editor):
    return PreviewLink.objects.create(post=hidden_draft, made_by=editor, expires_at=NOW + timedelta(days=7))
