"""Metadata: columns of a survey tool about a person, not about the work.

They are known by their names, in English, German and Spanish, or by what stands in them. Whoever
reads a past round leaves them where they are: they are neither kept nor shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from analysis.sources.labels import same

#: Names of columns, without spaces and signs.
_NAMES_IN_WORDS = """
    id responseid respondentid collectorid recordid submissionid sessionid token seed code
    externalid externalreference externaldatareference customdata1 employeeid personid userid
    startdate enddate recordeddate date datecreated datemodified datestarted datesubmitted
    datelastaction datestamp submitdate submittedat submissiondate createdat updatedat completedat
    startedat timestamp time starttime completiontime lastmodifiedtime completed started
    durationinseconds duration interviewtime totaltime timetaken progress finished status lastpage
    lastpageseen
    ipaddress ipaddr ip refurl referrerurl referrer useragent browser distributionchannel
    locationlatitude locationlongitude latitude longitude userlanguage startlanguage language locale
    recipientlastname recipientfirstname recipientemail emailaddress email emails mail mailaddress
    username user name firstname lastname fullname surname manager manageremail managername
    employeename employeeemail phone phonenumber link personallink surveylink qballotboxstuffing
    score points quizscore totalpoints quizfeedback
    zeitstempel startzeit fertigstellungszeit endzeit zeitpunktderletztenanderung
    zeitderletztenanderung emailadresse benutzername vorname nachname ipadresse antwortid
    datumabgeschickt letzteseite startsprache sprache datumgestartet datumletzteaktivitat
    gesamtpunktzahl
    marcatemporal horadeinicio horadefinalizacion horadelaultimamodificacion correoelectronico
    direcciondecorreoelectronico nombre apellido apellidos nombredeusuario direccionip
    iddelarespuesta fechadeenvio ultimapagina idiomainicial fechadeinicio fechadelaultimaaccion
"""
_NAMES = frozenset(_NAMES_IN_WORDS.split())
_TIMES = re.compile(r"(?:question|group|grouptime|questiontime)(?:time)?\d+")
_MAIL = re.compile(r"[^@\s]+@(?=[^@\s]+\.[^@\s])[^@\s]+")
_ADDRESS = re.compile(
    r"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}", re.IGNORECASE
)
_MOMENT = re.compile(
    r"\d{1,4}[-./]\d{1,2}[-./]\d{2,4}"
    r"(?:[ T,]+\d{1,2}:\d{2}\S*(?: ?[AP]M)?(?: [A-Z+0-9:]+)?)?",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://\S+")
_IDENTIFIER = re.compile(r"(?=.*\d)[\w-]{10,}")
#: No mail address is longer. What is longer is words, whatever it looks like.
_LONGEST = 320


def is_metadata(name: str, cells: Sequence[str]) -> bool:
    """Whether a column says who answered, when or from where.

    By its name, or because half of what stands in it are mail addresses, addresses on the net,
    moments or the numbers that a tool gives.

    >>> is_metadata("IP Address", []), is_metadata("Contact", ["ann@example.org", ""])
    (True, True)
    >>> is_metadata("Team", ["Data", "Search"])
    False
    """
    return has_name_of_metadata(name) or _tells_a_person(cells)


def has_name_of_metadata(name: str) -> bool:
    """Whether a column is called like one of a tool's own.

    >>> has_name_of_metadata("Duration (in seconds)"), has_name_of_metadata("E-Mail-Adresse")
    (True, True)
    """
    plain = plain_name(name)
    return plain in _NAMES or bool(_TIMES.fullmatch(plain))


def plain_name(name: str) -> str:
    """A name without accents, spaces and signs.

    >>> plain_name("Hora de finalización"), plain_name("Zeitpunkt der letzten Änderung")
    ('horadefinalizacion', 'zeitpunktderletztenanderung')
    """
    plain = unicodedata.normalize("NFKD", same(name)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain)


def _tells_a_person(cells: Sequence[str]) -> bool:
    given = Counter(cell.strip() for cell in cells)
    del given[""]
    total = given.total()
    if not total:
        return False
    short = {cell: times for cell, times in given.items() if len(cell) <= _LONGEST}
    for pattern in (_MAIL, _ADDRESS, _MOMENT, _LINK):
        if sum(times for cell, times in short.items() if pattern.fullmatch(cell)) * 2 >= total:
            return True
    is_one_each = total > 1 and len(short) == total
    return is_one_each and all(_IDENTIFIER.fullmatch(cell) for cell in short)
