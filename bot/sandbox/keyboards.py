"""Which reply markups Telegram accepts (Bot API server, get_reply_markup; server codes for buttons)."""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.links import LinkError, checked_link

MAX_BUTTONS = 100
MAX_ROW = 8
MAX_CALLBACK_DATA = 64
MAX_COPY_TEXT = 256
_ACTIONS = (
    *("callback_data", "url", "copy_text", "web_app", "login_url", "callback_game", "pay"),
    *("switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat"),
)

Json = dict[str, Any]


def check_markup(markup: Any, *, inline_only: bool = False) -> Json | None:
    """The markup as it will be stored; RefusedError with Telegram's words when it is not valid."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline_keyboard(markup["inline_keyboard"])
    if inline_only:
        if markup:
            raise bad_request("inline keyboard expected")
        return None
    if "keyboard" in markup:
        return {**markup, "keyboard": _reply_keyboard(markup["keyboard"])}
    if markup and not ("remove_keyboard" in markup or "force_reply" in markup):
        raise bad_request("object expected as reply markup")
    return markup or None


def is_inline(markup: Json | None) -> bool:
    return markup is not None and "inline_keyboard" in markup


def _rows(keyboard: Any, field: str) -> list[list[Any]]:
    if not isinstance(keyboard, list):
        raise bad_request(f'field "{field}" must be of type Array')
    if not all(isinstance(row, list) for row in keyboard):
        raise bad_request(f'field "{field}" must be an Array of Arrays')
    return [row for row in keyboard if row]


def _inline_keyboard(keyboard: Any) -> Json | None:
    rows = [[_inline_button(button) for button in row] for row in _rows(keyboard, "inline_keyboard")]
    _check_size(rows)
    return {"inline_keyboard": rows} if rows else None


def _check_size(rows: list[list[Json]]) -> None:
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in rows):
        raise bad_request("reply markup is too long")


def _inline_button(button: Any) -> Json:
    text = _button_text(button, "InlineKeyboardButton")
    action = next((name for name in _ACTIONS if name in button), None)
    if action is None:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    result = {"text": text, action: _action(action, button[action])}
    for extra in ("style", "icon_custom_emoji_id"):
        if extra in button:
            result[extra] = button[extra]
    return result


def _button_text(button: Any, what: str) -> str:
    if not isinstance(button, dict):
        raise bad_request(f"{what} must be an Object")
    text = button.get("text")
    if text is None:
        raise bad_request(f'can\'t find field "text" in the {what}')
    if not isinstance(text, str):
        raise bad_request('field "text" must be of type String')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    return text


def _action(action: str, value: Any) -> Any:
    if action == "callback_data":
        size = len(value.encode("utf-8", "surrogatepass")) if isinstance(value, str) else 0
        if not 0 < size <= MAX_CALLBACK_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    elif action == "url":
        return _button_url(str(value))
    elif action == "copy_text" and not 0 < len(_inner(value, "text")) <= MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    elif action == "web_app" and not _inner(value, "url").startswith("https://"):
        url = _inner(value, "url")
        raise bad_request(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")
    return value


def _inner(value: Any, field: str) -> str:
    found = value.get(field) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _button_url(url: str) -> str:
    try:
        return checked_link(url)
    except LinkError as error:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {error}") from None


def _reply_keyboard(keyboard: Any) -> list[list[Json]]:
    rows = [[_reply_button(button) for button in row] for row in _rows(keyboard, "keyboard")]
    if not rows:
        raise bad_request("reply keyboard must be non-empty")
    return rows


def _reply_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    return {**button, "text": _button_text(button, "KeyboardButton")}
