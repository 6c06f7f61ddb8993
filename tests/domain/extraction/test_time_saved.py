from pathlib import Path

import pytest

from aiuse_bot.domain.extraction import Post, Reply, read_draft

SAVINGS = [
    ("from 2 hours to 15 minutes", 105, "use"),
    ("15 hours saved every week", 900, "week"),
    ("月20時間削減", 1200, "month"),
    ("down to one hour, it used to be six", 300, "use"),
    ("I budget 30 minutes where I used to block two hours", 90, "use"),
    ("was a 15 min hunt and now it's 3", 12, "use"),
    ("毎回5時間コースだったのが先月は30分", 270, "use"),
    ("Handling time is 4 min vs 12 min before.", 8, "use"),
    ("took 20 min insted of 1 hour", 40, "use"),
    ("25 min of scrolling became 5.", 20, "use"),
    ("It takes 15 min instead of 90", 75, "use"),
    ("We spend 2-3 hours on it; now ~15 min", 105, "use"),
    ("saves 20 mins every morning.", 20, "day"),
    ("saves whoever was on duty 90 mins a week", 90, "week"),
    ("it saves the closing lead about an hour a week", 60, "week"),
    ("saved me a full day of mind-numbing work", 480, "total"),
    ("2時間→15分に短縮", 105, "use"),
    ("3時間かかっていたものがClaudeで30分に", 150, "use"),
    ("毎朝20分は短縮できてる", 20, "day"),
    ("週1時間ほど楽になり", 60, "week"),
    ("60分のインタビュー1本あたり45分の短縮", 45, "use"),
    ("見積もり3日分のコピペ作業だったやつ、1日で終わった", 960, "total"),
    ("月に10時間くらい浮いた", 600, "month"),
    ("1件30分かかっていたのが5分で済む", 25, "use"),
    ("half a day's less work than I'd planned (roughly 4 hours saved)", 240, "total"),
    ("It used to take me two hours every Friday, now it's twenty minutes.", 100, "use"),
    ("I get about 3 hours back every week", 180, "week"),
    ("Two hours down to 20 minutes.", 100, "use"),
    ("freed up 20 hours a month between the two of us", 1200, "month"),
    ("90分→15分になり", 75, "use"),
    ("半日かかっていた集計が10分で終わるように", 230, "use"),
    ("1時間半かかっていた作業が15分になりました", 75, "use"),
    ("previously 45 min, today 5 min", 40, "use"),
    ("月5時間の時短", 300, "month"),
    ("半日仕事が1時間に", 180, "use"),
    ("以前は1時間、今は10分です", 50, "use"),
    ("went from an hour and a half to ten minutes", 80, "use"),
    ("Cuts 30 minutes of write-up per call", 30, "use"),
    ("毎週2時間かけていたレポートが20分", 100, "week"),
    ("An hour's job is now five minutes", 55, "use"),
    ("That's 2h/week back in my calendar", 120, "week"),
    ("used to eat half my Friday, about 4 hours. Now 30 minutes.", 210, "use"),
    ("30分→5分", 25, "use"),
    ("Takes about 10 minutes less per request", 10, "use"),
    ("今まで2日かかっていたのが半日で終わった", 720, "total"),
]

NO_SAVINGS = [
    "takes me 10 minutes",
    "first review went from 26h to 3h",
    "If it works it might save 20 min per case.",
    "what took an afternoon now takes 10 min",
    "We expect to save 2 hours a week.",
    "来月からは月10時間削減できる見込みです",
    "made 4 teasers, agency quote was 1.2M yen",
    "3 days ago I asked ChatGPT",
    "the 60 minute meeting every 2 weeks",
]


STORIES = [
    line.split("\t")
    for line in Path(__file__).with_name("time_stories.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("minutes", "text"), STORIES)
def test_however_a_story_is_told_its_minutes_are_found(minutes: str, text: str) -> None:
    found = read_draft(Post("U1", text)).time_saved_minutes
    assert ("-" if found is None else str(found)) == minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("二十五分かかっていた記録がClaudeで十分に。", 15),
        ("四十分の作業が五分に。", 35),
        ("It took two and a half hours, with Claude it takes an hour and a half.", 60),
        ("Three quarters of an hour before, a quarter of an hour now.", 30),
    ],
)
def test_numbers_in_words_count_like_digits(text: str, minutes: int) -> None:
    assert read_draft(Post("U1", text)).time_saved_minutes == minutes


def test_a_number_without_a_unit_takes_it_over_from_the_reply_before() -> None:
    replies = (Reply("U1", "I typed the minutes, 25 minutes every day"), Reply("U1", "Claude does it, now it's five"))
    assert read_draft(Post("U1", "Stand-up notes, solved", replies)).time_saved_minutes == 20


@pytest.mark.parametrize(
    "text", ["We answer 90 mails a day, now 30 with Claude.", "Six calls an hour, now 9 with Claude."]
)
def test_how_often_something_happens_is_no_length_of_time(text: str) -> None:
    assert read_draft(Post("U1", text)).time_saved_minutes is None


@pytest.mark.parametrize(("text", "minutes", "period"), SAVINGS)
def test_a_saving_is_read_in_minutes_and_period(text: str, minutes: int, period: str) -> None:
    draft = read_draft(Post("U1", text))
    assert (draft.time_saved_minutes, draft.time_saved_period) == (minutes, period)


@pytest.mark.parametrize("text", NO_SAVINGS)
def test_latency_plans_and_lone_durations_are_no_saving(text: str) -> None:
    draft = read_draft(Post("U1", text))
    assert draft.time_saved_minutes is None
    assert draft.time_saved_period is None


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("*Result:* handling time down 40%", 40),
        ("対応工数を6割削減できた", 60),
        ("作業時間が30%減", 30),
        ("We hope to cut handling time by 50%", None),
        ("wrong-category rate fell 9%", None),
    ],
)
def test_a_percentage_counts_when_it_speaks_of_effort(text: str, percent: int | None) -> None:
    assert read_draft(Post("U1", text)).time_saved_percent == percent


def test_labels_say_which_time_is_before_and_which_after() -> None:
    draft = read_draft(
        Post("U1", "*Issue:* asset list\n*Time before:* 4 hours\n*Time after:* 30 minutes\n*Tool:* Claude")
    )
    assert (draft.time_saved_minutes, draft.time_saved_period) == (210, "use")


def test_an_absurd_number_is_dropped_rather_than_stored() -> None:
    assert read_draft(Post("U1", "saved 99999 weeks with ChatGPT")).time_saved_minutes is None
