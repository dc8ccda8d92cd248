"""Attributes by how many people would share an answer: people, the smallest group, the answers."""

from __future__ import annotations

#: An attribute alone: how many people there are, the smallest group that is told, its answers.
IDENTIFYING_BAD = (
    (10, 5, "role", 3),
    (20, 5, "site", 5),
    (24, 5, "tenure", 5),
    (29, 5, "level", 6),
    (40, 5, "age_band", 9),
    (49, 10, "tenure", 5),
    (12, 5, "role", 4),
    (4, 5, "works_remotely", 2),
    (70, 5, "country", 15),
    (100, 5, "team", 21),
    (9, 5, "leads_people", 2),
    (30, 5, "first_language", 8),
    (1, 5, "role", 2),
    (59, 10, "level", 6),
    (14, 5, "contract", 3),
    (300, 5, "job_title", 61),
)
IDENTIFYING_GOOD = (
    (10, 5, "works_remotely", 2),
    (25, 5, "tenure", 5),
    (30, 5, "level", 6),
    (45, 5, "age_band", 9),
    (50, 10, "tenure", 5),
    (20, 5, "role", 4),
    (70, 5, "site", 6),
    (400, 5, "country", 15),
    (105, 5, "team", 21),
    (1000, 5, "job_title", 40),
    (40, 5, "first_language", 8),
    (60, 10, "level", 6),
    (15, 5, "contract", 3),
    (12, 5, "leads_people", 2),
    (0, 5, "site", 50),  # where nobody is on the roster nothing is known, and nothing said
    (305, 5, "job_title", 61),
)
#: Attributes together, by their answers.
TOGETHER_BAD = (
    (99, 5, {"site": 4, "role": 5}),
    (60, 5, {"site": 4, "tenure": 4}),
    (120, 5, {"role": 5, "tenure": 5}),
    (19, 5, {"leads_people": 2, "works_remotely": 2}),
    (200, 5, {"site": 3, "role": 4, "tenure": 4}),
    (500, 5, {"country": 15, "level": 7}),
    (1000, 5, {"site": 6, "role": 6, "tenure": 6}),
    (80, 5, {"age_band": 5, "gender": 4}),
    (300, 10, {"role": 6, "tenure": 6}),
    (40, 5, {"contract": 3, "role": 3}),
    (2000, 5, {"team": 40, "tenure": 11}),
    (10, 5, {"role": 2, "site": 2}),
    (150, 5, {"level": 4, "leads_people": 2, "works_remotely": 2, "contract": 2}),
    (30, 5, {"tenure": 7, "works_remotely": 2}),
    (64, 5, {"role": 4, "site": 4}),
    (49, 5, {"role": 5, "leads_people": 2}),
)
TOGETHER_GOOD: tuple[tuple[int, int, dict[str, int]], ...] = (
    (100, 5, {"site": 4, "role": 5}),
    (80, 5, {"site": 4, "tenure": 4}),
    (125, 5, {"role": 5, "tenure": 5}),
    (20, 5, {"leads_people": 2, "works_remotely": 2}),
    (240, 5, {"site": 3, "role": 4, "tenure": 4}),
    (525, 5, {"country": 15, "level": 7}),
    (1080, 5, {"site": 6, "role": 6, "tenure": 6}),
    (100, 5, {"age_band": 5, "gender": 4}),
    (360, 10, {"role": 6, "tenure": 6}),
    (45, 5, {"contract": 3, "role": 3}),
    (2200, 5, {"team": 40, "tenure": 11}),
    (9, 5, {"site": 90}),  # alone it is told of in another rule
    (0, 5, {"role": 9, "site": 9}),
    (160, 5, {"level": 4, "leads_people": 2, "works_remotely": 2, "contract": 2}),
    (50, 5, {"role": 5, "leads_people": 2}),
    (12, 5, {}),
)
