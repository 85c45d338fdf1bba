"""What the sandbox answers when it does not do what it was asked to."""

from typing import Any


class RefusedError(Exception):
    """A Bot API error answer: error code, full description and parameters."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class ControlError(Exception):
    """A control request that makes no sense; answered with `status` and one clear line."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def bad_request(text: str, parameters: dict[str, Any] | None = None) -> RefusedError:
    return RefusedError(400, f"Bad Request: {text}", parameters)


def forbidden(text: str) -> RefusedError:
    return RefusedError(403, f"Forbidden: {text}")


def conflict(text: str) -> RefusedError:
    return RefusedError(409, f"Conflict: {text}")


def flood(retry_after: int) -> RefusedError:
    return RefusedError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
