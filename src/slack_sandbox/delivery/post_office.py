"""Delivers parcels to the app: interactivity once, events with Slack's retries."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace

from slack_sandbox.clock import Clock
from slack_sandbox.delivery.log import Log, LoggedDelivery
from slack_sandbox.delivery.parcel import Answer, Parcel
from slack_sandbox.delivery.signed_http import SignedHTTP
from slack_sandbox.delivery.socket_mode import SocketMode
from slack_sandbox.faults import DELIVERY, Fault, Faults
from slack_sandbox.patience import Patience
from slack_sandbox.workspace.models import App

_DELAY = 1.0
RETRY_AFTER = (0.0, 60.0, 300.0)
"""Seconds before each retry: almost immediately, one minute, five minutes (Events API, "Retries")."""
DELAYED_RETRIES = (3600.0,) * 24
"""Further retries if the app has enabled "Delayed events": hourly for a day (Events API, "Delayed events")."""


class PostOffice:
    """One app's deliveries: over HTTP if there is a URL, otherwise over Socket Mode."""

    def __init__(
        self,
        app: App,
        clock: Clock,
        faults: Faults,
        *,
        url: str | None,
        delayed_events: bool,
        connection_seconds: float,
        patience: Patience,
    ) -> None:
        """`app` provides the signing secret; `url` is where HTTP deliveries go; None means Socket Mode."""
        self.url = url
        self.log: Log[LoggedDelivery] = Log()
        self.socket_mode = SocketMode(lambda: app.id, connection_seconds, patience)
        self._app = app
        self._clock = clock
        self._faults = faults
        self._http = SignedHTTP(patience)
        self._delays = (0.0, *RETRY_AFTER, *(DELAYED_RETRIES if delayed_events else ()))
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def send_event(self, parcel: Parcel) -> None:
        """Deliver an event in the background, with retries."""
        self._start(self._deliver(parcel))

    def send_once(self, parcel: Parcel) -> None:
        """Deliver in the background without waiting for the outcome and without retries."""
        self._start(self._attempt_once(parcel))

    async def ask(self, parcel: Parcel) -> Answer:
        """Deliver once and return the app's response."""
        async with self._counted():
            return await self._attempt(parcel, str(uuid.uuid4()))

    async def settled(self, within: float) -> bool:
        """Wait until nothing is in flight; False if `within` seconds pass first."""
        try:
            await asyncio.wait_for(self._idle.wait(), within)
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Stop, dropping what is in flight."""
        for task in self._tasks:
            task.cancel()
        self._http.close()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        # Count before the task runs, so that `settled` cannot return in between.
        self._begin()
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._end()

    def _begin(self) -> None:
        self._under_way += 1
        self._idle.clear()

    def _end(self) -> None:
        self._under_way -= 1
        if self._under_way == 0:
            self._idle.set()

    @asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        self._begin()
        try:
            yield
        finally:
            self._end()

    async def _rest(self, seconds: float) -> None:
        """Sleep by the clock; a parcel waiting for its retry is not in flight."""
        self._end()
        try:
            await self._clock.sleep(seconds)
        finally:
            self._begin()

    async def _attempt_once(self, parcel: Parcel) -> None:
        await self._attempt(parcel, str(uuid.uuid4()))

    async def _deliver(self, parcel: Parcel) -> None:
        fault = self._faults.take(DELIVERY, event_type=parcel.type)
        if fault is not None and fault.kind == "drop":
            return
        if fault is not None:
            await self._apply_fault(fault, parcel)
        envelope_id = str(uuid.uuid4())
        for number, delay in enumerate(self._delays):
            if delay:
                await self._rest(delay)
            if number:
                parcel = replace(parcel, retry_num=number)
            answer = await self._attempt(parcel, envelope_id)
            if answer.acknowledged or not answer.retry_wanted:
                return
            parcel = replace(parcel, retry_reason=answer.reason)

    async def _apply_fault(self, fault: Fault, parcel: Parcel) -> None:
        if fault.kind == "duplicate":
            await self._attempt(parcel, str(uuid.uuid4()))
        else:
            await self._rest(fault.seconds or _DELAY)

    async def _attempt(self, parcel: Parcel, envelope_id: str) -> Answer:
        number, at, url = self.log.next_number(), self._clock.now(), self.url
        if url is not None:
            answer = await self._http.send(parcel, url, self._app.signing_secret)
        else:
            answer = await self.socket_mode.send(parcel, envelope_id)
        entry = LoggedDelivery(
            n=number,
            at=at,
            kind=parcel.kind,
            type=parcel.type,
            via="socket" if url is None else "http",
            attempt=parcel.retry_num,
            status=answer.status,
            acknowledged=answer.acknowledged,
            payload=parcel.payload,
            response=answer.body,
            error=answer.error or answer.reason,
        )
        self.log.add(entry)
        return answer
