"""Text that was read in the wrong encoding once and saved so: "donâ€™t" for "don’t"."""

from __future__ import annotations

import re

# What the bytes 80 to 9F are in Windows-1252; where it has none, readers keep the control character.
_SPECIAL = {sign: byte for byte in range(0x80, 0xA0) if (sign := bytes([byte]).decode("cp1252", "ignore"))}
# UTF-8 read as Windows-1252 or Latin-1: one lead byte and the bytes that continue it.
_RUN = re.compile(f"[\u00c2-\u00f4][\u0080-\u00bf{re.escape(''.join(_SPECIAL))}]{{1,3}}")
# Quotation marks, dashes and the ellipsis come out like this, and no language writes it.
_EVIDENCE = re.compile("\u00e2[\u0080€][\u0080-\u00bf" + re.escape("".join(_SPECIAL)) + "]")
_ENOUGH = 2


def undo_mojibake(text: str) -> str:
    """The text as it was meant, if there is evidence; a lone "â€" may be a quotation of such an error."""
    if "\u00e2\u0080" not in text and "\u00e2€" not in text:
        return text
    if sum(1 for _, _ in zip(range(_ENOUGH), _EVIDENCE.finditer(text), strict=False)) < _ENOUGH:
        return text
    return _RUN.sub(_repair, text)


def _repair(match: re.Match[str]) -> str:
    """The characters whose bytes these are, as many as are whole; what follows stays."""
    data = bytes(_SPECIAL.get(sign, ord(sign) & 0xFF) for sign in match[0])
    for end in range(len(data), 1, -1):
        try:
            return data[:end].decode("utf-8") + match[0][end:]
        except UnicodeDecodeError:
            continue
    return match[0]
