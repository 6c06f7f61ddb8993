from concurrent.futures import ThreadPoolExecutor

from house import House
from patience import PATIENCE, wait_until

SLOW_JOBS = 10


def test_ten_slow_jobs_do_not_keep_a_click_waiting(house: House) -> None:
    """The modal opens while earlier commands, more than could have finished, still wait for Slack."""
    channels = [house.channel(watched=False) for _ in range(SLOW_JOBS)]
    house.channel()
    house.sandbox.fault("conversations.info", "slow", seconds=PATIENCE, times=SLOW_JOBS)
    before = len(house.sandbox.calls("conversations.info"))
    with ThreadPoolExecutor(SLOW_JOBS) as people:
        slow = [people.submit(house.sandbox.command, house.admin, channel, "/usecase watch") for channel in channels]
        wait_until(lambda: len(house.sandbox.calls("conversations.info")) == before + SLOW_JOBS)
        opened = house.sandbox.command(house.reader, channels[0], "/usecase share")
        assert [job for job in slow if job.done()] == []
        house.sandbox.clear_faults()
        answers = [job.result() for job in slow]
    assert opened["acknowledged"]
    assert house.sandbox.views(house.reader)
    assert all(answer["acknowledged"] for answer in answers)
