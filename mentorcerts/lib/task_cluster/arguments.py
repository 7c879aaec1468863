"""What is wrong with what a schedule hands to its task: arguments, options, the cluster.

``args_problem``, ``kwargs_problem`` and ``date_kwarg_problem`` find what would stop the scheduler
or the worker, ``unread_kwargs_problem`` and ``cluster_problem`` what harms only the schedule
itself. All return a sentence, or an empty text.
"""

import ast
from collections.abc import Mapping
from typing import Any

from django.conf import settings

OPTIONS = frozenset(("hook", "group", "save", "ack_failure", "timeout", "cluster", "task_name"))
"""Keyword arguments that django-q2 takes for itself and a schedule may use, also in q_options."""
FORBIDDEN_OPTIONS = frozenset(("broker", "sync", "chain", "iter_count", "iter_cached", "cached"))
"""Those that break the scheduler, or run the task inside it."""
NAME_LENGTH = 100


def args_problem(text: str | None) -> str:
    """Of positional arguments that can't be read."""
    try:
        ast.literal_eval(text or "()")
    except Exception:  # noqa: BLE001  also errors of memory and recursion
        return "Write values with commas between them, and texts in quotes: 1, 2, 'John'."
    return ""


def kwargs_problem(text: str | None) -> str:
    """Of keyword arguments and options that stop more than this one."""
    try:
        kwargs = _kwargs_as_read(text or "{}")
    except Exception:  # noqa: BLE001  also errors of memory and recursion
        kwargs = None
    if not isinstance(kwargs, dict) or not all(isinstance(name, str) for name in kwargs):
        return "Write names with their values: x=1, name='John'."
    if "func" in kwargs:
        return "No argument may be called func: the name is taken by the function to run."
    return _options_problem(kwargs)


def _kwargs_as_read(text: str) -> Any:
    """As ``django_q.scheduler`` reads them: what it can't, it leaves out or stumbles over."""
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        try:
            call: Any = ast.parse(f"f({text})").body[0]
            return {each.arg: ast.literal_eval(each.value) for each in call.value.keywords}
        except (SyntaxError, ValueError):
            return {}


def _options_problem(kwargs: Mapping[str, Any]) -> str:
    options = kwargs.get("q_options", {})
    if not isinstance(options, dict):
        return "q_options must be a dictionary, such as q_options={'save': False}."
    taken = {name: kwargs[name] for name in OPTIONS | FORBIDDEN_OPTIONS if name in kwargs} | options
    if forbidden := sorted(FORBIDDEN_OPTIONS & taken.keys()):
        return f"A schedule can't use the option {forbidden[0]}."
    timeout = taken.get("timeout", 1)
    if not isinstance(timeout, int) or timeout < 1:
        return "The option timeout is a whole number of seconds, 1 or more."
    return ""


def unread_kwargs_problem(text: str | None) -> str:
    """Of what django-q2 would silently leave out."""
    if not text or kwargs_problem(text):
        return ""
    try:
        kwargs = _kwargs_as_read(text)
        named = isinstance(ast.literal_eval(text), dict)
    except Exception:  # noqa: BLE001  not in the shape of a dictionary; or unreadable, told elsewhere
        named = _is_one_call(text)
    if not named:
        return "Write names with their values: x=1, name='John'. The task would get none of them."
    options = kwargs.get("q_options", {})
    unknown = sorted(set(map(str, options)) - OPTIONS)
    if unknown:
        return f"There is no option {unknown[0]}. q_options has {', '.join(sorted(OPTIONS))}."
    if problem := cluster_problem(options.get("cluster")):
        return problem
    long = [name for name in ("group", "task_name") if len(str(options.get(name))) > NAME_LENGTH]
    return f"The option {long[0]} has {NAME_LENGTH} characters at most." if long else ""


def _is_one_call(text: str) -> bool:
    """Whether all of it are names with literal values."""
    try:
        statements = ast.parse(f"f({text})").body
        call: Any = statements[0].value  # type: ignore[attr-defined]
        for each in call.keywords:
            ast.literal_eval(each.value)
    except Exception:  # noqa: BLE001  it is whatever a person has typed
        return False
    named = all(each.arg for each in call.keywords)
    return len(statements) == 1 and isinstance(call.func, ast.Name) and named and not call.args


def date_kwarg_problem(name: str | None) -> str:
    """Of the argument that is given the date for which the task was meant."""
    taken = OPTIONS | FORBIDDEN_OPTIONS | {"func", "q_options"}
    if not name or (name.isidentifier() and name not in taken):
        return ""
    return f"“{name}” can't be the name of an argument. Write one such as intended_date."


def cluster_problem(cluster: str | None) -> str:
    """Of a cluster that nobody runs."""
    if not cluster or cluster in _clusters():
        return ""
    return f"No task cluster is called “{cluster}”, so that it would never run. Leave it empty."


def _clusters() -> set[str]:
    configured: dict[str, Any] = settings.Q_CLUSTER
    return {configured["name"], *configured.get("ALT_CLUSTERS", {})}
