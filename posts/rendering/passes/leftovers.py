"""What stands before a text and is none of it: where it was published before, who wrote it, a greeting.

An excerpt does not begin with it. The patterns are of a thousand posts in Chinese and English.
"""

import re

# A note's sign, an opening bracket or an editor's label may stand before all of them.
PREFIX = (
    r"\s*(?:[^\w\s{\[]\S?\s+|ℹ\S?\s+)?[（(【\[^]*\s*"
    r"(?:[^\s【】：:，。]{0,10}(?:注|按|按语|声明|说明|note|p\.?s\.?)\s*】?\s*[:：】]\s*】?\s*)?"
)
THIS_TEXT = r"(?:本文|本篇|本译文|此文|该文|原文|全文|译文|文章|本文章|本系列)"
ADVERBS = (
    r"(?:最初|首次|最早|最先|已经?|曾|原|均|内容|部分|主要|系|是|为|略有修改[，,]?"
    r"|[于在]?[\d\s./-]++[年月日]?)*"
)
ORIGIN = (
    r"(?:转载|转自|转贴|转发自|译自|翻译自|编译自|引自|选自|摘自|摘编自|改编自|整理自|首发|原?载于|原载|刊载于"
    r"|刊登[于在]|发表?[于在]|来自[^，。\n]{0,20}(?:博客|公众号|专栏|微信|知乎)|发布[于在])"
)

# Up to the end of a sentence, or of its line.
SENTENCE_PATTERNS = (
    rf"(?:{THIS_TEXT}{ADVERBS})?{ORIGIN}",
    rf"(?:{THIS_TEXT})?的?(?:部分|主要)?(?:内容)?(?:主要|部分|大量)?(?:参考)(?:自|了|于|：|:)",
    r"(?:原文|出处|来源)(?:来自|见|请|在|是|为|链接|地址|出处|标题)",
    rf"{THIS_TEXT}(?:略有|有所?)?(?:修改|删节|改动)",
    r"本文作者(?!认为|觉得|想|将|们|曾|在)",
    rf"{THIS_TEXT}由[^，。\n]{{1,24}}(?:主笔|撰写|翻译|整理|投稿|授权|原创|供稿|编译|审核|审校|发布)",
    rf"{THIS_TEXT}根据[^。\n]{{1,60}}(?:整理|改编|修改|改写)",
    rf"{THIS_TEXT}的?(?:配套|完整|相关|所有|全部)?(?:代码|源码|项目|数据|幻灯片|pdf[^，。\n]{{0,6}})[^，。\n]{{0,6}}(?:可|参见|请见|下载|地址|链接|见)",
    rf"{THIS_TEXT}(?:为|是|属于)[^，。\n]{{1,40}}系列[》」”]?的?(?:文章|博客|教程)?(?:之[^，。\n]{{1,4}}|的?第[^，。\n]{{1,6}}篇)?(?=[。\n]|$)",
    rf"{THIS_TEXT}已?(?:获得?|经|得到|取得)[^，。\n]{{0,12}}(?:授权|许可|同意)",
    r"(?:全文|本文)?(?:共计?|约)?\s*\d+\s*[余多]?(?:字|words|min(?:ute)?s? read)",
    r"[^\s，。]{1,8}篇请?参见",
    r"(?:最后|最近|本文)?更新(?:于|时间|日期|[:：])",
    r"未经(?:作者)?(?:授权|许可|允许|同意)",
    r"(?:this|the following) (?:post|article|essay|piece|blog|entry|tutorial|note)s? "
    r"(?:(?:was|is|has been|had been|also|originally|first|previously|cross-?) ?)*"
    r"(?:published|posted|appeared|adapted|translated|reposted|re-?printed|written by|based on|part \w+ of)",
    r"(?:originally|first|also|previously) (?:published|posted|appeared|written)",
    r"(?:re-?posted|cross-?posted|re-?blogged|re-?printed|adapted|translated|excerpted) "
    r"(?:from|with|on|at|by)",
    r"(?:last )?(?:updated?|edited|modified)(?: on| at|\s*[:：(\d])",
    r"(?:edit|update)\s*(?:[:：]|\(?\d)",
)  # fmt: skip
# Up to the end of the line: who made it, where it is from, whose picture it is.
LABEL_PATTERNS = (
    r"(?:本期|本文|本周|原文?|文章|图片|封面|题图|头图|配图|特邀|联合|责任)?\s*"
    r"(?:作者(?:简介|介绍|按)?|译者(?:简介)?|翻译|校对|审校|审稿|编辑|责编|撰文|撰稿|文字?|投稿|来源|出处|链接|地址|标题|时间|日期"
    r"|排版|整理|采访[者人]?|受访[者人]?|嘉宾|推荐人|主办方?|主持人?|场地|地点|组织者?|纪要|主题|摄影|标签|分类|关键[词字]|目录|版权|公众号|微信|微博"
    r"|(?:版权|免责)?声明|转载请注明\w*)\s*[:：]",
    r"(?:图片|题图|封面|头图)(?:来源|来自|出自|由)",
    r"(?:图|表)\s*[\d一二三四五六七八九十]+(?:[-.]\d+)?\s*[:：.、\s]",
    r"(?:fig(?:ure|\.)?|table)\s*\d+\s*[:：.]",
    r"(?:photo|image|picture|cover|figure|illustration|banner|header)s?"
    r"(?: (?:credit|source|courtesy)s?)?(?: by |\s*[:：]| courtesy of )",
    r"(?:authors?|written by|posted by|translators?|translated by|editors?|e-?mail|blog|source|via|weibo"
    r"|wechat|twitter|tags?|categor(?:y|ies)|date|posted on|original(?: (?:post|article|link))?|link|license"
    r"|copyright)\s*[:：]",
    r"(?:by|作者|文)\s*[/／|]?\s+[^\s，。,.]{1,20}(?: [^\s，。,.]{1,20})?\s*(?=\n|$)",
    r"(?:©|copyright\b|版权所有|all rights reserved)",
)  # fmt: skip
# A whole line.
LINE_PATTERNS = (
    r"(?:摘要|简介|前言|引言|导言|导读|引子|序言?|楔子|背景|正文|目录|概述|概要|写在前面(?:的话)?|编者按|文章目录"
    r"|abstract|introduction|intro|overview|preface|foreword|tl;?dr|summary|contents"
    r"|table of contents|toc)\s*[:：]?",
    r"https?://\S+",
    r"(?:大家好|各位\S{0,6}好|你们?好|嗨|亲爱的\S{0,8})[^。！？!?\n]{0,36}[。！？!?，,~～]*",
    r"(?:hi|hello|hey|greetings|dear|welcome)\b[^.!?\n]{0,36}[.!?,]*",
)
# Marks of other tools that were not understood.
RAW_SHORTCODE = (
    r"\{\{[<%].*?[>%]\}\}|\{%.*?%\}|\{:[^}\n]*\}"
    r"|\[/?(?:toc|caption|gallery|more|audio|video|embed)\b[^\]\n]*\]"
)


def compile_patterns(*patterns: str) -> re.Pattern[str]:
    return re.compile(f"{PREFIX}(?:{'|'.join(patterns)})", re.IGNORECASE)


SENTENCE_PATTERN, LABEL_PATTERN = compile_patterns(*SENTENCE_PATTERNS), compile_patterns(*LABEL_PATTERNS)
LINE_PATTERN = re.compile(rf"\s*(?:{'|'.join(LINE_PATTERNS)})\s*(?=\n|$)", re.IGNORECASE)
GREETING = re.compile(r"\s*(?:大家好|各位\S{0,6}好)[，,！!][^。！？!?\n]{0,40}[。！？!?]+", re.IGNORECASE)
# Of a longer sentence only the greeting goes.
GREETING_WORDS = re.compile(r"\s*(?:大家好|各位\S{0,6}好)[，,！!～~]+\s*")
SHORTCODE_PATTERN = re.compile(rf"\s*(?:{RAW_SHORTCODE})", re.IGNORECASE)
MAX_CAPTION_CHARACTERS, MAX_LABEL_CHARACTERS = 60, 20
# In one paragraph.
MAX_LEFTOVERS = 20


def measure_leftovers(text: str, sentence_ends: list[int]) -> int:
    """Return how many characters of `text`, whose sentences end at `sentence_ends`, are leftovers."""
    position = 0
    for _ in range(MAX_LEFTOVERS):
        end = find_leftover_end(text, position, sentence_ends)
        if end == position:
            break
        position = end
    return position


def find_leftover_end(text: str, position: int, sentence_ends: list[int]) -> int:
    """Return where the leftover at `position` ends; `position` where there is none."""
    for pattern in (SHORTCODE_PATTERN, LINE_PATTERN, GREETING, GREETING_WORDS):
        if match := pattern.match(text, position):
            return match.end()
    is_label = LABEL_PATTERN.match(text, position)
    if not is_label and not SENTENCE_PATTERN.match(text, position):
        return position
    start = position + len(text[position:]) - len(text[position:].lstrip())
    line_end = text.find("\n", start) + 1 or len(text)
    if is_label:
        return line_end
    sentence_end = min([line_end, *(end for end in sentence_ends if end > start)])
    # What is named in the lines below goes too.
    return len(text) if text[:sentence_end].rstrip().endswith(("：", ":")) else sentence_end


def is_label(text: str, sentence_ends: list[int]) -> bool:
    """Whether the paragraph before a player, code or a table is its name."""
    return len(text.rstrip()) <= MAX_LABEL_CHARACTERS and is_caption(text, sentence_ends)


def is_caption(text: str, sentence_ends: list[int]) -> bool:
    """Whether the paragraph behind a picture is its caption: short, and no sentence."""
    text = text.rstrip()
    return (
        len(text) <= MAX_CAPTION_CHARACTERS
        and len(text) not in sentence_ends
        and not text.endswith(("：", ":"))
    )
