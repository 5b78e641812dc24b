"""Which parts of a title are formulas."""

import time

import pytest

from posts.rendering.title import format_plain_title


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (r"$\gamma$分布", "γ分布"),
        (r"\(x^2\) 与 $$y$$", "x² 与 y"),
        ("C$^*$-algebras", "C*-algebras"),
        ("H$_2$O", "H₂O"),
        (r"2$\times$2 games", "2×2 games"),
        ("the $x$-axis", "the x-axis"),
        (r"\$5 与 $x$", "$5 与 x"),
        ("HK$5/$x_1$", "HK$5/x₁"),
    ],
)
def test_a_formula_in_a_title_is_written_in_unicode(title, text):
    assert format_plain_title(title) == text


@pytest.mark.parametrize(
    "title",
    [
        "From $5 to $10",
        "US$5 and HK$",
        "$5 or 10 dollars$",
        "$HOME/bin:$PATH",
        "$MY_VAR/$OTHER",
        r"costs \$5",
        "a $ b",
        "$ x $",
        r"C:\(new",
        "`code` & <b>",
        "",
    ],
)
def test_a_title_without_formulas_stays_as_it_is(title):
    assert format_plain_title(title) == title


@pytest.mark.parametrize("part", ["$", "$a ", "$a$b", r"\(", r"\(\)", r"\[", "$$", r"\$", "$_{"])
def test_a_hostile_title_is_read_at_once(part):
    begin = time.process_time()
    format_plain_title(part * 20_000)
    assert time.process_time() - begin < 2
