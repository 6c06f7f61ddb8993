"""Verify that a request is from Slack, as documented under "Verifying requests from Slack" on docs.slack.dev."""

import hmac

OLDEST = 300
"""Seconds that a request's timestamp may differ from our clock, into the past or the future (Slack's advice)."""

_LONGEST_TIMESTAMP = 12


def is_from_slack(secret: bytes, timestamp: bytes, signature: bytes, body: bytes, now: float) -> bool:
    """Return whether a request's signature is valid, without revealing by timing or error what is wrong with it.

    `timestamp` and `signature` are the raw headers, empty if missing: anything odd is simply not from Slack.
    """
    if not (timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP):
        return False
    if abs(now - int(timestamp)) > OLDEST:
        return False
    digest = hmac.digest(secret, b"v0:%b:%b" % (timestamp, body), "sha256")
    return hmac.compare_digest(b"v0=" + digest.hex().encode(), signature)
