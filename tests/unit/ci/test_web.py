from __future__ import annotations

import pytest

from gitune.ci.web import Api, Refused, Unavailable
from support.forge import TOKEN, Forge, serving

COMMENTS = "/repos/acme/fine-tunes/issues/7/comments"
HEADERS = {
    "Accept": "application/vnd.github+json",
    "Authorization": f"Bearer {TOKEN}",
    "X-GitHub-Api-Version": "2022-11-28",
}


def api(forge: Forge, **headers: str) -> Api:
    return Api(forge.url, {**HEADERS, **headers})


def test_every_page_is_read() -> None:
    with serving("github") as forge:
        for number in range(250):
            forge.add(f"Comment {number}")
        found = list(api(forge).items(f"{COMMENTS}?per_page=100"))
    assert [item["body"] for item in found] == [f"Comment {number}" for number in range(250)]
    assert len(forge.asked) == 3


@pytest.mark.parametrize(("status", "kind"), [(401, Refused), (404, Refused), (422, Refused), (302, Refused)])
def test_what_is_refused(status: int, kind: type[Exception]) -> None:
    with serving("github") as forge:
        forge.answers = [status]
        with pytest.raises(kind, match=str(status)):
            list(api(forge).items(COMMENTS))


@pytest.mark.parametrize("answer", [500, 502, 503, 429, 403, "drop"])
def test_what_may_pass(answer: int | str) -> None:
    """A 403 that says when to come back is GitHub's limit of requests."""
    with serving("github") as forge:
        forge.answers = [answer]
        with pytest.raises(Unavailable):
            list(api(forge).items(COMMENTS))


def test_the_token_stays_with_its_forge() -> None:
    """Neither a redirect nor the link to the next page takes it elsewhere."""
    with serving("github") as forge, serving("github") as other:
        for number in range(150):
            forge.add(f"Comment {number}")
        here = api(forge)
        forge.url = other.url
        with pytest.raises(Unavailable, match="another place"):
            list(here.items(f"{COMMENTS}?per_page=100"))
        assert other.asked == []


def test_no_server() -> None:
    with serving("github") as forge:
        gone = api(forge)
    with pytest.raises(Unavailable, match="URLError"):
        gone.get("/user")


def test_an_error_never_names_the_token() -> None:
    with serving("github") as forge, pytest.raises(Refused) as found:
        list(api(forge, Authorization=f"Bearer x{TOKEN}").items(COMMENTS))
    assert TOKEN not in str(found.value)
