"""Editors who save posts in the admin of a site that may be killed at any moment."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import NamedTuple

import requests

from tests.support.admin_forms import ADD_URL, fill_form
from tests.support.proofs import scale
from tests.support.site_machines import TOKEN, SiteVisitor

PATIENCE = scale(120, 900)  # seconds for all saves together
REQUEST_SECONDS = 30
EDITOR = re.compile(r'name="_editor" value="(\d+)"')
POST_PATH = re.compile(r"/admin/posts/post/(\d+)/change/$")
VERSIONS = 3  # of each post
SOURCE = "# {word}\n\n模型的损失是 $\\mathcal{{L}}_{{ij}}$。\n\n```python\nprint('{word}')\n```\n"


class Save(NamedTuple):
    """A save that was acknowledged: of which post, as which version, and the word of this version."""

    post_id: int
    version: int
    word: str


class AdminSaver:
    """An editor who saves a post three times, then the next one; each save has a word of its own.

    Where the site does not answer, or answers that it cannot save now, the editor begins another post:
    whether that save was stored, nobody knows.
    """

    def __init__(self, site: str, name: str, password: str) -> None:
        self.site, self.name = site, name
        self.visitor = SiteVisitor()
        self.visitor.sign_in(site, name, password)
        page = self.visitor.get(site + ADD_URL).text
        self.token = TOKEN.search(page)[1]
        self.author = EDITOR.search(page)[1]
        self.numbers = count()
        # Of the form that is sent next, and of the post when it was opened; 0 for a new post.
        self.path, self.version = ADD_URL, 0

    def save(self) -> Save | None:
        """Save once; return what was acknowledged, None if nothing was."""
        word = f"{self.name}n{next(self.numbers)}"
        version = {"version": str(self.version)} if self.version else {}
        form = fill_form(title=f"Post {word}", source=SOURCE.format(word=word), tags=word, author=self.author)
        fields = {**form, **version, "csrfmiddlewaretoken": self.token, "_continue": "1"}
        try:
            answer = self.visitor.session.post(
                self.site + self.path, fields, timeout=REQUEST_SECONDS, allow_redirects=False
            )
        except requests.RequestException:
            answer = None
        found = POST_PATH.search(answer.headers.get("Location", "")) if answer is not None else None
        if found is None:
            self.path, self.version = ADD_URL, 0
            return None
        self.path, self.version = found[0], self.version + 1
        saved = Save(int(found[1]), self.version, word)
        if self.version == VERSIONS:
            self.path, self.version = ADD_URL, 0
        return saved


def save_until(savers: list[AdminSaver], number: int, kill: Callable[[int], None]) -> list[Save]:
    """Have all `savers` save at once until `number` saves are acknowledged, and return these.

    `kill` is called again and again meanwhile, each time with how many there are.
    """
    saves: list[Save] = []
    deadline = time.monotonic() + PATIENCE
    with ThreadPoolExecutor(len(savers)) as threads:
        running = [threads.submit(save_for, saver, saves, number, deadline) for saver in savers]
        while len(saves) < number and any(not one.done() for one in running):
            kill(len(saves))
        for one in running:
            one.result()
    assert len(saves) >= number, f"{len(saves)} of {number} saves were acknowledged in time"
    return saves


def save_for(saver: AdminSaver, saves: list[Save], number: int, deadline: float) -> None:
    while len(saves) < number and time.monotonic() < deadline:
        saved = saver.save()
        if saved is None:
            time.sleep(0.05)
        else:
            saves.append(saved)
