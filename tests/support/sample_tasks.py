"""Tasks whose course a test decides, by files in a folder."""

import time
from pathlib import Path

from django.contrib.auth.models import Group
from django_tasks import task

PATIENCE = 20  # seconds


@task()
def make_group(folder: str, name: str) -> None:
    """Say in `folder` that it has begun, wait until it may go on, and make the group once."""
    with (Path(folder) / "begun").open("a") as file:
        file.write("begun\n")
    give_up = time.monotonic() + PATIENCE
    while not (Path(folder) / "go").exists() and time.monotonic() < give_up:
        time.sleep(0.02)
    Group.objects.get_or_create(name=name)


@task()
def add_group(name: str) -> None:
    """Make a group, as often as it is called: a second call would be seen."""
    Group.objects.create(name=name)


@task()
def fail(text: str) -> None:
    raise OSError(28, text)


@task(takes_context=True)
def count_tries(context, first: int) -> int:
    return first + context.attempt
