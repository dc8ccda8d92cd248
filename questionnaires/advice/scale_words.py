"""What the levels of a scale say, in English, German and Spanish together. The lists are ours.

``GOOD`` and ``BAD`` are levels that speak well or ill, ``KINDS`` those that belong in one scale.
"Fair" and "regular" are neither good nor bad: they stand in the middle as often as on a side.
"""

from __future__ import annotations

import re

from questionnaires.advice.languages import phrases

#: How much: words that go before a level.
_HOW = {
    "en": "(?:(?:strongly|fully|completely|totally|entirely|mostly|generally|largely|somewhat"
    "|slightly|moderately|partly|rather|quite|fairly|very|extremely|highly|much|far|a little"
    "|a bit|pretty|really|tend to) )?",
    "de": "(?:(?:sehr|eher|voll|voll und ganz|völlig|ganz|vollkommen|weitgehend|überwiegend|etwas"
    "|ziemlich|äußerst|viel|teilweise|gar|überhaupt|absolut) )?",
    "es": "(?:(?:muy|totalmente|completamente|bastante|algo|un poco|mucho|más bien"
    "|sumamente|extremadamente) )?",
}
_WELL = {
    "en": "agree|satisfied|content|happy|good|great|excellent|superb|outstanding|perfect|positive"
    "|better|improved|easy|helpful|useful|effective|efficient|clear|likely|reliable|pleasant"
    "|confident|fast|quick",
    "de": "zufrieden|glücklich|gut|hervorragend|ausgezeichnet|positiv|besser|leicht|einfach"
    "|hilfreich|nützlich|wirksam|klar|wahrscheinlich|zuverlässig|angenehm|schnell",
    "es": "de acuerdo|satisfech[oa]|content[oa]|buen[oa]|excelente|positiv[oa]|mejor|fácil|útil"
    "|eficaz|clar[oa]|probable|fiable|agradable|rápid[oa]",
}
_ILL = {
    "en": "disagree|dissatisfied|unsatisfied|discontent|unhappy|bad|poor|awful|terrible|horrible"
    "|negative|worse|hard|difficult|unhelpful|useless|ineffective|inefficient|unclear|unlikely"
    "|unreliable|unpleasant|slow",
    "de": "unzufrieden|unglücklich|schlecht|furchtbar|mangelhaft|ungenügend|negativ|schlechter"
    "|schwer|schwierig|nutzlos|unwirksam|unklar|unwahrscheinlich|unzuverlässig|unangenehm|langsam",
    "es": "en desacuerdo|insatisfech[oa]|descontent[oa]|mal[oa]|pésim[oa]|negativ[oa]|peor|difícil"
    "|inútil|ineficaz|improbable|desagradable|lent[oa]",
}

GOOD = phrases(
    *(f"{_HOW[code]}(?:{words})" for code, words in _WELL.items()),
    f"(?:stimme|trifft) {_HOW['de']}zu",
)
BAD = phrases(
    *(f"{_HOW[code]}(?:{words})" for code, words in _ILL.items()),
    f"(?:stimme|trifft) {_HOW['de']}nicht zu|lehne {_HOW['de']}ab",
    f"(?:do not|don['\u2019]t) agree|not {_HOW['en']}(?:{_WELL['en']})",
    f"nicht {_HOW['de']}(?:{_WELL['de']})",
    f"(?:poco|no) (?:{_WELL['es']})",
)
#: The lowest level of a scale of how much of one thing: on such a scale nothing leans.
NOTHING = phrases("""
not at all(?: \\w+)?|not \\w+ at all|(?:gar|überhaupt) nicht(?: \\w+)?|nada(?: \\w+)?|en absoluto
para nada
""")

#: By kind, the levels that stand for it.
KINDS: dict[str, re.Pattern[str]] = {
    "agreement": phrases(
        f"{_HOW['en']}(?:dis)?agree|(?:stimme|trifft) {_HOW['de']}(?:nicht )?zu|lehne ab",
        f"{_HOW['es']}(?:de acuerdo|en desacuerdo)",
    ),
    "frequency": phrases("""
(?:almost |nearly )?(?:never|always)|(?:very )?(?:rarely|seldom|often|frequently)|sometimes|usually
occasionally|most of the time|(?:fast )?(?:nie|immer)|(?:sehr )?(?:selten|oft|häufig)|manchmal
meistens|gelegentlich|(?:casi )?(?:nunca|siempre)|rara vez|a veces|algunas veces|(?:muy )?a menudo
ocasionalmente
"""),
    "satisfaction": phrases(
        f"(?:not )?{_HOW['en']}(?:dis|un)?satisfied|(?:nicht )?{_HOW['de']}(?:un)?zufrieden",
        f"(?:poco )?{_HOW['es']}(?:in)?satisfech[oa]",
    ),
    "quality": phrases(
        f"{_HOW['en']}(?:excellent|good|poor|bad)|fair",
        f"{_HOW['de']}(?:hervorragend|gut|schlecht)|mittelmäßig|mangelhaft",
        f"{_HOW['es']}(?:excelente|buen[oa]|mal[oa])|regular|pésim[oa]",
    ),
    "likelihood": phrases(
        f"{_HOW['en']}(?:un)?likely|{_HOW['de']}(?:un)?wahrscheinlich|{_HOW['es']}(?:im)?probable"
    ),
    "ease": phrases(
        f"{_HOW['en']}(?:easy|hard|difficult)|{_HOW['de']}(?:leicht|einfach|schwer|schwierig)",
        f"{_HOW['es']}(?:fácil|difícil)",
    ),
    "importance": phrases(
        f"(?:not )?{_HOW['en']}(?:un)?important|(?:nicht )?{_HOW['de']}(?:un)?wichtig",
        f"(?:nada |poco )?{_HOW['es']}importante",
    ),
}

#: A number that is all of a level, and one that only stands before its words.
NUMBER = re.compile(r"[(+-]{0,2}\d+[.)]?(?:/\d+)?")
_NUMBERED = re.compile(r"\(?\d+(?:[.)]|\s*[-\u2013\u2014:\u00b7=])\s+(?=[^\W\d_])")
_IN_BRACKETS = re.compile(r"\d+\s*\((.+)\)")
#: A number with words that say it is counted: "3 or more", "6 to 20", "more than 2".
COUNTED = re.compile(
    r"\d+\s*(?:\+|(?:or|oder|o)\s+(?:more|mehr|más)\b)|\d+\s*(?:[-\u2013]|to|bis|a)\s*\d+"
    r"|(?:more|less|fewer) than \d+|(?:mehr|weniger) als \d+|(?:más|menos) de \d+"
    r"|(?:up to|over|under|bis zu|über|unter|hasta) \d+",
    re.IGNORECASE,
)


def said_by(label: str) -> str:
    """The words of a level, without the number that stands before them.

    >>> said_by("1 - Strongly disagree"), said_by("3 (often)"), said_by("4"), said_by("2 hours")
    ('Strongly disagree', 'often', '4', '2 hours')
    """
    label = label.strip()
    if inner := _IN_BRACKETS.fullmatch(label):
        return inner[1]
    numbered = _NUMBERED.match(label)
    return label[numbered.end() :] if numbered else label
