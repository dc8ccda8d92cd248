"""The scales that question sets and mapping files may use by name. The labels are ours."""

from __future__ import annotations

from dataclasses import replace

from analysis.instrument import AGREEMENT_5, Option, Scale, ScaleKind, likert, percentage

AGREEMENT_7 = (
    "Strongly disagree",
    "Disagree",
    "Somewhat disagree",
    "Neutral",
    "Somewhat agree",
    "Agree",
    "Strongly agree",
)
FREQUENCY_5 = ("Never", "Rarely", "Sometimes", "Often", "Always")
SATISFACTION_5 = (
    "Very dissatisfied",
    "Dissatisfied",
    "Neither satisfied nor dissatisfied",
    "Satisfied",
    "Very satisfied",
)
#: How much of one thing: it begins at nothing, and its middle is no neutral.
HOW_MUCH_5 = ("Not at all", "A little", "Somewhat", "A lot", "A great deal")
#: DORA's answer bands, coded from worst to best; the two best are favourable, which is our choice.
DURATION_BANDS = (
    "More than 6 months",
    "1 to 6 months",
    "1 week to 1 month",
    "1 day to 1 week",
    "1 hour to 1 day",
    "Less than 1 hour",
)
FREQUENCY_BANDS = (
    "Less than once in 6 months",
    "Once in 1 to 6 months",
    "Once in 1 to 4 weeks",
    "Once in 1 to 7 days",
    "Once a day, up to once in 1 hour",
    "On demand, several times a day",
)


def likelihood() -> Scale:
    """0 to 10 as the net promoter score reads it: 9 and 10 promote, 0 to 6 detract."""
    ends = {0: "0 · Not at all likely", 10: "10 · Extremely likely"}
    return Scale(
        "nps",
        ScaleKind.ORDINAL,
        tuple(Option(str(n), ends.get(n, str(n)), n) for n in range(11)),
        favourable=frozenset({"9", "10"}),
        unfavourable=frozenset(str(n) for n in range(7)),
    )


BUILT_IN: dict[str, Scale] = {
    scale.code: scale
    for scale in (
        likert("agreement_5", AGREEMENT_5, boxes=2),
        likert("agreement_7", AGREEMENT_7, boxes=2),
        likert("frequency_5", FREQUENCY_5, boxes=2),
        likert("satisfaction_5", SATISFACTION_5, boxes=2),
        replace(likert("how_much_5", HOW_MUCH_5, boxes=0), unipolar=True),
        likelihood(),
        percentage("percentage"),
        likert("lead_time", DURATION_BANDS, boxes=2),
        likert("recovery_time", DURATION_BANDS, boxes=2),
        likert("deployment_frequency", FREQUENCY_BANDS, boxes=2),
        Scale("yes_no", ScaleKind.SINGLE, (Option("yes", "Yes"), Option("no", "No"))),
        Scale("short_text", ScaleKind.TEXT, max_length=200),
        Scale("long_text", ScaleKind.TEXT, max_length=2000),
    )
}
