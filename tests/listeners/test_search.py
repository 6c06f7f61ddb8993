"""`/usecase search` with filters, mistyped words and synonyms, as people type it in Slack."""

from house import House
from patience import wait_until


def asked(house: House, words: str, channel_id: str, wanted: str, user: str | None = None) -> None:
    wait_until(lambda: wanted in house.ask(f"/usecase {words}", channel_id, user))


def test_filters_are_understood_in_both_languages(house: House) -> None:
    channel_id, other = house.channel(), house.channel()
    house.post(channel_id, issue="Zeppelin schedules took long")
    house.post(other, issue="Zeppelin invoices took long")
    for wanted in ("Zeppelin schedules", "Zeppelin invoices"):
        asked(house, "search zeppelin", channel_id, wanted)
    for words in (f"search zeppelin in:{channel_id}", f"検索 zeppelin チャンネル：{channel_id}"):
        found = house.ask(f"/usecase {words}", channel_id)
        assert "Zeppelin schedules" in found
        assert "Zeppelin invoices" not in found
    mine = f"search zeppelin by:{house.colleague} tool:チャッピー since:7d"
    assert "Zeppelin schedules" in house.ask(f"/usecase {mine}", channel_id)
    assert "Zeppelin schedules" not in house.ask("/usecase search zeppelin by:me", channel_id, house.reader)
    assert "Zeppelin schedules" not in house.ask("/usecase search zeppelin tool:claude", channel_id)


def test_a_mistyped_word_is_repaired_and_the_answer_says_so(house: House) -> None:
    channel_id = house.channel()
    house.post(channel_id, issue="Submarine timetables took long")
    asked(house, "search submarnie", channel_id, "Submarine timetables")
    assert "Nobody wrote “submarnie”; I searched for “submarine”." in house.ask(
        "/usecase search submarnie", channel_id, house.reader
    )


def test_a_new_case_is_found_as_soon_as_its_card_is_there(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="Xylophone lessons took long")
    house.card(channel_id, ts)
    assert "Xylophone lessons" in house.ask("/usecase search xylophone", channel_id)


def test_an_admin_adds_words_of_the_same_meaning_lists_them_and_takes_them_back(house: House) -> None:
    channel_id = house.channel()
    house.post(channel_id, issue="Accordion rental took long")
    asked(house, "search accordion", channel_id, "Accordion rental")
    assert "Accordion" not in house.ask("/usecase search squeezebox", channel_id)
    added = house.ask("/usecase synonyms accordion, squeezebox、手風琴", channel_id, house.admin)
    assert "accordion, squeezebox, 手風琴" in added
    assert "Accordion rental" in house.ask("/usecase search 手風琴", channel_id)
    assert "accordion, squeezebox" in house.ask("/usecase 同義語", channel_id, house.admin)
    number = added.split("remove ")[-1].split("削除 ")[-1].split("`")[0]
    house.ask(f"/usecase synonyms remove {number}", channel_id, house.admin)
    assert "Accordion" not in house.ask("/usecase search squeezebox", channel_id)


def test_only_admins_add_words(house: House) -> None:
    channel_id = house.channel()
    assert "admin" in house.ask("/usecase synonyms one, other", channel_id, house.reader).lower()
    assert house.rows("SELECT 1 FROM search_synonym WHERE words @> '{other}'") == []


def test_while_slack_does_not_say_who_is_in_which_channel_nothing_private_is_found(house: House) -> None:
    channel_id, elsewhere = house.channel(is_private=True), house.channel()
    ts = house.post(channel_id, issue="The wombat question took long")
    house.card(channel_id, ts)
    ((number,),) = house.rows("SELECT number FROM use_case WHERE message_ts = :ts", ts=ts)
    # Members whose channels the bot has not looked up yet, one of them in the private channel.
    insider, stranger = (str(house.sandbox.add_member(name)["id"]) for name in ("insider", "outsider"))
    for user, channel in ((insider, channel_id), (insider, elsewhere), (stranger, elsewhere)):
        house.sandbox.join(user, channel)
    house.handled()
    house.sandbox.fault("users.conversations", "status", status=503, times=1000)
    asked = len(house.sandbox.calls("users.conversations"))
    for user in (insider, stranger):
        assert "wombat" not in house.ask("/usecase search question", elsewhere, user)
        assert "wombat" not in house.ask(f"/usecase show UC-{number}", elsewhere, user)
    assert len(house.sandbox.calls("users.conversations")) > asked
    house.sandbox.clear_faults()
    assert "wombat" in house.ask("/usecase search wombat", elsewhere, insider)
    assert "wombat question" not in house.ask("/usecase search wombat", elsewhere, stranger)


def test_a_guest_finds_only_cases_of_channels_they_are_in(house: House) -> None:
    """Case 24: a single-channel guest searched the whole library."""
    theirs, elsewhere = house.channel(), house.channel()
    house.post(theirs, issue="The okapi newsletter took long")
    ts = house.post(elsewhere, issue="The okapi board paper took long")
    house.card(elsewhere, ts)
    ((number,),) = house.rows("SELECT number FROM use_case WHERE message_ts = :ts", ts=ts)
    guest = str(house.sandbox.add_member("single-channel", is_guest=True)["id"])
    house.sandbox.join(guest, theirs)
    house.handled()
    asked(house, "search okapi", theirs, "board paper")
    answer = house.ask("/usecase search okapi", theirs, guest)
    assert "okapi newsletter" in answer
    assert "board paper" not in answer
    assert "board paper" not in house.ask(f"/usecase show UC-{number}", theirs, guest)
    assert "board paper" not in house.ask("/usecase top all", theirs, guest)


def test_a_member_who_becomes_a_guest_loses_the_public_channels_at_once(house: House) -> None:
    public, theirs = house.channel(), house.channel()
    house.post(public, issue="The quokka contract took long")
    person = str(house.sandbox.add_member("leaving-soon")["id"])
    house.sandbox.join(person, theirs)
    asked(house, "search quokka", theirs, "quokka contract", person)
    house.sandbox.change_member(person, is_guest=True)
    wait_until(lambda: "quokka contract" not in house.ask("/usecase search quokka", theirs, person))
