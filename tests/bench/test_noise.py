"""The noise that sentences are given, and what it must leave alone."""

import random
import re

import pytest

from bench.understanding import noise

SENTENCE = "Pourquoi est-ce que mon aspirateur n'est plus garanti depuis l'été, commande CMD-2025-004417 ?"


def edits(one: str, other: str) -> int:
    """Return the letters lost, added or replaced between two words."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        above, row[0] = row[0], place
        for at, each in enumerate(other, 1):
            above, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, above + (letter != each))
    return row[-1]


def test_the_same_sentence_has_always_the_same_slips():
    give = noise.slips(0.5, seed=7)
    assert give(SENTENCE) == give(SENTENCE) != SENTENCE


def test_a_slip_changes_one_letter_or_swaps_two():
    draw = random.Random(1)
    for word in ("aspirateur", "garantie", "ELLE", "été", "aaa"):
        for _ in range(50):
            assert 1 <= edits(word, noise.slip(word, draw)) <= 2


def test_the_share_of_words_mistyped_is_the_one_asked_for():
    words = " ".join(["garantie"] * 4000)
    changed = [word != "garantie" for word in noise.with_slips(words, 0.10, random.Random(1)).split()]
    assert sum(changed) / len(changed) == pytest.approx(0.10, abs=0.015)


def test_short_words_and_what_holds_a_figure_are_left_alone():
    assert noise.with_slips("il y a 12345 de CMD2025", 1.0, random.Random(1)) == "il y a 12345 de CMD2025"


def test_a_replaced_letter_is_beside_it_on_a_french_keyboard():
    assert {noise._neighbour("a", random.Random(seed)) for seed in range(50)} == {"z", "q"}
    assert {noise._neighbour("G", random.Random(seed)) for seed in range(50)} == {"F", "H", "T", "B"}


def test_accents_go_and_letters_stay():
    assert noise.without_accents("Où est mon œuf à la coque, réparé ?") == "Ou est mon oeuf a la coque, repare ?"


@pytest.mark.parametrize(
    ("written", "thumbed"),
    [
        ("Pourquoi est-ce que vous annulez ?", "pk esk vs anule"),
        ("J'ai reçu quelque chose de cassé !", "g recu kelk chos de casse"),
        ("C'est la commande SV-1001, merci", "c la cmd sv-1001 mci"),
    ],
)
def test_a_text_message_is_written_as_it_is_heard(written: str, thumbed: str):
    assert noise.as_text_message(written) == thumbed


def test_a_text_message_has_small_plain_letters_and_no_punctuation_but_inside_numbers():
    assert re.fullmatch(r"[a-z0-9 +-]+", noise.as_text_message(SENTENCE))
