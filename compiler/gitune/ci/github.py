"""GitHub: the job's summary and the pull request's comment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from gitune.ci.body import body_of
from gitune.ci.comment import Comment, Kept, keep
from gitune.ci.web import Api, Refused, Unavailable
from gitune.cli.exits import FINE
from gitune.diff.markdown import MARKER

_VERSION = "2022-11-28"
_READ_ONLY = (
    "this job's token may not comment, as on a pull request from a fork; what would be said stands in the job's summary"
)
_SAID = {"made": "comment made", "updated": "comment updated", "unchanged": "the comment says so already"}


class Issue:
    """The comments of a pull request, which is an issue to GitHub's API."""

    def __init__(self, api: Api, repository: str, number: int, author: str) -> None:
        self._api, self._author = api, author
        self._comments = f"/repos/{repository}/issues/{number}/comments"
        self._comment = f"/repos/{repository}/issues/comments"

    def find(self) -> Comment | None:
        """A comment of somebody else that begins as ours is not ours."""
        for item in self._api.items(f"{self._comments}?per_page=100"):
            text = item["body"] or ""
            if text.startswith(MARKER) and (item["user"] or {}).get("login") == self._author:
                return Comment(str(item["id"]), text, item["html_url"])
        return None

    def create(self, text: str) -> str:
        """POST."""
        return str(self._api.send("POST", self._comments, {"body": text})["html_url"])

    def update(self, comment: Comment, text: str) -> str:
        """PATCH."""
        return str(self._api.send("PATCH", f"{self._comment}/{comment.id}", {"body": text})["html_url"])


def report(folder: Path, environment: Mapping[str, str]) -> int:
    """Writes the summary, and the comment where there is a pull request. A comment that fails fails no job."""
    body = body_of(folder)
    if body is None:
        return FINE
    _append(environment["GITHUB_STEP_SUMMARY"], body.text)
    number = _pull_request(Path(environment["GITHUB_EVENT_PATH"]))
    if number is None or environment.get("GITUNE_COMMENT") != "true":
        return FINE
    try:
        kept = keep(_issue(environment, number), body)
    except Refused as error:
        _say("notice", _READ_ONLY if error.status in {401, 403, 404} else f"no comment: {error}")
    except Unavailable as error:
        _say("warning", f"no comment: GitHub cannot be reached ({error}); the job's summary has what would be said")
    else:
        _tell(kept, environment)
    return FINE


def _issue(environment: Mapping[str, str], number: int) -> Issue:
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {environment['GITUNE_TOKEN']}",
        "X-GitHub-Api-Version": _VERSION,
    }
    api = Api(environment["GITHUB_API_URL"], headers)
    return Issue(api, environment["GITHUB_REPOSITORY"], number, environment["GITUNE_COMMENT_AUTHOR"])


def _pull_request(event: Path) -> int | None:
    found = json.loads(event.read_text(encoding="utf-8")).get("pull_request")
    return int(found["number"]) if found else None


def _tell(kept: Kept, environment: Mapping[str, str]) -> None:
    if kept.result == "none":
        click.echo("gitune: nothing changes, no comment")
        return
    click.echo(f"gitune: {_SAID[kept.result]}: {kept.url}")
    _append(environment["GITHUB_OUTPUT"], f"comment-url={kept.url}\n")


def _say(kind: str, message: str) -> None:
    click.echo(f"::{kind} title=gitune::{message}")


def _append(file: str, text: str) -> None:
    with Path(file).open("a", encoding="utf-8") as stream:
        stream.write(text)
