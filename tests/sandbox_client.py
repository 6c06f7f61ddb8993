"""A sandbox for tests: a client that acts as people, and the process."""

import subprocess
import sys
from pathlib import Path
from typing import Self

from patience import PATIENCE
from sandbox_control import Json, SandboxClient, SandboxError

__all__ = ["Json", "SandboxClient", "SandboxError", "SandboxProcess"]

_READY = "sandbox ready on "


class SandboxProcess:
    """A sandbox as a separate process; `client` acts in it."""

    def __init__(self, *options: str | Path, log: Path | None = None) -> None:
        """Start with these command-line options, on a free port."""
        command = [sys.executable, "-m", "slack_sandbox", "--port", "0", *map(str, options)]
        self._log = log.open("ab") if log else None
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._log, text=True)
        try:
            self.url = self._read_url()
        except BaseException:
            self.stop()
            raise
        self.client = SandboxClient(self.url)

    def _read_url(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.startswith(_READY):
            raise RuntimeError(f"the sandbox did not start: {line!r}, exit code {self.process.poll()}")
        return line.removeprefix(_READY).strip()

    def stop(self) -> int:
        """Stop the process and return its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        if self.process.stdout is not None:
            self.process.stdout.close()
        if self._log is not None:
            self._log.close()
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()
