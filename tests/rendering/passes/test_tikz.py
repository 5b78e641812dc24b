"""TikZ: what amscd can set is a formula, all else a figure with its code."""

import pytest

from posts.rendering.formulas.tikzcd import translate_tikzcd
from posts.rendering.pipeline import render_in_process

SQUARE = r"""\begin{tikzcd}
A \arrow[r, "f"] \arrow[d, "g"'] & B \arrow[d, "h"] \\
C \arrow[r, "k"'] & D
\end{tikzcd}"""


@pytest.mark.parametrize(
    ("source", "translated"),
    [
        (SQUARE, r"\begin{CD} A @>{f}>> B \\ @V{g}VV @VV{h}V \\ C @>>{k}> D \end{CD}"),
        (r"\begin{tikzcd}[sep=small] A & B \arrow[l, equal] \end{tikzcd}", r"\begin{CD} A @= B \end{CD}"),
        (r'\begin{tikzcd} A \ar{r}{f} & B \\ & C \ar[u, swap, "i"] \end{tikzcd}',
         r"\begin{CD} A @>{f}>> B \\ @. @AA{i}A \\ {} @. C \end{CD}"),
        (r"\begin{tikzcd} A \arrow[rd] & B \\ & C \end{tikzcd}", None),
        (r"\begin{tikzcd} A \arrow[r, dashed] & B \end{tikzcd}", None),
        (r"\begin{tikzcd} A \arrow[r] \arrow[r, bend left] & B \end{tikzcd}", None),
        (r"\begin{tikzcd} A \arrow[r] \end{tikzcd}", None),
        (r"\begin{tikzpicture} \draw; \end{tikzpicture}", None),
    ],
)  # fmt: skip
def test_diagrams_whose_arrows_lead_to_neighbours_are_translated(source, translated):
    assert translate_tikzcd(source) == translated


@pytest.mark.parametrize("around", ["{}", "$$\n{}\n$$", "$${}$$", "\\[{}\\]", "```tikz\n{}\n```"])
def test_a_commutative_diagram_is_set_wherever_it_is_typed(around):
    result = render_in_process("前\n\n" + around.format(SQUARE) + "\n\n后\n")
    assert result.html.count("<math") == 1
    assert "$$" not in result.html
    assert not result.warnings


@pytest.mark.parametrize("around", ["{}", "$$\n{}\n$$", '```tikz title="图"\n{}\n```'])
def test_what_cannot_be_set_is_a_figure_with_its_code_and_a_warning(around):
    source = "\\begin{tikzpicture}\n\\draw (0,0) -- (1,1);\n\n# kein Titel\n- b\n\\end{tikzpicture}"
    result = render_in_process("前\n\n" + around.format(source) + "\n\n后\n")
    assert '<figure class="code-figure"><div class="code" data-language="TeX">' in result.html
    # An empty line in it ends nothing.
    assert source.replace("\n\n", "\n") in result.text
    assert [warning.kind for warning in result.warnings] == ["tikz"]
    assert ('<p class="code-title">图</p>' in result.html) == ("title" in around)
