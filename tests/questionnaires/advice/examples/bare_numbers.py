"""Levels that are numbers alone, and numbers that are the answer."""

from __future__ import annotations

BAD = (
    ("Strongly disagree", "2", "3", "4", "Strongly agree"),
    ("1", "2", "3", "4", "5"),
    ("Never", "2", "3", "Always"),
    ("0", "1", "2"),
    ("-2", "-1", "0", "1", "2"),
    ("Bad", "2", "Good"),
    ("1", "2", "3", "4", "5", "6", "7"),
    ("1", "2", "3", "4"),
    ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"),
    ("Very slow", "2", "3", "4", "Very fast"),
    ("1.", "2.", "3.", "4.", "5."),
    ("(1)", "(2)", "(3)"),
    ("+2", "+1", "0", "-1", "-2"),
    ("5", "4", "3", "2", "1"),
    ("1 - Strongly disagree", "2", "3", "4", "5 - Strongly agree"),
    ("Nie", "2", "3", "4", "Immer"),
    ("Muy difícil", "2", "3", "4", "Muy fácil"),
    ("1/5", "2/5", "3/5", "4/5", "5/5"),
)
GOOD = (
    ("1 - Strongly disagree", "2 - Disagree", "3 - Agree", "4 - Strongly agree"),
    ("1 (never)", "2 (rarely)", "3 (often)"),
    ("0", "1", "2", "3 or more"),
    ("0", "1 to 5", "6 to 20", "More than 20"),
    ("None", "1", "2", "More than 2"),
    ("0", "1", "2–5", "6+"),
    ("0 %", "25 %", "50 %", "75 %", "100 %"),
    ("1 hour", "2 hours", "3 hours"),
    ("Less than 1 day", "1 to 7 days", "8 days or more"),
    ("1: hard", "2: neither", "3: easy"),
    ("Never", "Once a year", "4 times a year", "12 times a year"),
    ("Keine", "1", "2", "3 oder mehr"),
    ("Ninguno", "1", "2", "3 o más"),
    ("Less than 5", "5 to 10", "11 to 50"),
    ("In the first week", "In week 2", "In week 3"),
    ("1st quarter", "2nd quarter", "3rd quarter"),
)
