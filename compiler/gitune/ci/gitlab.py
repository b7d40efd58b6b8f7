"""GitLab: the job's log and the merge request's note."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from gitune.ci.body import Body, body_of
from gitune.ci.comment import Comment, keep
from gitune.ci.web import Api, Refused, Unavailable
from gitune.cli.exits import FINE
from gitune.diff.markdown import MARKER

_SAID = {
    "made": "note made",
    "updated": "note updated",
    "unchanged": "the note says so already",
    "none": "nothing changes, no note",
}


class MergeRequest:
    """The notes of a merge request."""

    def __init__(self, api: Api, project: str, number: str) -> None:
        self._api = api
        self._notes = f"/projects/{project}/merge_requests/{number}/notes"

    def find(self) -> Comment | None:
        """A note of somebody else that begins as ours is not ours."""
        ourselves = self._api.get("/user")["id"]
        for item in self._api.items(f"{self._notes}?sort=asc&per_page=100"):
            if item["body"].startswith(MARKER) and item["author"]["id"] == ourselves:
                return Comment(str(item["id"]), item["body"], _shown(item["id"]))
        return None

    def create(self, text: str) -> str:
        """POST."""
        return _shown(self._api.send("POST", self._notes, {"body": text})["id"])

    def update(self, comment: Comment, text: str) -> str:
        """PUT."""
        return _shown(self._api.send("PUT", f"{self._notes}/{comment.id}", {"body": text})["id"])


def report(folder: Path, environment: Mapping[str, str]) -> int:
    """Writes `comment.md` beside the reports, and the note where it may. A note that fails fails no job."""
    body = body_of(folder)
    if body is None:
        return FINE
    (folder / "comment.md").write_text(body.text, encoding="utf-8")
    click.echo(body.text)
    if environment.get("GITUNE_COMMENT") == "true":
        token = environment.get("GITUNE_TOKEN")
        click.echo(f"gitune: {_note(body, token, environment) if token else 'no GITUNE_TOKEN, no note'}")
    return FINE


def _note(body: Body, token: str, environment: Mapping[str, str]) -> str:
    """What became of it, in words."""
    api = Api(environment["CI_API_V4_URL"], {"PRIVATE-TOKEN": token})
    project, number = environment["CI_MERGE_REQUEST_PROJECT_ID"], environment["CI_MERGE_REQUEST_IID"]
    try:
        kept = keep(MergeRequest(api, project, number), body)
    except Refused as error:
        return f"no note: GitLab refuses GITUNE_TOKEN ({error}); it needs the scope `api` and the role Reporter"
    except Unavailable as error:
        return f"no note: GitLab cannot be reached ({error})"
    return f"{_SAID[kept.result]}{f': {kept.url}' if kept.url else ''}"


def _shown(number: int) -> str:
    return f"note {number}"
