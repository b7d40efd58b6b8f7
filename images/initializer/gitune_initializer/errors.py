"""How a start of the initializer can end, other than well."""

from enum import IntEnum
from signal import Signals


class ExitCode(IntEnum):
    """The exit codes of `docs/image-contract.md` that an initializer chooses; a signal's is 128 and its number."""

    DONE = 0
    BUG = 1
    USAGE = 2
    REFUSED = 10
    NOT_FOUND = 11
    TOKEN = 12
    NO_SPACE = 13
    UNFIT = 14
    NOT_PINNED = 18
    RETRIES_EXHAUSTED = 20


class InitializerError(Exception):
    """A failure that is understood: an exit code, and one sentence that says what is wrong and what to do."""

    def __init__(self, code: ExitCode, sentence: str) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.sentence = " ".join(sentence.split())


class MismatchError(Exception):
    """What a source has is not what was pinned or listed; worth one more look from zero, then final."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"{found} instead of {expected}")
        self.expected, self.found = expected, found


class Terminated(BaseException):
    """A signal asks for the end. Not an `Exception`, so that nothing on the way up takes it for a failure to retry."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.name = Signals(number).name
        self.code = 128 + number
