import pytest

from aiuse_bot.redaction import Kind, redact
from secret_samples import ADDRESSES, CARDS, PHONES


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("around", ["{}", "Ask {}, please.", "連絡は{}まで", "_{}_", "*Contact:* {}\nx"])
def test_addresses_are_masked(address: str, around: str) -> None:
    masked = redact(around.format(address))
    assert "example" not in masked.text
    assert masked.kinds == (Kind.EMAIL,)


@pytest.mark.parametrize("number", PHONES)
@pytest.mark.parametrize("around", ["{}", "Call {}.", "電話は{}です", "({})", "<tel:{}|here>", "*{}*", "a: {}\nb"])
def test_phone_numbers_are_masked(number: str, around: str) -> None:
    masked = redact(around.format(number))
    assert masked.text == around.format("[masked phone]")
    assert masked.kinds == (Kind.PHONE,)


@pytest.mark.parametrize(
    "said",
    ["Tel: 5551234", "電話番号：0312345678", "ＴＥＬ　１２３４５６７", "my phone number is 5551234", "Tel: 2010123456"],
)
def test_a_number_that_is_called_one_may_have_any_form(said: str) -> None:
    assert redact(said).kinds == (Kind.PHONE,)


@pytest.mark.parametrize("number", CARDS)
@pytest.mark.parametrize("around", ["{}", "Card {}.", "番号{}です", "{} 12/27 123", "{}\n42"])
def test_card_numbers_are_masked_and_what_follows_is_not(number: str, around: str) -> None:
    masked = redact(around.format(number))
    assert masked.text == around.format("[masked card number]")
    assert masked.kinds == (Kind.CARD,)


def test_two_numbers_beside_each_other_are_both_masked() -> None:
    assert redact("090-1234-5678/03-1234-5678").text == "[masked phone]/[masked phone]"
    assert redact("090-1234-5678 4242424242424242").kinds == (Kind.CARD, Kind.PHONE)


@pytest.mark.parametrize(
    "said",
    [
        "4242424242424241",
        "1234 5678 1234 5678",
        "4901234567894",
        "1712345678123",
        "1790000000.000100",
        "p1712345678123456",
        "T4222222222222",
        "3.4242424242424242",
        "<https://x.slack.com/archives/C012AB3CD/p1712345678123456?thread_ts=1712345678.123456&amp;cid=C012AB3CD|this>",
        "https://example.com/orders/4242424242424242",
        "<@U012AB3CD>",
        "<@U012AB3CD|taro>",
        "<#C012AB3CD|sales-0901234567>",
        "<!subteam^S012AB3CD>",
        "550e8400-e29b-41d4-a716-446655440000",
        "2026-04-03 10:30",
        "2026/04/03〜2026/05/11",
        "05-11-2026",
        "2026-05-11T10:30:00Z",
        "UC-42",
        "order 20260511-001",
        "INV-2026-000123",
        "ISBN 978-4-87311-565-8",
        "192.168.100.200",
        "¥1,000,000 → ¥300,000",
        "30 45 60 90 120 150",
        "2024-2025-2026",
        "10:00-11:00, 12:30-13:30",
        "+15,000,000 yen",
        "5000-6000-7000",
        "Phone 2026-05-11: called",
        "電話 12000000件",
        "logo@2x.png",
        "npm i react@18.2.0",
        "@here @channel",
        "https://medium.com/@taro/how",
    ],
)
def test_other_numbers_and_marks_stay(said: str) -> None:
    assert redact(said) == (said, ())
