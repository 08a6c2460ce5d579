"""Training sentences retold with products, brands, models and parts that do not exist.

Shops sell what no list holds: told only real names, the tagger learns the names; told invented ones, it learns what
people say around them. The names are drawn letter by letter as real ones go, the same at each training.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator

from bot.nlu import french
from bot.nlu.lookups import Phrase

LOOK_BACK = 2  # letters that decide the next one
LONGEST = 16
LETTERS = "ABCDEFGHJKLMNPQRSTVWXZ"
COMPLEMENTS = ("électrique", "sans fil", "pliant", "connecté", "d'enfant", "de voyage", "double")

Span = tuple[int, int, str]  # start, end, entity
Sentence = tuple[str, list[Span]]


class InventedNames:
    """Draws names that look like those of each entity."""

    def __init__(self, phrases: Iterable[Phrase], seed: int = 0) -> None:
        self._random = random.Random(seed)
        self._next: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for phrase, term in phrases:
            if phrase.isalpha():
                self._learn(term.entity, french.fold(phrase))

    def retold(self, sentences: Iterable[Sentence], share: float, replaced: float) -> Iterator[Sentence]:
        """Yield a `share` of the sentences again, each name in them `replaced` with that probability."""
        for text, spans in sentences:
            if any(entity in ("product_type", "brand", "model", "part") for *_, entity in spans):
                if self._random.random() < share:
                    yield self._retell(text, spans, replaced)

    def _retell(self, text: str, spans: list[Span], replaced: float) -> Sentence:
        told, done, moved = "", 0, []
        for start, end, entity in sorted(spans):
            told += text[done:start]
            name = text[start:end]
            if entity in ("product_type", "brand", "model", "part") and self._random.random() < replaced:
                name = _in_the_manner_of(text, self._name(entity))
            moved.append((len(told), len(told) + len(name), entity))
            told, done = told + name, end
        return told + text[done:], moved

    def _name(self, entity: str) -> str:
        if entity == "model":
            return self._reference()
        name = self._drawn(entity)
        if entity == "brand":
            return name.capitalize()
        if self._random.random() < 0.2:
            name += " " + self._random.choice((*COMPLEMENTS, f"à {self._drawn('part')}", f"de {self._drawn('part')}"))
        return name

    def _reference(self) -> str:
        draw = self._random
        letters = "".join(draw.choice(LETTERS) for _ in range(draw.randint(1, 3)))
        figures = str(draw.randint(1, 10 ** draw.randint(1, 4)))
        if draw.random() < 0.3:
            return f"{self._drawn('brand').capitalize()} {figures}"
        tail = "".join(draw.choice(LETTERS) for _ in range(draw.choice((0, 0, 1, 2))))
        return letters + draw.choice(("", "", "-", " ")) + figures + tail

    def _learn(self, entity: str, name: str) -> None:
        row = "^" * LOOK_BACK + name + "$"
        for place in range(LOOK_BACK, len(row)):
            self._next[entity][row[place - LOOK_BACK : place]].append(row[place])

    def _drawn(self, entity: str) -> str:
        while True:
            row = "^" * LOOK_BACK
            while len(row) < LONGEST + LOOK_BACK and row[-1] != "$":
                row += self._random.choice(self._next[entity][row[-LOOK_BACK:]])
            name = row[LOOK_BACK:].rstrip("$")
            if 4 <= len(name) < LONGEST:
                return name


def _in_the_manner_of(text: str, name: str) -> str:
    if text.isupper():
        return name.upper()
    return name.lower() if text.islower() else name
