"""Words that a mistyped one may have meant (Damerau's slips: a letter added, missing, wrong, or two swapped)."""

from collections.abc import Iterator

SHORTEST = 3
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґјљњћђџў",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويةءؤئپچژگکی",
    "אבגדהוזחטיכלמנסעפצקרשתםןץףך",
)


def one_slip(word: str) -> set[str]:
    """Every text that is one slip away."""
    alphabet = next((letters for letters in _ALPHABETS if word[:1] in letters), "")
    cuts = [(word[:index], word[index:]) for index in range(len(word) + 1)]
    found = {left + right[1:] for left, right in cuts if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    for letter in alphabet:
        found |= {left + letter + right for left, right in cuts}
        found |= {left + letter + right[1:] for left, right in cuts if right}
    return found - {word}


def nearest(word: str, others: Iterator[str], most: int) -> list[str]:
    """Of these words the ones at most `most` slips away, nearest first."""
    found = ((slips(word, other, most), other) for other in others)
    return [other for count, other in sorted(found) if 0 < count <= most]


def slips(word: str, other: str, most: int) -> int:
    """How many slips lie between two words (optimal string alignment); `most` + 1 when it is more."""
    if abs(len(word) - len(other)) > most:
        return most + 1
    before, last = [0] * (len(other) + 1), list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        this = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, this[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and word[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            this.append(cost)
        # A swap reaches back over a row, so two rows must be beyond the limit.
        if min(*this, *last) > most:
            return most + 1
        before, last = last, this
    return min(last[-1], most + 1)
