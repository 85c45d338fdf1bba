"""One form for all spellings of a word, and the terms that the index holds."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import ParsedArticle
from bot.search.document import MOST_TERMS, describe
from bot.search.folding import fold, words
from bot.search.languages import LANGUAGES, code_of, primary
from bot.search.terms import LONGEST_TERM, Analyser, pairs


def terms(text: str, language: str = "en") -> list[str]:
    return Analyser().terms(words(text), language)


@pytest.mark.parametrize(
    ("spellings", "folded"),
    [
        (("Été", "été", "ÉTÉ", "ete", "E\u0301te\u0301"), "ete"),
        (("Ёлка", "елка", "ЁЛКА"), "елка"),
        (("Straße", "STRASSE", "strasse"), "strasse"),
        (("İstanbul", "ıstanbul", "Istanbul", "ISTANBUL"), "istanbul"),
        (("Łódź", "lodz"), "lodz"),
        (("Ærø", "aero"), "aero"),
        (("Tiếng Việt", "tieng viet"), "tieng viet"),
        (("ﬁnance", "ｆｉｎａｎｃｅ"), "finance"),
        (("القُرآن", "القرءان".replace("ء", ""), "القران"), "القران"),
        (("أحمد", "احمد", "إحمد"), "احمد"),
        (("Σίσυφος", "σισυφοσ", "ΣΊΣΥΦΟΣ"), "σισυφοσ"),
        (("٢٠٢٤", "۲۰۲۴", "2024"), "2024"),
        (("co\u00adoperate", "cooperate"), "cooperate"),
    ],
)
def test_spellings_of_one_word_fold_to_one_form(spellings: tuple[str, ...], folded: str) -> None:
    assert {fold(each) for each in spellings} == {folded}


def test_letters_that_nobody_leaves_out_stay() -> None:
    assert fold("Йод Хороший") == "йод хороший"
    assert fold("हिन्दी") == "हिन्दी"
    assert fold("が") != fold("か")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NATO's COVID-19 plan", ["nato", "covid", "19", "plan"]),
        ("l’eau d'O'Brien", ["eau", "brien"]),
        ("İstanbul'da", ["istanbul", "da"]),
        ("U.S. and U.K. at 3.5", ["us", "and", "uk", "at", "3", "5"]),
        ("U.S., e.g. one. A two", ["us", "eg", "one", "a", "two"]),
        ("example.com/a_b", ["example", "com", "a", "b"]),
        ("“quoted”—dash…end", ["quoted", "dash", "end"]),
        ("¿Qué? ¡No!", ["que", "no"]),
        ("½ m²", ["1", "2", "m2"]),
        ("'' ' _ __ .. ’", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ("election", "elections", "elected", "Electing")),
        ("tr", ("şehir", "şehirde", "ŞEHİRLER", "sehirlerinde")),
        ("ru", ("выборы", "выборов", "Выборах")),
        ("es", ("educación", "educaciones", "EDUCACION")),
        ("fr", ("élection", "élections", "elections")),
        ("de", ("Wahl", "Wahlen")),
        ("pt-BR", ("nação", "NACAO")),
    ],
)
def test_forms_of_a_word_have_one_term(language: str, forms: tuple[str, ...]) -> None:
    assert len({tuple(terms(form, language)) for form in forms}) == 1


def test_scripts_without_spaces_are_cut_into_pairs() -> None:
    assert terms("北京大学", "zh") == ["北京", "京大", "大学", "学"]
    assert terms("iPhone手机", "zh") == ["iphone", "手机", "机"]
    assert terms("カタカナ", "ja") == ["カタ", "タカ", "カナ", "ナ"]
    assert terms("서울에서", "ko") == ["서울", "울에", "에서", "서"]


@given(st.text(), st.sampled_from([*LANGUAGES, "", "xx", "pt_BR"]))
def test_terms_are_short_words_that_need_no_quoting(text: str, language: str) -> None:
    for term in terms(text, language):
        assert 0 < len(term) <= LONGEST_TERM
        assert not any(char.isspace() or char in "\"'\\:*()&|!_" for char in term)


@given(st.text(alphabet=st.characters(max_codepoint=0x250)))
def test_composed_and_decomposed_letters_give_the_same_terms(text: str) -> None:
    assert words(unicodedata.normalize("NFC", text)) == words(unicodedata.normalize("NFD", text))


@given(st.text())
def test_folding_twice_changes_nothing_that_matters(text: str) -> None:
    assert words(fold(text)) == words(text)


def test_every_language_can_be_stemmed_and_named() -> None:
    analyser = Analyser()
    for code, language in LANGUAGES.items():
        assert analyser.terms(["word"], code)
        assert code_of(fold(language.names[0])) == code


def test_languages_by_tag_and_name() -> None:
    assert [primary(tag) for tag in ("pt-BR", "zh_Hans", "nb", "EN", "")] == ["pt", "zh", "no", "en", ""]
    assert [code_of(fold(name)) for name in ("Türkçe", "Русский", "中文", "xx")] == ["tr", "ru", "zh", "xx"]


def test_a_document_holds_each_text_once() -> None:
    body = ("First words of it.", "Second paragraph.")
    article = ParsedArticle(
        "The Title", body, summary="First words", captions=("A boat",), byline="Jo Doe", language="en"
    )
    document = describe(article, Analyser())
    assert document.title == ["the", "titl"]
    assert document.lead == ["first", "word", "of", "it"]
    assert document.body == ["second", "paragraph", "a", "boat", "jo", "doe"]
    assert {"boat", "paragraph", "doe"} <= document.words
    assert not {"a", "jo"} & document.words


def test_a_summary_in_other_words_is_found_too() -> None:
    document = describe(ParsedArticle("T", ("Body.",), summary="Standfirst", language="en"), Analyser())
    assert document.lead == ["standfirst", "bodi"]


def test_a_very_long_article_is_indexed_in_part() -> None:
    document = describe(ParsedArticle("title " * 20_000, ("lead " * 20_000, "body " * 20_000)), Analyser())
    assert len(document.title) + len(document.lead) + len(document.body) == MOST_TERMS


def test_pairs_begin_at_every_character() -> None:
    assert [pair[0] for pair in pairs("甲乙丙")] == list("甲乙丙")
