"""What people do all day besides reacting: post use cases and search."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice, product

from benchmarks.reactions import envelope
from benchmarks.running import NOW, RunningBot
from sqlalchemy.orm import Session

from aiuse_bot.domain.watch import watch

POSTS = SEARCHES = 1000
SEARCHERS = 4
"""Concurrent searches."""

WHAT = "refunds invoices contracts minutes payslips tickets surveys translations forecasts budgets reviews audits"
WHOSE = "legal finance support marketing warehouse payroll security procurement logistics recruiting"
HOW = "late doubtful duplicated unreadable handwritten overlong contradictory incomplete unsorted foreign"
WHAT_JA = "返金 請求書 契約書 議事録 給与明細 問い合わせ アンケート 翻訳 予測 予算 査定 監査"
WHOSE_JA = "法務 経理 サポート 広報 倉庫 人事 情報システム 調達 物流 採用"
HOW_JA = "遅い 重複した 手書きの 長すぎる 不完全な 矛盾した 未整理の 英語の 古い 読みにくい"
TOOLS = "ChatGPT Claude Gemini Copilot DeepL"

ENGLISH = """*Issue:* {how} {what} of {whose} took {minutes} minutes each
*Result:* a draft of the {what} is there in {few} minutes, and {whose} checks it
*Tools:* {tool}"""
JAPANESE = """*課題:* {whose}の{how}{what}に毎回{minutes}分かかっていた
*結果:* {what}の下書きが{few}分でできて、{whose}が確認するだけになった
*ツール:* {tool}"""


def post_and_search(bot: RunningBot) -> None:
    """Post and search a thousand times; every post must become a record, every search be acknowledged."""
    channel_id = _watched_channel(bot)
    known = bot.select_number("SELECT count(*) FROM use_case")
    bot.handle_events(
        [_post_event(bot, channel_id, author_id, words) for author_id, words in zip(cycle(bot.members), posts())]
    )
    records = bot.select_number("SELECT count(*) FROM use_case") - known
    assert records == POSTS, records
    with ThreadPoolExecutor(SEARCHERS) as people:
        asked = zip(cycle(bot.members), searches())
        assert all(people.map(lambda search: _search(bot, channel_id, *search), asked))


def posts() -> list[str]:
    """Return distinct posts, alternately English and Japanese."""
    english = [ENGLISH.format(**words) for words in _words(WHAT, WHOSE, HOW)]
    japanese = [JAPANESE.format(**words) for words in _words(WHAT_JA, WHOSE_JA, HOW_JA)]
    return [post for pair in zip(english, japanese, strict=True) for post in pair]


def searches() -> list[str]:
    """Return distinct queries, alternately English and Japanese."""
    english = [f"{word['what']} {word['whose']} {word['how']}" for word in _words(WHAT, WHOSE, HOW)]
    japanese = [f"{word['whose']} {word['how']}{word['what']}" for word in _words(WHAT_JA, WHOSE_JA, HOW_JA)]
    return [question for pair in zip(english, japanese, strict=True) for question in pair]


def _words(what: str, whose: str, how: str) -> list[dict[str, object]]:
    combined = islice(product(how.split(), whose.split(), what.split()), POSTS // 2)
    return [
        {"how": how, "whose": whose, "what": what, "tool": tool, "minutes": 20 + number, "few": 2 + number % 9}
        for number, ((how, whose, what), tool) in enumerate(zip(combined, cycle(TOOLS.split())))
    ]


def _watched_channel(bot: RunningBot) -> str:
    app = bot.slack.app
    made = bot.slack.post("channels", name="use-cases", members=[app["bot_user_id"], *bot.members])
    channel_id: str = made["channel"]["id"]
    with Session(bot.engine) as session, session.begin():
        watch(session, app["team_id"], channel_id, by="U0ADMIN", is_private=False, locale="en", now=NOW)
    return channel_id


def _post_event(bot: RunningBot, channel_id: str, author_id: str, words: str) -> bytes:
    """Post in the sandbox, so that the card has a thread, and return the event body."""
    message = bot.slack.post("post", **{"as": author_id}, channel=channel_id, text=words)["message"]
    event = {
        "type": "message",
        "user": author_id,
        "channel": channel_id,
        "channel_type": "channel",
        "text": words,
        "ts": message["ts"],
        "event_ts": message["ts"],
    }
    return envelope(bot.slack.app, f"Ev{message['ts']}", event)


def _search(bot: RunningBot, channel_id: str, user_id: str, question: str) -> bool:
    text = f"/usecase search {question}"
    answer = bot.slack.post("command", **{"as": user_id}, channel=channel_id, text=text)
    return bool(answer["acknowledged"])
