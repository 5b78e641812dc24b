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
    assert copy.extra_headers == {"X-A": "1"}
    assert [tuple(part) for part in copy.alternatives] == [("<p>text</p>", "text/html")]


def test_the_task_sends_where_a_worker_runs(queued, settings, monkeypatch):
    settings.TASKS_MODE = "database"
    sent = []
    monkeypatch.setattr(backend, "deliver_with_retries", lambda message: sent.append(message) or True)
    backend.enqueue_message(make_message())
    assert (queued, [message.subject for message in sent]) == ([], ["你好"])
