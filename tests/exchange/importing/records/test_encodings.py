"""Encodings that are recognised by content: no text comes in as signs that nobody wrote."""

import pytest

from posts.exchange.importing.records.encodings import decode_text_file

SIMPLIFIED = "# 注意力机制\n\n模型在训练时会学习如何分配权重，这样就能处理更长的句子。\n"
TRADITIONAL = "# 注意力機制\n\n模型在訓練時會學習如何分配權重，這樣就能處理更長的句子。\n"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (SIMPLIFIED, "utf-8", ""),
        (SIMPLIFIED, "gbk", "GB 18030"),
        ("标题", "gbk", "GB 18030"),
        (SIMPLIFIED + "𠮷", "gb18030", "GB 18030"),
        (TRADITIONAL, "big5", "Big5"),
        ("標題", "big5", "Big5"),
        ("---\ntitle: 舊文章\n---\n\n這是一篇舊的文章 (2008) with English.\n", "big5", "Big5"),
        (TRADITIONAL, "gbk", "GB 18030"),
        ("Un été à la plage, déjà vu — naïve", "cp1252", "Windows-1252"),
        ("only ASCII", "utf-8", ""),
    ],
)
def test_texts_are_read_in_the_encoding_they_are_in(text, encoding, name):
    assert decode_text_file(text.encode(encoding)) == (text, name)


@pytest.mark.parametrize("encoding", ["gbk", "big5"])
def test_a_paragraph_in_another_encoding_is_read_by_itself(encoding):
    text = "模型在訓練時" if encoding == "big5" else "模型在训练时会学习"
    data = SIMPLIFIED.encode() + text.encode(encoding) + b"\nend\n"
    decoded, name = decode_text_file(data)
    assert decoded == f"{SIMPLIFIED}{text}\nend\n"
    assert name.startswith("UTF-8 but for 1 lines, these as ")


def test_what_is_no_text_of_these_is_refused():
    with pytest.raises(UnicodeDecodeError):
        decode_text_file(b"\x81\xff\xff\xfe text")
