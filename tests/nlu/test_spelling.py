"""A misspelt word is read as the known word it stands for; what is known is left as it is."""

import pytest

from bot.nlu.spelling import Lexicon, folded, heard


def test_a_letter_too_many_too_few_or_wrong_is_read_through() -> None:
    lexicon = Lexicon.of(["aspirateur garantie colis"] * 3)

    assert lexicon.corrected("aspirrateur garanie coils") == "aspirateur garantie colis"


def test_a_short_or_known_word_is_left() -> None:
    lexicon = Lexicon.of(["mon colis, mes colin"] * 3)

    assert lexicon.corrected("mos colin") == "mos colin"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cmt jfais pr 1 retour", "comment jfais pour 1 retour"),
        ("le frigo marche +", "le refrigerateur marche plus"),
        ("keske c cb", "qu'est-ce que c'est combien"),
        ("2 + 2", "2 plus 2"),
        ("classe A+ ou B", "classe a+ ou b"),
    ],
)
def test_shorthand_is_written_out(typed: str, meant: str) -> None:
    assert folded(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("retourné", "retourner"),
        ("rambourseman", "remboursement"),
        ("garenti", "garantie"),
        ("telefone", "telephone"),
        ("kafetiere", "cafetiere"),
        ("échanje", "echange"),
    ],
)
def test_who_writes_by_ear_is_read(typed: str, meant: str) -> None:
    assert heard(folded(typed)) == heard(meant)


def test_an_unknown_word_is_read_as_the_known_one_that_sounds_the_same() -> None:
    lexicon = Lexicon.of(["remboursement d'une cafetiere"] * 3)

    assert lexicon.corrected("rambourseman kafetyere xylophone") == "remboursement cafetiere xylophone"
