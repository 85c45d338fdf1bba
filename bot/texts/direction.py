"""Templates of a right-to-left language: what in them runs from left to right is fenced, and every line starts right.

Unicode UAX 9: an isolate (FSI … PDI) keeps its inside from reordering what stands around it, and a line is set from
right to left when its first strong character is, for which a mark (RLM) will do. Telegram's clients go by the same
rule, line by line.
"""

import re
import unicodedata

FSI, PDI, RLM = "\u2068", "\u2069", "\u200f"

_CODE = r"<code>.*?</code>"
_PLACE = r"\{[a-z_]+[^{}]*\}"
# A command goes on as long as what is typed after it does: /search sweden nato.
_COMMAND = r"(?<![\w<>/])/[a-z_]+(?: [!-;=?-~]+)*"
_FOREIGN = re.compile(f"{_CODE}|{_PLACE}|{_COMMAND}", re.DOTALL)
_TAG = re.compile(r"<[^>]*>|&[a-z]+;")


def rightward(template: str) -> str:
    """The template with its places, commands and examples fenced, and every line from right to left."""
    fenced = _FOREIGN.sub(lambda match: f"{FSI}{match[0]}{PDI}", template)
    return "\n".join(from_the_right(line) for line in fenced.split("\n"))


def from_the_right(line: str) -> str:
    """The line, with a mark before it unless it is empty or starts from the right by itself."""
    return line if not line.strip() or direction_of(line) == "R" else RLM + line


def direction_of(line: str) -> str:
    """`L` or `R` by the first strong character, tags aside; "" without one, or where it is isolated.

    UAX 9 (P2) passes over what is isolated, and not every client does: such a line needs a mark, whatever is inside.
    """
    for character in _TAG.sub("", line):
        found = unicodedata.bidirectional(character)
        if found in ("L", "R", "AL"):
            return "L" if found == "L" else "R"
        if found in ("FSI", "LRI", "RLI"):
            return ""
    return ""


def fenced(text: str) -> str:
    """Foreign text, isolated; nothing for nothing."""
    return f"{FSI}{text}{PDI}" if text else ""
