"""What the processor leaves out of Rasa's is not needed: no slot is filled outside the actions."""

from rasa.shared.core.domain import Domain

from bot.settings import ROOT


def test_every_slot_is_filled_by_the_actions_alone() -> None:
    domain = Domain.load(str(ROOT / "bot/domain"))

    mappings = {slot.name: {mapping["type"] for mapping in slot.mappings} for slot in domain.slots}
    ours = {name: kinds for name, kinds in mappings.items() if name in domain.as_dict()["slots"]}

    assert ours
    assert {name: kinds for name, kinds in ours.items() if kinds != {"custom"}} == {}
