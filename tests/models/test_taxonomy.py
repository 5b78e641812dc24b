"""Categories."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from posts.models import Category


def test_deleting_a_category_keeps_its_posts(make_post):
    category = Category.objects.create(name="Models")
    post = make_post(category=category)
    category.delete()
    post.refresh_from_db()
    assert post.category is None


def test_a_category_cannot_stand_below_itself(db):
    top = Category.objects.create(name="Top")
    below = Category.objects.create(name="Below", parent=top)
    top.parent = below
    with pytest.raises(ValidationError, match="below itself"):
        top.clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Category.objects.filter(pk=top.pk).update(parent=top)
