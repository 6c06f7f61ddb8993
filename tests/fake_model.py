"""A model behind real HTTP that answers what a test wants, in the formats of three providers."""

import json
import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from pydantic_ai import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models import Model
from pydantic_ai.models.function import AgentInfo, FunctionModel

from patience import PATIENCE

Json = dict[str, Any]
TOOL = "final_result"


def says(answer: Json | Callable[[], Json]) -> Callable[[], AbstractAsyncContextManager[Model]]:
    """Return a model factory without HTTP whose model gives this answer, or calls `answer` for each request."""

    def function(_messages: list[ModelMessage], _info: AgentInfo) -> ModelResponse:
        return ModelResponse(parts=[ToolCallPart(TOOL, answer() if callable(answer) else answer)])

    return lambda: nullcontext(FunctionModel(function))


@dataclass
class Said:
    """An answer: fields of the record, a raw `body`, or with `hangs` none until the test is over."""

    answer: Json | None = None
    status: int = 200
    body: bytes = b""
    hangs: bool = False


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: Json

    @property
    def words(self) -> str:
        return json.dumps(self.body, ensure_ascii=False)


class FakeModel:
    """Serves OpenAI's chat completions, Anthropic's messages and Bedrock's converse API. The last answer repeats."""

    def __init__(self) -> None:
        self.answers: deque[Said] = deque()
        self.asked: list[Asked] = []
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="fake-model")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, _t: type[BaseException] | None, _v: BaseException | None, _tb: TracebackType | None) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, asked: Asked) -> Said:
        with self._lock:
            self.asked.append(asked)
            return self.answers.popleft() if len(self.answers) > 1 else self.answers[0]


def _in_words_of(path: str, answer: Json) -> Json:
    if path.endswith("/chat/completions"):
        call = {"id": "c1", "type": "function", "function": {"name": TOOL, "arguments": json.dumps(answer)}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
        choice = {"index": 0, "finish_reason": "tool_calls", "message": message}
        return {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    usage = {"input_tokens": 1, "output_tokens": 1}
    if path.endswith("/messages"):
        block = {"type": "tool_use", "id": "t1", "name": TOOL, "input": answer}
        told = {"id": "m1", "type": "message", "role": "assistant", "model": "m", "content": [block]}
        return told | {"stop_reason": "tool_use", "stop_sequence": None, "usage": usage}
    tool_use = {"toolUse": {"toolUseId": "t1", "name": TOOL, "input": answer}}
    return {
        "output": {"message": {"role": "assistant", "content": [tool_use]}},
        "stopReason": "tool_use",
        "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
        "metrics": {"latencyMs": 1},
    }


def _handler(model: FakeModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            said = model.take(Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            if said.hangs:
                model.over.wait(PATIENCE)
                self.close_connection = True
                return
            answer = said.body if said.answer is None else json.dumps(_in_words_of(self.path, said.answer)).encode()
            self.send_response(said.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Log nothing: the tests inspect the requests."""

    return Handler
