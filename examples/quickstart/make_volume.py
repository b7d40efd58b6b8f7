"""Makes `volume/`: what stands for the quickstart's claim. Runs where the tests run; its result is committed.

    python examples/quickstart/make_volume.py [FOLDER]

The model is random weights in the layout of the catalog's `tiny`, from a seeded generator. The rows are `rows.py`'s.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests")]

from rows import rows  # noqa: E402 - found through the path above

from tiny import write_model  # noqa: E402 - the writer of tiny models that the tests use

DIM, LAYERS, SEED = 256, 2, 0
"""As runtimes/models/tiny.yaml says."""


def make(volume: Path) -> None:
    """Writes model and rows below `volume`."""
    write_model(volume / "model", family="llama3_2", dim=DIM, layers=LAYERS, seed=SEED)
    write_rows(volume / "data")


def write_rows(folder: Path) -> None:
    """The rows as JSON Lines and as parquet."""
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415 - needs none of it for the first format
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    table = rows()
    (folder / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in table), encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(table), folder / "train.parquet")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "volume")
