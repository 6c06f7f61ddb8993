"""The parts of one sandbox, wired together."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from slack_sandbox.clock import Clock
from slack_sandbox.consent import Consents
from slack_sandbox.delivery.log import Log, LoggedCall
from slack_sandbox.delivery.post_office import PostOffice
from slack_sandbox.events.announcer import Announcer
from slack_sandbox.faults import Faults
from slack_sandbox.limits import EventQuota, RateLimits
from slack_sandbox.manifest import Manifest
from slack_sandbox.patience import Patience
from slack_sandbox.response_urls import ResponseUrls
from slack_sandbox.seed import WorkspaceSeed, new_workspace
from slack_sandbox.storage import FileStore, Storage
from slack_sandbox.stream import Stream
from slack_sandbox.triggers import Triggers
from slack_sandbox.workspace.scheduled import Scheduler
from slack_sandbox.workspace.workspace import Workspace

if TYPE_CHECKING:
    from slack_sandbox.values import Json


@dataclass(slots=True, kw_only=True)
class Options:
    """Options of a sandbox at start."""

    manifest: Manifest
    seed: WorkspaceSeed = field(default_factory=WorkspaceSeed)
    data_dir: Path | None = None
    http_events: str | None = None
    rate_limits: str = "on"
    optional_scopes: bool = True
    delayed_events: bool = False
    events_per_hour: int = 30_000
    connection_seconds: float = 3600.0


class Hub:
    """One sandbox: the workspace and everything that listens to it or acts in it."""

    def __init__(self, options: Options) -> None:
        """Create the workspace or load it from the data directory; must run inside the event loop."""
        self.manifest = options.manifest
        self.clock = Clock()
        self.patience = Patience()
        self.storage = Storage(options.data_dir) if options.data_dir else None
        self.file_store = FileStore(options.data_dir)
        self.uploads: dict[str, str] = {}
        """Ids of the files not yet uploaded, by the secret in their upload URL."""
        self.workspace = self._workspace(options)
        self.faults = Faults()
        self.calls: Log[LoggedCall] = Log()
        self.limits = RateLimits(self.clock, options.rate_limits)
        self.event_quota = EventQuota(self.clock, options.events_per_hour)
        self.consents = Consents(self.clock)
        self.triggers = Triggers(self.clock, self.patience)
        self.response_urls = ResponseUrls(self.clock)
        self.suggested: dict[str, Json] = {}
        """Options that the app offered in a type-ahead, by value."""
        self.stream = Stream(self.workspace)
        self.post_office = PostOffice(
            self.workspace.app,
            self.clock,
            self.faults,
            url=options.http_events,
            delayed_events=options.delayed_events,
            connection_seconds=options.connection_seconds,
            patience=self.patience,
        )
        self.announcer = Announcer(self.workspace, self.manifest, self.post_office, self.event_quota)
        self.workspace.listen(self.stream.on_change)
        self.workspace.listen(self.announcer.on_change)
        self.scheduler = Scheduler(self.workspace)
        self._saving: asyncio.Task[None] | None = None

    def _workspace(self, options: Options) -> Workspace:
        state = self.storage.load() if self.storage else None
        if state is None:
            return new_workspace(
                options.seed, options.manifest, self.clock, with_optional_scopes=options.optional_scopes
            )
        # The manifest may have changed since, so scopes are granted again, as on a reinstallation.
        scopes = options.manifest.oauth_config.scopes
        state.app.bot_scopes = options.manifest.bot_scopes if options.optional_scopes else list(scopes.bot)
        return Workspace(state, self.clock)

    def start(self) -> None:
        """Start saving snapshots and posting scheduled messages."""
        self.scheduler.start()
        if self.storage is not None:
            self._saving = asyncio.get_running_loop().create_task(self.storage.keep_saving(self.workspace))

    def close(self) -> None:
        """Stop deliveries and streams and write the last snapshot."""
        if self._saving is not None:
            self._saving.cancel()
        self.scheduler.close()
        self.post_office.close()
        self.stream.close()
        if self.storage is not None:
            self.storage.save(self.workspace)
