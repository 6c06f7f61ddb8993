"""Every keyword of the command, in both languages, as people type it."""

import pytest

from house import House, shown
from patience import wait_until


def found(house: House, words: str, channel_id: str, wanted: str) -> bool:
    return wanted in house.ask(words, channel_id)


def test_search_finds_a_case_in_english_and_in_japanese(house: House) -> None:
    channel_id = house.channel()
    house.post(channel_id, issue="Refunds for lost parcels took long")
    text = "【課題】返金対応の返信文に時間がかかっていた\n【結果】20分が5分になった\n【ツール】Claude"
    house.sandbox.post(house.colleague, channel_id, text)
    wait_until(lambda: found(house, "/usecase search refund parcels", channel_id, "Refunds for lost parcels"))
    wait_until(lambda: found(house, "/usecase search 返金", channel_id, "返金対応の返信文"))
    for words in ("検索 返金", "検索　返金", "ｓｅａｒｃｈ 返金", "search\n返金"):
        assert found(house, f"/usecase {words}", channel_id, "返金対応の返信文")


def test_the_answer_is_in_the_language_of_the_one_who_asks(house: House) -> None:
    channel_id = house.channel()
    assert "Nothing" in house.ask("/usecase search qqqqzzzz", channel_id, house.reader) or "No " in house.ask(
        "/usecase search qqqqzzzz", channel_id, house.reader
    )
    assert "見つかりません" in house.ask("/usecase search qqqqzzzz", channel_id, house.admin)


def test_a_case_is_shown_by_its_number(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="Labels for parcels were wrong")
    number = house.card_text(channel_id, ts).split("UC-")[1].split(" ")[0]
    for words in (f"show UC-{number}", f"show uc{number}", f"show {number}", f"表示 UC-{number}"):
        assert "Labels for parcels were wrong" in house.ask(f"/usecase {words}", channel_id)


@pytest.mark.parametrize("words", ["show UC-999999999999", "show", "show nothing", "show UC-0"])
def test_a_number_that_is_none_gets_a_friendly_answer(house: House, words: str) -> None:
    answer = house.ask(f"/usecase {words}", house.channel())
    assert answer
    assert "Traceback" not in answer


def test_mine_lists_what_i_shared(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="My own little case")
    house.card(channel_id, ts)
    assert "My own little case" in house.ask("/usecase mine", channel_id, house.colleague)
    assert "My own little case" not in house.ask("/usecase mine", channel_id, house.reader)


def test_top_lists_praised_cases_and_no_persons(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="A case that everybody loves")
    house.card(channel_id, ts)
    house.sandbox.react(house.reader, channel_id, ts, "clap")
    house.sandbox.react(house.admin, channel_id, ts, "clap")
    wait_until(lambda: "A case that everybody loves" in house.ask("/usecase top", channel_id))
    answer = house.ask("/usecase top", channel_id)
    assert f"<@{house.reader}>" not in answer


@pytest.mark.parametrize("words", ["help", "dance", "ヘルプ", "watchh", "SEARCHX", "ｈｅｌｐ"])
def test_an_unknown_word_gets_help(house: House, words: str) -> None:
    assert "/usecase search" in house.ask(f"/usecase {words}", house.channel())


def test_the_modal_becomes_a_record_that_the_bot_posts_and_that_can_be_praised(house: House) -> None:
    channel_id = house.channel()
    house.sandbox.command(house.colleague, channel_id, "/usecase")
    (view,) = house.sandbox.views(house.colleague)
    values = {
        "title": {"title": "Answer wombat mails"},
        "issue": {"issue": "It took long"},
        "result": {"result": "5 minutes instead of 20"},
        "tools": {"tools": ["ChatGPT", "Wombat-GPT"]},
    }
    for typed in ("chatgpt", "Wombat-GPT"):
        house.sandbox.options(house.colleague, "tools", typed, view_id=view["id"])
    assert not house.sandbox.submit(house.colleague, view["id"], values).get("errors")
    (post,) = wait_until(lambda: [m for m in house.sandbox.messages(house.reader, channel_id) if "wombat" in shown(m)])
    assert f"<@{house.colleague}>" in shown(post)
    assert "ChatGPT" in shown(post)
    house.handled()
    house.sandbox.react(house.reader, channel_id, post["ts"], "clap")
    house.handled()
    rows = house.rows(
        "SELECT author_id, tools, (SELECT sum(points) FROM ledger_entry WHERE kind = 'praise' AND use_case_id = u.id)"
        " FROM use_case u WHERE title = 'Answer wombat mails'"
    )
    assert rows == [(house.colleague, ["ChatGPT", "Wombat-GPT"], 1)]


def test_the_deletion_of_the_bots_post_withdraws_a_case_of_the_modal(house: House) -> None:
    channel_id = house.channel()
    house.sandbox.command(house.colleague, channel_id, "/usecase share")
    view = house.sandbox.views(house.colleague)[-1]
    values = {"title": {"title": "The quokka case"}, "result": {"result": "It went well"}}
    house.sandbox.submit(house.colleague, view["id"], values)
    (post,) = wait_until(lambda: [m for m in house.sandbox.messages(house.reader, channel_id) if "quokka" in shown(m)])
    house.handled()
    house.sandbox.delete(house.bot_user, channel_id, post["ts"])
    house.handled()
    assert house.rows("SELECT 1 FROM use_case WHERE title LIKE '%quokka%'") == []


def test_the_modal_wants_what_it_needs(house: House) -> None:
    channel_id = house.channel()
    house.sandbox.command(house.colleague, channel_id, "/usecase share")
    view = house.sandbox.views(house.colleague)[-1]
    answer = house.sandbox.submit(house.colleague, view["id"], {"title": {"title": "Only a title"}})
    assert "result" in answer["errors"]
    house.sandbox.close_view(house.colleague, view["id"])


def test_only_admins_say_which_channels_are_read(house: House) -> None:
    channel_id = house.channel(watched=False)
    assert "admin" in house.ask("/usecase watch", channel_id, house.reader)
    assert house.rows("SELECT 1 FROM channel WHERE channel_id = :id", id=channel_id) == []


def test_the_bot_must_be_invited_first(house: House) -> None:
    made = house.sandbox.add_channel("not-invited", members=[house.admin])
    assert "/invite" in house.ask("/usecase watch", made["id"], house.admin)


@pytest.mark.parametrize(
    "words", ["金曜 16:00", "金曜日 １６：００", "fri 16:00", "金 16時", "Friday 16時00分", "16:00 friday"]
)
def test_a_time_is_read_as_people_write_it(house: House, words: str) -> None:
    channel_id = house.channel(watched=False)
    house.ask(f"/usecase watch {words}", channel_id, house.admin)
    assert house.rows("SELECT weekday, at::text FROM schedule WHERE channel_id = :id", id=channel_id) == [
        (4, "16:00:00")
    ]


def test_watch_says_when_the_roundup_comes_in_the_admins_own_zone(house: House) -> None:
    channel_id = house.channel(watched=False)
    answer = house.ask("/usecase watch 金曜 9:30", channel_id, house.admin)
    assert "(金) 09:30 (Asia/Tokyo)" in answer
    rows = house.rows("SELECT weekday, at::text, timezone FROM schedule WHERE channel_id = :id", id=channel_id)
    assert rows == [(4, "09:30:00", "Asia/Tokyo")]


@pytest.mark.parametrize("words", ["someday", "friday 25:00", "fr 9:00", "9:00+02:00", "金 9時9"])
def test_a_time_that_cannot_be_read_is_explained(house: House, words: str) -> None:
    channel_id = house.channel(watched=False)
    assert "/usecase watch" in house.ask(f"/usecase watch {words}", channel_id, house.admin)
    assert house.rows("SELECT 1 FROM channel WHERE channel_id = :id", id=channel_id) == []


def test_unwatch_stops_reading_and_keeps_what_was_recorded(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="A case from before the end")
    house.card(channel_id, ts)
    house.ask("/usecase unwatch", channel_id, house.admin)
    later = house.post(channel_id, issue="A case after the end")
    house.handled()
    assert house.replies(channel_id, later) == []
    assert "A case from before the end" in house.ask("/usecase search before the end", channel_id)
    assert house.ask("/usecase unwatch", channel_id, house.admin)


def test_a_private_case_is_found_by_its_members_alone(house: House) -> None:
    private, public = house.channel(is_private=True), house.channel()
    outsider = house.sandbox.add_member("outsider")["id"]
    house.sandbox.join(outsider, public)
    ts = house.post(private, issue="The narwhal secret took long")
    number = house.card_text(private, ts).split("UC-")[1].split(" ")[0]
    for words in ("search narwhal secret", f"show UC-{number}", "top"):
        assert "narwhal secret took" not in house.ask(f"/usecase {words}", public, outsider)
    assert "narwhal secret took" in house.ask("/usecase search narwhal secret", public, house.reader)


@pytest.mark.parametrize(
    "words",
    ["search '; DROP TABLE use_case; --", "search <!channel> @here <@U123>", "search " + "x" * 3000, "show '1'='1'"],
)
def test_injections_are_ordinary_words(house: House, words: str) -> None:
    answer = house.ask(f"/usecase {words}", house.channel())
    assert answer
    assert "<!channel>" not in answer
    assert house.rows("SELECT to_regclass('use_case') IS NOT NULL") == [(True,)]


def test_while_the_form_is_open_it_shows_what_is_in_the_library_already(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="Caracal feeding plans took long", result="caracal keepers are happy")
    house.card(channel_id, ts)
    house.sandbox.command(house.reader, channel_id, "/usecase")
    (view,) = house.sandbox.views(house.reader)
    values = {
        "title": {"title": "Caracal feeding plans took long"},
        "result": {"result": "the answer takes 5 minutes instead of 20, and caracal keepers are happy"},
    }
    house.sandbox.action(house.reader, "title", view_id=view["id"], value=values["title"]["title"], values=values)
    view = wait_until(lambda: [one for one in house.sandbox.views(house.reader) if "Looks like" in str(one)])[0]
    assert f"<@{house.colleague}>" in str(view["blocks"])
    assert "caracal keepers are happy" in str(view["blocks"])
    assert "prompt" not in {block["block_id"] for block in view["blocks"]}
    house.sandbox.close_view(house.reader, view["id"])
