"""What a chat follows and mutes: what was done, what was meant, and the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel import Locale

from bot.chat.callbacks.interests import DropInterest, SetInterest, SetListed, ShowInterests, value_of
from bot.chat.callbacks.scheduling import ShowSettings
from bot.chat.views.reading import pager
from bot.chat.views.screen import Button, Keyboard, Screen, rows
from bot.markup import Html, bold, code, escape, lines, one_line, paragraphs
from bot.models import InterestKind, Stance
from bot.services.interests import MOST_INTERESTS, Changed
from bot.services.naming import MOST_WORDS, Meaning, Thing, Wish
from bot.storage.interests import KeptInterest
from bot.texts import Words, say

NAME = 60
LABEL = 28
LISTED = 1200
INTERESTS_A_PAGE = 8
TOPICS_A_ROW = 2
MOST_RATHER = 3

Names = Mapping[str, str]
"""How sources write themselves, by their folded names."""


def name_of(words: Words, thing: Thing, names: Names) -> str:
    """The thing as people write it."""
    match thing.kind:
        case InterestKind.PLACE:
            return _flag(thing.value) + str(
                Locale(words.locale).territories.get(thing.value.upper(), thing.value.upper())
            )
        case InterestKind.TOPIC:
            return words.isolate(one_line(words.topic_heading(thing.value), NAME))
        case InterestKind.SOURCE:
            return words.isolate(one_line(thing.name or names.get(thing.value, thing.value), NAME))
        case _:
            return words.thing_words.format(name=words.isolate(one_line(thing.name or thing.value, NAME)))


def _flag(code: str) -> str:
    """The country's flag: its letters as regional indicators (Unicode UTS 51)."""
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        return ""
    return "".join(chr(ord(letter) - ord("a") + 0x1F1E6) for letter in code.lower()) + " "


def _titled(words: Words, thing: Thing, names: Names) -> Html:
    """The thing with what it is; in fixed width and in full where a button has no room for it."""
    if value_of(thing) is None:
        return code(thing.value)
    name = name_of(words, thing, names)
    if thing.kind is InterestKind.SOURCE:
        name = words.thing_source.format(name=name)
    return bold(name)


def _told(words: Words, changed: Changed, names: Names) -> Html:
    if changed.full:
        return say(words.interests_full, most=MOST_INTERESTS)
    same = changed.before is changed.now
    template = {
        Stance.FOLLOW: words.already_followed if same else words.followed,
        Stance.MUTE: words.already_muted if same else words.muted,
        None: {Stance.FOLLOW: words.unfollowed, Stance.MUTE: words.unmuted, None: words.neither}[changed.before],
    }[changed.now]
    return Html(template.format(thing=_titled(words, changed.thing, names)))


def _can_undo(changed: Changed) -> bool:
    return not changed.full and changed.before is not changed.now


def done(words: Words, changed: Changed, names: Names, *, rather: Sequence[Thing] = (), unseen: bool = False) -> Screen:
    """What was done, the way back, and what could have been meant instead."""
    thing = changed.thing
    own = []
    if _can_undo(changed):
        own.append(Button(words.button_undo, SetInterest(thing.kind, changed.before, value_of(thing))))
    own.append(Button(words.button_interests, ShowInterests(0)))
    note = Html(words.unseen_words if unseen and changed.now is not None and not changed.full else "")
    others = _choices(words, rather[:MOST_RATHER], changed.now, names) if changed.now is not None else []
    return Screen(paragraphs(_told(words, changed, names), note), (*rows(others, 2), tuple(own)))


def several(words: Words, done: Sequence[Changed], unclear: Sequence[Wish]) -> Screen:
    """What was done with each of several names, and the way back from each; the list follows it."""
    told = [_told(words, changed, {}) for changed in done]
    asked = ", ".join(one_line(wish.text, NAME) for wish in unclear)
    left = say(words.said_alone, names=asked) if unclear else Html("")
    back = [_back(words, changed) for changed in done if _can_undo(changed) and value_of(changed.thing) is not None]
    return Screen(paragraphs(*told, left), (*rows(back, 2), (Button(words.button_interests, ShowInterests(0)),)))


def _back(words: Words, changed: Changed) -> Button:
    thing = changed.thing
    label = words.button_undo_one.format(name=one_line(name_of(words, thing, {}), LABEL))
    return Button(label, SetListed(thing.kind, changed.before, value_of(thing)))


def _choices(words: Words, things: Sequence[Thing], stance: Stance, names: Names) -> list[Button]:
    template = words.button_follow_rather if stance is Stance.FOLLOW else words.button_mute_rather
    return [
        Button(
            template.format(name=one_line(name_of(words, thing, names), LABEL)),
            SetInterest(thing.kind, stance, value_of(thing)),
        )
        for thing in things
        if value_of(thing) is not None
    ]


def which(words: Words, wish: Wish, found: Meaning, stance: Stance) -> Screen:
    """Several things bear the name, or something nearly does. The words themselves are the last choice, and the
    only one where they stand in most articles.
    """
    question = words.did_you_mean if found.unseen else words.which_meaning
    if found.everywhere:
        question = words.word_everywhere
    template = words.button_follow_rather if stance is Stance.FOLLOW else words.button_mute_rather
    buttons = [
        Button(
            template.format(name=one_line(_chosen_name(words, thing), LABEL + 12)),
            SetInterest(thing.kind, stance, value_of(thing)),
        )
        for thing in found.choices
        if value_of(thing) is not None or thing.kind is InterestKind.WORD
    ]
    return Screen(say(question, text=wish.text), rows(buttons, 1))


def _chosen_name(words: Words, thing: Thing) -> str:
    name = name_of(words, thing, {})
    return words.thing_source.format(name=name) if thing.kind is InterestKind.SOURCE else name


def unknown(words: Words, wish: Wish) -> Screen:
    """Nothing of the kind that was said bears the name."""
    template = {
        InterestKind.TOPIC: words.unknown_topic,
        InterestKind.PLACE: words.unknown_place,
    }.get(wish.kind or InterestKind.SOURCE, words.unknown_source)
    return Screen(say(template, text=one_line(wish.text, NAME)))


def too_long(words: Words) -> Screen:
    """More than a name, or nothing that could be looked for."""
    return Screen(say(words.name_too_long, most=MOST_WORDS))


@dataclass(frozen=True, slots=True)
class Shelf:
    """The list as it is: what is followed and muted, the topics that there are, and how sources write themselves."""

    kept: Sequence[KeptInterest]
    topics: Sequence[str]
    names: Names


def listed(words: Words, shelf: Shelf, *, page: int = 0, changed: Changed | None = None) -> Screen:
    """Everything that is followed and muted, a button to remove each, and the topics that are left to follow."""
    told = Html("") if changed is None else _told(words, changed, shelf.names)
    summary = _summary(words, shelf.kept, shelf.names)
    keyboard = _drops(words, shelf, page)
    if changed is not None and _can_undo(changed):
        undo = SetListed(changed.thing.kind, changed.before, value_of(changed.thing))
        keyboard = ((Button(words.button_undo, undo),), *keyboard)
    return Screen(
        paragraphs(told, Html(words.interests_title), summary, Html(words.interests_hint)),
        (*keyboard, *_topics(words, shelf), (Button(words.button_settings, ShowSettings()),)),
    )


def not_kept(words: Words, wish: Wish, screen: Screen) -> Screen:
    """The list, since what was to be removed is not in it."""
    return Screen(paragraphs(say(words.not_kept, text=one_line(wish.text, NAME)), screen.html), screen.keyboard)


def _summary(words: Words, kept: Sequence[KeptInterest], names: Names) -> Html:
    if not kept:
        return Html(words.interests_none)
    found = []
    for stance, template in ((Stance.FOLLOW, words.interests_followed), (Stance.MUTE, words.interests_muted)):
        things = [name_of(words, _thing(each), names) for each in kept if each.interest.stance is stance]
        if things:
            found.append(Html(template.format(things=escape(one_line(" · ".join(things), LISTED)))))
    return lines(*found)


def _thing(kept: KeptInterest) -> Thing:
    return Thing(kept.interest.kind, kept.interest.value)


def _drops(words: Words, shelf: Shelf, page: int) -> Keyboard:
    count = max(1, -(-len(shelf.kept) // INTERESTS_A_PAGE))
    shown = min(page, count - 1)
    drops = [
        Button(_drop_label(words, each, shelf.names), DropInterest(each.id, shown))
        for each in shelf.kept[shown * INTERESTS_A_PAGE : (shown + 1) * INTERESTS_A_PAGE]
    ]
    keyboard = rows(drops, 2)
    return (*keyboard, pager(words, shown, count, ShowInterests)) if count > 1 else keyboard


def _drop_label(words: Words, kept: KeptInterest, names: Names) -> str:
    template = words.button_drop_followed if kept.interest.stance is Stance.FOLLOW else words.button_drop_muted
    return template.format(name=one_line(name_of(words, _thing(kept), names), LABEL))


def _topics(words: Words, shelf: Shelf) -> Keyboard:
    """Topics that are neither followed nor muted yet."""
    chosen = {each.interest.value for each in shelf.kept if each.interest.kind is InterestKind.TOPIC}
    things = [Thing(InterestKind.TOPIC, topic) for topic in shelf.topics if topic not in chosen]
    buttons = [
        Button(
            words.button_follow_topic.format(name=name_of(words, thing, shelf.names)),
            SetListed(thing.kind, Stance.FOLLOW, thing.value),
        )
        for thing in things
    ]
    return rows(buttons, TOPICS_A_ROW)
