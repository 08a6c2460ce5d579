"""Messages of one conversation are answered one after another, in their order, also between processes."""

import asyncio
import os

import pytest

from bot.engine.lock import ConversationLock


async def one_after_another(locks: list[ConversationLock], conversation: str, times: int) -> tuple[list[int], int]:
    """Take the lock `times` times at once; return the order of service and the most that were inside together."""
    inside, most, order = 0, 0, []

    async def turn(number: int) -> None:
        nonlocal inside, most
        async with locks[number % len(locks)].lock(conversation):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.002)
            order.append(number)
            inside -= 1

    await asyncio.gather(*(turn(number) for number in range(times)))
    return order, most


async def test_first_come_first_served_in_a_process() -> None:
    order, most = await one_after_another([ConversationLock()], "a conversation", 20)

    assert most == 1
    assert order == list(range(20))


async def test_two_conversations_do_not_wait_for_each_other() -> None:
    lock = ConversationLock()
    async with lock.lock("one"), asyncio.timeout(1), lock.lock("another"):
        pass


async def test_nothing_is_kept_of_a_conversation_that_nobody_holds() -> None:
    lock = ConversationLock()
    async with lock.lock("one"):
        assert lock._waiting
    assert not lock._waiting


async def test_two_processes_never_hold_a_conversation_together(redis_url: str) -> None:
    locks = [ConversationLock(redis_url), ConversationLock(redis_url)]

    order, most = await one_after_another(locks, f"shared {os.getpid()}", 20)

    assert most == 1
    assert sorted(order) == list(range(20))
    for lock in locks:
        await lock.close()


async def test_a_failing_turn_lets_the_next_one_in() -> None:
    lock = ConversationLock()
    with pytest.raises(ZeroDivisionError):
        async with lock.lock("one"):
            raise ZeroDivisionError
    async with asyncio.timeout(1), lock.lock("one"):
        pass
