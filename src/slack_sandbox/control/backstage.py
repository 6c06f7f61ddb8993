"""Behind the scenes: logs, faults, the clock, hand-made deliveries."""

import secrets

from slack_sandbox.clock import parse_moment
from slack_sandbox.control.request import Request, control
from slack_sandbox.delivery.parcel import Parcel
from slack_sandbox.errors import RefusedError
from slack_sandbox.faults import Fault
from slack_sandbox.values import Json

_REASONS = ("warning", "refresh_requested", "link_disabled")
_MOST_COPIES = 1000


@control("GET", "calls")
async def calls(request: Request) -> Json:
    """Return the app's Web API calls."""
    method = request.text("method")
    found = request.hub.calls.since(request.whole("since", 0))
    return {"calls": [call for call in found if method in (None, "", call["method"])]}


@control("GET", "deliveries")
async def deliveries(request: Request) -> Json:
    """Return every attempt to deliver something to the app."""
    return {"deliveries": request.hub.post_office.log.since(request.whole("since", 0))}


@control("POST", "deliver")
async def deliver(request: Request) -> Json:
    """Deliver an event to the app unchanged, to test duplicates, wrong order and malformed events."""
    envelope = request.structure("envelope") or request.hub.announcer.envelope(request.structure("event"))
    kind = envelope.get("event", {}).get("type") or envelope.get("type") or ""
    headers = {str(name): str(value) for name, value in request.structure("headers").items()}
    parcel = Parcel(
        "event",
        str(kind),
        envelope,
        headers,
        retry_num=request.whole("retry_num", 0),
        retry_reason=request.text("retry_reason"),
    )
    copies = request.whole("copies", 1)
    if not 1 <= copies <= _MOST_COPIES:
        raise RefusedError("invalid_arguments", f"copies is between 1 and {_MOST_COPIES}.")
    for _ in range(copies):
        request.hub.post_office.send_event(parcel)
    return {"event_id": envelope.get("event_id")}


@control("POST", "faults")
async def faults(request: Request) -> Json:
    """Inject a fault into the next calls of a method or the next deliveries."""
    fault = Fault(
        id=request.hub.faults.next_id(),
        method=request.required("method"),
        kind=request.required("kind"),
        times=request.whole("times", 1),
        status=request.whole("status", 503),
        retry_after=request.whole("retry_after", 1),
        seconds=request.number("seconds", 0.0) or None,
        error=request.text("error") or "internal_error",
        channel=request.text("channel"),
        event_type=request.text("event_type"),
    )
    request.hub.faults.add(fault)
    return {"fault_id": fault.id}


@control("DELETE", "faults")
async def clear_faults(request: Request) -> Json:
    """Remove all faults."""
    request.hub.faults.clear()
    return {}


@control("POST", "clock")
async def clock(request: Request) -> Json:
    """Move the clock, or set it back to real time."""
    hub = request.hub
    if "advance" in request.values:
        hub.clock.advance(request.number("advance", 0.0))
    elif (at := request.text("at")) is not None:
        try:
            hub.clock.advance(parse_moment(at) - hub.clock.now())
        except ValueError:
            raise RefusedError("invalid_arguments", f"at is neither Unix seconds nor ISO 8601: {at!r}") from None
    else:
        hub.clock.reset()
    return {"now": hub.clock.now()}


@control("GET", "settled")
async def settled(request: Request) -> Json:
    """Wait until no delivery to the app is in flight."""
    return {"settled": await request.hub.post_office.settled(request.number("timeout", 10.0))}


@control("POST", "disconnect")
async def disconnect(request: Request) -> Json:
    """Send a `disconnect` frame to all Socket Mode connections."""
    reason = request.text("reason") or "refresh_requested"
    if reason not in _REASONS:
        raise RefusedError("invalid_arguments", f"reason is one of {', '.join(_REASONS)}.")
    return {"told": await request.hub.post_office.socket_mode.disconnect(reason)}


@control("GET", "connections")
async def connections(request: Request) -> Json:
    """Return how many Socket Mode connections are open."""
    return {"connections": request.hub.post_office.socket_mode.connections}


@control("POST", "http-events")
async def http_events(request: Request) -> Json:
    """Switch to HTTP delivery once `url` has answered Slack's challenge, or to Socket Mode if there is no `url`."""
    office, url = request.hub.post_office, request.text("url")
    former, office.url = office.url, url
    if url is not None:
        challenge = secrets.token_urlsafe(32)
        token = request.workspace.app.verification_token
        payload = {"token": token, "challenge": challenge, "type": "url_verification"}
        answer = await office.ask(Parcel("event", "url_verification", payload))
        given = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.body
        if not answer.acknowledged or given != challenge:
            office.url = former
            raise RefusedError("challenge_failed", f"{url} did not answer the challenge ({answer.error}).")
    return {"url": url}


@control("POST", "rate-limits")
async def rate_limits(request: Request) -> Json:
    """Set the rate limits to `off`, `on` or `strict`."""
    try:
        request.hub.limits.switch(request.required("mode"))
    except ValueError as error:
        raise RefusedError("invalid_arguments", str(error)) from None
    return {"mode": request.hub.limits.mode}


@control("GET", "patience")
async def patience(request: Request) -> Json:
    """Return the seconds the app has to acknowledge."""
    return {"seconds": request.hub.patience.seconds}


@control("POST", "patience")
async def set_patience(request: Request) -> Json:
    """Set the seconds the app has to acknowledge, and for which a trigger id is valid."""
    seconds = request.number("seconds", 0.0)
    if seconds <= 0:
        raise RefusedError("invalid_arguments", "seconds is a number above 0.")
    request.hub.patience.seconds = seconds
    return {"seconds": seconds}
