"""Questionnaires for tests: small, and with something of everything."""

from __future__ import annotations

from dataclasses import replace

from analysis.instrument import (
    AGREEMENT_5,
    Condition,
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
    Section,
    likert,
    number_scale,
    percentage,
)
from analysis.ranges import NumberRange

AGREEMENT = likert("agreement_5", AGREEMENT_5, boxes=2)
AGREEMENT_7 = likert(
    "agreement_7",
    (
        "Strongly disagree",
        "Disagree",
        "Somewhat disagree",
        "Neither agree nor disagree",
        "Somewhat agree",
        "Agree",
        "Strongly agree",
    ),
    boxes=2,
)
FREQUENCY = likert("frequency_5", ("Never", "Rarely", "Sometimes", "Often", "Always"), boxes=2)
LIKELIHOOD = Scale(
    "likelihood",
    ScaleKind.ORDINAL,
    tuple(
        Option(str(n), {0: "0 · Not at all likely", 10: "10 · Extremely likely"}.get(n, str(n)), n)
        for n in range(11)
    ),
    favourable=frozenset({"9", "10"}),
    unfavourable=frozenset(str(n) for n in range(7)),
)
LEAD_TIME = likert(
    "lead_time",
    (
        "More than six months",
        "Between one month and six months",
        "Between one week and one month",
        "Between one day and one week",
        "Less than one day",
        "Less than one hour",
    ),
    boxes=0,
)
YES_NO = Scale("yes_no", ScaleKind.SINGLE, (Option("yes", "Yes"), Option("no", "No")))
ROLE = Scale(
    "role",
    ScaleKind.SINGLE,
    (
        Option("backend", "Back end"),
        Option("frontend", "Front end or mobile"),
        Option("data", "Data or machine learning"),
        Option("other", "Something else"),
    ),
)
FIX_FIRST = Scale(
    "fix_first",
    ScaleKind.MULTIPLE,
    (
        Option("builds", "Waiting for builds and tests"),
        Option("docs", "Documents that cannot be found or trusted"),
        Option("reviews", "Waiting for reviews"),
        Option("deploys", "Deployments that need somebody else"),
        Option("meetings", "Meetings that cut the day"),
    ),
    max_choices=3,
)
TOOLS = Scale(
    "tools",
    ScaleKind.MULTIPLE,
    (Option("ide", "The editor"), Option("ci", "The build"), Option("wiki", "The wiki")),
)
HOW_MUCH = replace(
    likert("how_much", ("Not at all", "A little", "Somewhat", "A lot", "A great deal"), boxes=0),
    unipolar=True,
)
WAITING = Scale(
    "waiting",
    ScaleKind.MULTIPLE,
    (
        Option("builds", "Builds and tests"),
        Option("reviews", "Reviews"),
        Option("other", "Other, namely", say=True),
        Option("nothing", "I do not wait for anything", exclusive=True),
    ),
)
EDITOR = Scale(
    "editor",
    ScaleKind.SINGLE,
    (Option("ide", "One of the usual"), Option("other", "Another one", say=True)),
)
HOURS = number_scale(
    "hours_a_week",
    ScaleKind.AMOUNT,
    NumberRange(0, 40, 0.5, unit="hours a week", good=2, bad=8),
)
EASE = number_scale(
    "ease",
    ScaleKind.SLIDER,
    NumberRange(0, 100, low="It wears me out", high="It is easy"),
)
FIRST_THREE = Scale(
    "first_three",
    ScaleKind.RANKING,
    (
        Option("builds", "Faster builds and tests"),
        Option("reviews", "Quicker reviews"),
        Option("docs", "Documents that can be found and trusted"),
        Option("access", "Access without a ticket"),
        Option("calm", "Fewer interruptions"),
    ),
    ranks=3,
)
ALL_OF_THEM = Scale(
    "all_of_them",
    ScaleKind.RANKING,
    (Option("speed", "Speed"), Option("care", "Care"), Option("calm", "Calm")),
)
SHORT_TEXT = Scale("short_text", ScaleKind.TEXT, max_length=100)
LONG_TEXT = Scale("long_text", ScaleKind.TEXT, max_length=2000)


def all_scales() -> Instrument:
    """One item of every kind, a condition of two steps, a reverse item, a required item."""
    items = (
        Item("release_at_will", "I can release a change whenever I decide to.", AGREEMENT,
             required=True, construct="delivery"),
        Item("release_fear", "I put off releases because they tend to go wrong.", AGREEMENT,
             reverse=True, construct="delivery"),
        Item("failure_known", "When a deployment fails, I know what to do.", AGREEMENT_7),
        Item("lead_time", "How long does a change take from commit to production?", LEAD_TIME,
             help="Think of a typical change, not of the fastest one."),
        Item("change_fail", "How many of 100 deployments need a repair soon afterwards?",
             percentage()),
        Item("on_call", "Have you been on call in the last three months?", YES_NO,
             allows_na=False),
        Item("woken", "How often does on-call work take your sleep?", FREQUENCY, reverse=True,
             show_if=Condition("on_call", frozenset({"yes"}))),
        Item("woken_why", "What woke you most often?", SHORT_TEXT, allows_na=False,
             show_if=Condition("woken", frozenset({"4", "5"}))),
        Item("tools_slow", "Which of these slow you down?", TOOLS),
        Item("fix_first", "What should be fixed first?", FIX_FIRST, required=True,
             allows_na=False),
        Item("recommend", "How likely are you to recommend working here to a friend?", LIKELIHOOD),
        Item("best_thing", "What helps you most, and should stay as it is?", LONG_TEXT,
             allows_na=False),
        Item("waits_for", "What do you wait for?", WAITING, allows_na=False),
        Item("hours_lost", "How many hours do you lose to waiting?", HOURS),
        Item("waiting_slows", "How much does waiting slow you down?", HOW_MUCH),
        Item("ease_of_work", "How does your work feel on most days?", EASE),
        Item("improve_first", "What should get better first?", FIRST_THREE),
        Item("valued", "What matters most in your team?", ALL_OF_THEM, allows_na=False),
        Item("editor", "Which editor do you use?", EDITOR, allows_na=False),
        Item("role", "Which of these comes closest to what you do?", ROLE, attribute=True,
             allows_na=False),
    )  # fmt: skip
    sections = (
        Section("delivery", "Getting changes out",
                ("release_at_will", "release_fear", "failure_known", "lead_time", "change_fail"),
                "Think of the service you worked on most in the last three months."),
        Section("on_call", "On call", ("on_call", "woken", "woken_why")),
        Section("fixing", "What to fix",
                ("tools_slow", "fix_first", "recommend", "best_thing", "waits_for", "hours_lost",
                 "waiting_slows", "ease_of_work", "improve_first", "valued", "editor")),
        Section("you", "About you", ("role",)),
    )  # fmt: skip
    return Instrument(
        "all-scales",
        "Developer experience",
        sections=sections,
        items=items,
        constructs=(Construct("delivery", "Delivery", ("release_at_will", "release_fear")),),
        description="To find out what slows your work down, and to fix the worst of it first.",
    )
