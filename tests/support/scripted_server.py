"""A server that gives prepared answers, one after the other."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def serve_answers(*answers: object) -> Iterator[tuple[str, list[bytes]]]:
    """Answer one connection after the other; give the server's address and what it is asked.

    An answer is bytes, or a function that is given the connection.
    """
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for answer in answers:
                connection, _address = server.accept()
                with connection:
                    asked.append(receive_request(connection))
                    try:
                        answer(connection) if callable(answer) else connection.sendall(answer)
                    except OSError:
                        return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        # Whoever still waits for a connection gets one.
        for _answer in answers[len(asked) :]:
            socket.create_connection(server.getsockname()).close()
        thread.join(5)


def receive_request(connection: socket.socket) -> bytes:
    """Return a request, with the body that its head tells of."""
    request = connection.recv(10_000)
    head, _, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    missing = int(length[1]) - len(body) if length else 0
    while missing > 0 and (piece := connection.recv(missing)):
        request, missing = request + piece, missing - len(piece)
    return request


def make_answer(body=b"", status="200 OK", **headers):
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def allow_any_address(address, port):
    return True
