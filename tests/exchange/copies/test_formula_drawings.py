"""Formulas as SVG."""

import re
from pathlib import Path

import pytest

import posts
from posts.exchange.copies import formula_drawings
from posts.exchange.copies.formula_drawings import can_draw_formulas, draw_formula
from posts.rendering import render
from tests.support.proofs import scale

SAMPLES = Path(posts.__file__).parent / "fixtures" / "samples"
MATHML = re.compile(r"<math\b.*?</math>", re.DOTALL)

pytestmark = pytest.mark.skipif(not can_draw_formulas(), reason="ziamath is not installed")


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_a_drawing_has_the_size_of_the_text_and_chinese_as_text(monkeypatch):
    [mathml] = MATHML.findall(render(r"$x_{\text{损失}} < 1$").html)
    drawing = draw_formula(mathml)
    assert drawing.startswith("<svg ")
    assert re.findall(r">([\u4e00-\u9fff])</text>", drawing) == ["损", "失"]
    assert 'aria-label="x_{\\text{损失}} &lt; 1"' in drawing
    assert re.search(r'style="width:[\d.]+em;height:[\d.]+em;vertical-align:-[\d.]+em', drawing)
    assert " id=" not in drawing
    monkeypatch.setattr(formula_drawings, "make_drawing", None)  # it is kept
    assert draw_formula(mathml) == drawing


def test_what_the_font_has_no_sign_for_is_not_drawn():
    assert draw_formula("<math><mtext>\U0001f680</mtext></math>") is None
    assert draw_formula("<math><mfrac></math>") is None


@pytest.mark.proof
def test_every_formula_of_the_samples_is_drawn():
    texts = [path.read_text() for path in sorted(SAMPLES.glob("*.md"))[: scale(1, 100)]]
    formulas = {formula for text in texts for formula in MATHML.findall(render(text).html)}
    chosen = sorted(formulas)[: scale(10, 10_000)]
    assert [formula for formula in chosen if draw_formula(formula) is None] == []
