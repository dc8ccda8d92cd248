"""Texts and what is found in them: for the module, and for the script of the survey."""

from __future__ import annotations

#: Text, and the kinds in it in order, each with the words found.
FOUND: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("Write to ada.lovelace+x@example.co.uk.", (("mail", "ada.lovelace+x@example.co.uk"),)),
    ("(ada@example.org)", (("mail", "ada@example.org"),)),
    ("See https://wiki.example.org/a?b=c#d, please", (("url", "https://wiki.example.org/a?b=c#d"),)),
    ("www.example.org!", (("url", "www.example.org"),)),
    ("ssh://build-7/x and again", (("url", "ssh://build-7/x"),)),
    ("@ada merged it", (("handle", "@ada"),)),
    ("cc (@grace-h)", (("handle", "@grace-h"),)),
    ("OPS-17 is open since May", (("ticket", "OPS-17"),)),
    ("As in DX2-1234: slow", (("ticket", "DX2-1234"),)),
    ("Since #1234 it is worse", (("ticket", "#1234"),)),
    ("Broken by 3f9c2ab.", (("commit", "3f9c2ab"),)),
    ("3F9C2AB", (("commit", "3F9C2AB"),)),
    ("0123456789abcdef0123456789abcdef01234567", (
        ("commit", "0123456789abcdef0123456789abcdef01234567"),)),
    ("Call +49 (0)30 123 45 67", (("phone", "+49 (0)30 123 45 67"),)),
    ("0049 170 1234567", (("phone", "0049 170 1234567"),)),
    ("my desk: 030/1234567", (("phone", "030/1234567"),)),
    ("(555) 234-5678", (("phone", "(555) 234-5678"),)),
    ("555-234-5678 rings", (("phone", "555-234-5678"),)),
    ("@ada, see OPS-17 and ada@example.org", (
        ("handle", "@ada"), ("ticket", "OPS-17"), ("mail", "ada@example.org"))),
    ("https://git.example.org/3f9c2ab and OPS-1", (
        ("url", "https://git.example.org/3f9c2ab"), ("ticket", "OPS-1"))),
)  # fmt: skip

#: Texts in which nothing is found.
NOT_FOUND = (
    "",
    "The tests take forty minutes, and nobody reads them.",
    "Half a day a week @ most, 50@50.",
    "We use UTF-8, SHA-256, ISO-8601 and COVID-19 rules.",
    "Our #1 problem is the build.",
    "&#39; is an apostrophe",
    "From 2027-04-06 to 06.04.2027 10:30, or 1/4/2027.",
    "Between 2019-2023 it cost 1 000 000, then 1,000,000.50.",
    "1234567 and 100000000 rows",
    "decade facade effaced deadbee",
    "Version 1.2.3.4 at 10.0.0.12, 0.123456789 of it",
    "At 10:30-11:45, 5-10 people, 3 of 4.",
    "node_modules/@types/node",
    "e2e, k8s, p95, a11y",
    "sub-second CI-runs, on-call",
)

#: Texts in which the script sees the form of a name, which the module is given.
NAMED = (
    "Ask Ada how that came about.",
    "I spoke with Ada Lovelace about it.",
    "Ada Lovelace never reviews anything.",
    "The build broke. Grace Hopper knows why",
    "thanks to Grace it got better",
    "Jean-Luc Picard, for one.",
    "It was Åsa Öberg (again)",
    "Miles O\u2019Brien repaired it",
    "Nobody but Anna Maria van Dyke",
    "Dr. Faust said so",
    "my manager, Mr Spock, is fair",
    "we told Łukasz twice",
)

#: Texts with capitals in which it does not.
NOT_NAMED = (
    "GitHub Actions is slow on Monday.",
    "The Visual Studio Code plugin, Google Cloud and the Pull Request queue",
    "We moved from Jenkins to GitLab. Then Kubernetes came.",
    "Our Spring Boot services, the Data Platform team, and Machine Learning",
    "Definition of Done. Product Owner. Scrum Master? Chief of Staff",
    "Merge Requests wait. Code Review takes days. On Friday we stop.",
    "I think. Then I wait. A B testing, CI and CD.",
    "Ask me. Tell them. Ask GitHub. Thanks to Copilot, less typing.",
    "Too many meetings\nNobody decides\nSlow builds",
    "",
)

#: The same in German, where every noun has a capital.
NAMED_IN_GERMAN = ("Frau Müller hilft immer.", "Das hat Herr Schmidt entschieden", "Dr. Faust")
NOT_NAMED_IN_GERMAN = (
    "Die Build Zeit ist zu lang, und das Team Plattform hilft.",
    "Mehr Ruhe am Montag. Weniger Besprechungen im Bereich Technik Betrieb",
)
