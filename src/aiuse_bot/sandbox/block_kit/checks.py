"""The vocabulary in which blocks are described: each check takes a value, where it stands, and the list of problems."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from aiuse_bot.sandbox.values import Json


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
