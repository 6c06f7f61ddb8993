from house import LABELLED, House, shown
from patience import wait_until


def test_a_post_that_reads_like_a_use_case_is_answered_by_one_card_in_its_thread(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="Refund mails took 20 minutes each")
    card = shown(house.card(channel_id, ts))
    assert "UC-" in card
    assert "Refund mails took 20 minutes each" in card
    assert "ChatGPT" in card
    house.handled()
    assert len(house.replies(channel_id, ts)) == 1


def test_a_japanese_post_gets_a_japanese_card(house: House) -> None:
    channel_id = house.channel()
    text = "【課題】返金メールの返信に時間がかかっていた\n【結果】1通20分が5分になった\n【ツール】Claude"
    ts = house.sandbox.post(house.colleague, channel_id, text)
    card = shown(house.card(channel_id, ts))
    assert "結果" in card
    assert "返金メールの返信に時間がかかっていた" in card


def test_talk_is_left_alone(house: House) -> None:
    channel_id = house.channel()
    ts = house.sandbox.post(house.colleague, channel_id, "Has anybody tried ChatGPT for refunds? Would be great.")
    house.handled()
    assert house.replies(channel_id, ts) == []


def test_a_channel_that_is_not_watched_is_not_read(house: House) -> None:
    channel_id = house.channel(watched=False)
    ts = house.post(channel_id)
    house.handled()
    assert house.replies(channel_id, ts) == []
    assert house.rows("SELECT 1 FROM use_case WHERE channel_id = :id", id=channel_id) == []


def test_an_edit_reaches_the_record_and_its_card(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="Refund mails of Mr Yamada took long")
    house.card(channel_id, ts)
    house.sandbox.edit(
        house.colleague, channel_id, ts, "*Issue:* Refund mails took long\n*Result:* 5 minutes now\n*Tools:* Claude"
    )
    wait_until(lambda: "Yamada" not in house.card_text(channel_id, ts))
    assert "Claude" in house.card_text(channel_id, ts)
    assert len(house.replies(channel_id, ts)) == 1


def test_a_deletion_takes_the_words_away_everywhere(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="The tarsier incident of Mr Yamada")
    house.card(channel_id, ts)
    house.handled()
    house.sandbox.delete(house.colleague, channel_id, ts)
    wait_until(lambda: house.replies(channel_id, ts) == [])
    house.handled()
    assert "tarsier" not in house.ask("/usecase search tarsier", channel_id).lower().replace("“tarsier”", "")
    assert everywhere_stored(house, "tarsier") == []


def test_the_deletion_of_a_parent_with_replies_arrives_as_a_tombstone_and_counts(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="The walrus incident")
    house.card(channel_id, ts)
    house.sandbox.post(house.reader, channel_id, "Nice one!", thread_ts=ts)
    house.sandbox.delete(house.colleague, channel_id, ts)
    wait_until(lambda: house.replies(channel_id, ts) == [])
    house.handled()
    assert everywhere_stored(house, "walrus") == []


def test_a_post_that_arrives_after_its_deletion_stays_away(house: House) -> None:
    channel_id = house.channel()
    ts = "1790000123.000100"
    deleted = {"type": "message", "subtype": "message_deleted", "channel": channel_id, "channel_type": "channel"}
    house.sandbox.deliver({**deleted, "deleted_ts": ts, "ts": "1790000130.000100", "event_ts": "1790000130.000100"})
    house.handled()
    post = {"type": "message", "user": house.colleague, "channel": channel_id, "channel_type": "channel"}
    text = "*Issue:* late words\n*Result:* none\n*Tools:* ChatGPT"
    house.sandbox.deliver({**post, "text": text, "ts": ts, "event_ts": ts})
    house.handled()
    assert house.rows("SELECT 1 FROM use_case WHERE channel_id = :id", id=channel_id) == []


def test_a_post_delivered_eight_times_at_once_is_one_record_with_one_card(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    post = next(m for m in house.sandbox.messages(house.reader, channel_id) if m["ts"] == ts)
    event = {
        **{k: post[k] for k in ("type", "user", "text", "ts")},
        "channel": channel_id,
        "event_ts": ts,
        "channel_type": "channel",
    }
    house.sandbox.deliver(event, copies=8)
    house.handled()
    assert house.rows("SELECT count(*) FROM use_case WHERE channel_id = :id", id=channel_id) == [(1,)]
    assert len(house.replies(channel_id, ts)) == 1


def test_a_change_without_new_words_writes_nothing(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    house.handled()
    # The card appears in Slack a moment before its place is stored with the record.
    wait_until(lambda: house.rows("SELECT 1 FROM use_case WHERE channel_id = :id AND card_ts > ''", id=channel_id))
    before = house.rows("SELECT xmin::text FROM use_case WHERE channel_id = :id", id=channel_id)
    said = house.rows("SELECT count(*) FROM outbox_message")
    post = next(m for m in house.sandbox.messages(house.reader, channel_id) if m["ts"] == ts)
    message = {key: post[key] for key in ("type", "user", "text", "ts")}
    changed = {"type": "message", "subtype": "message_changed", "channel": channel_id, "channel_type": "channel"}
    later = "1890000000.000100"
    house.sandbox.deliver({**changed, "message": message, "previous_message": message, "ts": later, "event_ts": later})
    edited = {**message, "edited": {"user": house.colleague, "ts": later}}
    house.sandbox.deliver({**changed, "message": edited, "previous_message": message, "ts": later, "event_ts": later})
    house.handled()
    assert house.rows("SELECT xmin::text FROM use_case WHERE channel_id = :id", id=channel_id) == before
    assert house.rows("SELECT count(*) FROM outbox_message") == said


def test_a_channel_that_becomes_private_hides_its_records_at_once(house: House) -> None:
    channel_id, elsewhere = house.channel(), house.channel()
    house.post(channel_id, issue="The platypus question took long")
    wait_until(lambda: "platypus question" in house.ask("/usecase search platypus", elsewhere))
    stranger = house.sandbox.add_member("stranger-to-it")["id"]
    house.sandbox.join(stranger, elsewhere)
    assert "platypus question" in house.ask("/usecase search platypus", elsewhere, stranger)
    house.sandbox.change_channel(channel_id, is_private=True)
    house.handled()
    assert "platypus question" not in house.ask("/usecase search platypus", elsewhere, stranger)
    assert "platypus question" in house.ask("/usecase search platypus", elsewhere, house.colleague)


def everywhere_stored(house: House, word: str) -> list[str]:
    """Return the tables that still contain a word, including the inbox's envelopes."""
    tables = [name for (name,) in house.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    found = []
    for table in tables:
        rows = house.rows(f'SELECT "{table}"::text FROM "{table}"')  # noqa: S608 - names from the catalogue
        needles = (word, word.encode().hex())
        if any(needle in row.lower() for (row,) in rows for needle in needles):
            found.append(table)
    return found


def test_what_the_author_adds_after_many_replied_belongs_to_the_record_and_outlives_an_edit(house: House) -> None:
    """Case 5: Slack names five of those who replied; an edit of the post erased the prompt of a sixth, its author."""
    channel_id = house.channel()
    ts = house.post(channel_id, issue="The mongoose minutes took long")
    house.card(channel_id, ts)
    for number in range(6):
        someone = str(house.sandbox.add_member(f"replier-{number}")["id"])
        house.sandbox.join(someone, channel_id)
        house.sandbox.post(someone, channel_id, "How did you do that?", thread_ts=ts)
    house.sandbox.post(house.colleague, channel_id, "Prompt: Summarise the mongoose talk in five lines.", thread_ts=ts)

    def prompts() -> list[str]:
        return [
            prompt for (prompt,) in house.rows("SELECT prompt FROM use_case WHERE message_ts = :ts", ts=ts) if prompt
        ]

    wait_until(prompts, message=house.bot.last_words)
    text = LABELLED.format(issue="The mongoose minutes took ages", result="people are happy")
    house.sandbox.edit(house.colleague, channel_id, ts, text)
    wait_until(lambda: house.rows("SELECT 1 FROM use_case WHERE message_ts = :ts AND issue LIKE '%ages%'", ts=ts))
    assert "mongoose talk" in prompts()[0]
