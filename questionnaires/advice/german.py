"""German: the words that the rules on wording look for. The lists are ours."""

from __future__ import annotations

import re

from questionnaires.advice.languages import Language, both_ends, listed, phrases
from questionnaires.advice.reading import amstad_reading_ease, german_syllables

_ENDINGS = "e|en|er|es|em"
_QUALITIES = """
schnell schneller langsam langsamer leicht leichter einfach einfacher schwer schwierig klar unklar
gut besser schlecht sicher stabil robust genau vollständig aktuell veraltet auffindbar nützlich
hilfreich freundlich fair ehrlich offen transparent rechtzeitig zeitnah relevant sinnvoll
interessant langweilig motivierend motiviert froh glücklich zufrieden stolz ruhig entspannt müde
erschöpft gestresst ängstlich wütend frustriert genervt effizient effektiv produktiv einheitlich
modern flexibel wartbar lesbar testbar billig teuer kurz lang ordentlich sauber unübersichtlich
kompliziert komplex mühsam reibungslos respektvoll wertgeschätzt anerkannt unterstützt informiert
gründlich zügig strukturiert pünktlich zuständig verständlich zuverlässig verlässlich konstruktiv
selbständig selbstständig planbar
übersichtlich
"""
_SUFFIXES = r"(?-i:[a-zäöüß]{3,}(?:bar|lich|voll|haft))(?:e|en|er|es|em)?"
_ASPECTS = """
Tempo Geschwindigkeit Qualität Zuverlässigkeit Stabilität Sicherheit Gehalt Bezahlung
Sozialleistungen Genauigkeit Vollständigkeit Klarheit Nutzen Häufigkeit Kosten Leistung
Verfügbarkeit Unterstützung Anerkennung Autonomie Vertrauen Arbeitslast Fairness Länge Tiefe Ton
Transparenz Weiterbildung Aufstieg Werkzeuge Werkzeugen Prozesse Prozessen Zeit Kultur
"""
_ACTORS = """
Führungskraft Führungskräfte Vorgesetzte Vorgesetzten Chef Chefin Leitung Management Team
Kolleginnen Kollegen Kundschaft Stakeholder Produktmanagement Betrieb
"""
_FIXED = """
ab und zu|nach und nach|hin und wieder|hin und her|mehr oder weniger|früher oder später
lesen und schreiben|ja oder nein|Tag und Nacht|ein oder zwei|zwei oder drei|voll und ganz
im Großen und Ganzen|nach wie vor|Kolleginnen und Kollegen|drag and drop|auf und ab
^(?:mein|unser)e?[nrms]? \\w+ und ich
"""
_ENDS = """
leicht schwer;einfach schwer;einfach schwierig;einfach kompliziert;schnell langsam;gut schlecht
besser schlechter;sicher unsicher;klar unklar;zufrieden unzufrieden;nützlich nutzlos;kurz lang
hilfreich nutzlos;wahrscheinlich unwahrscheinlich;zuverlässig unzuverlässig;schneller langsamer
stabil instabil;leichter schwerer;kürzer länger;positiv negativ;billig teuer
"""
_VERBS = """
ich wir er sie es man mein meine meinen meinem unser unsere unseren unserem dass kann können ist
sind war waren habe hat haben fühle fühlt bekomme bekommen weiß wissen finde findet verstehe werde
wird werden will wollen möchte soll sollte lerne gibt hilft helfen macht machen arbeite nimmt
respektiert unterstützt erhält erhalte führt hält läuft bleibt lässt
"""
_LEADING = """
stimmst du zu,? dass|findest du nicht(?: auch)?|bist du (?:auch|nicht auch) der Meinung
meinst du nicht(?: auch)?|glaubst du nicht(?: auch)?|denkst du nicht(?: auch)?
(?:ist|sind|wäre|sollte|sollten|hat|haben|kann) (?:es|das|die|der|unsere?|wir) nicht
wie (?:schlecht|schlimm|furchtbar|schrecklich|langsam|mühsam|nervig|großartig|toll)(?! oder)
wie (?:unfair|kaputt|begeistert|enttäuscht|aufregend|beeindruckt)(?! oder)
wie (?:sehr|stark) (?:liebst|hasst|schätzt|genießt|bewunderst) du|preisgekrönt(?:e|en|er|es|em)?
wie viel (?:besser|schlechter)(?! oder)|natürlich|selbstverständlich|offensichtlich|bekanntlich
zweifellos
bekanntermaßen|wie (?:alle|jeder|wir alle|du) (?:weiß|wissen|weißt)|jeder weiß|alle wissen
die meisten (?:Menschen|Leute|Entwickler|Entwicklerinnen|Firmen) (?:finden|denken|meinen|sagen)
(?:Fachleute|Experten|Studien) (?:sagen|zeigen|meinen|belegen)|die Tatsache,? dass
(?:furchtbar|schrecklich|katastrophal|grauenhaft|fantastisch)(?:e|en|er|es|em|sten?)?
(?:phantastisch|wunderbar|großartig|hervorragend|exzellent|lächerlich)(?:e|en|er|es|em|sten?)?
(?:dumm|toxisch|unfähig|nutzlos|faul|bürokratisch)(?:e|en|er|es|em|sten?)?
(?:unerträglich|chaotisch|erstklassig|genial|brillant|aufgebläht)(?:e|en|er|es|em|sten?)?
Katastrophe|Chaos|Albtraum|Alptraum|weltklasse|Verschwendung|Wahnsinn
"""
_TAGS = r",\s*(?:nicht wahr|oder|stimmt['\u2019]?s|nicht|gell|richtig)\s*\?"
_JARGON = """
Synergien?|Synergieeffekte?n?|ganzheitlich(?:e|en|er|es)?|Mehrwerte?|Stakeholdern?|Alignment|aligned
Buy[- ]in
Mindset|Enablement|committe[nt]?|Commitment|Learnings?|Best[- ]Practices?|Low[- ]Hanging[- ]Fruits?
Bandbreite für|zielführend(?:e|en|er|es)?|proaktiv(?:e|en|er|es)?|Deep[- ]Dives?|Handlungsfelder[n]?
Ownership|kognitive[nr]? (?:Last|Belastung)|psychologische[nr]? Sicherheit|Flow-Zustand|Empowerment
empowert|Value Streams?|Wertstr(?:om|öme|ömen)|Paradigmen?|Paradigmenwechsel|Purpose|OKRs?|KPIs?
Roadmap-Alignment|Quick[- ]Wins?|Game[- ]?Changer|(?:unser|digital|eigen)\\w* Ökosystem\\w*
Kernkompetenzen?|operationalisieren?
nachhaltig verankert|agile Transformation|New Work|crossfunktional(?:e|en|er|es)?
(?:ich werde|wir werden|fühle mich|(?:Leute|Menschen|Mitarbeitende) werden)[^.?!]{0,60} abgeholt
performant(?:e|en|er|es)?|leveragen|challengen|Thought Leadership|State of the Art|orchestrieren
(?-i:MTTR|MTTD|MTBF|SLOs?|SLIs?|SLAs?|WIP|DXI|NPS|SRE|CAB|ITIL|SAFe|VSM|DDD|ROI|TCO|FTEs?|MVP)
"""
_TIMES = "Tag|Woche|Monat|Quartal|Jahr|Morgen|Abend|Sprint|Stunde|Mal"
_ABSOLUTE = rf"""
immer|nie|niemals|alle|allen|aller|jede[nrsm]?(?! (?:{_TIMES})\w*)|jederzeit|niemand(?:en|em)?
keiner|alles,? was|alles ist|ist alles|nichts|völlig|vollkommen|absolut|total|komplett|restlos
ständig|ausnahmslos|hundertprozentig
unmöglich|100 ?%|stets|perfekt
"""
_HARMLESS = """
wann immer|immer noch|immer wieder|immer mehr|immer öfter|immer weniger|noch immer|fast immer
fast nie|vor allem|alles in allem|in allem|alle (?:paar|zwei|drei) \\w+|fast alle|was immer
nicht immer|oder nicht|nicht (?:mehr|länger|später|weniger|früher) als|nicht nur
immer (?:leichter|schwerer|schneller|langsamer|besser|schlechter|einfacher|schwieriger|länger)
immer kürzer
immer (?:größer|kleiner|seltener|höher|komplizierter|stabiler|teurer|wichtiger)|alles andere
wo immer|wer immer|nicht nur|ob oder nicht|beinahe alle|immer häufiger|nein sagen
allen voran|bei allem|alle,? die (?:zutreffen|passen)|alles,? was (?:zutrifft|passt)
keine[sr]? davon
alle zutreffenden
"""
_SENSITIVE = """
Burn-?out|erschöpf\\w*|ausgebrannt|Stress|gestresst|Gesundheit|gesundheitlich\\w*|Gehalt|Lohn
Einkommen|(?:dein|mein|welches|welchem) Alter|Altersgruppe|wie alt bist du|überfordert|Geschlecht
sexuelle Orientierung|Behinderung|Religion|ethnisch\\w*
(?:meine|deine|meiner|deiner|soziale|ethnische|welche) Herkunft
Nationalität|schwanger\\w*|Elternzeit|krank\\w*|Krankheit\\w*|depressiv\\w*|Depression\\w*|Angst
ängstlich\\w*|belästigt?|Belästigung\\w*|gemobbt|Mobbing|diskriminiert|Diskriminierung\\w*
(?:mein|dein|unser)e?[nrms]? (?:Chef|Chefin|Vorgesetzte[nr]?|Führungskraft|Leitung)
kündig\\w*|Kündigung|das Unternehmen verlassen|andere Stelle|neue Stelle|neuen Job|Gewerkschaft
einsam|Therapie|Medikamente|Beförderung
"""

GERMAN = Language(
    code="de",
    joins=re.compile(r"\s*(?:,\s+)?\b(?:und/oder|und|oder|aber|sowie|und auch)\s+", re.IGNORECASE),
    qualities=phrases(listed(_QUALITIES, _ENDINGS), _SUFFIXES),
    aspects=phrases(listed(_ASPECTS)),
    actors=phrases(listed(_ACTORS)),
    clauses=re.compile(
        rf"\b(?:und|aber|sowie)\s+(?:(?:auch|dabei|deshalb|trotzdem)\s+)?{listed(_VERBS)}(?!\w)"
        r"|\bund/oder\b|\bsowohl\b[^.?!]{1,80}\bals auch\b|\bsowie\b",
        re.IGNORECASE,
    ),
    pairs=re.compile(
        r"(?<!zwischen )\b(?:mein|unser|dein|ihr)e?[nrms]?\s+\w+(?:\s+\w+)?\s+(?:und|oder)\s+"
        r"(?:mein|unser|dein|ihr)e?[nrms]?\s+\w+",
        re.IGNORECASE,
    ),
    fixed=phrases(_FIXED, both_ends(_ENDS, "oder|und")),
    asks_for_facts=re.compile(
        r"(?:.*,\s*)?(?:was(?! (?:hältst|denkst|meinst))|welche[nrsm]?|wer|wen|wem|wo"
        r"|wie (?:viele?|oft|lange|bald|schnell))\b",
        re.IGNORECASE,
    ),
    leading=re.compile(rf"{phrases(_LEADING).pattern}|{_TAGS}", re.IGNORECASE),
    negation=phrases("nicht|kein(?:e|en|er|es|em)?|weder|noch nie|kaum|nirgends|nirgendwo"),
    jargon=phrases(_JARGON),
    absolute=phrases(_ABSOLUTE),
    harmless=phrases(_HARMLESS),
    sensitive=phrases(_SENSITIVE),
    syllables=german_syllables,
    ease=amstad_reading_ease,
    hard_below=15.0,
)
