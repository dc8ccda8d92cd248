"""``surveyapp.access`` is the only door: read from the source of every view that has an address."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from surveyapp import access
from surveyapp.views import accounts as account_views

PROJECT = Path(__file__).resolve().parent.parent.parent
OURS = ("surveyapp.views.", "surveyapp.api.")
DOORS = {
    name
    for name, value in vars(access).items()
    if inspect.isfunction(value) and value.__module__ == access.__name__ and name[0] != "_"
}

#: Views that begin otherwise, and why.
EXCEPTIONS = {
    "survey": "a link is all that a respondent has",
    "survey-open": "a link is all that a respondent has",
    "survey-done": "a receipt, the same for everybody who answered",
    "survey-results": "told before to everybody who was asked; nobody says who they are",
    "survey-results-heatmap": "told before to everybody who was asked; nobody says who they are",
    "survey-results-chart": "told before to everybody who was asked; nobody says who they are",
    "survey-results-table": "told before to everybody who was asked; nobody says who they are",
    "survey-results-construct": "told before to everybody who was asked; nobody says who they are",
    "survey-results-delivery": "told before to everybody who was asked; nobody says who they are",
    "survey-results-workbook": "told before to everybody who was asked; nobody says who they are",
    "survey-results-release": "told before to everybody who was asked; nobody says who they are",
    "survey-results-digest": "told before to everybody who was asked; nobody says who they are",
    "survey-results-priorities": "told before to everybody who was asked; nobody says who they are",
    "linked-results": "a link that somebody with a role made; nobody says who they are",
    "linked-results-heatmap": "a link that somebody with a role made; nobody says who they are",
    "linked-results-chart": "a link that somebody with a role made; nobody says who they are",
    "linked-results-table": "a link that somebody with a role made; nobody says who they are",
    "linked-results-workbook": "a link that somebody with a role made; nobody says who they are",
    "linked-results-release": "a link that somebody with a role made; nobody says who they are",
    "linked-results-digest": "a link that somebody with a role made; nobody says who they are",
    "linked-results-priorities": "a link that somebody with a role made; nobody says who they are",
    "linked-results-construct": "a link that somebody with a role made; nobody says who they are",
    "linked-results-delivery": "a link that somebody with a role made; nobody says who they are",
    "survey-actions": "published for everybody who was asked",
    "survey-privacy": "how answers are kept, the same for everybody",
    "survey-manifest": "the rules of a round, the same for everybody who is asked",
    "survey-receipt": "a receipt is all that is asked for, and says nothing of whose it is",
    "survey-ballots": "published for everybody once a round is closed",
    "survey-anonymous": "the same page for everybody; who reads it only the browser knows",
    "survey-worker": "a script, the same for everybody",
    "trial": "a link is all that a tester has; answers cannot be sent there",
    "ballot-invitation": "a secret in the message is all that a respondent has",
    "ballot": "a secret in the message is all that a respondent has",
    "ballot-answers": "a ballot is all that the answers side asks for",
    "survey-opt-out": "a link is all that a respondent has",
    "account_login": "nobody is logged in yet",
    "account_logout": "ends the own session and reads nothing",
    "account_inactive": "words alone",
    "mfa_authenticate": "between password and second factor; allauth knows whose",
    "mfa_reauthenticate": "where the door sends those who have to show their second factor",
    "socialaccount_login_cancelled": "words alone",
    "socialaccount_login_error": "words alone",
    "openid_connect_login": "nobody is logged in yet",
    "openid_connect_callback": "nobody is logged in yet",
    "account_reset_password": "nobody is logged in yet; says the same for every address",
    "account_reset_password_done": "words alone",
    "account_reset_password_from_key_done": "words alone",
    "account_reset_password_from_key": "the key in the link is what opens it",
    "api-root": "a redirect",
    "api-schema": "a description without data, for every account",
    "api-docs": "a description without data, for every account",
}


def views(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, Any]]:
    """Name and view of every address."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        else:
            yield pattern.name or "", pattern.callback


VIEWS = dict(views(get_resolver().url_patterns))
GUARDED = sorted(set(VIEWS) - set(EXCEPTIONS))


def entries_of(view: Any) -> list[Callable[..., Any]]:
    """The functions that a view begins with: itself, or its methods for the HTTP verbs."""
    made_of = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if made_of is None:
        return [view]
    return [getattr(made_of, verb) for verb in ("get", "post") if hasattr(made_of, verb)]


def begins_at_a_door(function: Callable[..., Any], owner: Any = None) -> bool:
    """Whether the first statement calls ``access``, itself or through a view that does."""
    function = inspect.unwrap(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    (definition,) = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
    body = definition.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    calls = [node.func for node in ast.walk(body[0]) if isinstance(node, ast.Call)]
    module = inspect.getmodule(function)
    assert module
    return any(_leads_to_a_door(call, module, owner) for call in calls)


def _leads_to_a_door(call: ast.expr, module: ModuleType, owner: Any) -> bool:
    if isinstance(call, ast.Name):
        found = getattr(module, call.id, None)
    elif isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name):
        holder = owner if call.value.id == "self" else getattr(module, call.value.id, None)
        found = getattr(holder, call.attr, None)
    else:
        return False
    if found is None or not callable(found):
        return False
    name = getattr(found, "__name__", "")
    if getattr(found, "__module__", "") == access.__name__:
        return name in DOORS
    is_view = str(getattr(found, "__module__", "")).startswith(OURS) and inspect.isfunction(found)
    return is_view and begins_at_a_door(found, owner)


@pytest.mark.parametrize("name", GUARDED)
def test_every_view_begins_at_the_door(name: str) -> None:
    view = VIEWS[name]
    if inspect.unwrap(view) is not view and view.__closure__ and _is_own(view):
        return
    made_of = getattr(view, "cls", None) or getattr(view, "view_class", None)
    for entry in entries_of(view):
        assert begins_at_a_door(entry, made_of), f"{name}: {entry.__qualname__}"


def _is_own(view: Any) -> bool:
    """Whether it is a page of allauth's behind :func:`surveyapp.views.accounts.own`."""
    return bool(view.__code__.co_qualname == "own.<locals>.answer")


def test_the_pages_of_the_own_account_are_behind_the_door() -> None:
    own = [name for name in GUARDED if _is_own(VIEWS[name])]
    assert len(own) == 9
    inner = ast.parse(inspect.getsource(account_views.own)).body[0]
    answer = next(n for n in ast.walk(inner) if isinstance(n, ast.FunctionDef) and n is not inner)
    assert ast.unparse(answer.body[0]) == "owner_of(request)"


def test_exceptions_are_addresses_and_have_a_reason() -> None:
    assert set(EXCEPTIONS) <= set(VIEWS)
    assert all(EXCEPTIONS.values())


def planted_without_a_door(request: Any) -> Any:
    """Begins with something else."""
    answer = request.GET
    return access.require(request, access.Role.ADMIN), answer


def planted_with_a_door(request: Any) -> Any:
    """Begins with the door."""
    return access.require(request, access.Role.ADMIN)


def test_the_test_tells_the_two_apart() -> None:
    assert begins_at_a_door(planted_with_a_door)
    assert not begins_at_a_door(planted_without_a_door)


@pytest.mark.parametrize(
    "path",
    [*(PROJECT / "surveyapp/views").glob("*.py"), PROJECT / "surveyapp/api/views.py"],
    ids=lambda path: path.name,
)
def test_views_query_no_model(path: Path) -> None:
    """They are given objects by ``access`` and lists by named queries."""
    tree = ast.parse(path.read_text())
    managers = ("objects", "_default_manager", "_base_manager")
    found = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in managers
    ]
    assert not found
    assert "get_object_or_404" not in path.read_text()
