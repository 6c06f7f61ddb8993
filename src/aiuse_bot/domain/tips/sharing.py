from collections.abc import Sequence


def shares_of(points: int, people: Sequence[str]) -> dict[str, int]:
    """Share points among people as evenly as whole points allow: the remainder goes one by one to the first named.

    For a record they are its authors in the order in which the record names them.
    """
    each, more = divmod(points, len(people))
    return {person: each + (place < more) for place, person in enumerate(people)}
