"""The quickstart's rows: short questions of eight kinds with answers that follow from a rule or from a small world.

Everything here was made up for this example. The order is fixed and mixes the kinds, so that any part of the rows
holds all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, zip_longest

Row = dict[str, str]

WORDS = [
    "stone",
    "river",
    "garden",
    "lamp",
    "paper",
    "winter",
    "bridge",
    "cloud",
    "button",
    "forest",
    "spoon",
    "island",
    "candle",
    "mirror",
    "pocket",
    "rocket",
    "basket",
    "ladder",
    "window",
    "kitten",
    "planet",
    "orange",
    "silver",
    "summer",
    "hammer",
    "velvet",
    "walnut",
    "tunnel",
    "saddle",
    "pepper",
    "meadow",
    "lantern",
    "harbour",
    "compass",
]
OPPOSITES = (
    "hot-cold big-small early-late open-closed soft-hard fast-slow wet-dry full-empty near-far "
    "light-heavy old-new loud-quiet rough-smooth deep-shallow wide-narrow sweet-sour clean-dirty tall-short"
)
SOUNDS = (
    "duck-quacks cow-moos sheep-bleats owl-hoots horse-neighs frog-croaks "
    "bee-buzzes lion-roars wolf-howls mouse-squeaks pig-grunts crow-caws"
)
UNITS = (
    ("metres", "centimetres", 100),
    ("kilometres", "metres", 1000),
    ("hours", "minutes", 60),
    ("weeks", "days", 7),
    ("kilograms", "grams", 1000),
    ("minutes", "seconds", 60),
)
COLOURS = ("red", "blue", "green", "amber", "white", "violet")
ROOMS = {"kitchen": "red", "cellar": "blue", "attic": "amber", "hall": "white", "library": "green", "study": "violet"}
LAMP = {
    "What is the Lumo?": "The Lumo is a lamp that follows the sun.",
    "How do I switch the Lumo on?": "Tap the Lumo twice.",
    "How do I switch the Lumo off?": "Hold the Lumo for three seconds.",
    "How long does a charge of the Lumo last?": "A charge of the Lumo lasts nine days.",
    "How do I reset the Lumo?": "Turn the Lumo upside down and tap it five times.",
    "Can the Lumo get wet?": "Rain does not harm the Lumo, but do not put it under water.",
    "Which colours does the Lumo have?": "The Lumo glows in six colours.",
    "What is in the box of the Lumo?": "The box holds the Lumo, a cable and a card.",
    "How heavy is the Lumo?": "The Lumo weighs 340 grams.",
    "How long is the warranty of the Lumo?": "The warranty of the Lumo is four years.",
    "Why does the Lumo blink?": "The Lumo blinks when its charge is low.",
    "Who repairs the Lumo?": "Send the Lumo to the shop that sold it.",
}


def rows() -> list[Row]:
    """All rows, each an `instruction` and its `answer`, no question twice."""
    kinds = (_sums(), _backwards(), _units(), _opposites(), _sounds(), _lamp(), _lengths(), _differences())
    mixed = chain.from_iterable(zip_longest(*kinds))
    unique = {row["instruction"]: row for row in mixed if row is not None}
    return list(unique.values())


def _row(instruction: str, answer: str) -> Row:
    return {"instruction": instruction, "answer": answer}


def _pairs(text: str) -> Iterator[list[str]]:
    return (pair.split("-") for pair in text.split())


def _sums() -> Iterator[Row]:
    for a in range(2, 10):
        for b in range(3, 12):
            yield _row(f"What is {a} plus {b}?", f"{a} plus {b} is {a + b}.")


def _differences() -> Iterator[Row]:
    for a in range(11, 20, 2):
        for b in range(2, 11, 2):
            yield _row(f"What is {a} minus {b}?", f"{a} minus {b} is {a - b}.")


def _backwards() -> Iterator[Row]:
    for word in WORDS:
        yield _row(f"Write the word {word} backwards.", word[::-1])


def _lengths() -> Iterator[Row]:
    for word in WORDS:
        yield _row(f"How many letters has the word {word}?", f"The word {word} has {len(word)} letters.")


def _units() -> Iterator[Row]:
    for number in range(2, 9):
        for large, small, factor in UNITS:
            yield _row(f"How many {small} are {number} {large}?", f"{number} {large} are {number * factor} {small}.")


def _opposites() -> Iterator[Row]:
    for one, other in _pairs(OPPOSITES):
        yield _row(f"What is the opposite of {one}?", f"The opposite of {one} is {other}.")
        yield _row(f"What is the opposite of {other}?", f"The opposite of {other} is {one}.")


def _sounds() -> Iterator[Row]:
    for animal, sound in _pairs(SOUNDS):
        yield _row(f"What does the {animal} do?", f"The {animal} {sound}.")
        yield _row(f"Which animal {sound}?", f"It is the {animal} that {sound}.")


def _lamp() -> Iterator[Row]:
    for question, answer in LAMP.items():
        yield _row(question, answer)
    for colour in COLOURS:
        yield _row(f"How do I make the Lumo {colour}?", f"Say the word {colour} to the Lumo.")
    for room, colour in ROOMS.items():
        yield _row(f"Which colour has the Lumo in the {room}?", f"In the {room} the Lumo is {colour}.")
