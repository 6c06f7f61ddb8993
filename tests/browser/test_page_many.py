"""Very many messages and reactions are all shown; `make bench` measures how fast."""

from playwright.sync_api import expect

from browser.page import COMPOSER, OpenPage, Workspace, message

_MESSAGES = 300
_REACTIONS = 100


def busy_channel(workspace: Workspace) -> str:
    channel = workspace.channel("busy")
    for number in range(_MESSAGES):
        workspace.client.post("maria", channel, f"busy *message* {number} :tada:", at=1767500000 + number * 7)
    return channel


def react(workspace: Workspace, channel: str) -> None:
    latest = workspace.client.messages("ben", channel, limit=_REACTIONS // 2)
    for member, name in (("ben", "clap"), ("aya", "tada")):
        for row in latest:
            workspace.client.react(member, channel, row["ts"], name)


def test_many_messages_and_reactions_are_all_drawn(open_page: OpenPage, workspace: Workspace) -> None:
    channel = busy_channel(workspace)
    page = open_page("maria", channel)
    oldest = workspace.client.messages("ben", channel, limit=1000)[0]["ts"]
    page.goto(f"{workspace.client.url}/archives/{channel}/p{oldest.replace('.', '')}?as={workspace.members['maria']}")
    message(page, "busy message 0").wait_for()
    notices = 3  # of people who joined
    expect(page.locator("#stage .message[data-ts]")).to_have_count(_MESSAGES + notices)
    react(workspace, channel)
    expect(page.locator(".reaction[data-reaction]")).to_have_count(_REACTIONS)
    page.locator(COMPOSER).fill("still there")
    page.locator(COMPOSER).press("Enter")
    message(page, "still there").wait_for()
