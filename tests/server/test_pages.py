import json

from sqlalchemy import Engine, text

from aiuse_bot.delivery.writer import GroupWriter
from aiuse_bot.server import Readiness
from delivery_tools import Listening, a_door, an_envelope
from patience import wait_until

NAMES = ("received", "duplicate", "acknowledged")


def figures(door: Listening) -> dict[str, float]:
    lines = door.get("/metrics").body.decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}


def test_health_and_readiness_tell_life_from_ability(engine: Engine, writer: GroupWriter) -> None:
    able = {"database": True, "migrations": True, "workers": True}

    def database() -> bool:
        if not able["database"]:
            raise ConnectionError
        with engine.connect() as connection:
            return bool(connection.scalar(text("SELECT true")))

    checks = Readiness(database, lambda: able["migrations"], lambda: able["workers"])
    with a_door(writer, readiness=checks) as door:
        assert door.get("/readyz").status == 200
        for what in able:
            able[what] = False
            answer = door.get("/readyz")
            assert (answer.status, json.loads(answer.body)[what]) == (503, False)
            assert door.get("/healthz").status == 200
            able[what] = True


def test_health_is_about_the_process_itself(writer: GroupWriter) -> None:
    whole = {"is": True}
    with a_door(writer, is_whole=lambda: whole["is"]) as door:
        assert door.get("/healthz").status == 200
        whole["is"] = False
        assert door.get("/healthz").status == 503


def test_the_metrics_count_events_and_what_waits(door: Listening) -> None:
    before = figures(door)
    door.tell(an_envelope("Ev1"))
    door.tell(an_envelope("Ev1"))
    wait_until(lambda: figures(door)["aiuse_bot_door_seconds_count"] == before["aiuse_bot_door_seconds_count"] + 2)
    after = figures(door)
    grown = {name: after[f"aiuse_bot_events_{name}_total"] - before[f"aiuse_bot_events_{name}_total"] for name in NAMES}
    assert grown == {"received": 2, "duplicate": 1, "acknowledged": 2}
    assert after["aiuse_bot_inbox_waiting"] == 1
