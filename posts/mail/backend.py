"""The site's `EMAIL_BACKEND`: takes every message, Django's own too, and returns at once."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives, make_msgid
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.utils import DNS_NAME
from django.db import transaction
from django_tasks import task

from posts.mail.delivery import deliver_now, delivery_queue
from posts.tasks.queue import has_queue

TASK_FIELDS = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to")


class QueuedEmailBackend(BaseEmailBackend):
    """Sends after the transaction: by a worker, or where there is no queue of tasks by a thread."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take all messages and return how many; what fails later is logged, never raised."""
        for message in email_messages:
            transaction.on_commit(partial(enqueue_message, message))
        return len(email_messages)


def enqueue_message(message: EmailMessage) -> None:
    if has_queue() and not message.attachments:
        send_message_task.enqueue(serialize_message(message))
    else:
        delivery_queue.put(message)


def serialize_message(message: EmailMessage) -> dict[str, Any]:
    """Return `message`, which has no attachments, as values that JSON can hold."""
    fields = {name: getattr(message, name) for name in TASK_FIELDS}
    alternatives = [list(part) for part in getattr(message, "alternatives", [])]
    texts = {"subject": str(message.subject), "body": str(message.body)}
    # The same at each try: where a worker died after it had sent the message, mail servers and readers
    # know it again.
    identity = {"Message-ID": make_msgid(domain=DNS_NAME)}
    headers = identity | {name: str(value) for name, value in message.extra_headers.items()}
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


@task(priority=10, queue_name="quick")
def send_message_task(values: dict[str, Any]) -> None:
    """Send the message in `values`. Raises OSError and smtplib's errors; then it is tried again later."""
    deliver_now(deserialize_message(values))
