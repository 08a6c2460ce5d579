"""Sentences as they are typed: without accents, with slips of the finger, as in a text message. Pure and repeatable.

A slip falls on a word of three letters or more (one that holds a figure is left alone): a letter lost, doubled,
swapped with the next, or replaced by its neighbour on the French keyboard (AZERTY), each as often as the others.
"""

import random
import re
import unicodedata
from collections.abc import Callable

KEYS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
LONG_ENOUGH = 3  # letters of a word that may have a slip
WORD = re.compile(r"\w+")
KEPT = re.compile(r"[\d@]")  # numbers and addresses are copied as they are

# What a text message makes of words; longer expressions first.
SHORTENED = (
    (r"est[- ]ce qu(?:e |['’])", "esk "), (r"qu['’]est ?ce que", "keske"), (r"s['’]il (?:vous|te) pla[iî]t", "svp"),
    (r"rendez[- ]vous", "rdv"), (r"aujourd['’]hui", "ojd"), (r"tout de suite", "tt de suite"),
    (r"je suis", "chui"), (r"il y a", "ya"), (r"c['’](?:est|était)", "c"), (r"j['’]ai", "g"), (r"j['’]", "j"),
    (r"n['’]", ""), (r"ne ", ""), (r"qu['’]", "k"), (r"pourquoi", "pk"), (r"parce que", "pck"), (r"quelque", "kelke"),
    (r"quels?\b|quelles?\b", "kel"), (r"quand", "kan"), (r"quoi", "koi"), (r"qui\b", "ki"), (r"que\b", "ke"),
    (r"beaucoup", "bcp"), (r"toujours", "tjr"), (r"longtemps", "lgtps"), (r"comment", "cmt"), (r"combien", "cb"),
    (r"bonjour", "bjr"), (r"bonsoir", "bsr"), (r"salut", "slt"), (r"merci", "mci"), (r"maintenant", "mnt"),
    (r"vous\b", "vs"), (r"nous\b", "ns"), (r"pour\b", "pr"), (r"dans\b", "ds"), (r"avec", "ac"), (r"mais\b", "mé"),
    (r"tous\b|tout\b", "tt"), (r"toutes?\b", "tte"), (r"jamais", "jms"), (r"problème", "pb"), (r"message", "msg"),
    (r"commande", "cmd"), (r"numéro", "num"), (r"depuis", "dpi"), (r"même", "mm"), (r"trop\b", "tro"), (r"plus\b", "+"),
    (r"euros\b", "€"), (r"peut\b|peux\b", "peu"), (r"veux\b|veut\b", "veu"), (r"fait\b|fais\b", "fé"),
    (r"mon\b", "mn"), (r"chez\b", "ché"), (r"ils\b", "il"), (r"elles\b", "elle"), (r"les\b", "lé"), (r"des\b", "dé"),
)  # fmt: skip
HEARD = (  # endings and sounds written as they are heard
    (r"(?<=\w\w\w)(?:er|ez|ée|ées|és)\b", "é"), (r"(?<=\w\w)(?:ait|ais|aient)\b", "é"), (r"eaux?\b", "o"),
    (r"qu", "k"), (r"(?<=\w\w\w)es?\b", ""), (r"ph", "f"), (r"(?<=\w)([a-rt-z])\1(?=\w)", r"\1"),
)  # fmt: skip


def without_accents(text: str) -> str:
    """Return the text in plain letters."""
    apart = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(each for each in apart if not unicodedata.combining(each))


def with_slips(text: str, share: float, draw: random.Random) -> str:
    """Return the text with a slip on this share of its words (0 to 1), each word drawn by itself."""

    def typed(word: re.Match) -> str:
        letters = word[0]
        long_enough = len(letters) >= LONG_ENOUGH and letters.isalpha()
        return slip(letters, draw) if long_enough and draw.random() < share else letters

    return WORD.sub(typed, text)


def slip(word: str, draw: random.Random) -> str:
    """Return a word with one slip, never the word itself."""
    while True:
        kind, place = draw.choice(("lost", "doubled", "swapped", "neighbour")), draw.randrange(len(word))
        before, letter, after = word[:place], word[place], word[place + 1 :]
        changed = {
            "lost": before + after,
            "doubled": before + letter + letter + after,
            "swapped": before + after[:1] + letter + after[1:],
            "neighbour": before + _neighbour(letter, draw) + after,
        }[kind]
        if changed != word:
            return changed


def _neighbour(letter: str, draw: random.Random) -> str:
    plain = without_accents(letter).lower()
    for row, keys in enumerate(KEYS):
        if plain and plain in keys:
            place = keys.index(plain)
            around = [*keys[max(0, place - 1) : place + 2]]
            for other in KEYS[max(0, row - 1) : row + 2]:
                around += other[place : place + 1]
            near = draw.choice(sorted(set(around) - {plain}))
            return near.upper() if letter.isupper() else near
    return letter


def as_text_message(text: str) -> str:
    """Return the text as a hurried thumb writes it: small letters, no accent, little punctuation, words as heard."""
    short = text.lower()
    for pattern, instead in SHORTENED:
        short = re.sub(rf"\b(?:{pattern})", instead, short)
    words = [word.strip("(),;:!?.") if KEPT.search(word) else _heard(word) for word in short.split()]
    return " ".join(word for word in words if word)


def _heard(word: str) -> str:
    for pattern, instead in HEARD:
        word = re.sub(pattern, instead, word)
    return re.sub(r"[^\w+€]+", " ", without_accents(word)).strip()


def seeded(text: str, seed: int) -> random.Random:
    """Return a draw that depends on the text and the seed alone: adding a sentence changes no other."""
    return random.Random(f"{seed}:{text}")


def slips(share: float, seed: int) -> Callable[[str], str]:
    """Return how to give a text slips, always the same for the same text and seed."""
    return lambda text: with_slips(text, share, seeded(text, seed))


SEEDS = (1, 2, 3)
# Each level of noise and its copies of a sentence: figures are means over the copies.
LEVELS: dict[str, tuple[Callable[[str], str], ...]] = {
    "as written": (lambda text: text,),
    "no accents": (without_accents,),
    "5 % of words mistyped": tuple(slips(0.05, seed) for seed in SEEDS),
    "10 % of words mistyped": tuple(slips(0.10, seed) for seed in SEEDS),
    "20 % of words mistyped": tuple(slips(0.20, seed) for seed in SEEDS),
    "text message": (as_text_message,),
}
