"""English: the words that the rules on wording look for. The lists are ours."""

from __future__ import annotations

import re

from questionnaires.advice.languages import Language, both_ends, listed, phrases
from questionnaires.advice.reading import english_syllables, flesch_reading_ease

_QUALITIES = """
fast quick quicker slow slower easy easier simple simpler hard harder difficult clear clearer vague
good better bad worse safe safer secure stable robust reliable trustworthy accurate complete current
up[-\\s]to[-\\s]date outdated findable useful helpful friendly fair honest open transparent timely
prompt relevant meaningful interesting boring motivating motivated happy content satisfied proud
calm relaxed tired exhausted stressed anxious angry frustrated annoyed frustrating annoying
efficient effective productive consistent modern flexible maintainable readable testable scalable
cheap expensive short long tidy clean messy complicated complex painful smooth respectful
supportive valued respected heard appreciated recognised recognized supported informed trusted
competent engaged energised energized fun well[-\\s]\\w+ autonomous independent
high[-\\s]quality understandable manageable predictable repeatable thorough structured welcoming
constructive inclusive collaborative encouraged rewarded indifferent cynical intuitive responsive
detailed concise rewarding challenging
"""
_SUFFIXES = r"\w{3,}(?:able|ible|ful|ous|ly)"
_ASPECTS = """
speed quality ease reliability stability security safety pay salary benefits bonus accuracy
completeness clarity usefulness cost costs performance availability support recognition autonomy
trust workload fairness honesty usability frequency length depth tone relevance transparency
flexibility training growth promotion career time tools processes resources skills culture
"""
_ACTORS = """
manager managers lead leads leadership management team colleagues peers stakeholders
customers product operations security-team architects executives
"""
_FIXED = """
trial and error|back and forth|up and running|now and then|now and again|more and more
again and again|by and large|pros and cons|whether or not|more or less|sooner or later
safe and sound|read and write|tried and tested|over and over|yes or no|first and foremost
one or two|two or three|once or twice|build and test|drag and drop|search and replace
high and low|day and night|front and back|terms and conditions
(?:daily|weekly|monthly|quarterly|yearly) (?:and|or) (?:daily|weekly|monthly|quarterly|yearly)
"""
_ENDS = """
easy hard;easy difficult;simple hard;simple complicated;simple complex;fast slow;quick slow;good bad
good poor;better worse;safe unsafe;clear unclear;satisfied dissatisfied;satisfied unsatisfied
happy unhappy;useful useless;helpful unhelpful;likely unlikely;reliable unreliable;cheap expensive
short long;stable unstable;positive negative;faster slower;easier harder;shorter longer
"""
_VERBS = """
feel get have know can could is are was were do does did understand enjoy find receive want would
should will make makes take takes gives? keeps? lets has improves? learn learns see sees read reads
write writes follows? listens? respects supports trusts helps works leads likes? needs? allows?
encourages? explains? offers? provides? knows feels gets finds recogni[sz]es collaborates?
communicates shares responds disrupts treats appreciates delivers acts cares cooperates thanks
"""
_LEADING = """
do you agree that|would you agree|don't you agree|do you not|don't you think|wouldn't you
(?:don|doesn|isn|aren|wouldn)['\u2019]t (?:you|it|we|they|the|our|your|this)
(?:shouldn|couldn|haven|hasn|didn|wasn)['\u2019]t (?:you|it|we|they|the|our|your|this)
how (?:bad|badly|terrible|awful|slow|poor|poorly|annoying|frustrating)(?! or)
how (?:painful|great|excellent|amazing|wonderful|fantastic|useless|broken|unfair)(?! or)
how (?:excited|delighted|thrilled|impressed|fed up|disappointed|unhappy|exciting)(?! or)
how (?:much|strongly|often) do you (?:love|enjoy|hate|dislike|appreciate|admire)
(?:^|[.;,] )(?:would|should|could|shall) (?:you|we|they|it) not|award[- ]winning
wast(?:e|es|ed|ing) (?:of )?(?:time|money|hours)
how much (?:better|worse)(?! or)|of course|obviously|surely|undoubtedly
(?:^|[.;,] )clearly|clearly (?:too|better|worse|wrong|broken|superior|inferior)|needless to say
as (?:everyone|everybody|we all|you) knows?|everyone knows|everybody knows|it is well known
most (?:people|engineers|developers|companies) (?:agree|think|know|believe|say|find)
(?:experts|studies|research) (?:agree|show|shows|say|says)|the fact that|admit (?:that|it)
terribl[ey]|awful|horrible|horrendous|amazing|fantastic|wonderful|world[- ]class|brilliant
outstanding|excellent|ridiculous|stupid|disastrous|disaster(?! (?:recovery|drills?|plans?))
nightmare|toxic|incompetent|useless
hopeless|lazy|bureaucratic|wasteful|best[- ]in[- ]class|cutting[- ]edge|chaos|chaotic|pathetic
insane|unbearable|superb|marvell?ous|rock[- ]solid|bloated
"""
_TAGS = r",\s*(?:right|correct|isn['\u2019]t it|aren['\u2019]t they|don['\u2019]t you|yes|no)\s*\?"
_JARGON = """
leverag(?:e|es|ed|ing)|synerg(?:y|ies|istic)|holistic(?:ally)?|paradigms?|stakeholder alignment
best[- ]practices?|low[- ]hanging fruit|deep[- ]dives?|toil|golden paths?|buy[- ]in
go[- ]to[- ]market
(?:have|has|had|lacks?|enough) (?:the |enough |more )?bandwidth (?:for|to)
aligned (?:on|with|around)|circle back|move the needle
value streams?|ideation|actionable|operationali[sz]e[sd]?|utili[sz](?:e|es|ed|ing|ation)|touch base
north star|okrs?|kpis?|streamlin(?:e|es|ed|ing)|empower(?:s|ed|ing|ment)?|enablement
cognitive load|psychological(?:ly)? safe(?:ty)?|flow state|growth mindset|mindset|learnings
thought leader(?:ship)?|cross[- ]functional(?:ly)?|frictionless|seamless(?:ly)?|shift[- ]left
(?:our|product|partner|digital) ecosystems?|going forward|game[- ]chang(?:er|ing)|granularity
proactive(?:ly)?|impactful
value[- ]add(?:ed)?|core competenc(?:y|ies)|facilitat(?:e|es|ed|ing)|ownership culture
(?-i:MTTR|MTTD|MTBF|SLOs?|SLIs?|SLAs?|WIP|DXI|NPS|SRE|CAB|ITIL|SAFe|VSM|DDD|TBD|ROI|TCO|FTEs?|SME|SMEs)
"""
_TIMES = "day|week|month|quarter|year|morning|evening|sprint|hour|few|other|two|three|night|time"
_ABSOLUTE = rf"""
always|never|all|every(?! (?:{_TIMES})s?\b)|everyone|everybody|nobody|no one|none|nothing
everything (?:is|works|runs|that|I|we|you|my|our)(?! again)|(?:anyone|anybody) can
completely|fully|totally|absolutely|entirely|perfectly|impossible|constantly|at all times|100 ?%
100 percent|in every case|without exception
"""
_HARMLESS = """
all in all|at all(?! times)|after all|first of all|best of all|most of all|above all|almost always
all day
nearly always|almost never|hardly ever|all the same|if at all|of all kinds|almost all|nearly all
once and for all|not always|nearly every|almost every|say no|no more than|no later than
of all (?:the|my|your|our)|all that (?:apply|applies|fit)|(?:all|none) of (?:the above|these)
all[- ]hands|every now and (?:then|again)|everything (?:else|considered)
fully[- ]remote|not only|no (?:later|earlier|longer) than|no[- ](?:blame|code|op)
whether or not|or not|if not|zero downtime|all that you need|from zero
"""
_SENSITIVE = """
burn(?:ed|t)?[- ]?out|exhaust(?:s|ed|ing|ion)?|worn out|overwhelm(?:s|ed|ing)?|salary|income|wage
stress(?:ed|ful)?(?! test\\w*)|health(?! (?:checks?|probes?|pages?|endpoints?))
pay(?! (?:attention|off|down|back))|(?:my|your|what) age|age (?:band|group|range)|how old are you
gender|sex|sexual orientation|disabilit(?:y|ies)|disabled|religion|ethnic(?:ity)?
race(?! conditions?)
nationality|pregnan(?:t|cy)|parental leave|sick(?:ness)?|sick leave|depress(?:ed|ion)
anxi(?:ous|ety)
afraid|fear|harass(?:ed|ment)?|bull(?:y|ied|ying)|discriminat(?:ed|ion)|my manager|your manager
my boss|your boss|leave (?:this|the) company|leave the organi[sz]ation|new job|other jobs|quit|union
lonely|cry|therapy|medication|promotion(?! (?:of|to)\\b)|see myself (?:here|working)
(?:still|keep) working here
"""

ENGLISH = Language(
    code="en",
    joins=re.compile(r"\s*(?:,\s+)?\b(?:and/or|and|or|but|as well as|and also)\s+", re.IGNORECASE),
    qualities=phrases(listed(_QUALITIES), _SUFFIXES),
    aspects=phrases(listed(_ASPECTS)),
    actors=phrases(listed(_ACTORS)),
    clauses=re.compile(
        r"(?<!team )(?<!colleagues )(?<!manager )(?<!lead )(?<!others )\b(?:and|but)\s+"
        r"(?:(?:also|that|therefore|so|usually|always|easily|quickly)\s+)?"
        rf"(?:I|we|my|our|they|it|this|there|you|your|{listed(_VERBS)})(?!\w)"
        r"|\band/or\b|\bas well as\b|\bboth\b[^.?!]{1,60}\band\b",
        re.IGNORECASE,
    ),
    pairs=re.compile(
        r"(?<!between )\b(?:my|our|your|their)\s+\w+(?:\s+\w+)?\s+(?:and|or)\s+"
        r"(?:my|our|your|their)\s+\w+",
        re.IGNORECASE,
    ),
    fixed=phrases(_FIXED, both_ends(_ENDS, "or|and")),
    asks_for_facts=re.compile(
        r"(?:.*,\s*)?(?:what(?! do you think)|which|who|whom|where"
        r"|how (?:many|often|much|long|soon))\b",
        re.IGNORECASE,
    ),
    leading=re.compile(rf"{phrases(_LEADING).pattern}|{_TAGS}", re.IGNORECASE),
    negation=phrases(
        r"\w+n['\u2019]t|not|cannot|no|neither|nor|hardly|no longer|scarcely|barely|lacks?"
    ),
    jargon=phrases(_JARGON),
    absolute=phrases(_ABSOLUTE),
    harmless=phrases(_HARMLESS),
    sensitive=phrases(_SENSITIVE),
    syllables=english_syllables,
    ease=flesch_reading_ease,
    hard_below=20.0,
)
