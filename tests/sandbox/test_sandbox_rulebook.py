"""Requests against the published schema."""

from __future__ import annotations

from bot.sandbox import Person, Sandbox
from tests.sandbox.bare_bot import BareBot


async def test_a_right_request_leaves_no_violation(sandbox: Sandbox, bot: BareBot, liu: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "接手", "callback_data": "take"}]]}
    await bot.call("sendMessage", chat_id=1001, text="x", reply_markup=markup)
    await bot.call("getUpdates", timeout=0, allowed_updates=["message"])

    assert sandbox.violations == []


async def test_form_values_are_checked_in_their_typed_form(
    sandbox: Sandbox, bot: BareBot, liu: Person
) -> None:
    url = f"{sandbox.base_url}/bot{sandbox.token}/sendMessage"
    markup = '{"inline_keyboard": [[{"text": "接手", "callback_data": "take"}]]}'
    fields = {"chat_id": "1001", "text": "123", "protect_content": "true", "reply_markup": markup}

    await bot.http.post(url, data=fields)

    assert sandbox.violations == []


async def test_an_unknown_parameter_and_a_missing_one_are_seen(
    sandbox: Sandbox, bot: BareBot, liu: Person
) -> None:
    await bot.answer("sendMessage", chat_id=1001, txt="不该出现")
    await bot.answer("getUpdates", offsett=1)

    seen = {str(each) for each in sandbox.violations}
    assert seen == {
        "sendMessage: txt breaks unknown parameter",
        "sendMessage: request breaks required (text)",
        "getUpdates: offsett breaks unknown parameter",
    }


async def test_a_fault_deep_inside_is_named_by_its_place_not_its_words(
    sandbox: Sandbox, bot: BareBot, liu: Person
) -> None:
    markup = {"inline_keyboard": [[{"text": "不该出现", "colour": "红"}]]}
    await bot.answer("editMessageText", chat_id=1001, message_id=1, text="x", reply_markup=markup)
    await bot.answer("sendMessage", chat_id=1001, text=["不该出现"])

    seen = " ".join(str(each) for each in sandbox.violations)
    assert "reply_markup/inline_keyboard/0/0" in seen
    assert "text" in seen
    assert "不该出现" not in seen


async def test_an_unknown_method_is_a_violation(sandbox: Sandbox, bot: BareBot) -> None:
    await bot.refused("sendRocket")

    assert [str(each) for each in sandbox.violations] == ["sendRocket: request breaks unknown method"]
