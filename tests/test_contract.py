"""The parts that must agree do: domain, rules, actions, responses, choices, settings in the README, and the arrows."""

import ast
import inspect
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.core.domain import Domain

from actions import TOPICS, every_action
from actions.choices import ACTIONS, TITLES, intent_of_title
from actions.questions import figures
from actions.shop import Shop
from bot.settings import ROOT, Settings, variable

DOMAIN = Domain.load(str(ROOT / "bot/domain"))
RULES = yaml.safe_load((ROOT / "data/rules.yml").read_text(encoding="utf-8"))["rules"]
CONTRACT_INTENTS = """
warranty_coverage warranty_info hidden_defect_info commercial_warranty_info warranty_remedy warranty_proof recall_check
recall_list recall_procedure repair_request repair_status repairability_index repair_bonus spare_part_availability
spare_part_order order_status order_cancel order_change delivery_not_received delivery_damaged_or_wrong return_request
refund_status invoice_request payment_problem product_advice store_info talk_to_human complaint mediation_info
privacy_request greet goodbye thank affirm deny inform cancel_flow help bot_challenge out_of_scope
""".split()


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def sentences_said() -> set[str]:
    """The names of responses written out in the actions."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources("actions"))
    return set(re.findall(r'"(utter_[a-z_/0-9]+[a-z0-9])"', text))


def steps(rule: dict[str, Any]) -> dict[str, str]:
    return {kind: name for step in rule["steps"] for kind, name in step.items() if isinstance(name, str)}


def test_every_intent_relied_on_from_outside_is_in_the_domain() -> None:
    assert set(CONTRACT_INTENTS) <= set(DOMAIN.intents)


@pytest.mark.parametrize("intent", [*CONTRACT_INTENTS, "nlu_fallback"])
def test_every_intent_has_one_rule(intent: str) -> None:
    assert [steps(rule).get("intent") for rule in RULES].count(intent) == 1


def test_every_action_of_the_domain_exists_and_the_reverse() -> None:
    known = {name for name in every_action(Shop(engine=None)).actions}

    assert known == {name for name in DOMAIN.user_actions if name.startswith(("action_", "validate_"))}


@pytest.mark.parametrize("response", sorted(sentences_said()))
def test_every_sentence_an_action_says_is_written(response: str) -> None:
    assert response in DOMAIN.responses


def test_every_frequent_answer_has_its_questions_and_the_reverse() -> None:
    questions = yaml.safe_load((ROOT / "data/nlu/questions.yml").read_text(encoding="utf-8"))["nlu"]
    asked = {f"utter_{each['intent']}" for each in questions}

    assert asked == {name for name in DOMAIN.responses if "/" in name}


def test_every_choice_can_be_typed_instead_of_clicked() -> None:
    assert {intent: intent_of_title(title.upper()) for intent, title in TITLES.items()} == {
        name: name for name in TITLES
    }


@pytest.mark.parametrize("intent", sorted(ACTIONS))
def test_actions_handed_over_to_are_those_of_the_rules(intent: str) -> None:
    assert ACTIONS[intent] == next(steps(rule)["action"] for rule in RULES if steps(rule).get("intent") == intent)


@pytest.mark.parametrize("name", sorted(name for name in DOMAIN.responses if "/" in name))
def test_every_figure_of_a_frequent_answer_is_known(name: str) -> None:
    class Today:
        today = __import__("datetime").date(2026, 11, 24)

    known = set(figures(Today())) | {
        "shop_name",
        "shop_phone",
        "shop_email",
        "shop_address",
        "shop_hours",
        "shop_mediator",
        "shop_url",
    }
    for response in DOMAIN.responses[name]:
        assert set(re.findall(r"{(\w+)}", response["text"])) <= known


@pytest.mark.parametrize("name", sorted(DOMAIN.responses))
def test_french_punctuation_is_not_parted_from_its_word(name: str) -> None:
    for response in DOMAIN.responses[name]:
        assert not re.search(r" [:;?!»]|« ", response["text"]), "write a non-breaking space (U+00A0) there"


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `(SAVIA_[A-Z_]+)`", readme, re.MULTILINE))

    assert rows == {variable(setting.name) for setting in fields(Settings)}


FORBIDDEN = [
    ("actions", ("bot",)),
    ("actions/law", ("actions.store", "actions.turn", "actions.shop", "rasa_sdk", "sqlalchemy")),
    ("actions/store", ("actions.law", "actions.turn", "rasa", "rasa_sdk", "bot")),
    ("bot/channels", ("bot.desk", "rasa", "sqlalchemy")),
    ("bot/desk", ("bot.channels", "rasa")),
]


@pytest.mark.parametrize(("folder", "names"), FORBIDDEN)
def test_the_arrows_between_rooms_are_kept(folder: str, names: tuple[str, ...]) -> None:
    broken = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(folder)
        for name in imported(path)
        if any(name == wrong or name.startswith(f"{wrong}.") for wrong in names)
    ]
    assert not broken


@pytest.mark.parametrize("topic", TOPICS)
def test_no_topic_says_a_sentence_in_python(topic: str) -> None:
    source = (ROOT / "actions" / f"{topic}.py").read_text(encoding="utf-8")
    assert "utter_message(text" not in source


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def fold(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def examples(path: Path) -> list[str]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    lines = [line for block in content["nlu"] for line in block["examples"].splitlines()]
    return [
        re.sub(r"\[([^\]]*)\](\([^)]*\)|\{[^}]*\})", r"\1", line.strip().removeprefix("- "))
        for line in lines
        if line.strip()
    ]


def test_no_held_out_sentence_of_more_than_three_words_is_in_the_training_data() -> None:
    trained = {fold(text) for path in (ROOT / "data/nlu").glob("*.yml") for text in examples(path)}
    held_out = {fold(text) for path in (ROOT / "tests/sentences").glob("*.yml") for text in examples(path)}

    assert not {text for text in held_out & trained if len(text.split()) > 3}


AT_LEAST = dict.fromkeys(CONTRACT_INTENTS[:26], 120) | dict.fromkeys(CONTRACT_INTENTS[26:], 40) | {"out_of_scope": 300}


@pytest.mark.parametrize("intent", CONTRACT_INTENTS)
def test_every_intent_has_enough_sentences(intent: str) -> None:
    blocks = [
        block
        for path in (ROOT / "data/nlu").glob("*.yml")
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        if block["intent"] == intent
    ]
    assert sum(len(block["examples"].splitlines()) for block in blocks) >= AT_LEAST[intent]


def test_every_class_of_an_action_says_what_it_does() -> None:
    silent = [
        name for name, run in every_action(Shop(engine=None)).actions.items() if not inspect.getdoc(type(run.__self__))
    ]
    assert not silent
