"""Changes posts as fast as it can; says `begin N T` before a change, `end N T` once it is acknowledged.

T is the time by the machine's clock, which all processes share, in seconds.
With an odd N the title of the post `loud` becomes "Version N"; with an even one the
post `shy` is published (N divisible by four) or withdrawn.
"""

import sys
import time
from datetime import timedelta

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402  (not before the set-up)
from django.utils import timezone  # noqa: E402

from posts.models import Category, Post  # noqa: E402
from posts.publishing import bulk  # noqa: E402

LEAST = 20  # changes, however slow the machine is


def say(*words: object) -> None:
    print(*words, time.monotonic(), flush=True)  # noqa: T201


def main(seconds: float) -> None:
    author = User.objects.create_user("author")
    category = Category.objects.create(name="Models")
    now = timezone.now()
    loud = Post.objects.create(
        title="Version 1", slug="loud", author=author, category=category, published_at=now
    )
    shy = Post.objects.create(title="Shy", slug="shy", author=author)
    say("ready")
    sys.stdin.readline()
    give_up = time.monotonic() + seconds
    number = 1
    while time.monotonic() < give_up or number < LEAST:
        number += 1
        say("begin", number)
        if number % 2:
            loud.title = f"Version {number}"
            loud.save()
        elif number % 4:
            bulk.revert_posts_to_draft([shy.pk], author)
        else:
            # Below the other: a list that is made meanwhile may count the one and show the other.
            bulk.schedule_posts([shy.pk], [now - timedelta(days=1)], author)
        say("end", number)
    say("over")


if __name__ == "__main__":
    main(float(sys.argv[1]))
