"""The encoding of exports: by content, and by what the file says where the content allows it."""

import pytest

from posts.exchange.importing.exports.text_encoding import find_encoding

SIMPLIFIED = "模型在训练时会学习如何分配权重，这样就能处理更长的句子。" * 20
TRADITIONAL = "模型在訓練時會學習如何分配權重，這樣就能處理更長的句子。" * 20


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "found"),
    [
        (SIMPLIFIED, "gbk", "gb2312", "gb18030"),
        (SIMPLIFIED, "gbk", "big5", "gb18030"),
        (SIMPLIFIED, "gbk", "utf-8", "gb18030"),
        (SIMPLIFIED, "gbk", "iso-8859-1", "gb18030"),
        (TRADITIONAL, "big5", "big5", "big5hkscs"),
        (TRADITIONAL, "big5", "gbk", "big5hkscs"),
        (SIMPLIFIED, "utf-8", "gbk", "utf-8"),
        ("Un été à la plage, déjà vu. " * 20, "iso-8859-1", "iso-8859-1", "iso-8859-1"),
        ("Модели учатся распределять веса. " * 20, "cp1251", "windows-1251", "windows-1251"),
    ],
)
def test_the_content_decides_where_it_says_something_else(tmp_path, text, encoding, declared, found):
    path = tmp_path / "site.xml"
    path.write_bytes(f'<?xml version="1.0" encoding="{declared}"?><p>{text}</p>'.encode(encoding))
    assert find_encoding(path) == found
    assert text in path.read_bytes().decode(find_encoding(path))
