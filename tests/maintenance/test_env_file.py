"""Environment files: what the site, systemd and the shell all read the same."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.maintenance.env_file import EnvFileError, format_value, parse_env_file, update_env_text

VALUES = [
    "plain",
    "Night Shift",
    "a#b",
    "a # b",
    "costs $9",
    "$HOME",
    "it's",
    'say "no"',
    """it's "$HOME" `id` \\ end""",
    "postgres://u:p%40w@h:5432/d?sslmode=require",
    '{"R": "\\\\mathbb{R}"}',
    "夜班",
    "",
    " spaces ",
    "\\",
]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_read_as_it_was_written(value):
    assert parse_env_file(f"A={format_value(value)}\nB=2\n") == {"A": value, "B": "2"}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12))
def test_any_value_is_read_as_it_was_written(value):
    assert parse_env_file(f"A={format_value(value)}") == {"A": value}


def test_the_shell_reads_the_same(tmp_path):
    names = [f"V{number}" for number in range(len(VALUES))]
    path = tmp_path / "site.env"
    path.write_text(update_env_text("", dict(zip(names, VALUES, strict=True))))
    script = f". {path}; printf '%s\\n' " + " ".join(f'"${name}"' for name in names)
    result = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    assert result.stdout.split("\n")[:-1] == VALUES


def test_dos_line_ends_marks_comments_and_export_are_no_part_of_a_value():
    text = "\ufeff# A comment\r\n; another\r\n\r\nexport A='x y'\r\nB=2\r\n"
    assert parse_env_file(text) == {"A": "x y", "B": "2"}


def test_the_last_line_of_a_name_counts():
    assert parse_env_file("A=1\nA=2") == {"A": "2"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A=1\nSITE_NAME", "line 2: write NAME=value"),
        ("SITE_NAME = x", "without spaces around the equals sign"),
        ("A='x", "line 1: A: the quotes do not end"),
        ("A='x' # y", "the quotes do not end at the end of the line"),
        ("A='", "the quotes do not end"),
        ("A='it's'", "use the other kind"),
        ('A="x" y"', "within the quotes"),
        ('A="x\\"', "the quotes do not end"),
        ("A=x # y", "a comment in a line of its own"),
        ("A=it's", "in single quotes"),
        ("A=a\\b", "in single quotes"),
    ],
)
def test_what_others_would_read_differently_is_refused_with_its_line(text, message):
    with pytest.raises(EnvFileError, match=message):
        parse_env_file(text)


def test_a_change_keeps_all_else():
    text = "# mine\nA=1\n\n# more\nB='2 3'\nA=old\n"
    assert update_env_text(text, {"A": "x y", "C": "3"}) == "# mine\nA=1\n\n# more\nB='2 3'\nA='x y'\nC=3\n"


def test_a_value_of_two_lines_is_not_written():
    with pytest.raises(EnvFileError, match="one line"):
        update_env_text("", {"A": "x\nB=1"})
