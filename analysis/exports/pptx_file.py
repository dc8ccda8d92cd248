"""A PowerPoint file as the same bytes every time, with the font of the charts.

The library writes the time of the making into the archive, and into the workbook inside each chart.
"""

from __future__ import annotations

import io
import re
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from analysis.charts import theme

#: The earliest day that an archive can name.
NO_TIME = (1980, 1, 1, 0, 0, 0)
THEME = "ppt/theme/theme"
WORKBOOK = ".xlsx"
#: The font of the charts, and what tells a program without it which to take: a humanist sans serif.
FONT = (
    f'<a:latin typeface="{theme.FONT}" panose="020B0603030804020204" pitchFamily="34" charset="0"/>'
)
_LATIN = re.compile(r'<a:latin typeface="[^"+]*"\s*/>')
_MADE = re.compile(r"(<dcterms:(created|modified) [^>]*>)[^<]*(?=<)")


def reproducible(raw: bytes, made: date) -> bytes:
    """The file with ``made`` wherever it would say when it was made, and its font in the theme."""
    packed = io.BytesIO()
    with ZipFile(io.BytesIO(raw)) as source, ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = ZipInfo(name, NO_TIME)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, _part(name, source.read(name), made))
    return packed.getvalue()


def _part(name: str, content: bytes, made: date) -> bytes:
    if name.endswith(WORKBOOK):
        return reproducible(content, made)
    if name.startswith(THEME):
        return _LATIN.sub(FONT, content.decode()).encode()
    if name == "docProps/core.xml":
        return _MADE.sub(rf"\g<1>{made.isoformat()}T00:00:00Z", content.decode()).encode()
    return content
