from typing import NamedTuple


class Difference(NamedTuple):
    """By how many points the ledger says less (more, if negative) than the state is worth, for one person of another.

    `use_case_id` is `None` for a tip that went to people directly.
    """

    use_case_id: int | None
    kind: str
    giver_id: str
    user_id: str
    points: int
