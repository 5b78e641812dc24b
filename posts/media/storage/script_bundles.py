"""JavaScript modules joined into one file, so that a page requests one instead of one for each import.

Known are imports of names from a relative address, and exports of functions, classes and constants
where they are declared: the forms that our modules use.
"""

import posixpath
import re
from collections.abc import Callable

IMPORT = re.compile(r'^import (?:\{([^{}]*)\} from )?"(\.{1,2}/[\w./-]+)";\n?', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:(?:async )?function\*?|class|const) ([\w$]+))", re.MULTILINE)
# Other forms, and what waits outside functions; an address within import() would be relative to another file.
UNBUNDLED_FORM = re.compile(r"^(?:import|export)\b|^\S.*\bawait\b|\bimport(?:\.meta|\s*\()", re.MULTILINE)


class UnbundledScriptError(Exception):
    """A module cannot be joined with others: it has a form that is not known, or imports itself."""


def bundle_script(name: str, read_text: Callable[[str], str]) -> str:
    """Return the module `name` and all that it imports as one script of type module, dependencies first.

    `read_text` returns the text of a module by its name, a path. Each module stays a scope of its own
    and is run once. Raises UnbundledScriptError, and what `read_text` raises.
    """
    bundle = ScriptBundle(read_text)
    entry = bundle.convert_module(name)
    return "".join([*bundle.parts, "{\n", entry, "}\n"]) if bundle.parts else entry


class ScriptBundle:
    """The modules that were joined so far: their texts, and the variable that holds the exports of each."""

    def __init__(self, read_text: Callable[[str], str]) -> None:
        self.read_text = read_text
        self.parts: list[str] = []
        self.variables: dict[str, str] = {}
        self.open_names: list[str] = []

    def add_module(self, name: str) -> str:
        """Add the module `name`, once; return the variable that holds its exports."""
        if name not in self.variables:
            body = self.convert_module(name)
            exported = ", ".join(EXPORT.findall(self.read_text(name)))
            variable = self.variables[name] = f"module{len(self.variables)}"
            self.parts.append(f"const {variable} = (() => {{\n{body}return {{ {exported} }};\n}})();\n")
        return self.variables[name]

    def convert_module(self, name: str) -> str:
        """Return the body of the module `name`, with what it imports added before it."""
        if name in self.open_names:
            raise UnbundledScriptError(f"{name} imports itself by way of {', '.join(self.open_names)}.")
        self.open_names.append(name)
        folder = posixpath.dirname(name)

        def take_names(match: re.Match[str]) -> str:
            variable = self.add_module(posixpath.normpath(posixpath.join(folder, match[2])))
            names = re.sub(r"\s+as\s+", ": ", match[1] or "").strip()
            return f"const {{ {' '.join(names.split())} }} = {variable};\n" if names else ""

        body = EXPORT.sub("", IMPORT.sub(take_names, self.read_text(name)))
        if unknown := UNBUNDLED_FORM.search(body):
            raise UnbundledScriptError(f"{name}: {unknown[0]}")
        self.open_names.pop()
        return body if body.endswith("\n") else f"{body}\n"
