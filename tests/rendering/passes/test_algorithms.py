"""Algorithms of LaTeX as numbered lines."""

import re
import time

import pytest

from posts.rendering.pipeline import render_in_process
from posts.rendering.scanner.algorithms import read_algorithm

DDPM = r"""\begin{algorithm}[H]
\caption{采样，$T$ 步}
\label{alg:ddpm}
\begin{algorithmic}[1]
\Require 模型 $\epsilon_\theta$
\State $x_T \sim \mathcal{N}(0, I)$ \Comment{噪声}
\For{$t = T, \dots, 1$}
  \If{$t > 1$} \State $z \gets 0$

  \Else
    \State \Call{Norm}{$z$} % not shown
  \EndIf
\EndFor
\State \Return $x_0$
\end{algorithmic}
\end{algorithm}"""


def shape(html):
    """Return each line of the first algorithm in `html`, its formulas as `$`."""
    html = re.sub(r"<math.*?</math>", "$", html)
    return [re.sub(r"<[^>]*>", "", item) for item in re.findall(r"<li[^>]*>(.*?)</li>", html)]


STARRED = DDPM.replace("algorithm}[H]", "algorithm*}").replace("\\end{algorithm}", "\\end{algorithm*}")


@pytest.mark.parametrize("source", [DDPM, f"```algorithm\n{DDPM}\n```", STARRED])
def test_an_algorithm_is_a_figure_of_numbered_lines(source):
    result = render_in_process(f"前\n\n{source}\n\n后 \\cref{{alg:ddpm}}\n")
    number = '<span class="caption-number">算法 1：</span>'
    assert f'<figure class="algorithm" id="alg:ddpm"><figcaption>{number}采样，<math' in result.html
    assert '后 <a class="reference" href="#alg:ddpm">算法 1</a>' in result.html
    assert "<p><strong>输入：</strong> 模型 <math" in result.html
    assert shape(result.html) == [
        "$\u2003▷ 噪声", "for $ do", "\u2003if $ then", "\u2003\u2003$", "\u2003else", "\u2003\u2003Norm($)",
        "\u2003end if", "end for", "return $",
    ]  # fmt: skip
    assert not result.warnings
    assert shape(result.feed_html) == shape(result.html)


def test_capitals_functions_loops_and_marks_are_read():
    source = (
        "\\begin{algorithmic}\n\\FUNCTION{F}{$a$, b\\_c}\n\\REPEAT\n\\STATE \\textbf{x} $\\gets$ "
        "\\emph{y}~z\n\\UNTIL{$a$ \\And done}\n\\RETURN \\text{all}\n\\ENDFUNCTION\n\\end{algorithmic}"
    )
    assert shape(render_in_process(source).html) == [
        "function F($, b_c)", "\u2003repeat", "\u2003\u2003x $ y\u00a0z", "\u2003until $ and done",
        "\u2003return all", "end function",
    ]  # fmt: skip


def test_nothing_behind_a_keyword_is_lost():
    source = (
        "\\begin{algorithmic}\n\\Require a \\\\ b\n\\IF{$x$} \\BREAK \\ELSE stop \\ENDIF now\n"
        "\\For{$i$ \\TO $n$} go\n\\EndFor\n\\end{algorithmic}"
    )
    html = render_in_process(source).html
    assert "a <br> b</p>" in html
    assert shape(html) == [
        "if $ then", "\u2003break", "else", "\u2003stop", "end if", "now",
        "for $ to $ do", "\u2003go", "end for",
    ]  # fmt: skip


def test_what_is_no_latex_is_code_and_what_cannot_be_read_is_told():
    result = render_in_process("```algorithm\n1. sort\n```\n")
    assert "<pre" in result.html
    assert not result.warnings
    result = render_in_process("```algorithm\n\\foo{x}\n```\n")
    assert "\\foo{x}" in result.html
    assert [warning.kind for warning in result.warnings] == ["algorithm"]


def test_html_in_an_algorithm_is_text():
    html = render_in_process(
        "\\begin{algorithmic}\n\\State <img src=x onerror=alert(1)>\n\\end{algorithmic}"
    ).html
    assert "<img" not in html
    assert "&lt;img" in html


@pytest.mark.parametrize(
    "source",
    [
        "\\begin{algorithmic}\n" * 6_000,
        "\\State {" * 6_000,
        "\\If{x}\n" * 6_000,
        "\\begin{algorithm}" + "{" * 50_000,
    ],
)
def test_hostile_algorithms_take_no_time(source):
    begin = time.thread_time()
    render_in_process(source)
    read_algorithm(source)
    assert time.thread_time() - begin < 2


def test_code_that_shows_an_algorithm_stays_code():
    html = render_in_process(f"````latex\n{DDPM}\n````\n\n    \\begin{{algorithm}}\n").html
    assert "figure" not in html
