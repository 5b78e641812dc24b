r"""Make the font of the social pictures: Noto Sans CJK SC Bold, cut down to what titles are written in.

The pictures are drawn on machines that may have no font of their own, so this
one travels with the code. Usage, on Debian:

    apt install fonts-noto-cjk
    python docs/fonts/make_card_font.py \
        /usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc posts/social/cards/card.otf
"""

import sys
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont

FAMILY = "Transmission Card"
SIMPLIFIED_CHINESE = 2  # the place of its faces in the collection

# Characters of names that no national standard of the last century holds.
NAMES = (
    "啰喆堃祎镕婳赟翀昉叕燚垚骎骕骐骙骠骢骦骧玙玚珵琎璠琰瑀瑄珺皞騄銶岄訸龑燊旻昇昪晟晛晞晢暐暟暲曈"
    "沄沚沨洣洨浐浬浥淏淼渟湉湜溍溦滢滪漪澍澧濛灏炘炜炫烜烨焓焜焱煊煜熠熵燏爔牁玎玘玠玥玦珂珅珈珏珑珖珝珞珣珩珮"
    "珰珽琀琇琋琏琔琤琦琨琪琬琭琮琯琲瑂瑅瑆瑊瑗瑛瑜瑝瑢瑨瑭瑱瑷璁璆璇璈璋璎璐璘璟璠璥璨璩璪璱璲瓅瓒甡甯畀畯疍皓皛皝"
    "睢睿瞳矞砚碶祐祗祚祜祺禔禛禤禧稙穟竑笪筠筱箐篪籼粲綦纮纾绂绐绛绤绹绾缊缦缵翙翚翥翯耔聃聿肸胤臻舸芃芊芮芸"
    "苒苡苣苪茀茉茗荃荇荭菀菁萁萱葳蒨蓁蓥蔚蕤蕴蕾藁蘅虓虢袆裎裬覃訚訢诜诩谌谞谡谧谯谳豳贇赪赟跶跻軏轫轾辂辋逄逯"
    "遹邠邰郃郄郇郗郜郾鄂酆醴釴鈊鉷鋆鋐鋕鋹錡錤鍈鎏鑫钊钏钖钘铄铉铖铠铤锃锜锟锳锽镈镏镔闳闵闾阊阎陟隽隗霈霏霖霙靓韪韫"
    "韬頔顗颀颋颐颢颙飏飔馗骁骅骊骏骞骥髹魁鲲鸾鹄鹏鹭麒麓麟黎黟黻鼐齐龢龚"
)  # fmt: skip

BLOCKS = [
    range(0x20, 0x7F),  # ASCII
    range(0xA0, 0x250),  # Latin
    range(0x370, 0x460),  # Greek and Cyrillic
    range(0x2010, 0x2060),  # punctuation
    range(0x2070, 0x20D0),  # raised and lowered signs, currencies
    range(0x2100, 0x2400),  # letterlike signs, numbers, arrows, mathematics
    range(0x2460, 0x2500),  # numbers in circles
    range(0x25A0, 0x2600),  # shapes
    range(0x3000, 0x3100),  # punctuation of Han, kana
    range(0xFF00, 0xFFF0),  # full width
    map(ord, NAMES),
]


def standard(codec: str, leads: range, trails: Iterable[int]) -> Iterator[int]:
    """Yield the characters that a double-byte standard holds in these rows."""
    for pair in product(leads, trails):
        try:
            yield from map(ord, bytes(pair).decode(codec))
        except UnicodeDecodeError:
            continue  # a gap in the standard


def characters() -> set[int]:
    """Return what the font holds: the everyday Han of three countries, and signs of any technical title."""
    return {
        *standard("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF)),
        *standard("big5", range(0xA1, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)]),  # level 1
        *standard("euc_jp", range(0xA1, 0xD0), range(0xA1, 0xFF)),  # JIS X 0208, level 1
        *(code for block in BLOCKS for code in block),
    }


def rename(font: TTFont) -> None:
    for record in font["name"].names:
        if record.nameID in {1, 3, 4, 16}:
            record.string = FAMILY
        if record.nameID == 6:
            record.string = FAMILY.replace(" ", "")


def make(source: Path, target: Path) -> None:
    options = Options(
        font_number=SIMPLIFIED_CHINESE,
        layout_features=[],
        hinting=False,
        notdef_outline=False,  # a missing character leaves nothing, and so is found
    )
    font = load_font(str(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    rename(font)
    save_font(font, str(target), options)


if __name__ == "__main__":
    make(*map(Path, sys.argv[1:]))
