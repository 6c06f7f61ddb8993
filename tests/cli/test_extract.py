import json
import subprocess
import sys
from pathlib import Path

from cli_tools import Cli
from patience import PATIENCE

POSTS = Path(__file__).parent.parent / "data" / "posts_dev.jsonl"
POST = json.dumps({"id": "1", "text": "Issue: slow refund mails\nResult: 5 instead of 20 minutes\nTool: ChatGPT"})


def test_each_post_becomes_one_draft_line(cli: Cli) -> None:
    posts = POSTS.read_text(encoding="utf-8")
    result = cli("extract", stdin=posts)
    drafts = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [draft["id"] for draft in drafts] == [json.loads(line)["id"] for line in posts.splitlines()]
    assert {"is_use_case", "issue", "result", "tools", "time_saved_minutes", "title"} <= drafts[0].keys()


def test_a_bad_line_is_named_and_the_others_go_on(cli: Cli) -> None:
    result = cli("extract", stdin=f'{POST}\n\nnot json\n{{"id": "2"}}\n'.encode() + b"\xff\n" + POST.encode())
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["1", "1"]
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == ["line 3", "line 4", "line 5"]


def test_nothing_in_is_nothing_out(cli: Cli) -> None:
    result = cli("extract")
    assert (result.exit_code, result.output) == (0, "")


def test_a_byte_order_mark_is_no_part_of_the_first_post(cli: Cli) -> None:
    assert cli("extract", stdin=b"\xef\xbb\xbf" + POST.encode()).exit_code == 0


def test_half_a_surrogate_pair_comes_through(cli: Cli) -> None:
    result = cli("extract", stdin='{"id": "1", "text": "Issue: \\ud83d broken\\nResult: fixed"}')
    assert result.exit_code == 0
    assert json.loads(result.stdout)["id"] == "1"


def test_it_needs_neither_database_nor_slack() -> None:
    """Importing those takes about a second, which would delay each start in a pipe."""
    program = (
        "import sys; from aiuse_bot.cli import main; main(['extract'], standalone_mode=False);"
        "print(*{name.partition('.')[0] for name in sys.modules} & {'sqlalchemy', 'psycopg', 'slack_sdk', 'pydantic'})"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], input=POST, capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    draft, loaded = told.stdout.splitlines()
    assert json.loads(draft)["is_use_case"] is True
    assert loaded == ""
