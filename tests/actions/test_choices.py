"""Choices offered as buttons, and what a few words choose."""

import pytest

from actions.choices import TITLES, begins_with_yes, intent_of_title
from actions.declarations import is_withdrawal
from actions.missing_details import tells_unknown
from actions.repairs import told_remedy


@pytest.mark.parametrize(("intent", "title"), sorted(TITLES.items()))
def test_every_title_may_be_typed_without_its_accents_or_its_mark(intent: str, title: str) -> None:
    assert intent_of_title(title.rstrip(" ?").upper()) == intent


@pytest.mark.parametrize("text", ["", "garantie", "suivre", "Suivre ma commande de ce matin"])
def test_other_words_are_no_title(text: str) -> None:
    assert intent_of_title(text) is None


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("Une réparation", "repair"),
        ("réparez le svp", "repair"),
        ("un neuf", "replacement"),
        ("je préfère un échange", "replacement"),
        ("plutôt un échange qu'une réparation", "replacement"),
        ("pas de réparation, un remplacement", "replacement"),
        ("au lieu de le réparer, remplacez-le", "replacement"),
        ("non finalement un remplacement", "replacement"),
        ("je ne veux pas d'échange, réparez", "repair"),
        ("le bleu", None),
        (
            "j'ai déjà fait venir quelqu'un deux fois et la dernière fois il a dit que la réparation ne tiendrait pas",
            None,
        ),
    ],
)
def test_a_remedy_is_chosen_in_the_words_of_the_shopper(text: str, remedy: str | None) -> None:
    assert told_remedy(text) == remedy


@pytest.mark.parametrize(
    "text",
    [
        "je me rétracte de cet achat", "je renonce à ma commande", "Je souhaite exercer mon droit de rétractation",
        "par la présente je vous notifie ma rétractation", "nous renonçons à cet achat",
    ],
)  # fmt: skip
def test_a_plain_statement_is_a_withdrawal(text: str) -> None:
    assert is_withdrawal(text)


@pytest.mark.parametrize(
    "text",
    [
        "comment je me rétracte ?", "puis-je me rétracter", "je voudrais savoir comment me rétracter",
        "j'hésite à me rétracter", "je veux renvoyer le robot", "c'est quoi la rétractation",
    ],
)  # fmt: skip
def test_a_question_or_a_doubt_is_no_withdrawal(text: str) -> None:
    assert not is_withdrawal(text)


@pytest.mark.parametrize(
    "text",
    [
        "je sais pas",
        "je ne retrouve plus le numéro",
        "aucune idée",
        "j'ai perdu mon numéro",
        "je n'ai pas de référence",
        "jsp",
    ],
)
def test_not_having_the_detail_is_understood(text: str) -> None:
    assert tells_unknown(text)


@pytest.mark.parametrize("text", ["VA-2025-4410", "je l'ai reçu le 3 mars", "oui", "il ne marche pas"])
def test_an_answer_is_not_taken_for_a_lack(text: str) -> None:
    assert not tells_unknown(text)


@pytest.mark.parametrize("text", ["oui", "oui merci", "Ok, allez-y", "c'est ça", "d'accord merci beaucoup"])
def test_a_yes_is_a_yes_with_thanks_too(text: str) -> None:
    assert begins_with_yes(text)


@pytest.mark.parametrize(
    "text", ["oui mais pas la bonne machine", "ok ?", "non", "merci", "ouistiti", "oui, plutôt un échange"]
)
def test_a_yes_that_takes_back_is_none(text: str) -> None:
    assert not begins_with_yes(text)
