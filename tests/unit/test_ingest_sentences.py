"""Where sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sentences import ends_like_sentence, sentence_ends, split_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["The U.S. and the U.K. agreed.", "It took a year."],
        ["He moved to the U.S.", "The rest stayed."],
        ["It was Dec. 20, 2016, in Washington, D.C., at 3 p.m. on a Tuesday.", "Nobody came."],
        ["Mr. J. Q. Doe met Dr. Roe.", "They spoke."],
        ["It cost 3.5 million dollars.", "That was too much!", "Was it?", "Yes."],
        ["“We will not go,” he said.", "“Never.”", "She left."],
        ["“Why?” she asked, and went on.", "Nobody knew…"],
        ["He waited... and waited.", "Then he went."],
        ["(AP) The vote failed.", "(It had failed before.)", "So they went on."],
        ["Visit www.example.org for more.", "See No. 5 as well."],
        [
            "Совет проголосовал в 2024 г. за тоннель.",
            "Это стоит 5 млрд руб. и займёт шесть лет.",
            "Так сказал И. И. Петров.",
        ],
        ["Karar Dr. Yılmaz tarafından açıklandı.", "Şimdi sıra meclisin."],
        ["هل وافق المجلس؟", "نعم، وافق.", "وبدأ العمل۔"],
        ["议会投票通过。", "工程将于春天开始！", "谁付钱？", "“没有人知道。”", "就这样。"],
    ],
)
def test_sentences_are_found(sentences: list[str]) -> None:
    joint = "" if "。" in sentences[0] else " "
    assert split_sentences(joint.join(sentences)) == sentences


def test_ends_are_offsets_past_the_closing_quote() -> None:
    text = "“Go.” He went. "
    assert [text[:end] for end in sentence_ends(text)] == ["“Go.”", "“Go.” He went."]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("It is.", True),
        ("“Is it?”", True),
        ("(He did.)", True),
        ("A subhead", False),
        ("它是。", True),
        ("", False),
        ("So:", False),
    ],
)
def test_line_that_closes_as_prose_does(line: str, expected: bool) -> None:
    assert ends_like_sentence(line) is expected


@given(st.text(alphabet=st.sampled_from('aA .!?…。"”)(\n1U.S'), max_size=200))
def test_nothing_is_lost_and_order_is_kept(text: str) -> None:
    ends = sentence_ends(text)
    assert ends == sorted(set(ends))
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())
