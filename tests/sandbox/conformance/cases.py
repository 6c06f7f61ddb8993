"""The tables: what a server refuses and with which error code, and which methods respond in which shape.

`$CHANNEL`, `$USER` and `$TS` stand for a channel of the bot, a person in it and a message of the bot;
`$OUTSIDE`, `$HIDDEN` and `$ARCHIVED` for channels that not every server has for us.
"""

from sandbox_client import Json

Refusal = tuple[str, Json, str]
_HERE: Json = {"channel": "$CHANNEL"}
_TEXT: Json = {"channel": "$CHANNEL", "text": "a"}
_NOWHERE = "C0000NOWHERE"

REFUSALS: list[Refusal] = [
    ("no.such.method", {}, "unknown_method"),
    ("api.test", {"error": "my_error"}, "my_error"),
    ("chat.postMessage", {**_HERE}, "no_text"),
    ("chat.postMessage", {"channel": _NOWHERE, "text": "a"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "$OUTSIDE", "text": "a"}, "not_in_channel"),
    ("chat.postMessage", {"channel": "$HIDDEN", "text": "a"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "$ARCHIVED", "text": "a"}, "is_archived"),
    ("chat.postMessage", {**_HERE, "blocks": "{"}, "invalid_blocks_format"),
    ("chat.postMessage", {**_TEXT, "blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
    ("chat.postMessage", {**_TEXT, "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
    ("chat.postMessage", {**_TEXT, "markdown_text": "b"}, "markdown_text_conflict"),
    ("chat.postEphemeral", {**_TEXT, "user": "U0000NOBODY"}, "user_not_in_channel"),
    ("chat.update", {**_TEXT, "ts": "1.000000"}, "message_not_found"),
    ("chat.delete", {**_HERE, "ts": "1.000000"}, "message_not_found"),
    ("chat.getPermalink", {**_HERE, "message_ts": "1.000000"}, "message_not_found"),
    ("chat.scheduleMessage", {**_TEXT, "post_at": 1000000000}, "time_in_past"),
    ("chat.scheduleMessage", {**_TEXT, "post_at": 9999999999}, "time_too_far"),
    ("chat.deleteScheduledMessage", {**_HERE, "scheduled_message_id": "Q0"}, "invalid_scheduled_message_id"),
    ("conversations.info", {"channel": _NOWHERE}, "channel_not_found"),
    ("conversations.info", {"channel": "$HIDDEN"}, "channel_not_found"),
    ("conversations.history", {"channel": _NOWHERE}, "channel_not_found"),
    ("conversations.history", {"channel": "$OUTSIDE"}, "not_in_channel"),
    ("conversations.history", {"channel": "$HIDDEN"}, "channel_not_found"),
    ("conversations.history", {**_HERE, "cursor": "???"}, "invalid_cursor"),
    ("conversations.replies", {**_HERE, "ts": "1.000000"}, "thread_not_found"),
    ("conversations.members", {"channel": "$HIDDEN"}, "channel_not_found"),
    ("conversations.join", {"channel": "$ARCHIVED"}, "is_archived"),
    ("conversations.list", {"types": "secret"}, "invalid_types"),
    ("reactions.add", {**_HERE, "name": "tada"}, "no_item_specified"),
    ("reactions.add", {**_HERE, "timestamp": "$TS", "name": "no_such_emoji_here"}, "invalid_name"),
    ("reactions.add", {**_HERE, "timestamp": "1.000000", "name": "tada"}, "message_not_found"),
    ("reactions.remove", {**_HERE, "timestamp": "$TS", "name": "tada"}, "no_reaction"),
    ("reactions.get", {**_HERE, "timestamp": "1.000000"}, "message_not_found"),
    ("users.info", {"user": "U0000NOBODY"}, "user_not_found"),
    ("bots.info", {"bot": "B0000NOBODY"}, "bot_not_found"),
    ("files.info", {"file": "F0000NOTHING"}, "file_not_found"),
    ("pins.add", {**_HERE}, "no_item_specified"),
    ("pins.remove", {**_HERE, "timestamp": "$TS"}, "no_pin"),
    ("views.open", {"trigger_id": "1.2.3", "view": {"type": "modal"}}, "invalid_arguments"),
    ("views.publish", {"user_id": "$USER", "view": {"type": "nothing"}}, "invalid_arguments"),
    ("oauth.v2.access", {"client_id": "1.2", "client_secret": "x", "code": "x"}, "invalid_client_id"),
]

TOKENS: list[tuple[str, str | None, str]] = [
    ("auth.test", None, "not_authed"),
    ("auth.test", "xoxb-not-a-token", "invalid_auth"),
    ("chat.postMessage", "xoxb-not-a-token", "invalid_auth"),
    ("apps.connections.open", "$BOT_TOKEN", "not_allowed_token_type"),
    ("auth.test", "$APP_TOKEN", "not_allowed_token_type"),
]

SHAPES: list[tuple[str, Json]] = [
    ("api.test", {}),
    ("auth.test", {}),
    ("bots.info", {}),
    ("chat.getPermalink", {**_HERE, "message_ts": "$TS"}),
    ("chat.postEphemeral", {**_TEXT, "user": "$USER"}),
    ("chat.postMessage", {**_TEXT, "thread_ts": "$TS"}),
    ("chat.update", {**_TEXT, "ts": "$TS"}),
    ("chat.scheduledMessages.list", {}),
    ("conversations.history", {**_HERE, "limit": 3}),
    ("conversations.info", {**_HERE, "include_num_members": True}),
    ("conversations.join", {**_HERE}),
    ("conversations.list", {"limit": 3}),
    ("conversations.members", {**_HERE}),
    ("conversations.open", {"users": "$USER", "return_im": True}),
    ("conversations.replies", {**_HERE, "ts": "$TS"}),
    ("emoji.list", {}),
    ("files.getUploadURLExternal", {"filename": "a.txt", "length": 1}),
    ("pins.list", {**_HERE}),
    ("bookmarks.list", {"channel_id": "$CHANNEL"}),
    ("reactions.add", {**_HERE, "timestamp": "$TS", "name": "tada"}),
    ("reactions.get", {**_HERE, "timestamp": "$TS"}),
    ("team.info", {}),
    ("usergroups.list", {"include_users": True}),
    ("users.conversations", {"limit": 3}),
    ("users.info", {"user": "$USER", "include_locale": True}),
    ("users.list", {"limit": 3}),
    ("users.profile.get", {"user": "$USER"}),
    ("views.publish", {"user_id": "$USER", "view": {"type": "home", "blocks": [{"type": "divider"}]}}),
]
