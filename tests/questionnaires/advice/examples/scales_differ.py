"""Pairs of scales in one set: alike and different, or told apart at a glance."""

from __future__ import annotations

AGREE_5 = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
AGREE_4 = ("Strongly disagree", "Disagree", "Agree", "Strongly agree")
NEVER_5 = ("Never", "Rarely", "Sometimes", "Often", "Always")
EASE_5 = ("Very hard", "Hard", "Neither", "Easy", "Very easy")
CONTENT_5 = ("Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied")
QUALITY_5 = ("Very poor", "Poor", "Fair", "Good", "Very good")
HOURS = ("None", "Up to 1 hour", "1 to 3 hours", "More than 3 hours")

BAD = (
    (AGREE_5, AGREE_4),
    (AGREE_5, tuple(reversed(AGREE_5))),
    (AGREE_4, tuple(reversed(AGREE_4))),
    (AGREE_5, ("STRONGLY DISAGREE", "Neutral", "strongly agree ")),
    (NEVER_5, ("Never", "Sometimes", "Always")),
    (NEVER_5, tuple(reversed(NEVER_5))),
    (NEVER_5, ("Never", "Rarely", "Often", "Always")),
    (EASE_5, ("Very hard", "Hard", "Easy", "Very easy")),
    (EASE_5, tuple(reversed(EASE_5))),
    (CONTENT_5, ("Very dissatisfied", "Neither", "Very satisfied")),
    (CONTENT_5, tuple(reversed(CONTENT_5))),
    (QUALITY_5, ("Very poor", "Poor", "Good", "Very good")),
    (HOURS, ("None", "Up to 2 hours", "More than 3 hours")),
    (("Nie", "Selten", "Manchmal", "Oft", "Immer"), ("Nie", "Manchmal", "Immer")),
    (("Nunca", "A veces", "Siempre"), ("Siempre", "A veces", "Nunca")),
    (AGREE_5, ("1 - Strongly disagree", "2", "3", "4 - Strongly agree")),
)
GOOD = (
    (AGREE_5, AGREE_5),
    (AGREE_5, NEVER_5),
    (AGREE_5, CONTENT_5),
    (NEVER_5, EASE_5),
    (CONTENT_5, QUALITY_5),
    (AGREE_5, ("Disagree", "Neutral", "Agree")),
    (NEVER_5, ("Never", "Once a month", "Once a week", "Daily")),
    (NEVER_5, ("Rarely", "Sometimes", "Often")),
    (QUALITY_5, ("Poor", "Fair", "Good", "Excellent")),
    (HOURS, ("None", "Up to 1 day", "1 to 3 days", "More than 3 days")),
    (("Less than 1 hour", "1 hour to 1 day", "More than 1 day"), HOURS),
    (("Bad", "Good"), ("Bad", "Neither", "Good")),
    (EASE_5, ("Hard", "Easy")),
    (AGREE_5, ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")),
    (CONTENT_5, ("Very unhappy", "Unhappy", "Neither", "Happy", "Very happy")),
    (("Worse", "As before", "Better"), ("Much worse", "As before", "Much better")),
)
