"""A process that saves posts until it is killed: `python -m tests.support.post_saver NAME`.

It prints a line of JSON for each save that the database has acknowledged: the post's primary key, its
version, and a word that stands in title and text of this version alone and begins with NAME.
"""

import json
import signal
import sys
from itertools import count

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402  (not before the set-up)
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from posts.models import Post, RevisionKind  # noqa: E402
from posts.revisions.recording import record_revision  # noqa: E402

MAX_SECONDS = 300  # then it ends, though nobody killed it
VERSIONS = 3  # of each post
SOURCE = "# {word}\n\n模型的损失是 $\\mathcal{{L}}_{{ij}}$。\n\n```python\nprint('{word}')\n```\n"


def main(name: str) -> None:
    signal.alarm(MAX_SECONDS)
    author, _ = User.objects.get_or_create(username=name)
    post = Post()
    for number in count():
        if number % VERSIONS == 0:
            post = Post(author=author, published_at=timezone.now())
        word = f"{name}n{number}"
        save_post(post, word)
        print(json.dumps([post.pk, post.version, word]), flush=True)  # noqa: T201


def save_post(post: Post, word: str) -> None:
    """Save a version of `post` as the admin does: with its tags and a revision, in one transaction."""
    post.title, post.source = f"Post {word}", SOURCE.format(word=word)
    with transaction.atomic():
        post.save()
        post.tags.set([word])
        record_revision(post, RevisionKind.SAVED, post.author)


if __name__ == "__main__":
    main(sys.argv[1])
