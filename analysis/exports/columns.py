"""What each column of each table holds: its kind, from which its type and format follow, in words.

A column means the same in every table that has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analysis.exports.codebook import CODEBOOK
from analysis.loudness import LOUD_AND_SILENT


class Kind(StrEnum):
    """What a column is made of."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    SHARE = "share"  # a fraction from 0 to 1
    DIFFERENCE = "difference of shares"  # a fraction from -1 to 1
    P_VALUE = "p-value"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its kind, and a sentence on what stands in it."""

    kind: Kind
    says: str


def _of(kind: Kind, /, **columns: str) -> dict[str, Column]:
    return {name: Column(kind, says) for name, says in columns.items()}


_TEXTS = _of(
    Kind.TEXT,
    code="Stable code of the question or construct.",
    question="The question as it was asked.",
    title="The question, or the title of the construct.",
    construct="What the question measures: code, in tables of constructs the title.",
    construct_title="The construct in words.",
    items="Codes of the questions that the construct is made of.",
    group="Path of the unit; empty for everybody.",
    group_title="The unit in words.",
    hidden="Why figures are not shown; empty where they are. A hidden figure is never zero.",
    interval="Of how many people the interval low to high speaks.",
    counts="People by answer.",
    mean_ranks="Of rankings of all options: the mean rank of each; 1 is first.",
    points="Of rankings of the first few: the mean points of each option.",
    unit="What the numbers count.",
    change_interval="Of what change_low to change_high speaks.",
    verdict="What may be said, by one rule from p-value, size and detectable shift together.",
    not_compared="Why there is no comparison with the earlier round.",
    mode="How the round was asked.",
    mode_before="How the earlier round was asked.",
    mode_after="How the later round was asked.",
    what="Whether the row is of a construct or of a question.",
    before="Code of the earlier round.",
    after="Code of the later round.",
    round="Code of the round.",
    answer="The answer, or favourable, neutral and unfavourable where only these are told.",
    together_with="A second answer that was chosen together with the first.",
    attribute="What describes the people who answered, say their role.",
    category="A category of the attribute.",
    outcome="Code of the question that the shares are of.",
    section="The page of the survey.",
    scale="Code of the scale.",
    kind="How the answers of the scale may be treated.",
    options="The codes that are stored, with what respondents read.",
    favourable_options="Codes of the favourable answers, reverse scoring applied.",
    unfavourable_options="Codes of the unfavourable answers, reverse scoring applied.",
    reverse="Yes: agreeing is unfavourable.",
    dora="Capability or metric of DORA.",
    space="Dimension of SPACE.",
    devex="Dimension of DevEx.",
    source="Where the idea of the question comes from.",
    is_attribute="Yes: it describes the respondent and not the work.",
    is_outcome="Yes: the question that key drivers are of.",
    required="Yes: it had to be answered.",
    allows_na="Yes: it could be answered with not applicable.",
    shown_if="Shown only after these answers to an earlier question; empty: to everybody.",
    help="What stood below the question.",
    reasons="Why it could be worked on first; empty where nothing says so. Never a cause.",
    metric="Metric of software delivery (DORA), or the mean of several.",
    most_frequent="The answers that most people gave.",
    requests_from="First day of the support requests.",
    requests_until="Last day of the support requests.",
)
_WHOLES = _of(
    Kind.WHOLE,
    n="People with a valid answer.",
    n_before="People with a valid answer in the earlier round.",
    n_after="People with a valid answer in the later round.",
    missing="People without a valid answer.",
    not_applicable="Those of them who said that the question does not apply.",
    population="Head count of the group; empty where it is unknown.",
    n_at_least="Where n is not told: at least so many people.",
    n_at_most="Where n is not told: at most so many people; empty: no upper end is told.",
    count="People who gave the answer.",
    place="Place in a ranking; 1 is first.",
    invited="People who were asked.",
    answers="People who answered.",
    wording="How often the meaning of the question changed; rounds are compared within one.",
    direction="1: rises, -1: falls, 0: level or not tested.",
    rank="Place among the constructs; 1 is the one to work on first.",
    candidate="1: one of at most five to work on.",
    unfavourable_n="People with a valid answer, of whom those that are unfavourable are counted.",
    unfavourable_least="At least so many of them are unfavourable.",
    unfavourable_most="At most so many of them are unfavourable.",
    unfavourable_of_all="Head count that the next two speak of.",
    unfavourable_of_all_low="Of all people, at least so many (95 %).",
    unfavourable_of_all_high="Of all people, at most so many (95 %).",
    chosen_n="People who said what to fix first.",
    chosen_least="At least so many of them chose something about the construct.",
    chosen_most="At most so many of them chose something about the construct.",
    chosen_of_all="Head count that the next two speak of.",
    chosen_of_all_low="Of all people, at least so many (95 %).",
    chosen_of_all_high="Of all people, at most so many (95 %).",
    metrics="How many metrics the mean is made of.",
    requests="Support requests about the construct, or from the unit.",
    rank_by_requests="Place by requests among constructs told in full; 1 has the most.",
    rank_by_survey="Place by favourable share among constructs told in full; 1 has the lowest.",
    findings="Findings about the construct from working with teams.",
    people="Head count of the unit; empty where it is unknown.",
    most_frequent_count="People who gave the most frequent answer.",
    **{"break": "1: the wording differs from the time before."},
)
_NUMBERS = _of(
    Kind.NUMBER,
    mean="Mean on the scale as asked; of a construct, of scores turned so that more is better.",
    mean_low="Lower end of the 95 % interval of the mean.",
    mean_high="Upper end of the 95 % interval of the mean.",
    lower_quartile="A quarter of the people gave this number or less.",
    median="Half of the people gave this number or less.",
    upper_quartile="Three quarters of the people gave this number or less.",
    cliffs_delta="Cliff's delta of all answers, later over earlier round; positive is better.",
    design_effect="Kish's design effect of weights by head count.",
    effective_n="Answers divided by the design effect.",
    alpha="Cronbach's alpha.",
    alpha_low="Lower end of the 95 % interval of alpha.",
    alpha_high="Upper end of the 95 % interval of alpha.",
    omega="McDonald's omega, one factor.",
    variance_extracted="Average variance extracted by the factor.",
    r_drop="Correlation of the question with the mean of the others.",
    alpha_if_dropped="Alpha without the question.",
    hours_each="Hours that a person loses a week, on average.",
    hours_each_low="Lower end of the 95 % interval of that mean.",
    hours_each_high="Upper end of the 95 % interval of that mean.",
    hours_of_all="Engineer-hours that all people lose a week.",
    hours_of_all_low="Lower end of the 95 % interval of that sum.",
    hours_of_all_high="Upper end of the 95 % interval of that sum.",
    requests_per_head="Requests of the unit divided by its head count.",
    score="Score of software delivery from 0 to 10; 10 is best.",
    score_low="Lower end of the 95 % interval of the score.",
    score_high="Upper end of the 95 % interval of the score.",
    score_before="The score of the earlier round.",
    dora_2025_mean="Published mean of the score in 2025, all industries.",
    dora_2025_sd="Published standard deviation of that score.",
    dora_2025_distance="The score less that mean, in those standard deviations. No test.",
)
_SHARES = _of(
    Kind.SHARE,
    favourable="Share of the valid answers that are favourable.",
    favourable_before="The same in the earlier round.",
    favourable_after="The same in the later round.",
    low="Lower end of the 95 % interval of the share.",
    high="Upper end of the 95 % interval of the share.",
    neutral="Share of the valid answers that are neutral.",
    unfavourable="Share of the valid answers that are unfavourable.",
    band_low="Where only a band is told: the favourable share is at least this.",
    band_high="Where only a band is told: the favourable share is at most this.",
    response_rate="Answers divided by people asked.",
    by_head_count="Favourable share with units weighted by their head counts.",
    at_least="Favourable share if all who are silent were unfavourable.",
    at_most="Favourable share if all who are silent were favourable.",
    share="Share of the explained variance (LMG). An association, no cause.",
    johnson="Johnson's relative weight, beside it.",
    explained="Share of the variance that all of them explain.",
    unfavourable_low="Lower end of the 95 % interval of the share that is unfavourable.",
    unfavourable_high="Upper end of the 95 % interval of the share that is unfavourable.",
    chosen_low="Lower end of the 95 % interval of the share that chose something about it.",
    chosen_high="Upper end of the 95 % interval of the share that chose something about it.",
    spread_evenly="Share that would choose something about it, were choices spread evenly.",
    driver_share="Share of the variance of the outcome that goes along with it (LMG). No cause.",
    driver_low="Lower end of the 95 % interval of that share.",
    driver_high="Upper end of the 95 % interval of that share.",
    share_of_requests="Share of the requests that belong to a construct.",
    detectable="Shift of the favourable share that these n find four times in five.",
)
_DIFFERENCES = _of(
    Kind.DIFFERENCE,
    change="Favourable share of the later round less that of the earlier one.",
    change_low="Lower end of its 95 % interval.",
    change_high="Upper end of its 95 % interval.",
    move="by_head_count less favourable.",
)
_P_VALUES = _of(
    Kind.P_VALUE,
    p_value="p-value of this comparison alone.",
    p_adjusted="Adjusted for everything compared beside it (Benjamini and Hochberg).",
)

#: Every column by its name. A table has no other.
COLUMNS: Mapping[str, Column] = {
    **_TEXTS, **_WHOLES, **_NUMBERS, **_SHARES, **_DIFFERENCES, **_P_VALUES,
}  # fmt: skip

#: What a row of each table is.
ROWS: Mapping[str, str] = {
    "constructs": "A construct in a group, with its change since the round before.",
    "items": "A question in a group, with its change since the round before.",
    "answers": "An answer to a question in a group: how many people gave it.",
    "changes": "A construct or question, everybody: both rounds and what changed.",
    "trends": "A construct or question in a round, everybody.",
    "response-rates": "A group, then a category of an attribute: who was asked and answered.",
    "nonresponse": "A construct or question, as answered and by head count of the units.",
    "reliability": "A construct of several questions, then each of its questions.",
    "drivers": "A construct beside the outcome, the largest share first.",
    "priorities": "A construct, the one to work on first in the first place; then hours lost.",
    "delivery": "A metric of software delivery in a group, then a mean of several.",
    "by-attribute": "An answer in a category of an attribute.",
    LOUD_AND_SILENT: "A construct, the most requests first, then a unit: requests beside answers.",
    CODEBOOK: "A question: what was asked and how its answers are read.",
}
