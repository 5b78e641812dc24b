"""The site's `EMAIL_BACKEND`: takes every message, Django's own too, and returns at once."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django_tasks import task

from posts.mail.delivery import deliver_with_retries, delivery_queue

TASK_FIELDS = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to")


class QueuedEmailBackend(BaseEmailBackend):
    """Sends after the transaction: by a worker if `TASKS` is `database`, else by a thread."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take all messages and return how many; what fails later is logged, never raised."""
        for message in email_messages:
            transaction.on_commit(partial(enqueue_message, message))
        return len(email_messages)


def enqueue_message(message: EmailMessage) -> None:
    if settings.TASKS_MODE == "database" and not message.attachments:
        send_message_task.enqueue(serialize_message(message))
    else:
        delivery_queue.put(message)


def serialize_message(message: EmailMessage) -> dict[str, Any]:
    """Return `message`, which has no attachments, as values that JSON can hold."""
    fields = {name: getattr(message, name) for name in TASK_FIELDS}
    alternatives = [list(part) for part in getattr(message, "alternatives", [])]
    texts = {"subject": str(message.subject), "body": str(message.body)}
    headers = {name: str(value) for name, value in message.extra_headers.items()}
    return {
        **fields,
        **texts,
        "headers": headers,
        "alternatives": alternatives,
        "subtype": message.content_subtype,
    }


def deserialize_message(values: dict[str, Any]) -> EmailMessage:
    """Return the message that `serialize_message` made `values` of."""
    values = dict(values)
    subtype, alternatives = values.pop("subtype"), values.pop("alternatives")
    message = EmailMultiAlternatives(**values)
    message.content_subtype = subtype
    for content, mimetype in alternatives:
        message.attach_alternative(content, mimetype)
    return message


@task()
def send_message_task(values: dict[str, Any]) -> bool:
    """Send the message in `values`; return whether it was sent."""
    return deliver_with_retries(deserialize_message(values))
