"""Reading the arguments of TeX commands from a list of nodes."""

from collections.abc import Sequence

from posts.rendering.formulas.tex import TexGroup, TexNode, serialize_tex


class NodeReader:
    """Reads nodes from left to right: `remaining`, reversed, are still to be read, `output` is done."""

    def __init__(self, nodes: Sequence[TexNode]) -> None:
        self.remaining = list(reversed(nodes))
        self.output: list[TexNode] = []

    def skip_space(self) -> None:
        """Skip white space."""
        while self.remaining and isinstance(self.remaining[-1], str) and not self.remaining[-1].strip():
            self.remaining.pop()

    def read_argument(self) -> list[TexNode]:
        """Take the next argument: a group's content, a command or one character."""
        self.skip_space()
        if not self.remaining:
            return []
        node = self.remaining.pop()
        if isinstance(node, TexGroup):
            return node.nodes if node.opening == "{" else [node]
        text = node.lstrip()
        if text[0] != "\\" and len(text) > 1:
            self.remaining.append(text[1:])
            return [text[0]]
        return [text]

    def read_text(self) -> str:
        """Take the next argument, as it was typed."""
        return serialize_tex(self.read_argument()).strip()

    def read_option(self) -> str:
        """Take an optional argument without groups, if there is one, and return it with its brackets."""
        following = self.remaining[-1] if self.remaining else ""
        if not isinstance(following, str) or not following.lstrip().startswith("[") or "]" not in following:
            return ""
        option, _, rest = self.remaining.pop().partition("]")  # type: ignore[union-attr]  # it is a string
        if rest:
            self.remaining.append(rest)
        return f"{option}]"
