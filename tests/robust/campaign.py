"""Compiles mutants of the examples and says what came of them.

`python -m robust.campaign COUNT REPORT`; see `make mutants`.
"""

from __future__ import annotations

import random
import sys
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from gitune.diagnostics.model import Severity
from robust.compiling import catalog, compiled, examples, faults, refused
from robust.mutate import mutants

EVERY = 10
"""Of how many accepted mutants one is checked against the real CRDs, which takes longer than compiling it."""


@dataclass
class Campaign:
    """What came of some mutants."""

    total: int = 0
    unreadable: int = 0
    accepted: list[str] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    against_crds: int = 0

    def run(self, count: int, seed: int = 1) -> Campaign:
        """Compiles `count` mutants. Catalog errors and bugs alike count as crashes."""
        catalog()
        for title, data in mutants(examples(), count, seed):
            self.total += 1
            try:
                self._one(title, data)
            except Exception:
                self.crashes.append(f"{title}\n{traceback.format_exc()}")
        return self

    def _one(self, title: str, data: bytes) -> None:
        compilation = compiled(data)
        if compilation is None:
            self.unreadable += 1
            return
        errors = {d.code for d in compilation.diagnostics if d.severity is Severity.ERROR}
        self.codes.update(errors)
        self.invalid += [f"{title}: {fault}" for fault in faults(compilation)]
        if compilation.ok:
            warnings = sorted({d.code for d in compilation.diagnostics})
            self.accepted.append(f"{title}   [{', '.join(warnings)}]")
            if len(self.accepted) % EVERY == 0:
                self.against_crds += 1
                self.invalid += [f"{title}: {error}" for error in refused(compilation)]

    def report(self) -> str:
        """Numbers, everything that is wrong, and a sample of what was accepted, to be read and judged."""
        sample = random.Random(7).sample(self.accepted, min(40, len(self.accepted)))
        lines = [
            f"mutants {self.total}, unreadable {self.unreadable}, accepted {len(self.accepted)}",
            f"against the CRDs {self.against_crds}, crashes {len(self.crashes)}, invalid {len(self.invalid)}",
            f"refused by: {', '.join(f'{code} {count}' for code, count in self.codes.most_common())}",
            *("CRASH " + crash for crash in self.crashes),
            *("INVALID " + fault for fault in self.invalid),
            "accepted, a sample:",
            *sorted(sample),
        ]
        return "\n".join(lines) + "\n"


def main() -> int:
    campaign = Campaign().run(int(sys.argv[1]))
    Path(sys.argv[2]).write_text(campaign.report(), encoding="utf-8")
    Path(sys.argv[2]).with_suffix(".accepted").write_text("\n".join(campaign.accepted), encoding="utf-8")
    print(*campaign.report().splitlines()[:2], sep="\n")
    return 1 if campaign.crashes or campaign.invalid else 0


if __name__ == "__main__":
    sys.exit(main())
