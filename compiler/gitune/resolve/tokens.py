"""How long rows are, in tokens of the model's own tokenizer."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Any

from gitune.lock.facts import Bucket, Tokens

BARS = (
    *(16, 32, 64, 128, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12288),
    *(16384, 24576, 32768, 49152, 65536, 98304, 131072),
)
"""Upper edges of the histogram's bars; longer rows share one that ends at the longest."""


def tokenizer_of(data: bytes) -> Any:
    """A tokenizer from the content of `tokenizer.json`.

    Raises:
        ValueError: it cannot be read.
    """
    from tokenizers import Tokenizer  # noqa: PLC0415

    try:
        tokenizer = Tokenizer.from_buffer(data)
    except Exception as error:
        raise ValueError(str(error)) from None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def lengths_of(tokenizer: Any, texts: Sequence[str]) -> list[int]:
    """Tokens of each text, with the markers that the tokenizer puts at its ends."""
    return [len(encoding.ids) for encoding in tokenizer.encode_batch_fast(list(texts))]


def histogram(lengths: Sequence[int], counted: str) -> Tokens:
    """The bars of at least one length; `counted` says what of a row was counted."""
    longest = max(lengths)
    rows = Counter(_bar(length, longest) for length in lengths)
    bars = tuple(Bucket.model_construct(up_to=edge, rows=rows[edge]) for edge in sorted(rows))
    return Tokens.model_construct(sample=len(lengths), longest=longest, counted=counted, histogram=bars)


def _bar(length: int, longest: int) -> int:
    index = bisect_left(BARS, length)
    return BARS[index] if index < len(BARS) else longest
