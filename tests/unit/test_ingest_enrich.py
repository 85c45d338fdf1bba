"""Language, summary, topics and places of an article, offline."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.enrich import Enricher
from bot.ingest.language import LanguageDetector
from bot.ingest.leads import make_summary
from bot.ingest.lines import count_words
from bot.ingest.places import Gazetteer
from bot.ingest.topics import TopicVocabulary
from bot.models import ParsedArticle

SHARED = Enricher()


@pytest.fixture(scope="module")
def enricher() -> Enricher:
    return SHARED


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council voted on Monday night to build the tunnel below the strait.", "en"),
        ("THE COUNCIL VOTED ON MONDAY NIGHT TO BUILD THE TUNNEL", "en"),
        ("Городской совет проголосовал за строительство тоннеля под проливом.", "ru"),
        ("Міська рада проголосувала за будівництво тунелю під протокою.", "uk"),
        ("Şehir meclisi boğazın altına bir tünel yapılmasına karar verdi.", "tr"),
        ("صوّت مجلس المدينة لصالح بناء النفق تحت المضيق.", "ar"),
        ("شورای شهر به ساخت تونل زیر تنگه رأی داد و کار در بهار آغاز می‌شود.", "fa"),
        ("市议会星期一晚上投票决定在海峡下面修建隧道。", "zh"),
        ("市議会は月曜日の夜、海峡の下にトンネルを建設することを決めた。", "ja"),
        ("시의회는 월요일 밤 해협 아래에 터널을 건설하기로 의결했다.", "ko"),
        ("El ayuntamiento votó el lunes a favor de construir el túnel.", "es"),
        ("Der Stadtrat stimmte am Montag für den Bau des Tunnels.", "de"),
        ("Le conseil municipal a voté lundi soir la construction du tunnel.", "fr"),
        ("", ""),
        ("12 345", ""),
        ("Tunnel!", ""),
    ],
)
def test_language(enricher: Enricher, text: str, language: str) -> None:
    assert enricher.detector.detect(text) == language


TURKISH = (
    "Şehir meclisi pazartesi gecesi boğazın altına bir tünel yapılmasına karar verdi. Mühendisler ilkbaharda kazıya "
    "başlayacak ve ilk trenler altı yıl içinde bu hattan geçecek."
)
RUSSIAN = (
    "Городской совет проголосовал в понедельник за строительство тоннеля под проливом. Инженеры начнут работы весной, "
    "а первые поезда пойдут через шесть лет."
)


@pytest.mark.parametrize(
    ("stated", "text", "language"),
    [
        ("en", TURKISH, "tr"),
        ("en", RUSSIAN, "ru"),
        ("ru", RUSSIAN, "ru"),
        ("tr", TURKISH, "tr"),
        ("uk", RUSSIAN, "uk"),  # nearly the same letters: the page knows better than a guess
        ("en", "Tünel", "en"),
        ("de", "The council voted on Monday night to build the tunnel below the strait. " * 3, "en"),
        ("nb", "The council voted on Monday night to build the tunnel below the strait. " * 3, "nb"),
        ("", TURKISH, "tr"),
    ],
)
def test_stated_language_is_doubted_where_the_text_clearly_is_in_another(
    enricher: Enricher, stated: str, text: str, language: str
) -> None:
    assert enricher.enrich(ParsedArticle("Tunnel", (text,), language=stated)).language == language


@pytest.mark.parametrize(
    ("section", "topic"),
    [
        ("Business & Economy", "business"),
        ("World News", "world"),
        ("Спорт", "sport"),
        ("Kültür-Sanat", "culture"),
        ("اقتصاد", "business"),
        ("国际新闻", "world"),
        ("Opinion", ""),
        ("", ""),
    ],
)
def test_section_is_a_topic(enricher: Enricher, section: str, topic: str) -> None:
    article = ParsedArticle("A quiet day", ("Nothing happened in the town on Monday.",), section=section)
    assert enricher.enrich(article).topics == ((topic,) if topic else ())


def test_stated_topics_and_places_come_in_our_words(enricher: Enricher) -> None:
    stated = ParsedArticle(
        "A quiet day",
        ("Nothing happened.",),
        topics=("sports", "gardening"),
        places=("Turkey", "Oslo, Norway", "Narnia"),
    )
    article = enricher.enrich(stated)
    assert article.topics == ("sport", "gardening")
    assert article.places == ("TR", "NO", "Narnia")
    assert enricher.enrich(ParsedArticle("День", (RUSSIAN,), places=("Турция", "tr"))).places == ("TR",)


def test_model_is_loaded_at_first_use_only() -> None:
    detector = LanguageDetector()
    assert detector._model is None
    detector.detect("The council voted on Monday night to build the tunnel.")
    assert detector._model is not None


SHORT = "The council voted for the tunnel on Monday night."
LONG = " ".join(["word"] * 40) + "."
HUGE = " ".join(["word"] * 120) + "."


@pytest.mark.parametrize(
    ("standfirst", "body", "summary"),
    [
        ("A standfirst", [SHORT], "A standfirst"),
        ("", [SHORT], SHORT),
        ("", [f"ANKARA, Turkey (AP) — {SHORT}"], SHORT),
        (
            "",
            [SHORT, "What comes next", SHORT.replace("Monday", "Tuesday")],
            f"{SHORT} {SHORT.replace('Monday', 'Tuesday')}",
        ),
        ("", ["The short version", SHORT], SHORT),
        ("", [f"{SHORT} The points are:", "• One point is long.", "2. Another is it too.", LONG], f"{SHORT} {LONG}"),
        ("", [SHORT, "What comes next?", LONG], f"{SHORT} {LONG}"),
        ("", ["• One point is this.", "• Another is that."], "• One point is this. • Another is that."),
        ("", [LONG, LONG, SHORT], LONG),
        ("", [LONG, SHORT, LONG], f"{LONG} {SHORT}"),
        ("", [HUGE, SHORT], HUGE),
        ("", [SHORT, HUGE], SHORT),
        ("", [f"{LONG} {SHORT} {SHORT} {SHORT} {SHORT}"], f"{LONG} {SHORT} {SHORT} {SHORT}"),
    ],
)
def test_summary(standfirst: str, body: list[str], summary: str) -> None:
    assert make_summary(standfirst, body) == summary


@pytest.mark.parametrize(
    ("standfirst", "summary"),
    [
        ("Council votes to build the long tunnel", SHORT),
        ("Council Votes to Build the Long Tunnel – The Example Post", SHORT),
        ("The council votes to build the long tunnel", SHORT),
        ("Council votes to build a tunnel of 3 km", "Council votes to build a tunnel of 3 km"),
    ],
)
def test_a_standfirst_that_says_the_headline_again_is_none(standfirst: str, summary: str) -> None:
    title = "Council Votes to Build the Long Tunnel – The Example Post"
    assert make_summary(standfirst, [SHORT], title) == summary


def test_summary_of_unspaced_script_is_short_too() -> None:
    sentence = "市议会星期一晚上投票决定在海峡下面修建隧道，此前两座城市为此争论多年。"
    summary = make_summary("", [sentence * 10])
    assert summary
    assert count_words(summary) <= 75


@pytest.mark.parametrize(
    ("title", "body", "topics"),
    [
        (
            "Central Bank Raises Interest Rates",
            "Inflation and wages rose, the bank said, and stocks and the currency fell.",
            ("business",),
        ),
        (
            "Striker Scores Twice in Final",
            "The team won the match and the championship; the coach praised the players.",
            ("sport",),
        ),
        (
            "Rocket Reaches Orbit",
            "The spacecraft with two astronauts left for the space station after launch, NASA said.",
            ("space",),
        ),
        ("Матч сборной", "Команда выиграла турнир; тренер и игроки благодарили стадион за поддержку.", ("sport",)),
        ("A Walk in the Evening", "We met at the corner and went home along the river without a word.", ()),
        ("The match", "He lit a match and looked for the door.", ()),
    ],
)
def test_topics_are_named_or_left_open(enricher: Enricher, title: str, body: str, topics: tuple[str, ...]) -> None:
    assert enricher.topics.find(title, [body]) == topics


def test_topics_have_words_in_every_language_that_the_bot_speaks() -> None:
    data = tomllib.loads(files("bot.ingest").joinpath("data/topics.toml").read_text(encoding="utf-8"))
    assert set(data) == {
        "world",
        "politics",
        "business",
        "technology",
        "science",
        "space",
        "health",
        "environment",
        "sport",
        "culture",
    }
    assert all({"en", "ru", "tr", "ar", "es"} <= set(by_language) for by_language in data.values())


def test_own_vocabulary_may_be_used() -> None:
    vocabulary = TopicVocabulary({"harbor": ["ferry", "tunnel*", "pilot boat"]})
    assert vocabulary.find("Ferry", ["The tunnels are dry, and the pilot boat waits."]) == ("harbor",)


@pytest.mark.parametrize(
    ("title", "body", "language", "places"),
    [
        ("Envoy Slain", "ANKARA, Turkey (AP) — The envoy of Russia was shot. Russia protested.", "en", {"TR", "RU"}),
        ("South Korea Votes", "Voters in Seoul went to the polls in the snow.", "en", {"KR"}),
        ("Roast turkey and china plates", "We ate turkey from the good china.", "en", set()),
        ("Jordan Smith Scores Twice", "Jordan Smith won the match for the club.", "en", set()),
        ("Michael Jordan Returns", "Jack London and Michael Jordan met in the hall.", "en", set()),
        ("嫦娥六号", "样品在北京交接，法国的科学家参加。", "zh", {"CN", "FR"}),
        ("A note", "Once, long after all of that, somebody wrote from Peru.", "en", {"PE"}),
        ("Выборы во Франции", "Президент Франции и канцлер Германии встретились в Париже.", "ru", {"FR", "DE"}),
        ("Fransa'da seçim", "Fransa ve Almanya anlaştı.", "tr", {"FR", "DE"}),
        ("الانتخابات في فرنسا", "قالت فرنسا إن الانتخابات انتهت.", "ar", {"FR"}),
    ],
)
def test_places(enricher: Enricher, title: str, body: str, language: str, places: set[str]) -> None:
    assert set(enricher.gazetteer.find(title, [body], language)) == places


def test_unknown_language_falls_back_to_english_names() -> None:
    assert Gazetteer({"Peru": "PE"}).find("Peru", ["Peru"], "xx") == ("PE",)


def test_what_the_seed_states_stays(enricher: Enricher) -> None:
    stated = ParsedArticle(
        "Title",
        (SHORT,),
        "own",
        language="de",
        topics=("own",),
        places=("XX",),
        people=("Own Name",),
        organisations=("Own",),
        keywords=("own",),
    )
    assert enricher.enrich(stated) == stated


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("He met President Recep Tayyip Erdogan. Erdogan left.", ("Recep Tayyip Erdogan",)),
        ("Turkish President Tayyip Erdogan said no.", ("Tayyip Erdogan",)),
        ("It was signed by Secretary of State Antony Blinken in Washington.", ("Antony Blinken",)),
        ("The letter went to Emma Stone.", ("Emma Stone",)),
        ("Ulf Kristersson, its prime minister, gave way.", ("Ulf Kristersson",)),
        ("The goalkeeper Okwudili Prado saved two.", ("Okwudili Prado",)),
        ("Okwudili Prado, 31, saved two.", ("Okwudili Prado",)),
        ("A vote was won by Okwudili Prado.", ()),
        ("Pope Leo XIV spoke; Queen Margrethe II did not.", ("Leo XIV", "Margrethe II")),
        ("Robert Downey Jr. won. So did Da’Vine O’Connell, the author.", ("Robert Downey Jr.", "Da’Vine O’Connell")),
        ("Ludwig van Beethoven wrote it.", ("Ludwig van Beethoven",)),
        ("The Francis Scott Key Bridge fell in South Texas near Saint Paul University.", ()),
        ("Daniel And His Friends Ten Things To Do In Paris", ()),
        ("Космонавт Олег Кононенко вернулся.", ("Олег Кононенко",)),
        ("Simon Johnson ve James A. Robinson'a verildi.", ("Simon Johnson", "James A. Robinson")),
        ("嫦娥六号带回月球样品。", ()),
    ],
)
def test_people(enricher: Enricher, text: str, people: tuple[str, ...]) -> None:
    assert enricher.people.find([text]) == people


@pytest.mark.parametrize(
    ("text", "organisations"),
    [
        ("The Bank of Japan and the U.S. Federal Reserve met.", ("Federal Reserve", "Bank of Japan")),
        ("Staff of the National Transportation Safety Board came.", ("National Transportation Safety Board",)),
        ("The Labour Party of Keir Starmer won.", ("Labour Party",)),
        ("The UN and the United Nations are one.", ("United Nations",)),
        (
            "La Universidad de Chile y el Museo Nacional de Bellas Artes.",
            ("Universidad de Chile", "Museo Nacional de Bellas Artes"),
        ),
        ("Merkez Bankası açıkladı.", ("Merkez Bankası",)),
        ("嫦娥六号搭载了欧洲空间局的仪器。", ("ESA",)),
        ("The bank and the party of the council.", ()),
        ("An Apple a Day Keeps the Doctor Board", ("Apple",)),
    ],
)
def test_organisations(enricher: Enricher, text: str, organisations: tuple[str, ...]) -> None:
    assert enricher.organisations.find([text])[:2] == organisations


@pytest.mark.parametrize(
    ("body", "language", "keywords"),
    [
        (
            ["The container ship hit the pier.", "Another container ship waited; the pier is closed to vessels."],
            "en",
            ("container ship", "pier"),
        ),
        (["Once only, and of everything one."], "en", ()),
        (["He met Dana Velic. Later Dana Velic left."], "en", ()),
        (["月球样品月球样品月球样品。"], "zh", ()),
    ],
)
def test_keywords(enricher: Enricher, body: list[str], language: str, keywords: tuple[str, ...]) -> None:
    assert enricher.keywords.find("A title", body, language) == keywords


@given(
    st.text(max_size=300), st.lists(st.text(max_size=300), max_size=4), st.sampled_from(["", "en", "ru", "zh", "xx"])
)
def test_any_text_may_be_enriched(title: str, body: list[str], language: str) -> None:
    found = SHARED.enrich(ParsedArticle(title, tuple(body), language=language))
    assert len(found.people) <= 16
    assert all(found.people + found.organisations + found.keywords)


@pytest.mark.parametrize(
    ("opening", "language", "code"),
    [
        ("İZMİR (AA) - Limanda bir yangın çıktı.", "tr", "TR"),
        ("DİYARBAKIR (AA) - Limanda bir yangın çıktı.", "tr", "TR"),
        ("IZMIR, May 12 (Reuters) - A fire broke out in the harbor.", "en", "TR"),
        ("ISPARTA (AA) - Pazarda bir yangın çıktı.", "tr", "TR"),
        ("КАЗАНЬ, 12 мая (ТАСС). На рынке произошел пожар.", "ru", "RU"),
        ("НИЖНИЙ НОВГОРОД, 12 мая (ТАСС). На рынке произошел пожар.", "ru", "RU"),
        ("РОСТОВ-НА-ДОНУ, 12 мая (ТАСС). На рынке произошел пожар.", "ru", "RU"),
        ("АНКАРА, 12 мая (ТАСС). На рынке произошел пожар.", "ru", "TR"),
        ("KUALA LUMPUR (Reuters) - Shares on Bursa Malaysia fell.", "en", "MY"),
    ],
)
def test_datelines_of_large_cities(enricher: Enricher, opening: str, language: str, code: str) -> None:
    assert enricher.gazetteer.find("", [opening], language) == (code,)
