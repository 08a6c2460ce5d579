"""Searches the frequent answers by their words, for the home of the widget; the dialogue chooses otherwise."""

import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

from actions.french import fold
from actions.questions import figures
from actions.shop import Contact
from bot.settings import ROOT

if TYPE_CHECKING:
    from actions.turn import Turn
    from bot.app import Service

QUESTIONS = ROOT / "data" / "nlu" / "questions.yml"
ANSWERS = ROOT / "bot" / "domain" / "answers.yml"
MOST = 5
TITLE_LENGTH = range(20, 100)
ANNOTATED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
BEFORE_MARK = re.compile(r" ([?!:;»])")
WORD = re.compile(r"[a-z0-9]+")
IN_QUESTION, IN_ANSWER = 12.0, 0.8  # how much a word counts by where it stands
LEAST = 0.5  # share of the asked words, by weight, that a result must have
ORDINARY = frozenset(
    "a au aux avec c ce ces cet cette combien comment d dans de des du elle en est et il ils j je l la le les leur "
    "ma mes moi mon n ne nous on ou par pas pour puis qu quand que quel quelle qui quoi s sa se si son sont sur t un "
    "une vos votre vous y faire faut peut peux dois".split()
)


@dataclass(frozen=True)
class Entry:
    """A frequent answer: its name, a well-written question it answers, the answer before its figures are filled in."""

    name: str
    question: str
    answer: str
    words: dict[str, float]


class AnswerSearch:
    """Finds the answers whose questions, or own words, are those asked."""

    def __init__(self, entries: list[Entry], contact: Contact, today: Callable[[], date]) -> None:
        self._entries, self._contact, self._today = entries, contact, today
        known = Counter(word for entry in entries for word in entry.words)
        self._rarity = {word: math.log(1 + len(entries) / count) for word, count in known.items()}

    @classmethod
    def of(cls, service: "Service") -> "AnswerSearch":
        """Return the search over the frequent answers of the house."""
        return cls(read_entries(QUESTIONS, ANSWERS), service.shop.contact, lambda: service.shop.today)

    async def find(self, asked: str) -> list[dict[str, str]]:
        """Return the best answers, best first: name, question and text, figures of today filled in."""
        words = _words(asked)
        if not words:
            return []
        ranked = sorted(((self._score(entry, words), entry.name, entry) for entry in self._entries), reverse=True)
        best = [entry for score, _, entry in ranked[:MOST] if score > 0]
        known = _figures(self._today(), self._contact) if best else {}
        return [{"name": each.name, "question": each.question, "text": _filled(each.answer, known)} for each in best]

    def _score(self, entry: Entry, words: list[str]) -> float:
        """Weigh the words asked that the entry has; the last one may be only begun."""
        total = found = score = 0.0
        for place, word in enumerate(words):
            match = word if word in entry.words else self._completed(word, entry) if place == len(words) - 1 else None
            rarity = self._rarity.get(match or word, math.log(1 + len(self._entries)))
            total += rarity
            if match is not None:
                found += rarity
                score += rarity * entry.words[match]
        return score if found >= LEAST * total else 0.0

    def _completed(self, begun: str, entry: Entry) -> str | None:
        if len(begun) < 3:
            return None
        return max((word for word in entry.words if word.startswith(begun)), key=entry.words.__getitem__, default=None)


def read_entries(questions: Path, answers: Path) -> list[Entry]:
    """Return the frequent answers that have a question to show."""
    responses: dict[str, Any] = yaml.safe_load(answers.read_text(encoding="utf-8"))["responses"]
    examples = {
        each["intent"]: _examples(each["examples"]) for each in yaml.safe_load(questions.read_text("utf-8"))["nlu"]
    }
    entries = []
    for response, variants in responses.items():
        name = response.removeprefix("utter_")
        if examples.get(name):
            answer = variants[0]["text"].strip()
            entries.append(Entry(name, _title(examples[name]), answer, _weights(examples[name], answer)))
    return entries


def _examples(written: str) -> list[str]:
    return [ANNOTATED.sub(r"\1", line.removeprefix("- ").strip()) for line in written.splitlines() if line.strip()]


def _title(examples: list[str]) -> str:
    """Return the shortest example that is written as a question should be."""
    well_written = [
        each
        for each in examples
        if each[0].isupper() and not each.isupper() and each.endswith("?") and len(each) in TITLE_LENGTH
    ]
    chosen = min(well_written or examples, key=len)
    return chosen[0].upper() + BEFORE_MARK.sub("\u00a0\\1", chosen[1:])


def _weights(examples: list[str], answer: str) -> dict[str, float]:
    weights = dict.fromkeys(_words(re.sub(r"\{\w+\}", " ", answer)), IN_ANSWER)
    shared = Counter(word for example in examples for word in set(_words(example)))
    return weights | {word: 1 + IN_QUESTION * count / len(examples) for word, count in shared.items()}


def _words(text: str) -> list[str]:
    return [_stem(word) for word in WORD.findall(fold(text)) if word not in ORDINARY and len(word) > 1]


def _stem(word: str) -> str:
    """Return a word without its usual endings: `remboursements` and `remboursement`, `payer` and `paye` are one."""
    return re.sub(r"(?<=\w{4})(?:es|s|x|er|e|ees|ee)$", "", word)


def _figures(today: date, contact: Contact) -> dict[str, Any]:
    @dataclass
    class Asked:
        today: date

    return contact.figures() | figures(cast("Turn", Asked(today)))  # figures() reads nothing of a turn but its day


def _filled(answer: str, known: dict[str, Any]) -> str:
    text = re.sub(r"\{(\w+)\}", lambda found: str(known.get(found[1], found[0])), answer)
    return BEFORE_MARK.sub("\u00a0\\1", text)
