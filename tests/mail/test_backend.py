"""The site's mail backend: after the commit, by the worker or by the thread."""

import json

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction

from posts.mail import backend

PATH = "posts.mail.backend.QueuedEmailBackend"


def make_message():
    message = EmailMultiAlternatives(
        "你好", "text", "a@example.org", ["b@example.org"], bcc=["c@example.org"], headers={"X-A": "1"}
    )
    message.attach_alternative("<p>text</p>", "text/html")
    return message


@pytest.fixture
def queued(monkeypatch):
    messages = []
    monkeypatch.setattr(backend.delivery_queue, "put", messages.append)
    return messages


@pytest.mark.django_db
def test_mail_waits_for_the_commit(queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert get_connection(PATH).send_messages([make_message()]) == 1
        assert queued == []
    assert len(queued) == 1


@pytest.mark.django_db
def test_what_is_rolled_back_sends_no_mail(queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        get_connection(PATH).send_messages([make_message()])
        transaction.set_rollback(True)
    assert queued == []


def test_a_worker_gets_the_whole_message():
    message = make_message()
    values = json.loads(json.dumps(backend.serialize_message(message)))
    copy = backend.deserialize_message(values)
    assert (copy.subject, copy.body, copy.recipients()) == ("你好", "text", message.recipients())
    assert copy.extra_headers == {"X-A": "1", "Message-ID": values["headers"]["Message-ID"]}
    assert [tuple(part) for part in copy.alternatives] == [("<p>text</p>", "text/html")]


@pytest.fixture
def sent(settings, monkeypatch):
    """The messages that a task sent; tasks are done at once here, as a worker does them."""
    settings.TASKS_MODE = "local"
    messages = []
    monkeypatch.setattr(backend, "deliver_now", messages.append)
    return messages


def test_the_task_sends_where_a_worker_runs(queued, sent):
    backend.enqueue_message(make_message())
    assert (queued, [message.subject for message in sent]) == ([], ["你好"])


def test_a_message_that_is_sent_twice_is_known_by_its_id(sent):
    values = backend.serialize_message(make_message())
    for _ in range(2):
        backend.send_message_task.call(values)
    one, two = (message.message()["Message-ID"] for message in sent)
    assert one == two


def test_what_cannot_be_sent_fails_so_that_it_is_tried_again(monkeypatch):
    def refuse(message):
        raise OSError(111, "refused")

    monkeypatch.setattr(backend, "deliver_now", refuse)
    with pytest.raises(OSError, match="refused"):
        backend.send_message_task.call(backend.serialize_message(make_message()))


def test_a_message_with_a_file_is_sent_by_the_thread(queued, sent):
    message = make_message()
    message.attach("a.txt", "a", "text/plain")
    backend.enqueue_message(message)
    assert (queued, sent) == ([message], [])
