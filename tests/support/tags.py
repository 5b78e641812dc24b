"""Tags, as fixtures."""

import pytest

from posts.models import Synonym, Tag


@pytest.fixture
def diffusion_tag(db):
    tag = Tag.objects.create(name="扩散模型")
    for name in ("Diffusion", "DDPM"):
        Synonym.add_synonym(name, tag)
    return tag


@pytest.fixture
def tags(make_post):
    """Three tags, the first on three posts, one of which has the second too."""
    both = make_post("Both", tags=["扩散模型", "Diffusion"])
    for title in ("First", "Fourth"):
        make_post(title, tags=["扩散模型"])
    make_post("Second", tags=["Diffusion"], published_at=None)
    make_post("Third", tags=["DDPM"])
    make_post("Other", tags=["Transformer"])
    assert both.tags.count() == 2
    return [Tag.objects.get(name=name) for name in ("扩散模型", "Diffusion", "DDPM")]
