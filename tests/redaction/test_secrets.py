import pytest

from aiuse_bot.redaction import Kind, redact
from secret_samples import KEYS, PRIVATE_KEY, RANDOM, TOKENS


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
@pytest.mark.parametrize(
    "around", ["{}", "Use {} here.", "キーは{}です", "`{}`", "<https://e.com?key={}|docs>", "({})"]
)
def test_keys_are_known_by_how_they_begin(key: str, around: str) -> None:
    masked = redact(around.format(key))
    assert key[4:12] not in masked.text
    assert "[masked API key]" in masked.text
    assert masked.kinds == (Kind.API_KEY,)


@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS)
def test_tokens_are_known_by_how_they_begin(token: str) -> None:
    assert redact(f"It is {token}, sorry") == ("It is [masked token], sorry", (Kind.TOKEN,))


def test_the_secret_part_of_a_webhook_is_masked() -> None:
    address = "https://hooks.slack.com/" + "services/T0000/B0000/" + RANDOM
    assert redact(f"<{address}>").text == "<https://hooks.slack.com/[masked token]>"


@pytest.mark.parametrize("what", ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "])
def test_a_private_key_is_masked_over_all_its_lines(what: str) -> None:
    masked = redact(f"before\n{PRIVATE_KEY.format(what)}\nafter")
    assert masked == ("before\n[masked private key]\nafter", (Kind.PRIVATE_KEY,))


def test_a_private_key_without_its_end_is_masked_to_the_end() -> None:
    assert redact("```" + PRIVATE_KEY.format("")[:60]).text == "```[masked private key]"


def test_a_private_key_in_json_or_with_dashes_that_an_editor_made_long_is_one() -> None:
    escaped = PRIVATE_KEY.format("").replace("\n", "\\n")
    assert RANDOM not in redact(f'{{"private_key": "{escaped}"}}').text
    assert RANDOM not in redact(PRIVATE_KEY.format("").replace("-----", "—-")).text


def test_two_private_keys_leave_the_words_between_them() -> None:
    key = PRIVATE_KEY.format("RSA ")
    assert redact(f"{key}\nand\n{key}").text == "[masked private key]\nand\n[masked private key]"


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("password: hunter2", "password: [masked password]"),
        ("*Password:* hunter2", "*Password:* [masked password]"),
        ("Password: swordfish", "Password: [masked password]"),
        ("DB_PASSWORD=swordfish", "DB_PASSWORD=[masked password]"),
        ('{"password": "correct horse battery"}', '{"password": "[masked password]"}'),
        ("the password is hunter2, ok?", "the password is [masked password] ok?"),
        ("パスワード：abc12345", "パスワード：[masked password]"),
        ("パスワードは abc12345 です", "パスワードは [masked password] です"),
        ("password: 1234abcd", "password: [masked password]"),
        ("password: Passw0rd(1)", "password: [masked password]"),
        ("password: ab|cd12", "password: [masked password]"),
        ("password: example123", "password: [masked password]"),
        ("Password: correct.horse", "Password: [masked password]"),
        ("暗証番号: 4711", "暗証番号: [masked password]"),
        ("mysql --password hunter22 -u x", "mysql --password [masked password] -u x"),
        ("https://zoom.us/j/1?pwd=aB3dE6", "https://zoom.us/j/1?pwd=[masked password]"),
        ("https://me:hunter2@example.com/x", "https://[masked password]/x"),
        ("postgresql://bot:hunter2@db/x", "postgresql://[masked password]@db/x"),
        ("api_key=abcd1234", "api_key=[masked API key]"),
        ("API key: 'abcd1234efgh'", "API key: '[masked API key]'"),
        ("APIキー：abcd1234efgh", "APIキー：[masked API key]"),
        ("AWS_SECRET_ACCESS_KEY=wJalr/K7MDENG/bPx", "AWS_SECRET_ACCESS_KEY=[masked API key]"),
        ("client_secret: abcd1234efgh", "client_secret: [masked API key]"),
        ("https://e.com/?access_token=abcd1234&x", "https://e.com/?access_token=[masked token]"),
        ("Authorization: Bearer abcd1234efgh", "Authorization: Bearer [masked token]"),
        ('-H "Authorization: Basic dXNlcjpwYXNz"', '-H "Authorization: Basic [masked token]"'),
    ],
)
def test_secrets_are_known_by_what_is_said_before_them(said: str, masked: str) -> None:
    assert redact(said).text == masked


@pytest.mark.parametrize(
    "said",
    [
        "Token: gpt-4o-mini",
        "max_tokens=2048",
        "token: 5,000 per request",
        "f(token=token)",
        "token = tokenizer.encode(text)",
        "password = getpass()",
        "credential = AzureCredential()",
        "Password: required",
        "the password is case-sensitive",
        "password: don't share it",
        "password = config.password",
        "password: [REDACTED]",
        "password reset: 15 min",
        "password: 15min",
        "password protected files",
        "The secret is patience",
        "パスワード：不要",
        "パスワードは8文字以上",
        "トークン：約3000",
        "API_KEY=${API_KEY}",
        "api_key=&lt;your key&gt;",
        "api key: required",
        "Bearer authentication",
        "sk-learn-based-classifier-v2",
        "git@github.com:org/repo.git",
        "BEGIN PRIVATE KEY is what it starts with",
    ],
)
def test_words_about_secrets_are_none(said: str) -> None:
    assert redact(said) == (said, ())


def test_a_secret_is_found_under_marks_of_style_and_unseen_characters() -> None:
    key = KEYS["OpenAI"]
    for mark in ("*", "~", "`", "\u200b", "\u00ad"):
        written = f"key {key[:14]}{mark}{key[14:20]}{mark}{key[20:]} end"
        assert redact(written) == ("key [masked API key] end", (Kind.API_KEY,))


def test_the_most_telling_kind_is_named_once() -> None:
    masked = redact(f"OPENAI_API_KEY={KEYS['OpenAI']}\npassword={TOKENS['bot']}")
    assert masked.kinds == (Kind.TOKEN, Kind.API_KEY)
    assert masked.text == "OPENAI_API_KEY=[masked API key]\npassword=[masked token]"
