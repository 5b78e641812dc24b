"""A mail server for tests: it answers as SMTP servers do (RFC 5321), or never."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        if self.server.silent:
            self.server.stopped.wait(30)
            return
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.server.received.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, silent):
        super().__init__(("127.0.0.1", 0), Session)
        self.silent, self.received, self.stopped = silent, [], threading.Event()


@contextmanager
def run_mail_server(*, silent: bool = False) -> Iterator[MailServer]:
    """Run a server at 127.0.0.1; `received` has its messages. If `silent`, it takes connections only."""
    with MailServer(silent=silent) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.stopped.set()
            server.shutdown()
