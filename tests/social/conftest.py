"""Posts whose pages say all there is to say."""

from datetime import UTC, datetime

import pytest

from posts.models import Category, Series


@pytest.fixture
def full_post(make_post):
    category = Category.objects.create(name="模型", parent=Category.objects.create(name="深度学习"))
    return make_post(
        "注意力",
        slug="attention",
        tags=["Transformer", "注意力"],
        category=category,
        series=Series.objects.create(name="从零读起"),
        byline="林默、Ada Wong",
        source="正文 $x^2$。",
        language="zh-Hans",
        updated_at=datetime(2026, 2, 1, tzinfo=UTC),
    )
