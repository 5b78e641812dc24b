"""Zhihu, CSDN, Juejin and Jianshu: formulas as pictures, links through a page of warnings."""

import pytest

from posts.exchange.importing.dialects.formula_images import replace_formula_images


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            '设 <img src="https://www.zhihu.com/equation?tex=x%5E2%2B1+%3D+y" alt="x^2" eeimg="1"> 与',
            "设 $x^2+1 = y$ 与",
        ),
        (r"a ![\alpha [1]](https://www.zhihu.com/equation?tex=%5Calpha+%5B1%5D) b", r"a $\alpha [1]$ b"),
        (r"![\frac{a}{b}](https://www.zhihu.com/equation?tex=%5Cfrac%7Ba%7D%7Bb%7D)", r"$$\frac{a}{b}$$"),
        ("文 ![](https://www.zhihu.com/equation?tex=f(x)) 文", "文 $f(x)$ 文"),
        ("文 ![](https://latex.csdn.net/eq?%5Calpha) 文", r"文 $\alpha$ 文"),
        (r"文 ![](https://latex.codecogs.com/gif.latex?\inline&space;a_{1}) 文", "文 $a_{1}$ 文"),
        ("x ![](https://math.jianshu.com/math?formula=E%3Dmc%5E2)", "x $E=mc^2$"),
        ("[a](https://link.zhihu.com/?target=https%3A//e.org/x%3Fa%3D1)", "[a](https://e.org/x?a=1)"),
        ("[a](https://link.juejin.cn?target=https%3A%2F%2Fe.org)", "[a](https://e.org)"),
        (
            "![在这里插入图片描述](https://img-blog.csdnimg.cn/a.png#pic_center)",
            "![](https://img-blog.csdnimg.cn/a.png)",
        ),
    ],
)
def test_formulas_and_links_are_what_they_were(make_record, written, expected):
    assert replace_formula_images(written, make_record()) == expected


@pytest.mark.parametrize(
    "text",
    [
        "![a](https://example.org/equation?tex=x)",
        "https://www.zhihu.com/question/1",
        "![](https://www.zhihu.com/equation?tex=%24)",
    ],
)
def test_other_pictures_stay(make_record, text):
    assert replace_formula_images(text, make_record()) == text
