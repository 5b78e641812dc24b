"""What has been read of a chemical equation, as TeX."""


class ChemistryOutput:
    """The TeX of an equation so far.

    At the start of a word, `at_start`, numbers are amounts; behind a part of a formula, `has_base`, they
    are its index. `scripts` are those of that part: an index, a charge.
    """

    def __init__(self) -> None:
        self.output: list[str] = []
        self.at_start = True
        self.has_base = False
        self.scripts = ""
        self.after_sign = False
        # What stands between the last part and one that comes next.
        self.gap = ""

    def add_part(self, tex: str, *, is_start: bool = False) -> None:
        """Add a part of a formula; with `is_start`, what comes next begins a word."""
        self.output += [self.gap, tex]
        self.gap = self.scripts = ""
        self.at_start, self.has_base, self.after_sign = is_start, not is_start, False

    def add_sign(self, tex: str) -> None:
        """Add an operator or an arrow, which has its own space around it."""
        self.gap = ""
        self.add_part(f" {tex} ", is_start=True)
        self.after_sign = True

    def add_script(self, mark: str, tex: str, *, is_index: bool = False) -> None:
        """Add an index or a superscript to the last part, or in front of the next."""
        is_taken = mark in self.scripts or ("i" in self.scripts and mark == "^")
        if not self.has_base or is_taken:
            self.output += [self.gap, "{}"]
            self.gap = self.scripts = ""
        self.output.append(f"{mark}{{{tex}}}")
        self.scripts += mark + "i" * is_index
        self.has_base, self.at_start = True, False
