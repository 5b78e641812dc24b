"""Mermaid, drawn by merman; by mmdr, which brings the same engine to more systems, where that is missing.

Both are optional (`pip install transmission[diagrams]`).
"""

import atexit
import json
import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from posts.rendering.diagrams.errors import DiagramError
from posts.rendering.diagrams.mermaid_theme import build_site_config
from posts.rendering.diagrams.text_widths import measure_text, wrap_text
from posts.rendering.formulas.unicode_text import tex_to_unicode

# Of the engine, over those of its profile for what strangers write; time is limited beside.
LIMITS = {"max_svg_bytes": 2_000_000, "max_layout_work_units": 2_000_000}
LABEL_FORMULA = re.compile(r"\$\$([^$\n]{1,500})\$\$")
BOLD_WEIGHTS = frozenset({"bold", "bolder", "600", "700", "800", "900"})
# What of the engine's message is for people: it begins with the kind of diagram.
ERROR_HEAD = re.compile(r"^Diagram parse error \([\w-]+\): ")
INIT_DIRECTIVE = re.compile(r"%%\{.*?\}%%", re.DOTALL)
LINE_IN_MESSAGE = re.compile(r"\bline (\d{1,6})\b")


def write_mermaid_svg(source: str, seconds: float) -> str:
    """Return the SVG of a Mermaid source as the engine writes it, with style sheets.

    Raises DiagramError where there is no engine, or it takes longer than `seconds`.
    """
    if "$$" in source:
        source = LABEL_FORMULA.sub(lambda match: tex_to_unicode(match[1].replace("\\\\", "\\")), source)
    if find_spec("merman"):
        return write_by_merman(source, seconds)
    if find_spec("mmdr"):
        return write_by_mmdr(source)
    raise DiagramError("no-diagrams", "mermaid")


def write_by_merman(source: str, seconds: float) -> str:
    merman, engine = import_module("merman"), load_engine()
    request = merman.MermanOperationRequestV4(
        operation_id="svg",
        source=source,
        uri=None,
        options_json=None,
        control=merman.MermanOperationControl(int(seconds * 1000)),
    )
    try:
        return str(engine.execute(request).data.decode())
    except merman.MermanError as error:
        raise translate_error(error, source) from None


@cache
def load_engine() -> Any:
    """Return merman's engine with our theme, limits and widths; few posts need it, and loading takes time."""
    merman = import_module("merman")
    options = {
        "version": 2,
        "site_config": build_site_config(),
        "svg": {"pipeline": "resvg-safe"},
        "resources": {"profile": "constrained", "limits": LIMITS},
    }
    services = merman.MermanEngineServices().with_text_measurer(build_measurer(merman))
    engine = merman.MermanEngine(options_json=json.dumps(options), services=services)
    # While its package is still there, which it needs to be ended.
    atexit.register(load_engine.cache_clear)
    return engine


def build_measurer(merman: Any) -> Any:
    """Return what tells the engine how wide text is (its text-measurement protocol 1)."""

    class TextMeasurer(merman.MermanTextMeasurer):
        def measure(self, request: Any) -> Any:
            return measure_for_merman(merman, request)

    return TextMeasurer()


def measure_for_merman(merman: Any, request: Any) -> Any:
    """Return what the engine asks of a text; None for heights and offsets, of which it knows enough."""
    name = request.operation.name
    if "OFFSET" in name or name.endswith("HEIGHT"):
        return None
    bold = (request.font_weight or "") in BOLD_WEIGHTS
    size = request.font_size
    wraps = name.startswith("WRAPPED") and request.white_space.name != "NOWRAP"
    lines = wrap_text(request.text, request.max_width if wraps else None, size, bold=bold)
    width = max(measure_text(line, size, bold=bold) for line in lines)
    kinds = merman.MermanTextMeasurementResultKind
    values: dict[str, Any] = {
        "width": 0.0, "height": 0.0, "length": 0.0, "line_count": 0,
        "bbox_left": None, "bbox_right": None, "raw_width": None,
    }  # fmt: skip
    if "BOX_X" in name:
        values |= {"result_kind": kinds.HORIZONTAL_EXTENTS, "bbox_left": width / 2, "bbox_right": width / 2}
    elif name in {"MEASURE", "WRAPPED", "WRAPPED_WITH_RAW_WIDTH", "MERMAID_CALCULATE_TEXT_DIMENSIONS"}:
        # A small line height is a factor.
        line_height = request.line_height if request.line_height > 4 else size * (request.line_height or 1.5)
        values |= {"width": width, "height": line_height * len(lines), "line_count": len(lines)}
        values["result_kind"] = kinds.METRICS
        if name == "WRAPPED_WITH_RAW_WIDTH":
            raw = wrap_text(request.text, None, size, bold=bold)
            values["raw_width"] = max(measure_text(line, size, bold=bold) for line in raw)
            values["result_kind"] = kinds.WRAPPED_WITH_RAW_WIDTH
    else:
        values |= {"result_kind": kinds.LENGTH, "length": width}
    return merman.MermanTextMeasureResult(**values)


def translate_error(error: Any, source: str) -> DiagramError:
    """Return merman's error as ours, with the line that it names."""
    message = str(getattr(error, "message", "") or error)
    if getattr(error, "resource", None) or getattr(error, "cancellation", None):
        return DiagramError("large-diagram", message)
    span = getattr(getattr(error, "diagnostic", None), "span", None)
    line = source.encode()[: span.start].count(b"\n") + 1 if span else None
    if span and (skipped := re.match(rb"\s*", source.encode()[span.start :])):
        line = (line or 1) + skipped[0].count(b"\n")
    return build_error(message, line)


def build_error(message: str, line: int | None = None) -> DiagramError:
    """Return the error of a source that the engine cannot read."""
    if line is None and (named := LINE_IN_MESSAGE.search(message)):
        line = int(named[1])
    return DiagramError("diagram", ERROR_HEAD.sub("", message).split("\n")[0][:200], line)


def write_by_mmdr(source: str) -> str:
    """Return the SVG of mmdr, whose only way to a theme is a directive in the source."""
    config = {key: value for key, value in build_site_config().items() if key != "secure"}
    head, text = split_mermaid_front_matter(source)
    themed = f"{head}%%{{init: {json.dumps(config)}}}%%\n{INIT_DIRECTIVE.sub('', text)}"
    try:
        return str(import_module("mmdr").render(themed).svg())
    except ValueError as error:
        raise build_error(str(error)) from None


def split_mermaid_front_matter(source: str) -> tuple[str, str]:
    """Return the front matter of a source, whose `---` must come first, and the rest."""
    if source.startswith("---\n") and (end := source.find("\n---\n", 3)) >= 0:
        return source[: end + 5], source[end + 5 :]
    return "", source
