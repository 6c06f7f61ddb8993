"""The vocabulary in which blocks are described: each check takes a value, where it stands, and the list of problems."""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from slack_sandbox.values import Json


class Problems(list[str]):
    """What is wrong, in Slack's words and with the JSON path."""

    def add(self, text: str, path: str) -> None:
        """Add one problem."""
        self.append(f"[ERROR] {text} [json-pointer:{path}]")


Check: TypeAlias = Callable[[object, str, Problems], None]


def string(most: int | None = None, *, least: int = 0) -> Check:
    """Take a text of so many characters."""

    def check(value: object, path: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add("must be a string", path)
        elif most is not None and len(value) > most:
            problems.add(f"must be less than {most + 1} characters", path)
        elif len(value) < least:
            problems.add(f"must be more than {least - 1} characters", path)

    return check


def boolean(value: object, path: str, problems: Problems) -> None:
    """Take `true` or `false`."""
    if not isinstance(value, bool):
        problems.add("must be a boolean", path)


def integer(least: int | None = None, most: int | None = None) -> Check:
    """Take a whole number in a range."""

    def check(value: object, path: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            problems.add("must be an integer", path)
        elif least is not None and value < least:
            problems.add(f"must be at least {least}", path)
        elif most is not None and value > most:
            problems.add(f"must be at most {most}", path)

    return check


def anything(_value: object, _path: str, _problems: Problems) -> None:
    """Take whatever it is: Slack documents no rule."""


def one_of(*allowed: str) -> Check:
    """Take one of these words."""

    def check(value: object, path: str, problems: Problems) -> None:
        if value not in allowed:
            problems.add(f"must be one of: {', '.join(allowed)}", path)

    return check


def items(check_item: Check, *, most: int, least: int = 1) -> Check:
    """Take a list of so many."""

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
    """An object with these fields and no others; names in `required` must be there."""

    def __init__(self, required: str = "", /, **fields: Check) -> None:
        """Take the required names separated by blanks."""
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


def matching(pattern: str, said: str) -> Check:
    """Take a text that a regular expression matches as a whole; `said` is the problem otherwise."""
    compiled = re.compile(pattern)

    def check(value: object, path: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add("must be a string", path)
        elif not compiled.fullmatch(value):
            problems.add(said, path)

    return check


def both(first: Check, second: Check) -> Check:
    """Take what passes two checks; the second one is only asked where the first has nothing to say."""

    def check(value: object, path: str, problems: Problems) -> None:
        before = len(problems)
        first(value, path, problems)
        if len(problems) == before:
            second(value, path, problems)

    return check


def ordered(shape: Check, least: str, most: str) -> Check:
    """Take a shape in which one field, where both are given, is not above the other; both are numbers."""

    def check(value: object, path: str, problems: Problems) -> None:
        found = as_object(value)
        try:
            wrong = float(found.get(least, "-inf")) > float(found.get(most, "inf"))
        except (TypeError, ValueError):
            wrong = False
        if wrong:
            problems.add(f"{least} must not be greater than {most}", f"{path}/{least}")

    return both(shape, check)


def one_at_least(shape: Check, *names: str) -> Check:
    """Take a shape in which one of these fields must be present."""

    def check(value: object, path: str, problems: Problems) -> None:
        if all(as_object(value).get(name) is None for name in names):
            problems.add(f"missing required field: {' or '.join(names)}", path)

    return both(shape, check)


def typed(shapes: Mapping[str, Check]) -> Check:
    """Take an object whose `type` decides its shape."""

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
    """Take a shape in which just one of these fields must be present."""

    def check(value: object, path: str, problems: Problems) -> None:
        shape(value, path, problems)
        if isinstance(value, dict):
            present = [name for name in names if value.get(name) is not None]
            if len(present) != 1:
                problems.add(f"must provide exactly one of: {', '.join(names)}", path)

    return check


def as_object(value: object) -> Json:
    """Return an object as it is, and an empty one for anything else."""
    return value if isinstance(value, dict) else {}
