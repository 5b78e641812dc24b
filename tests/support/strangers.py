"""Readers who measure how long they wait, and others who have the site work hard meanwhile."""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import count, islice

from django.urls import reverse

from tests.support.site_machines import TOKEN, SiteVisitor

PREVIEW, WRITE = reverse("admin:posts_post_preview"), reverse("admin:posts_post_add")
PATIENCE = 60  # seconds, so that a wait is measured and not cut off


class Waits:
    """How long readers wait for answers, in seconds, by what is asked for; and other statuses than 200."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.worst: dict[str, float] = {}
        self.answers: dict[str, int] = {}
        self.failures: dict[str, int] = {}

    def ask(self, name: str, path: str, **headers: str) -> None:
        """Ask for `path` with a new connection, and note under `name` how that went."""
        begun = time.monotonic()
        try:
            outcome = f"{name} {self.get_status(path, headers)}"
        except (OSError, http.client.HTTPException) as error:
            outcome = f"{name} {error!r}"
        self.worst[name] = max(self.worst.get(name, 0), time.monotonic() - begun)
        self.answers[name] = self.answers.get(name, 0) + 1
        if outcome != f"{name} 200":
            self.failures[outcome] = self.failures.get(outcome, 0) + 1

    def get_status(self, path: str, headers: Mapping[str, str]) -> int:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as client:
            client.request("GET", path, headers={"Host": "localhost", **headers})
            response = client.getresponse()
            response.read()
            return response.status


class AuthorAtWork:
    """An author who asks for previews of a text, one after the other; `answers` counts the statuses."""

    def __init__(self, port: int, name: str, text: str) -> None:
        self.site, self.text = f"http://127.0.0.1:{port}", text
        self.visitor = SiteVisitor()
        self.visitor.session.headers["Host"] = "localhost"
        self.visitor.send(f"{self.site}/accounts/login/", login=name, password=name)
        self.token = TOKEN.search(self.visitor.get(f"{self.site}{WRITE}").text)[1]
        self.answers: Counter[int] = Counter()

    def preview(self) -> None:
        """Ask for a preview; where the site is busy, wait as long as it says."""
        fields = {"csrfmiddlewaretoken": self.token, "source": self.text}
        answer = self.visitor.session.post(f"{self.site}{PREVIEW}", fields, timeout=PATIENCE)
        self.answers[answer.status_code] += 1
        time.sleep(float(answer.headers.get("Retry-After", 0.1)))


class HostileClient:
    """Sends made-up requests over a connection that is kept open; `answers` counts the statuses."""

    def __init__(self, port: int, seed: int) -> None:
        self.port = port
        self.requests = iter_hostile_requests(seed)
        self.answers: Counter[int] = Counter()

    def send(self, number: int) -> None:
        """Send so many requests, one after the other."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as client:
            for path, headers in islice(self.requests, number):
                client.request("GET", path, headers={"Host": "localhost", **headers})
                response = client.getresponse()
                response.read()
                self.answers[response.status] += 1


@contextmanager
def repeat_in_threads(*actions: Callable[[], None]) -> Iterator[None]:
    """Call each of `actions` again and again during the block, in a thread of its own."""
    over = threading.Event()

    def repeat(action: Callable[[], None]) -> None:
        while not over.is_set():
            action()

    threads = [threading.Thread(target=repeat, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def iter_hostile_requests(seed: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield paths and headers, for ever, that all differ in what might become part of a key of the store.

    Each tenth is one that the site has to answer itself, which takes a thousand times as long.
    """
    numbers = random.Random(seed)
    for number in count():
        pad = f"{seed}{number:08d}" + "A" * numbers.choice((10, 300, 3_000))
        kinds = made_anew(seed, number, pad) if number % 10 == 0 else stored(pad)
        yield numbers.choice(kinds)


def stored(pad: str) -> list[tuple[str, dict[str, str]]]:
    headers = ("Accept", "Accept-Encoding", "X-Forwarded-Proto", "X-Forwarded-Host", "If-None-Match")
    return [
        *(("/", {header: pad}) for header in headers),
        ("/", {"Cookie": f"a={pad}"}),
        (f"/archive/?{pad[:900]}={pad[:90]}", {}),
    ]


def made_anew(seed: int, number: int, pad: str) -> list[tuple[str, dict[str, str]]]:
    return [
        (f"/?page={seed}{number}", {}),
        (f"/robots.txt?p={pad}", {}),
        (f"/robots.txt?p={seed}{number}", {}),
        (f"/tags/{pad}/", {}),
        ("/feeds/rss.xml", {"Accept": f"{pad}/x"}),
        ("/", {"Host": f"{pad[:200]}.example"}),
    ]
