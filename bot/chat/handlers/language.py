"""/language: in which one the bot speaks here, and in which the articles are."""

from bot.chat.access import may_schedule
from bot.chat.answer import Answers
from bot.chat.callbacks.language import (
    WANTED,
    SetLanguage,
    ShowArticleLanguages,
    ShowLanguage,
    WantAllArticles,
    WantArticles,
)
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.spoken import Spoken
from bot.chat.views import language
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.markup import Html
from bot.texts import LANGUAGES
from bot.texts.languages import language_called

OF_ARTICLES = ("articles", "article")
ALL = "all"


class Speaking:
    """In groups, administrators choose."""

    def __init__(self, services: ChatServices, answers: Answers, spoken: Spoken) -> None:
        self._languages = services.languages
        self._answers = answers
        self._spoken = spoken
        self.routes = Routes(
            {"language": self.language},
            {
                ShowLanguage: self.show,
                SetLanguage: self.set_language,
                ShowArticleLanguages: self.show_articles,
                WantArticles: self.want_articles,
                WantAllArticles: self.want_all,
            },
        )

    async def language(self, visit: Visit, arguments: str) -> None:
        """`/language`, `/language tr`, `/language articles en tr`, `/language articles all`."""
        if not await may_schedule(visit, self._answers):
            await self._answers.send(visit, Screen(Html(visit.words.only_administrators)))
            return
        first, *others = arguments.replace(",", " ").split() or [""]
        if not first:
            screen = await self._shown(visit)
        elif first.lower() in OF_ARTICLES:
            screen = await self._articles(visit, others)
        else:
            screen = await self._chosen(visit, arguments)
        await self._answers.send(visit, screen)

    async def _chosen(self, visit: Visit, text: str) -> Screen:
        code = language_called(text)
        if code not in LANGUAGES:
            return language.unknown(visit.words, text, of_articles=False)
        return await self._shown(await self._speak(visit, code))

    async def _speak(self, visit: Visit, code: str) -> Visit:
        """The visit in the language that was chosen; "" is that of the person's Telegram."""
        await self._languages.choose(visit.profile, code)
        self._spoken.forget(visit.destination.telegram_id)
        return await self._spoken(visit)

    async def _shown(self, visit: Visit) -> Screen:
        chosen = await self._languages.chosen(visit.destination.telegram_id)
        articles = await self._languages.of_articles(visit.destination)
        return language.languages(visit.words, chosen=chosen, articles=articles)

    async def _articles(self, visit: Visit, typed: list[str]) -> Screen:
        if not typed:
            return await self._switches(visit)
        wanted = [] if [word.lower() for word in typed] == [ALL] else typed
        for word in wanted:
            if not language_called(word):
                return language.unknown(visit.words, word, of_articles=True)
        codes = frozenset(map(language_called, wanted))
        await self._languages.want_articles(visit.profile, visit.destination.thread_id, codes)
        return language.articles_set(visit.words, codes)

    async def _switches(self, visit: Visit) -> Screen:
        wanted = await self._languages.of_articles(visit.destination)
        return language.article_languages(visit.words, wanted, await self._languages.in_library())

    async def show(self, visit: Visit, _action: ShowLanguage) -> None:
        """The choice, in place."""
        await self._answers.edit(visit, await self._shown(visit))

    async def set_language(self, visit: Visit, action: SetLanguage) -> None:
        """Choose, and see the choice in the language chosen."""
        await self._answers.edit(visit, await self._shown(await self._speak(visit, action.language or "")))

    async def show_articles(self, visit: Visit, _action: ShowArticleLanguages) -> None:
        """The switches, in place."""
        await self._answers.edit(visit, await self._switches(visit))

    async def want_articles(self, visit: Visit, action: WantArticles) -> None:
        """One language more or less; without the last one it is all again."""
        changed = frozenset({action.language})
        before = await self._languages.of_articles(visit.destination)
        wanted = before | changed if action.wanted == WANTED else before - changed
        await self._languages.want_articles(visit.profile, visit.destination.thread_id, wanted)
        await self._answers.edit(visit, await self._switches(visit))

    async def want_all(self, visit: Visit, _action: WantAllArticles) -> None:
        """No choice any more."""
        await self._languages.want_articles(visit.profile, visit.destination.thread_id, frozenset())
        await self._answers.edit(visit, await self._switches(visit))
