"""The tags of questions as people read them: dimensions of SPACE and DevEx, DORA's capabilities."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

#: A name for each value that the format allows.
NAMES: Mapping[str, Promise] = MappingProxyType(
    {
        # SPACE
        "satisfaction": gettext_lazy("Satisfaction"),
        "performance": gettext_lazy("Performance"),
        "activity": gettext_lazy("Activity"),
        "communication": gettext_lazy("Communication"),
        "efficiency": gettext_lazy("Efficiency"),
        # DevEx
        "feedback_loops": gettext_lazy("Feedback loops"),
        "cognitive_load": gettext_lazy("Cognitive load"),
        "flow_state": gettext_lazy("Flow state"),
        # DORA
        "change_lead_time": gettext_lazy("Change lead time"),
        "deployment_frequency": gettext_lazy("Deployment frequency"),
        "failed_deployment_recovery_time": gettext_lazy("Failed deployment recovery time"),
        "change_fail_rate": gettext_lazy("Change fail rate"),
        "deployment_rework_rate": gettext_lazy("Deployment rework rate"),
        "code_maintainability": gettext_lazy("Code maintainability"),
        "documentation_quality": gettext_lazy("Documentation quality"),
        "empowering_teams_to_choose_tools": gettext_lazy("Empowering teams to choose tools"),
        "generative_culture": gettext_lazy("Generative culture"),
        "continuous_delivery": gettext_lazy("Continuous delivery"),
        "database_change_management": gettext_lazy("Database change management"),
        "deployment_automation": gettext_lazy("Deployment automation"),
        "flexible_infrastructure": gettext_lazy("Flexible infrastructure"),
        "loosely_coupled_teams": gettext_lazy("Loosely coupled teams"),
        "streamlining_change_approval": gettext_lazy("Streamlining change approval"),
        "version_control": gettext_lazy("Version control"),
        "working_in_small_batches": gettext_lazy("Working in small batches"),
        "continuous_integration": gettext_lazy("Continuous integration"),
        "monitoring_and_observability": gettext_lazy("Monitoring and observability"),
        "reliability_engineering": gettext_lazy("Reliability engineering"),
        "pervasive_security": gettext_lazy("Pervasive security"),
        "test_automation": gettext_lazy("Test automation"),
        "test_data_management": gettext_lazy("Test data management"),
        "trunk_based_development": gettext_lazy("Trunk-based development"),
        "user_centricity": gettext_lazy("User-centricity"),
        "transformational_leadership": gettext_lazy("Transformational leadership"),
        "deployment_pain": gettext_lazy("Deployment pain"),
        "organizational_performance": gettext_lazy("Organizational performance"),
        "job_satisfaction": gettext_lazy("Job satisfaction"),
        "productivity": gettext_lazy("Productivity"),
        "burnout": gettext_lazy("Burnout"),
        "rework": gettext_lazy("Rework"),
    }
)


def tag_name(code: str) -> str:
    """A tag in the reader's language; its code where it has no name.

    >>> tag_name("feedback_loops"), tag_name("trunk_based_development"), tag_name("")
    ('Feedback loops', 'Trunk-based development', '')
    """
    return str(NAMES.get(code, code))
