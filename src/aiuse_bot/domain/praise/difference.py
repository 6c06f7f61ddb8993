from typing import NamedTuple


class Difference(NamedTuple):
    """How many points the ledger lacks (has too many, if negative) for one person, from another.

    `use_case_id` is `None` for a tip given to people directly.
    """

    use_case_id: int | None
    kind: str
    giver_id: str
    user_id: str
    points: int
