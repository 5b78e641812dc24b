"""Why a diagram is not drawn."""


class DiagramError(Exception):
    """A diagram cannot be drawn.

    `kind` is that of the warning: "diagram" (a mistake in it; the message is the engine's), "no-diagrams"
    (the engine is not installed), "large-diagram" (too long, too slow, or its picture is too big). `line` is
    that of the source, from 1, where the mistake is; None where it is unknown.
    """

    def __init__(self, kind: str, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.line = line
