"""The theme that Mermaid's sources are drawn with: a colour for each role, found again in the SVG.

An author's theme is left out, for it would look the same in light and dark; single colours that an author
gives to a node or a line stay.
"""

from posts.rendering.diagrams.colours import PALETTE, STRONG_PALETTE, colour_variable

ROLE_MARKS = {
    "paper": "#010101",
    "node": "#020202",
    "ink": "#030303",
    "line": "#040404",
    "group": "#050505",
    "note": "#060606",
    **{role: f"#1{number:x}1{number:x}1{number:x}" for number, role in enumerate(PALETTE)},
    **{role: f"#2{number:x}2{number:x}2{number:x}" for number, role in enumerate(STRONG_PALETTE)},
}
MARKED_COLOURS = {mark: colour_variable(role) for role, mark in ROLE_MARKS.items()}
# Colours that no variable of Mermaid's names: behind labels of mindmaps, days left out in Gantt charts.
MARKED_COLOURS |= {
    "#999": colour_variable("line"),
    "#e8e8e8": colour_variable("paper"),
    "#eeeeee": colour_variable("group"),
    "white": colour_variable("paper"),
}
# Mermaid's names of what has the colour of a role.
THEME_NAMES = {
    "paper": "background edgeLabelBackground sequenceNumberColor sectionBkgColor2 altSectionBkgColor "
    "pieStrokeColor commitLabelBackground",
    "node": "primaryColor mainBkg actorBkg stateBkg compositeTitleBackground attributeBackgroundColorOdd "
    "taskBkgColor rowOdd requirementBackground",
    "ink": "primaryTextColor secondaryTextColor tertiaryTextColor textColor titleColor nodeTextColor "
    "noteTextColor actorTextColor signalTextColor labelTextColor loopTextColor labelColor stateLabelColor "
    "transitionLabelColor classText taskTextColor taskTextOutsideColor taskTextLightColor "
    "taskTextDarkColor pieTitleTextColor pieSectionTextColor pieLegendTextColor commitLabelColor "
    "tagLabelColor branchLabelColor scaleLabelColor relationLabelColor requirementTextColor "
    "quadrant1TextFill quadrant2TextFill quadrant3TextFill quadrant4TextFill quadrantPointTextFill "
    "quadrantXAxisTextFill quadrantYAxisTextFill quadrantTitleFill personBorder",
    "line": "primaryBorderColor secondaryBorderColor tertiaryBorderColor lineColor nodeBorder clusterBorder "
    "noteBorderColor actorBorder actorLineColor signalColor labelBoxBorderColor activationBorderColor "
    "transitionColor compositeBorder specialStateColor innerEndBackground taskBorderColor gridColor "
    "doneTaskBorderColor activeTaskBorderColor critBorderColor todayLineColor pieOuterStrokeColor "
    "tagLabelBorder relationColor requirementBorderColor quadrantInternalBorderStrokeFill "
    "quadrantExternalBorderStrokeFill quadrantPointFill",
    "group": "secondaryColor tertiaryColor clusterBkg labelBoxBkgColor activationBkgColor altBackground "
    "compositeBackground attributeBackgroundColorEven sectionBkgColor doneTaskBkgColor rowEven "
    "tagLabelBackground quadrant1Fill quadrant2Fill quadrant3Fill quadrant4Fill relationLabelBackground",
    "note": "noteBkgColor activeTaskBkgColor critBkgColor",
}
MERMAID_FONT_SIZE = 15  # pixels


def build_theme_variables() -> dict[str, object]:
    """Return Mermaid's `themeVariables`."""
    variables: dict[str, object] = {"fontFamily": "sans-serif", "fontSize": f"{MERMAID_FONT_SIZE}px"}
    for role, names in THEME_NAMES.items():
        variables |= dict.fromkeys(names.split(), ROLE_MARKS[role])
    for number, role in enumerate(PALETTE):
        variables[f"cScale{number}"] = variables[f"pie{number + 1}"] = ROLE_MARKS[role]
        variables[f"cScaleLabel{number}"] = ROLE_MARKS["ink"]
        variables[f"cScaleInv{number}"] = ROLE_MARKS["line"]
        variables[f"fillType{number}"] = variables[f"actor{number}"] = ROLE_MARKS[role]
    for number in range(8):
        variables[f"git{number}"] = ROLE_MARKS[STRONG_PALETTE[number % len(STRONG_PALETTE)]]
        variables[f"gitInv{number}"] = variables[f"gitBranchLabel{number}"] = ROLE_MARKS["paper"]
    colours = ",".join(ROLE_MARKS[role] for role in STRONG_PALETTE)
    variables["xyChart"] = {
        "backgroundColor": ROLE_MARKS["paper"],
        "plotColorPalette": colours,
        **dict.fromkeys(
            ["titleColor", "xAxisLabelColor", "xAxisTitleColor", "yAxisLabelColor", "yAxisTitleColor"],
            ROLE_MARKS["ink"],
        ),
        **dict.fromkeys(
            ["xAxisTickColor", "xAxisLineColor", "yAxisTickColor", "yAxisLineColor"], ROLE_MARKS["line"]
        ),
    }
    return variables


def build_site_config() -> dict[str, object]:
    """Return the configuration that no source changes."""
    return {
        "theme": "base",
        "look": "classic",
        "flowchart": {"minNodeWidth": 40},
        # As wide as the text, where Mermaid takes the width of what it is in.
        "gantt": {"useWidth": 680, "fontSize": 13, "sectionFontSize": 13, "barHeight": 24},
        "securityLevel": "strict",
        "themeVariables": build_theme_variables(),
        "secure": [
            *("secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges"),
            *(
                "suppressErrorRendering",
                "theme",
                "themeVariables",
                "themeCSS",
                "darkMode",
                "look",
                "fontFamily",
            ),
        ],
    }
