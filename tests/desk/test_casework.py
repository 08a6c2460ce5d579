"""What agents do with conversations, one clear outcome each."""

import asyncio

from tests.desk.conftest import Desk


async def test_a_request_for_a_person_waits_with_its_cause(desk: Desk) -> None:
    await desk.says("c1", "un conseiller svp")
    assert await desk.state("c1") == ("waiting", None)
    claire = await desk.signed_in("Claire")
    read = await claire.get("conversations/c1")
    assert [(event["from"], event["to"], event["cause"]) for event in read["events"]] == [
        ("assistant", "waiting", "asked")
    ]
    assert read["case"]["cause_text"] == "a demandé un conseiller"


async def test_the_assistant_is_silent_while_a_person_has_the_conversation(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    await desk.says("c1", "un conseiller svp")
    await claire.post("conversations/c1/take")
    assert await desk.state("c1") == ("person", claire.agent.id)
    await desk.says("c1", "bonjour, mon aspirateur est en panne")
    assert (await desk.texts("c1"))[-1] == "shopper: bonjour, mon aspirateur est en panne"


async def test_an_answer_made_while_a_person_takes_the_conversation_is_never_said(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    await desk.says("c1", "bonjour")
    desk.assistant.delay = 0.3
    answering = asyncio.create_task(desk.says("c1", "où est mon colis ?"))
    await asyncio.sleep(0.1)
    await claire.post("conversations/c1/take")
    await answering
    said = await desk.texts("c1")
    assert "assistant: Vous dites : où est mon colis ?" not in said
    assert said[-1].startswith("notice: Claire a rejoint")


async def test_giving_back_to_the_assistant_starts_clean_and_tells_the_shopper(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    await desk.says("c1", "un conseiller svp")
    await claire.post("conversations/c1/take")
    await desk.says("c1", "il est en panne")
    await claire.post("conversations/c1/return")
    assert await desk.state("c1") == ("assistant", None)
    assert desk.assistant.begun_afresh == [("c1", None)]
    assert (await desk.texts("c1"))[-1].startswith("notice: Claire a terminé. L'assistant automatique reprend")
    await desk.says("c1", "et mon colis ?")
    assert (await desk.texts("c1"))[-1] == "assistant: Vous dites : et mon colis ?"
    assert await desk.state("c1") == ("assistant", None)


async def test_only_who_has_a_conversation_writes_in_it(desk: Desk) -> None:
    claire, paul = await desk.signed_in("Claire"), await desk.signed_in("Paul")
    await desk.says("c1", "un conseiller svp")
    await claire.post("conversations/c1/take")
    body = {"text": "Bonjour, je regarde.", "client_id": "m1"}
    await claire.post("conversations/c1/messages", body)
    refused = await paul.post("conversations/c1/messages", body, status=409)
    assert refused["error"] == "Claire a déjà pris cette conversation."
    assert (await desk.texts("c1"))[-1] == "person: Bonjour, je regarde."


async def test_a_message_sent_twice_is_one_message(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    await desk.says("c1", "un conseiller svp")
    await claire.post("conversations/c1/take")
    for _ in range(2):
        await claire.post("conversations/c1/messages", {"text": "Bonjour", "client_id": "m1"})
    assert (await desk.texts("c1")).count("person: Bonjour") == 1


async def test_a_transfer_gives_the_conversation_to_a_colleague_and_tells_the_shopper(desk: Desk) -> None:
    claire, paul = await desk.signed_in("Claire"), await desk.signed_in("Paul")
    await desk.says("c1", "un conseiller svp")
    await claire.post("conversations/c1/take")
    await claire.post("conversations/c1/transfer", {"to": paul.agent.id})
    assert await desk.state("c1") == ("person", paul.agent.id)
    await claire.post("conversations/c1/messages", {"text": "encore moi", "client_id": "m2"}, status=409)
    assert (await desk.texts("c1"))[-1] == "notice: Paul reprend la conversation et va vous répondre."


async def test_a_conversation_put_back_keeps_its_place_in_the_queue(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    await desk.says("first", "un conseiller svp")
    desk.clock.move(minutes=1)
    await desk.says("second", "un conseiller svp")
    await claire.post("conversations/first/take")
    desk.clock.move(minutes=1)
    await claire.post("conversations/first/release")
    from actions.store.questions.desk_queue import waiting_cases

    assert [case.id for case in waiting_cases(desk.engine)] == ["first", "second"]


async def test_closing_wants_a_reason_and_keeps_it(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    await desk.says("c1", "un conseiller svp")
    await claire.post("conversations/c1/take")
    await claire.post("conversations/c1/close", {"reason": "because"}, status=400)
    await claire.post("conversations/c1/close", {"reason": "solved"})
    assert await desk.state("c1") == ("closed", None)
    read = await claire.get("conversations/c1")
    assert read["events"][-1]["cause_text"] == "Demande résolue"
    assert read["events"][-1]["agent"] == "Claire"


async def test_a_closed_conversation_begins_again_with_the_assistant(desk: Desk) -> None:
    claire = await desk.signed_in("Claire")
    await desk.says("c1", "un conseiller svp")
    await claire.post("conversations/c1/take")
    await claire.post("conversations/c1/close", {"reason": "solved"})
    await desk.says("c1", "encore une question")
    assert await desk.state("c1") == ("assistant", None)
    assert (await desk.texts("c1"))[-1] == "assistant: Vous dites : encore une question"


async def test_an_agent_at_capacity_takes_no_more(desk: Desk) -> None:
    claire = await desk.signed_in("Claire", capacity=1)
    for conversation in ("c1", "c2"):
        await desk.says(conversation, "un conseiller svp")
    await claire.post("conversations/c1/take")
    refused = await claire.post("conversations/c2/take", status=409)
    assert "votre maximum" in refused["error"]
    assert await desk.state("c2") == ("waiting", None)


async def test_an_administrator_takes_over_from_a_colleague_and_an_agent_does_not(desk: Desk) -> None:
    claire, paul = await desk.signed_in("Claire"), await desk.signed_in("Paul")
    nadia = await desk.signed_in("Nadia", role="administrator")
    await desk.says("c1", "un conseiller svp")
    await claire.post("conversations/c1/take")
    assert (await paul.post("conversations/c1/take", status=409))["error"].startswith("Claire a déjà pris")
    await nadia.post("conversations/c1/take")
    assert await desk.state("c1") == ("person", nadia.agent.id)


async def test_a_note_is_read_by_agents_and_never_by_the_shopper(desk: Desk) -> None:
    claire, paul = await desk.signed_in("Claire"), await desk.signed_in("Paul")
    await desk.says("c1", "un conseiller svp")
    await claire.post("conversations/c1/notes", {"text": "Cliente fidèle, geste commercial possible."})
    assert [note["text"] for note in (await paul.get("conversations/c1"))["notes"]] == [
        "Cliente fidèle, geste commercial possible."
    ]
    assert not [text for text in await desk.texts("c1") if "fidèle" in text]


async def test_of_two_agents_who_take_at_the_same_instant_one_wins_each_of_200_times(desk: Desk) -> None:
    claire, paul = await desk.signed_in("Claire", capacity=50), await desk.signed_in("Paul", capacity=50)
    won = {claire.agent.id: 0, paul.agent.id: 0}
    for turn in range(200):
        conversation = f"c{turn}"
        await desk.says(conversation, "un conseiller svp")
        path = f"conversations/{conversation}/take"
        answers = await asyncio.gather(claire.post(path, status=None), paul.post(path, status=None))
        assert sorted(answer["status"] for answer in answers) == [200, 409]
        winner = claire if answers[0]["status"] == 200 else paul
        assert await desk.state(conversation) == ("person", winner.agent.id)
        assert len([text for text in await desk.texts(conversation) if "a rejoint" in text]) == 1
        won[winner.agent.id] += 1
        await winner.post(f"conversations/{conversation}/close", {"reason": "solved"})
    assert sum(won.values()) == 200
