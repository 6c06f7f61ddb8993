"""Writes what a person typed and chose in a form into its state."""

from slack_sandbox.block_kit.state import Values, find_place, state_of
from slack_sandbox.errors import RefusedError, unknown
from slack_sandbox.values import Json


def fill_in(blocks: list[Json], state: Values, typed: object, suggested: dict[str, Json]) -> None:
    """Write the values in `typed`, by block and action id, into `state`; RefusedError if there is no such input."""
    for block_id, actions in _by_block(typed).items():
        for action_id, value in actions.items():
            place = find_place(blocks, action_id, block_id)
            if place is None or action_id not in state.get(block_id, {}):
                raise unknown("input", f"{block_id}/{action_id}")
            try:
                state[block_id][action_id] = state_of(place, value, suggested)
            except ValueError as error:
                raise RefusedError("invalid_option", str(error)) from None


def fill_in_known(blocks: list[Json], state: Values, typed: object, suggested: dict[str, Json]) -> None:
    """Do the same, skipping inputs that are gone: a page may lag behind the app."""
    known = {
        block_id: {action_id: value for action_id, value in actions.items() if action_id in state.get(block_id, {})}
        for block_id, actions in _by_block(typed).items()
    }
    fill_in(blocks, state, known, suggested)


def _by_block(typed: object) -> dict[str, Json]:
    if typed is None:
        return {}
    if not isinstance(typed, dict) or not all(isinstance(actions, dict) for actions in typed.values()):
        raise RefusedError("invalid_arguments", "values must be an object of objects, by block_id and action_id.")
    return typed
