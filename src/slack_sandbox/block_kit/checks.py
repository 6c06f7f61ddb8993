"""Building blocks of the schemas: each check takes a value, its JSON path, and the list of problems to add to."""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from slack_sandbox.values import Json


class Problems(list[str]):
    """The problems found, in Slack's words and with the JSON path."""

    def add(self, text: str, path: str) -> None:
        """Add one problem."""
        self.append(f"[ERROR] {text} [json-pointer:{path}]")


Check: TypeAlias = Callable[[object, str, Problems], None]


def string(most: int | None = None, *, least: int = 0) -> Check:
    """Accept a string of `least` to `most` characters."""

    def check(value: object, path: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add("must be a string", path)
        elif most is not None and len(value) > most:
            problems.add(f"must be less than {most + 1} characters", path)
        elif len(value) < least:
            problems.add(f"must be more than {least - 1} characters", path)

    return check


def boolean(value: object, path: str, problems: Problems) -> None:
    """Accept `true` or `false`."""
    if not isinstance(value, bool):
        problems.add("must be a boolean", path)


def integer(least: int | None = None, most: int | None = None) -> Check:
    """Accept an integer from `least` to `most`."""

    def check(value: object, path: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            problems.add("must be an integer", path)
        elif least is not None and value < least:
            problems.add(f"must be at least {least}", path)
        elif most is not None and value > most:
            problems.add(f"must be at most {most}", path)

    return check


def anything(_value: object, _path: str, _problems: Problems) -> None:
    """Accept any value: Slack documents no rule."""


def one_of(*allowed: str) -> Check:
    """Accept one of these strings."""

    def check(value: object, path: str, problems: Problems) -> None:
        if value not in allowed:
            problems.add(f"must be one of: {', '.join(allowed)}", path)

    return check


def items(check_item: Check, *, most: int, least: int = 1) -> Check:
    """Accept a list of `least` to `most` items."""

    def check(value: object, path: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.add("must be an array", path)
            return
        if len(value) > most:
            problems.add(f"no more than {most} items allowed", path)
        if len(value) < least:
            problems.add(f"no fewer than {least} item{'s' if least > 1 else ''} allowed", path)
        for number, item in enumerate(value[:most]):
            check_item(item, f"{path}/{number}", problems)

    return check


class Shape:
    """Accepts an object with these fields and no others; the `required` ones must be present."""

    def __init__(self, required: str = "", /, **fields: Check) -> None:
        """`required` lists field names separated by spaces."""
        self.required = tuple(required.split())
        self.fields: Mapping[str, Check] = fields

    def __call__(self, value: object, path: str, problems: Problems) -> None:
        """Check an object."""
        if not isinstance(value, dict):
            problems.add("must be an object", path)
            return
        for name in self.required:
            if value.get(name) is None:
                problems.add(f"missing required field: {name}", path)
        for name, inner in value.items():
            check = self.fields.get(name)
            if check is not None:
                if inner is not None:
                    check(inner, f"{path}/{name}", problems)
            elif name != "type":
                problems.add(f"invalid additional property: {name}", path)


def matching(pattern: str, problem: str) -> Check:
    """Accept a string that fully matches a regular expression; otherwise report `problem`."""
    compiled = re.compile(pattern)

    def check(value: object, path: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add("must be a string", path)
        elif not compiled.fullmatch(value):
            problems.add(problem, path)

    return check


def both(first: Check, second: Check) -> Check:
    """Accept what passes two checks; the second runs only if the first finds no problem."""

    def check(value: object, path: str, problems: Problems) -> None:
        before = len(problems)
        first(value, path, problems)
        if len(problems) == before:
            second(value, path, problems)

    return check


def ordered(shape: Check, least: str, most: str) -> Check:
    """Accept a shape in which the number `least`, if both are given, is not above the number `most`."""

    def check(value: object, path: str, problems: Problems) -> None:
        found = as_object(value)
        try:
            wrong = float(found.get(least, "-inf")) > float(found.get(most, "inf"))
        except (TypeError, ValueError):
            wrong = False
        if wrong:
            problems.add(f"{least} must not be greater than {most}", f"{path}/{least}")

    return both(shape, check)


def at_least_one(shape: Check, *names: str) -> Check:
    """Accept a shape in which at least one of these fields is present."""

    def check(value: object, path: str, problems: Problems) -> None:
        if all(as_object(value).get(name) is None for name in names):
            problems.add(f"missing required field: {' or '.join(names)}", path)

    return both(shape, check)


def typed(shapes: Mapping[str, Check]) -> Check:
    """Accept an object whose `type` selects its shape."""

    def check(value: object, path: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add("must be an object", path)
            return
        kind = value.get("type")
        if kind is None:
            problems.add("missing required field: type", path)
        elif not isinstance(kind, str) or kind not in shapes:
            problems.add(f"unsupported type: {kind}", f"{path}/type")
        else:
            shapes[kind](value, path, problems)

    return check


def exactly_one(shape: Shape, *names: str) -> Check:
    """Accept a shape in which exactly one of these fields is present."""

    def check(value: object, path: str, problems: Problems) -> None:
        shape(value, path, problems)
        if isinstance(value, dict):
            present = [name for name in names if value.get(name) is not None]
            if len(present) != 1:
                problems.add(f"must provide exactly one of: {', '.join(names)}", path)

    return check


def as_object(value: object) -> Json:
    """Return an object unchanged, and an empty one for anything else."""
    return value if isinstance(value, dict) else {}
