"""What a maker promises of the spare parts of a model: for how many years, in how many days, to whom; or nothing."""

import re
from collections.abc import Sequence
from typing import Any

from actions import french
from actions.law.parts import parts_duty
from actions.store.folding import fold_words
from actions.store.questions.catalogue import products_by_model
from actions.store.questions.indices import Band, PromisedPart, index_of, promised_parts
from actions.turn import Turn

SHOPPER = "consommateur"
OTHERS = {"distributeur": "aux vendeurs", "reparateur": "aux réparateurs"}  # the maker itself is no news
MOST_NAMED = 6

HOW_LONG = re.compile(
    r"combien de temps|jusqu'a quand|jusqu'en|pendant combien|\bdurees?\b|\bannees?\b|\bans?\b|combien de mois"
)
HOW_FAST = re.compile(r"combien de jours|\bdelais?\b|sous combien|en combien|livree?s? en|rapidement|\bvite\b")
WHO = re.compile(
    r"\bqui (la |les |le )?(fournit|vend|propose|livre|fabrique)|\b(chez|aupres de|a) qui\b|\bfournisseurs?\b"
    r"|\bparticuliers?\b|\breparateurs?\b|\bfabricants?\b|\bconstructeurs?\b|\bou (trouver|acheter|commander)"
)


def asks_how_long(text: str) -> bool:
    """Tell whether a message asks how long parts exist."""
    return bool(HOW_LONG.search(french.fold(text)))


def asks_the_maker(text: str) -> bool:
    """Tell whether a message asks what the maker promises: how long, how fast, or who supplies parts."""
    folded = french.fold(text)
    return any(question.search(folded) for question in (HOW_LONG, HOW_FAST, WHO))


def tell_promise(turn: Turn, model: str, part: str | None) -> str | None:
    """Say what the maker of a model promises, of one part or of all.

    Returns `available`, `discontinued` when it declares them not available, or None when it declares nothing of it.
    """
    engine = turn.shop.engine
    promised = _promised_as_said(turn, model, part) if part else promised_parts(engine, model)
    if not promised:
        return None
    if part:
        promised = tuple(each for each in promised if each.part == promised[0].part)
        _tell_part(turn, model, promised)
    else:
        _tell_all(turn, model, promised)
    return "available" if any(each.is_promised for each in promised) else "discontinued"


def tell_no_promise(turn: Turn, model: str) -> None:
    """Say that nothing is promised, what that means (L111-4), and the years the law gives for this kind of product."""
    indices = index_of(turn.shop.engine, model)
    kind = (
        turn.slots.get("product_type") or kind_of_model(turn, model) or (indices[0].product_type if indices else None)
    )
    finding = parts_duty(kind, turn.today) if kind else None
    turn.tell("verdict", status="not_found")
    if finding is not None and finding.is_silence_unavailability and not finding.duties:
        turn.say("utter_parts_promise_none_unavailable", model=model)
        return
    turn.say("utter_parts_promise_none", model=model)
    tell_duty(turn, kind)


def tell_duty(turn: Turn, kind: str | None) -> None:
    """Say the years the law gives for the kind of product, when it gives any."""
    finding = parts_duty(kind, turn.today) if kind else None
    if finding is None or not finding.duties:
        turn.say("utter_parts_duty_general")
        return
    duty = finding.duties[0]
    turn.say("utter_parts_duty", years=french.months(duty.years * 12), article=duty.article)


def kind_of_model(turn: Turn, model: str | None) -> str | None:
    """Return the kind of product a model of the catalogue is."""
    products = products_by_model(turn.shop.engine, model) if model else ()
    return products[0].product_type if products else None


def _promised_as_said(turn: Turn, model: str, part: str) -> tuple[PromisedPart, ...]:
    """Return the promises of a part by its usual name, else by the very words of the message: `dalle` for `écran`.

    Failing that, by less than what was said: `pompe de vidange` finds `Pompes`.
    """
    said = [part, *(str(each["value"]) for each in turn.entities if each["entity"] == "part")]
    tried = (promised_parts(turn.shop.engine, model, words) for words in dict.fromkeys(said))
    if found := next((found for found in tried if found), ()):
        return found
    words = {word for each in said for word in fold_words(each)}
    return tuple(each for each in promised_parts(turn.shop.engine, model) if set(fold_words(each.part)) <= words)


def _tell_part(turn: Turn, model: str, promised: Sequence[PromisedPart]) -> None:
    """Say the promise of one part: to the shopper first, then who else is supplied."""
    given = [each for each in promised if each.is_promised]
    mine = next((each for each in given if each.channel == SHOPPER), None)
    told = mine or (given[0] if given else None)
    suppliers = list(dict.fromkeys(each.channel for each in given))
    turn.tell("promise", part=promised[0].part, suppliers=suppliers, **_facts(told))
    figures = {"part": promised[0].part, "model": model, "others": _others(given), **_figures(told)}
    if mine is None:
        turn.say("utter_part_promised_to_others" if given else "utter_part_not_promised", **figures)
        return
    turn.say("utter_part_promised", **figures)
    if figures["others"]:
        turn.say("utter_part_promised_others", **figures)


def _others(given: Sequence[PromisedPart]) -> str:
    """Return `aux vendeurs et aux réparateurs`: who else than the shopper is supplied."""
    return french.listing(dict.fromkeys(OTHERS[each.channel] for each in given if each.channel in OTHERS))


def _facts(promised: PromisedPart | None) -> dict[str, Any]:
    if promised is None:
        return {}
    return {
        "delay_days": promised.delay.text if promised.delay else None,
        "years": promised.years.text if promised.years else None,
    }


def _figures(promised: PromisedPart | None) -> dict[str, str]:
    if promised is None:
        return {"terms": ""}
    terms = []
    if promised.years is not None:
        terms.append(f"pendant {_measured(promised.years, 'an')} à partir de la mise sur le marché du modèle")
    if promised.delay is not None:
        terms.append(f"avec une livraison en {_measured(promised.delay, 'jour')}")
    return {"terms": f" {french.listing(terms, ',').replace(' ,', ',')}" if terms else ""}


def _measured(band: Band, unit: str) -> str:
    """Return `moins de 3 jours`, `13 ans` or `plus de 15 ans`."""
    number = band.least if band.least is not None else band.most
    words = f"{number}\u00a0{unit}{'s' if number != 1 else ''}"
    return {"<": f"moins de {words}", ">": f"plus de {words}"}.get(band.text[:1], words)


def _tell_all(turn: Turn, model: str, promised: Sequence[PromisedPart]) -> None:
    """Say the parts promised to the shopper with their years, from the shortest to the longest."""
    given = [each for each in promised if each.is_promised]
    mine = [each for each in given if each.channel == SHOPPER]
    told = mine or given
    turn.tell("promise", suppliers=list(dict.fromkeys(each.channel for each in given)))
    if not given:
        turn.say("utter_parts_none_promised", model=model)
        return
    names = [_lower(each) for each in dict.fromkeys(each.part for each in told)]
    more = len(names) - MOST_NAMED
    turn.say(
        "utter_parts_promised_list" if mine else "utter_parts_promised_list_others",
        model=model,
        parts="\u00a0; ".join(names[:MOST_NAMED]) + (f"\u00a0; et {more} autres" if more > 0 else ""),
        years=_range([each.years for each in told if each.years], "an"),
        delay=_range([each.delay for each in told if each.delay], "jour"),
        others=_others(given),
    )


def _lower(name: str) -> str:
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _range(bands: Sequence[Band], unit: str) -> str:
    """Return `13 ans`, or `de 13 ans à plus de 15 ans selon la pièce`; `une durée non précisée` without any."""
    ordered = sorted({band.text: band for band in bands}.values(), key=_rank)
    if not ordered:
        return "une durée non précisée" if unit == "an" else "un délai non précisé"
    first, last = _measured(ordered[0], unit), _measured(ordered[-1], unit)
    return first if first == last else f"{first} à {last} selon la pièce"


def _rank(band: Band) -> tuple[int, int]:
    number = band.least if band.least is not None else band.most or 0
    return number, {"<": -1, ">": 1}.get(band.text[:1], 0)
