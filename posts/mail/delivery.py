"""Delivers messages in a thread of its own: nobody waits for a mail server."""

import atexit
import logging
import queue
import threading
import time
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

logger = logging.getLogger(__name__)

MAX_WAITING = 200  # messages; what comes beyond is logged and dropped
RETRY_DELAYS = (0.0, 5.0, 30.0)  # seconds before each try
EXIT_WAIT = 5.0  # seconds that the process waits at its end for what is under way


def deliver_now(message: EmailMessage) -> None:
    """Send `message` through `MAIL_DELIVERY_BACKEND`. Raises OSError and smtplib's errors."""
    get_connection(settings.MAIL_DELIVERY_BACKEND).send_messages([message])


def deliver_with_retries(message: EmailMessage, delays: Sequence[float] = RETRY_DELAYS) -> bool:
    """Send `message`, again after each of `delays`; return whether it was sent. Failures are logged."""
    for delay in delays:
        time.sleep(delay)
        try:
            deliver_now(message)
        except Exception as error:  # noqa: BLE001  (a thread or worker that ends would send nothing more)
            # Not the error's text: some name the recipients.
            code = getattr(error, "smtp_code", None) or getattr(error, "errno", None) or ""
            logger.warning("Mail %r was not sent: %s %s", message.subject, type(error).__name__, code)
        else:
            return True
    logger.error("Mail %r was given up after %d tries.", message.subject, len(delays))
    return False


class DeliveryQueue:
    """A bounded queue of messages and the one thread that empties it, begun with the first message."""

    def __init__(self, size: int = MAX_WAITING, delays: Sequence[float] = RETRY_DELAYS) -> None:
        self.waiting: queue.Queue[EmailMessage] = queue.Queue(size)
        self.delays = delays
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def put(self, message: EmailMessage) -> bool:
        """Take `message` without waiting; return False, with a line in the log, if the queue is full."""
        try:
            self.waiting.put_nowait(message)
        except queue.Full:
            logger.error("Mail %r was dropped: %d are waiting.", message.subject, self.waiting.maxsize)
            return False
        with self.lock:
            # A process that was forked has the object, but not the thread.
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.run, name="mail", daemon=True)
                self.thread.start()
        return True

    def run(self) -> None:
        while True:
            message = self.waiting.get()
            try:
                deliver_with_retries(message, self.delays)
            finally:
                self.waiting.task_done()

    def wait(self, seconds: float = EXIT_WAIT) -> bool:
        """Wait until everything was tried, at most `seconds`; return whether it was."""
        deadline = time.monotonic() + seconds
        with self.waiting.all_tasks_done:
            while self.waiting.unfinished_tasks:
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    logger.error("%d mails were not sent before the end.", self.waiting.unfinished_tasks)
                    return False
                self.waiting.all_tasks_done.wait(remaining)
        return True


delivery_queue = DeliveryQueue()
atexit.register(delivery_queue.wait)
