"""What a report is made of."""

from dataclasses import asdict, dataclass

from posts.warnings import format_warning

# What no reader should meet. The rest is for the author to weigh.
ERROR_KINDS = frozenset(
    {
        "conflict",
        "dead-address",
        "dead-link",
        "formula",
        "missing-file",
        "no-text",
        "no-title",
        "refused",
        "slug-empty",
        "slug-taken",
        "unclosed-fence",
        "unclosed-formula",
    }
)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Something about a post, told as the renderer tells its warnings."""

    kind: str
    line: int | None = None
    detail: str = ""
    field: str = "source"

    @property
    def is_error(self) -> bool:
        return self.kind in ERROR_KINDS

    @property
    def message(self) -> str:
        return format_warning(asdict(self))

    @property
    def sort_key(self) -> tuple[bool, bool, int]:
        """Return the place in a report: errors first, each by its line, those without one last."""
        return not self.is_error, self.line is None, self.line or 0
