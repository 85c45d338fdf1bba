/*
 * The messages of the open chat: loading history, placing rows, day separators, groups of one author, new and
 * edited messages, and the button that leads back down.
 */

import { api } from "./api.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { renderMessage, sameBody } from "./render/bubble.js";
import { settleQuotes } from "./render/entities.js";
import { renderKeyboard } from "./render/keyboard.js";
import { previewText } from "./render/service.js";
import { dayKey, dayLabel, longDay } from "./render/time.js";
import { Scroller } from "./scroll.js";
import { fullName, threadOf } from "./state.js";
import { welcomeCard } from "./welcome.js";

const PAGE = 100;
const ENOUGH = 30;
const GROUP_SECONDS = 600;
/** A sticky day rests below the padding of the box and its own offset, which add up to ten pixels. */
const STUCK_WITHIN = 12;

export class Conversation {
  constructor(store, actions) {
    this.store = store;
    this.box = document.getElementById("messages");
    this.jump = document.getElementById("jump");
    this.announcer = document.getElementById("announcer");
    this.scroller = new Scroller(this.box);
    this.actions = { ...actions, onGoTo: (message) => this.scroller.goTo(message.message_id) };
    this.drawn = new Map();
    this.below = 0;
    this.loading = null;
    this.jump.addEventListener("click", () => this.scroller.toBottom(true));
    this.box.addEventListener("scroll", () => this.onScroll(), { passive: true });
    store.on("open", () => this.openChat());
    store.on("people", () => this.draw());
    store.on("message", (message) => this.isHere(message) && this.append(message));
    store.on("edit", (message) => this.isHere(message) && this.replace(message));
    for (const topic of ["clock", "minute"]) store.on(topic, () => this.turnDay());
    store.on("delete", ({ chatId }) => chatId === store.open?.chatId && this.draw());
    new ResizeObserver(() => this.keepDown()).observe(this.box);
  }

  isHere(message) {
    const { open } = this.store;
    if (!open || message.chat.id !== open.chatId) return false;
    return !open.threadId || threadOf(message) === open.threadId;
  }

  async openChat() {
    this.below = 0;
    this.draw();
    this.scroller.toBottom();
    const { open } = this.store;
    if (!open || this.store.messages.has(open.chatId)) return;
    await this.loadOlder();
    this.scroller.toBottom();
  }

  /** Fetches older messages until the open topic has enough to fill the view or there are none left. */
  async loadOlder() {
    const { open } = this.store;
    if (!open || this.loading || this.store.complete.has(open.chatId)) return;
    const had = this.store.openMessages().length;
    this.loading = open.chatId;
    try {
      while (this.store.open === open && !this.store.complete.has(open.chatId)) {
        await this.loadPage(open.chatId);
        if (this.store.openMessages().length >= had + ENOUGH) break;
      }
    } catch (error) {
      this.actions.onError(error);
    } finally {
      this.loading = null;
    }
    if (this.store.open === open) this.scroller.steady(() => this.draw(), { stick: had === 0 });
  }

  async loadPage(chatId) {
    const known = [...(this.store.messages.get(chatId)?.keys() ?? [])];
    const before = known.length ? Math.min(...known) : null;
    const { messages } = await api.history(chatId, before, PAGE);
    this.store.addHistory(chatId, messages, messages.length < PAGE);
  }

  draw() {
    const chat = this.store.openChat;
    this.drawn.clear();
    this.box.replaceChildren();
    this.lastDay = null;
    if (!chat) {
      this.box.append(emptyHint());
      this.updateJump();
      return;
    }
    const messages = this.store.openMessages();
    if (messages.length) this.box.append(el("div", { class: "filler" }));
    else if (this.store.complete.has(chat.id)) this.box.append(welcomeCard(this.store, chat));
    for (const message of messages) this.place(message);
    this.groupAll();
    settleQuotes(this.box);
    this.updateJump();
  }

  /** “Today” becomes “Yesterday” when the sandbox's clock passes midnight. */
  turnDay() {
    const today = dayKey(this.store.now());
    if (this.today && today !== this.today) this.scroller.steady(() => this.draw());
    this.today = today;
  }

  place(message) {
    const day = dayKey(message.date);
    if (day !== this.lastDay) {
      this.lastDay = day;
      this.box.append(el("div", { class: "day", title: longDay(message.date) }, el("span", { class: "pill" }, dayLabel(message.date, this.store.now()))));
    }
    const row = this.rowFor(message);
    this.drawn.set(message.message_id, { row, message });
    this.box.append(row);
    return row;
  }

  rowFor(message) {
    const { store } = this;
    const reply = message.reply_to_message;
    const topicStart = reply && message.is_topic_message && reply.message_id === message.message_thread_id;
    const view = { me: store.me, bot: store.bot, chat: store.openChat, reply: topicStart ? null : reply, actions: this.actions };
    return renderMessage(message, view);
  }

  append(message) {
    const own = message.from?.id === this.store.me;
    const stay = !own && !this.scroller.following;
    this.box.querySelector(".welcome")?.replaceWith(el("div", { class: "filler" }));
    this.scroller.pressed = null;
    this.scroller.steady(() => {
      const row = this.place(message);
      row.classList.add("arriving");
      this.group(row.previousElementSibling);
      this.group(row);
      settleQuotes(row);
    });
    if (stay) this.below += 1;
    else this.scroller.toBottom(true);
    this.updateJump();
    if (!own) this.announce(message, "");
  }

  /** An edit changes only what differs, in place: the same row, the same scroll position. */
  replace(message) {
    const drawn = this.drawn.get(message.message_id);
    if (!drawn) return;
    const old = drawn.row;
    this.scroller.steady(() => {
      const row = this.rowFor(message);
      if (sameBody(drawn.message, message)) this.swapKeyboard(old, row, message);
      else this.swapRow(old, row, message);
    });
    this.drawn.get(message.message_id).message = message;
    if (message.edit_date) this.announce(message, "edited: ");
  }

  swapKeyboard(old, fresh, message) {
    const stack = old.querySelector(".stack");
    stack.querySelector(".keyboard")?.remove();
    const keyboard = renderKeyboard(message, this.actions);
    if (keyboard) stack.append(keyboard);
    stack.classList.toggle("with-keyboard", Boolean(keyboard));
    old.querySelector(".meta")?.replaceWith(fresh.querySelector(".meta"));
  }

  swapRow(old, row, message) {
    const focused = focusedKey(old);
    row.classList.toggle("first", old.classList.contains("first"));
    row.classList.toggle("last", old.classList.contains("last"));
    old.replaceWith(row);
    this.drawn.set(message.message_id, { row, message });
    settleQuotes(row);
    row.querySelectorAll(".key")[focused]?.focus({ preventScroll: true });
  }

  groupAll() {
    for (const { row } of this.drawn.values()) this.group(row);
  }

  /** Marks a row as first or last of its group: same author, same day, within ten minutes. */
  group(row) {
    if (!row?.dataset.id) return;
    row.classList.toggle("first", !together(row.previousElementSibling, row));
    row.classList.toggle("last", !together(row, row.nextElementSibling));
  }

  /** Days that scrolled off stick to the top; only the newest of them shows, and only while scrolling. */
  markDays() {
    const top = this.box.getBoundingClientRect().top;
    const days = [...this.box.querySelectorAll(".day")];
    const stuck = days.filter((day) => day.getBoundingClientRect().top - top < STUCK_WITHIN);
    for (const day of days) {
      day.classList.toggle("stuck", stuck.includes(day) && this.box.scrollTop > 4);
      day.classList.toggle("newest", day === stuck.at(-1));
    }
    this.box.classList.add("scrolling");
    clearTimeout(this.scrollEnd);
    this.scrollEnd = setTimeout(() => this.box.classList.remove("scrolling"), 1100);
  }

  onScroll() {
    this.markDays();
    this.scroller.noteScroll();
    if (this.scroller.nearBottom) this.below = 0;
    if (this.box.scrollTop < 300 && this.drawn.size) this.loadOlder();
    this.updateJump();
  }

  /** The view grew or shrank (keyboard, window): stay at the bottom if that is where we were. */
  keepDown() {
    if (this.scroller.following) this.scroller.toBottom();
    settleQuotes(this.box);
  }

  updateJump() {
    this.jump.hidden = !this.store.open || this.scroller.nearBottom;
    const label = this.below ? `${this.below} new below` : "To the newest message";
    this.jump.setAttribute("aria-label", label);
    this.jump.replaceChildren(icon("down"), this.below ? el("span", { class: "badge" }, this.below) : "");
  }

  announce(message, prefix) {
    const who = message.from?.id === this.store.bot.id ? this.store.bot.first_name : fullName(message.from ?? message.chat);
    this.announcer.textContent = `${who}: ${prefix}${previewText(message, 200)}`;
  }
}

function together(above, below) {
  if (!above?.dataset.author || above.dataset.author !== below?.dataset.author) return false;
  return Number(below.dataset.date) - Number(above.dataset.date) < GROUP_SECONDS;
}

/** Which inline button of this row has the focus, so that a pager can be used from the keyboard. */
function focusedKey(row) {
  return [...row.querySelectorAll(".key")].indexOf(document.activeElement);
}

function emptyHint() {
  return el("div", { class: "nothing" }, el("span", { class: "pill" }, "Choose a chat to start"));
}

