"""Names of people out of a byline or a field."""

from __future__ import annotations

import re

_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PARTED = re.compile(
    r"\s*(?:[,;|/•、，；·]|\s&\s|\b(?:and|und|y|et|e|og|och|en|with|mit|con|avec|и|i)\b(?=\s))\s*", re.IGNORECASE
)
_BEFORE = re.compile(
    r"^(?:by|von|por|par|di|da|de|av|af|door|text|texto|texte|text von|byline|author|autor|autorin|автор|بقلم|作者|文|"
    r"撰文|记者|記者|采写|本报记者|本刊记者|通讯员|written by|story by|reported by|interview)\s*[:：]?\s+(?=\S)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:reporter|editor|correspondent|korrespondent\w*|redakteur\w*|redaktion|writer|journalist\w*|columnist|"
    r"bureau|contributor|photographer|fotograf\w*|producer|enviado especial|redactor\w*|corresponsal|chef\w*|"
    r"head of|director)\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:\s*(?:기자|특파원|记者|記者|編集委員|\((?:[^()]*)\)|[\w.+-]+@[\w.-]+)|\s(?:[Ff]or|für) \S.*|"
    r"\s(?:in|aus) [^\W\da-z_]\w+)\s*$"
)
# What a field has where nobody filled it in.
_NOBODY = frozenset((
    "name", "author", "admin", "administrator", "email", "e-mail", "unknown", "anonymous", "guest", "editor",
    "webmaster", "none", "null", "user", "未知", "佚名", "匿名",
))  # fmt: skip
_PARTICLES = frozenset(
    "de del der den van von da dos do du di la le el al bin ibn bint y e af av ter ten zu zur".split()  # noqa: SIM905 - shorter
)
_MEDIUM = re.compile(r"^\S{0,10}(?:记者|記者|专栏作者|作者|通讯员|特派员)\s+(?=\S)")
# Chinese family names; a name of a byline begins with one, a phrase seldom does.
_FAMILIES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔"
    "康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁舒耿牟卜詹关"
    "苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋甘景单包司柏宁柯阮桂闵解柴华车冉房边吉饶刁瞿戚丘古米池滕晋苑邬臧宫苟褚廉简娄符奚穆党燕郎冀谈姬屠连晏栾郁"
    "商蒙喻窦迟敖冷卓仇艾蓝巩仲虞卞封佟匡宗应巫鞠桑荆沙岑习胥蔺诸上皇尉令慕夏侯端木張劉陳楊趙黃吳孫馬羅鄭謝韓馮許鄧蕭葉閻鍾譚陸賴龔龐顏嚴溫蘆韋畢聶叢齊莊關"
    "費紀陽衛鮑單寧閔華車邊饒鄒蘇盧蔣賈龍萬錢湯喬賀樊蘭倪紹魯項歐連譚"
)


def people_in(written: str, *, chinese: bool = False) -> tuple[str, ...]:
    """The names that a byline has, in its order; roles, addresses and places beside them are left out. Chinese names
    must begin with a family name."""
    text = re.sub(r"\s+", " ", written).strip(" 　,，.。:：|【】()（）")
    text = _BEFORE.sub("", _BEFORE.sub("", text))
    text = _MEDIUM.sub("", text)
    found: list[str] = []
    for part in _PARTED.split(text):
        for name in _parted_by_spaces(part):
            cleaned = _AFTER.sub("", name).strip(" 　,，.:：")
            if cleaned and _is_person(cleaned) and (not chinese or is_chinese_name(cleaned)):
                found.append(cleaned.title() if cleaned.isupper() and " " in cleaned and len(cleaned) > 5 else cleaned)
    if len(found) > 1 and " " not in found[-1] and not _CJK.search(found[-1]) and all(" " in one for one in found[:-1]):
        found.pop()  # a place behind the names: Mara Quill, Oslo
    return tuple(dict.fromkeys(found))


def names_in_field(written: str) -> tuple[str, ...]:
    """The names that a field for authors has: also those of a desk or an agency."""
    text = re.sub(r"\s+", " ", written).strip(" 　,，.。:：|")
    text = _BEFORE.sub("", text)
    parts = [
        part
        for one in re.split(r"\s*[;|、]\s*|,\s*|\s+(?:and|und|y|et|og|och|&)\s+", text)
        for part in _parted_by_spaces(one)
    ]
    return tuple(
        dict.fromkeys(name for part in parts if (name := _AFTER.sub("", part).strip(" 　,，.:：")) and _is_name(name))
    )


def is_chinese_name(text: str) -> bool:
    """Whether a word in Chinese letters may be the name of a person; other words may."""
    if not re.search("[\u4e00-\u9fff]", text):
        return True
    return bool(re.fullmatch("[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]+·[\u4e00-\u9fff·]+", text)) and (
        text[0] in _FAMILIES or "·" in text
    )


def _parted_by_spaces(part: str) -> list[str]:
    """Chinese names are parted by spaces as well; Korean and Japanese ones have spaces inside."""
    if re.fullmatch("[\u4e00-\u9fff]{2,4}(?: +[\u4e00-\u9fff]{2,4})+", part.strip()):
        return part.split()
    return [part]


def _is_person(text: str) -> bool:
    """Whether words may be the name of a person: no role, and in scripts with capitals each word has one, but for
    particles as in Jan van der Meer."""
    words = text.split()
    small = [word for word in words if word[0].islower() and word not in _PARTICLES]
    return _is_name(text) and not _ROLE.search(text) and len(words) <= 7 and not small and not text[0].islower()


def _is_name(text: str) -> bool:
    if re.search(r"https?:|www\.|@|\d{3,}|[<>{}#]", text) or len(text) > 60:
        return False
    if text.casefold() in _NOBODY:
        return False
    return len(text) > 1 and bool(re.search(r"[^\W\d_]", text))
