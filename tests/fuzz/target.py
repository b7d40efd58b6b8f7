"""The fuzz target: bytes through the whole compiler, with atheris (libFuzzer for Python).

`python -m fuzz.target FOLDER [libFuzzer's flags]`; see `make fuzz`. The corpus in FOLDER starts with the examples,
mutants of them and the diagnostics' cases. What raises, takes over two seconds or over 500 MB ends the run and is kept
as a file in FOLDER.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["gitune", "ruamel"]):
    from robust.compiling import EXAMPLES, PAIRS, ROOT, catalog, compiled, examples, faults
    from robust.mutate import mutants

from fuzz.limits import MEGABYTES, limit_memory

SECONDS = 2
"""Of processor time; the clock on the wall also counts what else a machine does."""
STALL = 60
"""Seconds by the clock on the wall after which an input counts as a hang."""
MUTANTS = 300


def one_input(data: bytes) -> None:
    """Raises for what may not happen; libFuzzer reports it."""
    started = time.process_time()
    found = faults(compiled(data))
    took = time.process_time() - started
    assert not found, found
    assert took < SECONDS, f"{took:.1f} s"


def seed(folder: Path) -> None:
    """Writes the first corpus: whole specs, and some with one thing wrong."""
    files = [file.read_bytes() for file in (*EXAMPLES, *PAIRS)]
    files += [data for _, data in mutants(examples(), MUTANTS)]
    for data in files:
        (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def words() -> list[str]:
    """What the format knows: fields, choices and YAML's own signs."""
    schema = json.loads((ROOT / "schema" / "finetune.schema.json").read_text(encoding="utf-8"))
    owners = [schema, *schema["definitions"].values()]
    fields = [(name, field) for owner in owners for name, field in owner.get("properties", {}).items()]
    choices = [str(choice) for _, field in fields for choice in (*field.get("enum", ()), *field.get("examples", ()))]
    signs = [
        "&a",
        "*a",
        "<<: ",
        "!!str",
        "|\n",
        ">-\n",
        "---\n",
        "...\n",
        "? ",
        "%YAML 1.2\n",
        "${",
        "{{",
        "\\u0000",
        "\\",
    ]
    return sorted({*(f"{name}: " for name, _ in fields), *choices, *signs})


def dictionary() -> str:
    """The words as libFuzzer reads them: every byte as `\\xAB`."""
    return "".join('"' + "".join(f"\\x{byte:02x}" for byte in word.encode()[:60]) + '"\n' for word in words())


def main() -> None:
    folder = Path(sys.argv[1])
    corpus, known, findings = folder / "corpus", folder / "words.dict", folder / "findings"
    for made in (corpus, findings):
        made.mkdir(parents=True, exist_ok=True)
    seed(corpus)
    known.write_text(dictionary(), encoding="ascii")
    flags = [
        *(f"-dict={known}", f"-artifact_prefix={findings}/", f"-timeout={STALL}", f"-rss_limit_mb={MEGABYTES}"),
        *("-max_len=1048576", "-print_final_stats=1", str(corpus)),
    ]
    catalog()
    limit_memory()
    atheris.Setup([sys.argv[0], *sys.argv[2:], *flags], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
