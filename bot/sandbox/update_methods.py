"""Methods about getting updates and answering presses."""

import re

from bot.sandbox.errors import bad_request
from bot.sandbox.params import Params
from bot.sandbox.state import State
from bot.sandbox.world import Json

MAX_ANSWER = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


async def get_updates(state: State, params: Params) -> list[Json]:
    _set_allowed(state, params)
    offset, limit = params.integer("offset"), params.integer("limit", 100)
    return await state.updates.poll(offset, limit, params.integer("timeout"))


def set_webhook(state: State, params: Params) -> bool:
    """Any http(s) address is taken, as by a local Bot API server."""
    url, secret = params.text("url"), params.text("secret_token")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if url and not url.startswith(("https://", "http://")):
        raise bad_request("bad webhook: an HTTPS URL must be provided for webhook")
    _set_allowed(state, params)
    if params.flag("drop_pending_updates"):
        state.updates.clear()
    if url:
        state.updates.terminate("terminated by setWebhook request")
    hook = state.webhook
    hook.url, hook.secret = url, secret
    hook.max_connections = min(max(params.integer("max_connections", 40), 1), 100)
    hook.last_error, hook.last_error_date = "", 0
    state.updates.arrived.fire()
    return True


def delete_webhook(state: State, params: Params) -> bool:
    if params.flag("drop_pending_updates"):
        state.updates.clear()
    state.webhook.url = state.webhook.secret = ""
    state.updates.arrived.fire()
    return True


def get_webhook_info(state: State, params: Params) -> Json:
    hook = state.webhook
    info: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": sum(1 for _ in state.updates.pending()),
    }
    if hook.url:
        info |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
    if hook.last_error:
        info |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error}
    if state.updates.allowed:
        info["allowed_updates"] = list(state.updates.allowed)
    return info


def answer_callback_query(state: State, params: Params) -> bool:
    if len(params.text("text")) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    press = state.presses.get(params.text("callback_query_id"))
    if press is None or press.answer is not None or state.clock.now() >= press.expires:
        raise bad_request(TOO_OLD)
    press.answer = {
        "text": params.text("text"),
        "show_alert": params.flag("show_alert"),
        "url": params.text("url"),
    }
    state.events.add(
        "callback_answer",
        chat_id=press.chat_id,
        message_id=press.message_id,
        from_id=press.from_id,
        query_id=press.id,
        **press.answer,
    )
    return True


def answer_inline_query(state: State, params: Params) -> bool:
    results = params.data("results", "inline query results")
    if not isinstance(results, list) or len(results) > 50:
        raise bad_request("expected an Array of inline query results")
    state.events.add("inline_answer", query_id=params.text("inline_query_id"), results=results)
    return True


def done(state: State, params: Params) -> bool:
    """logOut and close: nothing to do here."""
    return True


def _set_allowed(state: State, params: Params) -> None:
    allowed = params.data("allowed_updates", "allowed updates")
    if isinstance(allowed, list):
        state.updates.allowed = tuple(str(kind) for kind in allowed)
