"""Questions by how they can be answered: without “Not applicable”, without a favourable end."""

from __future__ import annotations

from dataclasses import replace

from analysis.instrument import (
    Condition,
    Item,
    Option,
    Scale,
    ScaleKind,
    likert,
    number_scale,
)
from analysis.ranges import NumberRange
from analysis.scales import BUILT_IN

AGREE = BUILT_IN["agreement_5"]
OFTEN = BUILT_IN["frequency_5"]
CONTENT = BUILT_IN["satisfaction_5"]
YES_NO = BUILT_IN["yes_no"]
EASE = likert("ease", ("Very hard", "Hard", "Neither", "Easy", "Very easy"), boxes=2)
HOURS = number_scale("hours", ScaleKind.AMOUNT, NumberRange(0, 40, unit="hours"))
SLIDER = number_scale("ease_slider", ScaleKind.SLIDER, NumberRange(0, 10, low="hard", high="easy"))
#: A slider of which an end is good.
SET_SLIDER = replace(SLIDER, favourable=frozenset({"9", "10"}))
ROLE = Scale("role", ScaleKind.SINGLE, (Option("dev", "Developer"), Option("sre", "Operations")))
TOOLS = Scale("tools", ScaleKind.MULTIPLE, (Option("ide", "Editor"), Option("ci", "Build server")))
ORDER = Scale("order", ScaleKind.RANKING, (Option("a", "Builds"), Option("b", "Tests")))


def _strict(text: str, scale: Scale) -> Item:
    return Item("asked", text, scale, allows_na=False)


def _own(text: str, *labels: str) -> Item:
    """A question on a scale of its own of which no end is set."""
    return Item("asked", text, likert("own", labels, boxes=0))


NO_NA_BAD = (
    _strict("On-call work leaves me enough sleep.", AGREE),
    _strict("The AI assistant saves me time.", AGREE),
    _strict("My mentor helped me in my first weeks.", AGREE),
    _strict("Reviews of my designs come in time.", BUILT_IN["agreement_7"]),
    _strict("How often do flaky tests hold you up?", OFTEN),
    _strict("How often are you woken up by an alert?", OFTEN),
    _strict("How satisfied are you with the build server?", CONTENT),
    _strict("How satisfied are you with the mobile test devices?", CONTENT),
    _strict("How likely is it that you would advise a friend to work here?", BUILT_IN["nps"]),
    _strict("Of 100 deployments, how many need a repair?", BUILT_IN["percentage"]),
    _strict("How long does a change take to get to users?", BUILT_IN["lead_time"]),
    _strict("How long does it take to restore a service?", BUILT_IN["recovery_time"]),
    _strict("How often does your team deploy?", BUILT_IN["deployment_frequency"]),
    _strict("How much does the design system help you?", BUILT_IN["how_much_5"]),
    _strict("How many hours a week do you wait for builds?", HOURS),
    _strict("How easy or hard is it to debug in production?", EASE),
    _strict("How easy or hard is it to get a test database?", SET_SLIDER),
)
NO_NA_GOOD = (
    Item("asked", "On-call work leaves me enough sleep.", AGREE),
    Item("asked", "The AI assistant saves me time.", AGREE),
    Item("asked", "How often do flaky tests hold you up?", OFTEN),
    Item("asked", "How satisfied are you with the build server?", CONTENT),
    Item("asked", "How likely is it that you would advise a friend?", BUILT_IN["nps"]),
    Item("asked", "How long does it take to restore a service?", BUILT_IN["recovery_time"]),
    Item("asked", "How many hours a week do you wait for builds?", HOURS),
    _strict("Were you on call last quarter?", YES_NO),
    _strict("What slows you down most?", BUILT_IN["long_text"]),
    _strict("In one word: how is work?", BUILT_IN["short_text"]),
    _strict("Which tools do you use?", TOOLS),
    _strict("What should be fixed first?", ORDER),
    _strict("Which kind of repository do you use?", ROLE),
    replace(_strict("For how long have you been here?", BUILT_IN["lead_time"]), attribute=True),
    replace(_strict("What is your role?", ROLE), attribute=True),
    replace(
        _strict("On-call work leaves me enough sleep.", AGREE),
        show_if=Condition("on_call", frozenset({"yes"})),
    ),
    replace(
        _strict("How often are you woken up by an alert?", OFTEN),
        show_if=Condition("on_call", frozenset({"yes"})),
    ),
)
NO_DIRECTION_BAD = (
    _own("How good is our documentation?", "Low", "Middle", "High"),
    _own("The tests are fast.", "Strongly disagree", "Disagree", "Agree", "Strongly agree"),
    _own("The builds are stable.", "No", "Partly", "Yes"),
    _own("How often do tests fail without a reason?", "Never", "Rarely", "Often", "Always"),
    _own("How satisfied are you with reviews?", "Dissatisfied", "Neutral", "Satisfied"),
    _own("How large are the changes that you review?", "Small", "Medium", "Large", "Huge"),
    _own("When do you hear of a change of plans?", "Late", "Early"),
    _own("How easy or hard is it to deploy?", "Very hard", "Hard", "Easy", "Very easy"),
    _own("How has your work changed since last year?", "Worse", "As before", "Better"),
    _own("How fast is a review?", "Less than 1 hour", "1 hour to 1 day", "More than 1 day"),
    _own("How often does your team deploy?", "Yearly", "Monthly", "Weekly", "Daily"),
    _own("How clear are the goals?", "Unclear", "Partly clear", "Clear"),
    _own("Wie gut sind die Werkzeuge?", "Schlecht", "Mittel", "Gut"),
    _own("¿Cómo son las revisiones?", "Lentas", "Normales", "Rápidas"),
    Item("asked", "How easy or hard is it to get a test database?", SLIDER),
    replace(_own("Work tires me.", "Disagree", "Neutral", "Agree"), reverse=True),
)
NO_DIRECTION_GOOD = (
    Item("asked", "The tests are fast.", AGREE),
    Item("asked", "Work tires me.", AGREE, reverse=True),
    Item("asked", "How often do tests fail without a reason?", OFTEN, reverse=True),
    Item("asked", "How satisfied are you with reviews?", CONTENT),
    Item("asked", "How likely is it that you would advise a friend?", BUILT_IN["nps"]),
    Item("asked", "How long does a change take to get to users?", BUILT_IN["lead_time"]),
    Item("asked", "How often does your team deploy?", BUILT_IN["deployment_frequency"]),
    Item("asked", "Of 100 deployments, how many need a repair?", BUILT_IN["percentage"]),
    Item("asked", "How many hours a week do you spend in meetings?", HOURS),
    Item("asked", "How much of your work is new code?", BUILT_IN["how_much_5"]),
    Item("asked", "How easy or hard is it to get a test database?", SET_SLIDER),
    Item("asked", "Were you on call last quarter?", YES_NO),
    Item("asked", "Which tools do you use?", TOOLS),
    Item("asked", "What should be fixed first?", ORDER),
    Item("asked", "What slows you down most?", BUILT_IN["long_text"]),
    replace(_own("How long have you been here?", "Under a year", "Longer"), attribute=True),
    replace(_own("How large is your team?", "Up to 5", "6 to 10", "More"), attribute=True),
)
