"""The bot's own metrics. The HTTP server exposes them under `/metrics`."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
"""Our own registry: the library's default is global to the process and refuses a second registration."""

EVENTS_RECEIVED = Counter("aiuse_bot_events_received", "Events handed to the inbox.", registry=REGISTRY)
EVENTS_DUPLICATE = Counter("aiuse_bot_events_duplicate", "Events that were in the inbox already.", registry=REGISTRY)
EVENTS_ACKNOWLEDGED = Counter("aiuse_bot_events_acknowledged", "Events committed, then answered.", registry=REGISTRY)
EVENTS_RATE_LIMITED = Counter(
    "aiuse_bot_events_rate_limited", "Minutes in which Slack withheld events (over 30,000 an hour).", registry=REGISTRY
)
EVENTS_HANDLED = Counter("aiuse_bot_events_handled", "Events whose listener succeeded.", registry=REGISTRY)
EVENTS_FAILED = Counter("aiuse_bot_events_failed", "Attempts at an event that failed.", registry=REGISTRY)
EVENTS_PARKED = Counter("aiuse_bot_events_parked", "Events given up after their last attempt.", registry=REGISTRY)
MESSAGES = Counter("aiuse_bot_messages", "Attempts to say something in Slack.", ["outcome"], registry=REGISTRY)

INBOX_WAITING = Gauge("aiuse_bot_inbox_waiting", "Events not yet handled.", registry=REGISTRY)
INBOX_OLDEST = Gauge("aiuse_bot_inbox_oldest_seconds", "Age of the oldest event not yet handled.", registry=REGISTRY)
OUTBOX_OPEN = Gauge("aiuse_bot_outbox_open", "Messages not yet said.", registry=REGISTRY)
LEDGER_DIFFERENCES = Gauge(
    "aiuse_bot_ledger_differences",
    "Where the ledger was not what reactions are worth, last night (100: or more).",
    ["workspace"],
    registry=REGISTRY,
)

DOOR_SECONDS = Histogram(
    "aiuse_bot_door_seconds",
    "From the first byte of an event to its answer.",
    buckets=(0.005, 0.02, 0.05, 0.2, 1, 3),
    registry=REGISTRY,
)
LISTENER_SECONDS = Histogram(
    "aiuse_bot_listener_seconds",
    "Time a listener took for an event.",
    buckets=(0.005, 0.02, 0.05, 0.2, 1, 3, 10),
    registry=REGISTRY,
)
