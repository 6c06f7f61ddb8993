"""Whether it is Slack who speaks, as docs.slack.dev has it under "Verifying requests from Slack"."""

import hmac

OLDEST = 300
"""Seconds that a request's timestamp may differ from our clock, into the past or the future (Slack's advice)."""

_LONGEST_TIMESTAMP = 12


def is_from_slack(secret: bytes, timestamp: bytes, signature: bytes, body: bytes, now: float) -> bool:
    """Check the signature of a request without telling by time or error what is wrong with it.

    `timestamp` and `signature` are the headers as they came, empty when missing: everything odd is simply not Slack's.
    """
    if not (timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP):
        return False
    if abs(now - int(timestamp)) > OLDEST:
        return False
    digest = hmac.digest(secret, b"v0:%b:%b" % (timestamp, body), "sha256")
    return hmac.compare_digest(b"v0=" + digest.hex().encode(), signature)
