"""Datelines as agencies print them: the place and the agency are told apart, and sentences stay sentences."""

from datetime import UTC, datetime

import pytest

from bot.ingest.datelines import read_dateline
from bot.ingest.enrich import Enricher
from bot.ingest.parse import parse


@pytest.mark.parametrize(
    ("opening", "place", "agency"),
    [
        ("ANKARA, Turkey (AP) — ", "ANKARA, Turkey", "AP"),
        ("PARIS/BERLIN (Reuters) - ", "PARIS/BERLIN", "Reuters"),
        ("İSTANBUL (AA) - ", "İSTANBUL", "AA"),
        ("LONDON — ", "LONDON", ""),
        ("عمّان (رويترز) - ", "عمّان", "رويترز"),
        ("القاهرة (أ ف ب) – ", "القاهرة", "أ ف ب"),
        ("واشنطن (أ.ف.ب) - ", "واشنطن", "أ.ف.ب"),
        ("بيروت - رويترز: ", "بيروت", "رويترز"),
        ("دبي – وكالات – ", "دبي", "وكالات"),
        ("الرياض 12 مايو 2024 (واس) - ", "الرياض", "واس"),
        ("عمان، 5 أيار/مايو 2024 (بترا) -- ", "عمان", "بترا"),
        ("КАЗАНЬ, 12 мая (ТАСС). ", "КАЗАНЬ", "ТАСС"),
        ("МОСКВА, 12 мая. /ТАСС/. ", "МОСКВА", "ТАСС"),
        ("МОСКВА, 12 мая - РИА Новости. ", "МОСКВА", "РИА Новости"),
        ("МОСКВА, 12 мая — РИА Новости. ", "МОСКВА", "РИА Новости"),
        ("Москва. 12 мая. INTERFAX.RU - ", "Москва", "INTERFAX.RU"),
        ("МИНСК, 12 мая (БелТА) – ", "МИНСК", "БелТА"),
        ("МОСКВА, 20 дек — ", "МОСКВА", ""),
        ("新华社上海5月12日电 ", "上海", "新华社"),
        ("（法新社巴黎5月12日电）", "巴黎", "法新社"),
        ("中新网上海5月12日电 (记者 王小明)", "上海", "中新网"),
        ("本报北京5月12日讯（记者赵六）", "北京", ""),
    ],
)
def test_place_and_agency(opening: str, place: str, agency: str) -> None:
    found = read_dateline(f"{opening}Text 记者")
    assert found is not None
    assert (found.place, found.agency, found.end) == (place, agency, len(opening))


@pytest.mark.parametrize(
    ("opening", "filed"),
    [
        ("КИЕВ, 12 мая 2024 (Укринформ). ", datetime(2024, 5, 12, tzinfo=UTC)),
        ("القاهرة 12 مايو 2024 (شينخوا) -- ", datetime(2024, 5, 12, tzinfo=UTC)),
        ("新华社北京2024年5月12日电", datetime(2024, 5, 12, tzinfo=UTC)),
        ("新华社北京5月12日电", None),
    ],
)
def test_when_it_was_filed(opening: str, filed: datetime | None) -> None:
    found = read_dateline(f"{opening}Text")
    assert found is not None
    assert found.filed == filed


@pytest.mark.parametrize(
    "text",
    [
        "CAIRO: text",
        "Альянс (НАТО). Текст",
        "ВСЕМИРНАЯ ОРГАНИЗАЦИЯ (ВОЗ). Текст",
        "Он сказал - РИА Новости. Так и было",
        "Москва - столица. Она велика",
        "Tuesday - The New York Times - said so",
        "قال الرئيس (رئيس الوزراء) - إن",
        "新华社记者5月12日报道说",
        "上海5月12日电影节开幕",
        "LONDON — ",
    ],
)
def test_sentences(text: str) -> None:
    assert read_dateline(text) is None


ARTICLES = {
    "عمّان (رويترز) - ": (
        "الجسر القديم يفتح أمام الترام",
        "قال مسؤولون يوم الاثنين إن الجسر القديم فوق الميناء سيفتح أمام حركة الترام في الربيع المقبل.",
        "وأضاف المهندسون أن الجسر أغلق قبل أربع سنوات بعد أن كشف الفحص عن شقوق في دعاماته.",
    ),
    "МОСКВА, 12 мая. /ТАСС/. ": (
        "Мост открыли для трамваев",
        "Старый мост через гавань открыли для трамваев во вторник, на два месяца раньше срока.",
        "Инженеры закрыли его четыре года назад, когда осмотр показал трещины в опорах.",
    ),
    "新华社上海5月12日电（记者张三、李四）": (
        "老港大桥向电车开放",
        "市政府12日宣布，老港大桥将于下周一起向电车开放，比原计划提前两个月。",
        "四年前，工程师在检查中发现桥墩有裂缝，随后关闭了大桥。",
    ),
}


@pytest.mark.parametrize(
    ("opening", "source", "byline", "place"),
    [
        ("عمّان (رويترز) - ", "رويترز", "", "JO"),
        ("МОСКВА, 12 мая. /ТАСС/. ", "ТАСС", "", "RU"),
        ("新华社上海5月12日电（记者张三、李四）", "新华社", "张三, 李四", "CN"),
    ],
)
def test_an_article_with_one(opening: str, source: str, byline: str, place: str) -> None:
    """It stays in the paragraph, and out of the summary."""
    title, first, second = ARTICLES[opening]
    [found] = parse(f"{title}\n\n{opening}{first}\n\n{second}".encode(), "a.txt")
    enriched = Enricher().enrich(found)
    assert (enriched.source, enriched.byline, enriched.places) == (source, byline, (place,))
    assert enriched.body == (opening + first, second)
    assert enriched.summary.startswith(first)
