"""Styles of copies, as attributes: editors of other sites keep no stylesheet and no class."""

FONT = "font-family:-apple-system,'PingFang SC','Hiragino Sans GB','Microsoft YaHei',sans-serif"
CODE_FONT = "font-family:Menlo,Consolas,'Liberation Mono',monospace"
TEXT = f"font-size:16px;line-height:1.75;color:#1d2331;{FONT}"
BOX = "margin:1.2em 0;padding:0.8em 1em;border-left:3px solid {color};background:#f6f5f1"
CALLOUT_COLORS = {
    "tip": "#1c7c4a",
    "important": "#7a3fb5",
    "warning": "#a65f00",
    "caution": "#b3261e",
    "note": "#2b5fb3",
}

TAG_STYLES = {
    "p": "margin:1em 0",
    "h2": "margin:1.8em 0 0.8em;font-size:1.35em;font-weight:700;line-height:1.4",
    "h3": "margin:1.6em 0 0.7em;font-size:1.15em;font-weight:700;line-height:1.4",
    "h4": "margin:1.4em 0 0.6em;font-size:1em;font-weight:700",
    "h5": "margin:1.4em 0 0.6em;font-size:1em;font-weight:700",
    "h6": "margin:1.4em 0 0.6em;font-size:1em;font-weight:700",
    "ul": "margin:1em 0;padding-left:1.5em",
    "ol": "margin:1em 0;padding-left:1.5em",
    "li": "margin:0.3em 0",
    "dl": "margin:1em 0",
    "dt": "margin:0.8em 0 0;font-weight:700",
    "dd": "margin:0.2em 0 0 1.5em",
    "blockquote": "margin:1.2em 0;padding:0.2em 1em;border-left:3px solid #c9c2b0;color:#5b6170",
    "code": f"padding:0.1em 0.3em;border-radius:3px;background:#f4efe4;font-size:0.9em;{CODE_FONT}",
    "pre": (
        "margin:1.2em 0;padding:1em;overflow-x:auto;border-radius:4px;background:#f4efe4;"
        f"font-size:14px;line-height:1.6;white-space:pre;{CODE_FONT}"
    ),
    "table": "margin:1.2em 0;border-collapse:collapse;font-size:0.95em",
    "th": "padding:0.4em 0.8em;border:1px solid #d8d2c3;background:#f4efe4;font-weight:700",
    "td": "padding:0.4em 0.8em;border:1px solid #d8d2c3",
    "figure": "margin:1.5em 0;text-align:center",
    "figcaption": "margin:0.5em 0 0;color:#5b6170;font-size:0.9em",
    "img": "max-width:100%;height:auto",
    "hr": "margin:2em 0;border:0;border-top:1px solid #d8d2c3",
    "a": "color:#a63f0a",
    "mark": "background:#fbe3a8",
    "sup": "color:#a63f0a;font-size:0.75em;line-height:0",
}
FORMULA_STYLE = "margin:1.2em 0;overflow-x:auto;text-align:center"
NOTES_TITLE_STYLE = "margin:2em 0 0.5em;font-weight:700;color:#5b6170"
NOTE_STYLE = "margin:0.3em 0;color:#5b6170;font-size:0.9em;word-break:break-all"

# The classes of Pygments that code is coloured by, the longest prefix counts; on the background of `pre`.
CODE_COLORS = {
    "c": "color:#6b6250;font-style:italic",
    "k": "color:#8a2f00;font-weight:700",
    "s": "color:#2f6b2f",
    "m": "color:#7a3fb5",
    "n": "",
    "nb": "color:#2b5fb3",
    "nc": "color:#2b5fb3;font-weight:700",
    "nf": "color:#2b5fb3",
    "nd": "color:#7a3fb5",
    "nt": "color:#8a2f00",
    "na": "color:#2b5fb3",
    "nv": "color:#7a3fb5",
    "o": "color:#5b6170",
    "gi": "color:#1c7c4a",
    "gd": "color:#b3261e",
    "gp": "color:#6b6250",
    "go": "color:#5b6170",
    "gs": "font-weight:700",
    "ge": "font-style:italic",
    "err": "color:#b3261e",
    "hll": "background:#fbe3a8",
}


def get_code_style(classes: str) -> str:
    """Return the style of a piece of code by its classes of Pygments; "" for plain text."""
    for name in classes.split():
        for length in range(len(name), 0, -1):
            if name[:length] in CODE_COLORS:
                return CODE_COLORS[name[:length]]
    return ""
