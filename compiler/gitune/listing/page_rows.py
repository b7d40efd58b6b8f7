"""The table of the page: its columns, and a row for each run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple

from gitune.listing.model import STATES, Entry, Listing


class Cell(NamedTuple):
    """HTML, and what the column is sorted by where that is not the text."""

    html: str
    key: str | None = None


class Column(NamedTuple):
    """One column of the table."""

    id: str
    title: str
    cell: Callable[[Entry], Cell]
    falls: bool = False
    """Sorted from the largest first."""

    def head(self) -> str:
        """The cell of the table's head."""
        first = ' data-first="down"' if self.falls else ""
        button = f'<button type="button" class="sort">{self.title}</button>'
        return f'<th scope="col" class="is-{self.id}" data-column="{self.id}"{first}>{button}</th>'


def columns_of(listing: Listing) -> Sequence[Column]:
    """The columns; that of environments only where there are some."""
    return [column for column in _COLUMNS if column.id != "env" or listing.has_environments]


def row_of(entry: Entry, columns: Sequence[Column]) -> str:
    """A row, with what the filters ask for."""
    hardware = entry.hardware
    data = {
        "state": entry.state,
        "env": entry.environment,
        "model": entry.model,
        "acc": hardware.device if hardware else None,
        "gpus": str(hardware.gpus) if hardware else None,
    }
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items() if value)
    return f'<tr class="run"{attributes}>{"".join(_html(column, entry) for column in columns)}</tr>'


def _html(column: Column, entry: Entry) -> str:
    cell = column.cell(entry)
    tag = 'th scope="row"' if column.id == "name" else "td"
    key = f' data-key="{escape(cell.key)}"' if cell.key is not None else ""
    return f'<{tag} class="is-{column.id}"{key}>{cell.html}</{tag[:2]}>'


def _name(entry: Entry) -> Cell:
    namespace, _, name = (entry.name or "").partition("/")
    shown = escape(entry.name or entry.spec)
    toggle = f'<button type="button" class="toggle" aria-expanded="false" aria-label="Details of {shown}"></button>'
    if entry.name is None:
        file = entry.spec.rpartition("/")[2]
        return Cell(f'<div class="name">{toggle}<span class="soft">{escape(file)}</span></div>', key="")
    title = f'<span><span class="soft">{escape(namespace)}/</span><b>{escape(name)}</b></span>'
    return Cell(f'<div class="name">{toggle}{title}</div>', key=entry.name)


def _environment(entry: Entry) -> Cell:
    return Cell(escape(entry.environment or ""))


def _model(entry: Entry) -> Cell:
    return Cell(escape(entry.model or ""))


def _method(entry: Entry) -> Cell:
    return Cell(escape(entry.method or ""))


def _gpus(entry: Entry) -> Cell:
    """All devices of the run in bold; how they spread over nodes where there are several."""
    hardware = entry.hardware
    if hardware is None:
        return Cell("", key="")
    number = f"<b>{hardware.devices:,}</b>" if hardware.devices else "<b></b>"
    slices = f" <small>{escape(hardware.mig)}</small>" if hardware.mig else ""
    each = f" × {hardware.per_node}" if hardware.per_node else " nodes"
    spread = f" <small>{hardware.nodes}{each}</small>" if hardware.nodes > 1 else ""
    return Cell(f"{number}{escape(hardware.accelerator)}{slices}{spread}", key=str(hardware.devices))


def _state(entry: Entry) -> Cell:
    return Cell(f'<span class="badge {entry.state}">{entry.state}</span>', key=str(STATES.index(entry.state)))


def _digest(entry: Entry) -> Cell:
    return Cell(f"<code>{escape(entry.digest)}</code>" if entry.digest else "")


def _owner(entry: Entry) -> Cell:
    return Cell(escape(" ".join(entry.owners)))


def _spec(entry: Entry) -> Cell:
    """The folder may be cut short where there is no room; the file's name not."""
    folder, slash, file = entry.place.rpartition("/")
    return Cell(
        f'<span class="path"><span>{escape(folder)}</span><span>{escape(slash + file)}</span></span>',
        key=entry.place,
    )


_COLUMNS = (
    Column("name", "Run", _name),
    Column("env", "Environment", _environment),
    Column("model", "Model", _model),
    Column("method", "Method", _method),
    Column("gpus", "GPUs", _gpus, falls=True),
    Column("state", "State", _state),
    Column("digest", "Digest", _digest),
    Column("owner", "Owner", _owner),
    Column("spec", "Spec", _spec),
)
