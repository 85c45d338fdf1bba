/*
 * The left column's list: the chats this person is in, newest first, with preview, time and unread badge; the
 * topics of a forum below it.
 */

import { button, el } from "./dom.js";
import { icon } from "./icons.js";
import { chatAvatar } from "./render/avatar.js";
import { previewText, serviceText } from "./render/service.js";
import { fullTime, listTime } from "./render/time.js";
import { fullName, GENERAL } from "./state.js";

const KIND_ICONS = { group: "people", supergroup: "people", channel: "megaphone" };

export class ChatList {
  constructor(store, onOpen) {
    this.store = store;
    this.onOpen = onOpen;
    this.box = document.getElementById("chats");
    this.rows = new Map();
    for (const topic of ["chats", "people", "minute"]) store.on(topic, () => this.draw());
  }

  /** Rows stay the same elements while they change, so that a click is not lost when messages pour in. */
  draw() {
    const specs = this.store.myChats().flatMap((chat) => [this.chatRow(chat), ...this.topicRows(chat)]);
    const nodes = specs.map((spec) => this.rowNode(spec));
    const keys = new Set(specs.map((spec) => spec.key));
    for (const key of this.rows.keys()) if (!keys.has(key)) this.rows.delete(key);
    if (!nodes.length) nodes.push(el("p", { class: "empty-list" }, "No chats yet. Add a group in the lab."));
    const shown = [...this.box.children];
    if (nodes.length !== shown.length || nodes.some((node, index) => node !== shown[index])) this.place(nodes);
  }

  place(nodes) {
    const focused = this.box.contains(document.activeElement) ? document.activeElement : null;
    this.box.replaceChildren(...nodes);
    focused?.focus({ preventScroll: true });
  }

  rowNode({ key, className, current, parts, open }) {
    const row = this.rows.get(key) ?? button({ on: { click: () => this.rows.get(key).open() } });
    this.rows.set(key, row);
    row.open = open;
    row.className = className;
    if (current) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    row.replaceChildren(...parts.filter(Boolean));
    return row;
  }

  chatRow(chat) {
    const { store } = this;
    const last = store.lastOf(chat.id);
    const isOpen = store.open?.chatId === chat.id;
    const title = el("span", { class: "chat-title", dir: "auto" }, store.titleOf(chat));
    const text = el(
      "span", { class: "chat-text" },
      el("span", { class: "chat-line" }, kindIcon(chat), title, last && timeOf(last, store.now())),
      el("span", { class: "chat-line" }, this.preview(chat, last), unreadBadge(store.unreadOf(store.me, chat))),
    );
    return {
      key: String(chat.id), className: `chat-row ${isOpen ? "open" : ""}`, current: isOpen, parts: [chatAvatar(chat), text],
      open: () => this.onOpen(chat.id, store.open?.chatId === chat.id ? store.open.threadId : 0),
    };
  }

  preview(chat, last) {
    if (!last) return el("span", { class: "chat-preview" }, chat.type === "private" ? "Press START to begin" : "No messages yet");
    const author = this.previewAuthor(chat, last);
    return el("span", { class: "chat-preview", dir: "auto" }, author && el("span", { class: "chat-author" }, `${author}: `), previewText(last, 80));
  }

  previewAuthor(chat, last) {
    if (serviceText(last) || chat.type === "channel") return "";
    if (last.from?.id === this.store.me) return "You";
    if (chat.type === "private") return "";
    return last.from?.id === this.store.bot.id ? this.store.bot.first_name : fullName(last.from).split(" ")[0];
  }

  topicRows(chat) {
    const { store } = this;
    if (!chat.is_forum || store.open?.chatId !== chat.id) return [];
    const topics = [...(chat.topics ?? [])];
    if (!topics.some((topic) => topic.thread_id === GENERAL)) topics.unshift(store.topicOf(chat, GENERAL));
    return topics.map((topic) => this.topicRow(chat, topic));
  }

  topicRow(chat, topic) {
    const { store } = this;
    const isOpen = store.open.threadId === topic.thread_id;
    const title = el("span", { class: "chat-title", dir: "auto" }, topic.name);
    return {
      key: `${chat.id}/${topic.thread_id}`, className: `topic-row ${isOpen ? "open" : ""}`, current: isOpen,
      parts: [icon(topic.closed ? "lock" : "hash"), title, unreadBadge(store.unreadOf(store.me, chat, topic.thread_id))],
      open: () => this.onOpen(chat.id, topic.thread_id),
    };
  }
}

function kindIcon(chat) {
  const name = chat.is_forum ? "hash" : KIND_ICONS[chat.type];
  return name ? icon(name, "icon kind") : null;
}

function timeOf(message, now) {
  return el("time", { class: "chat-time", title: fullTime(message.date) }, listTime(message.date, now));
}

function unreadBadge(count) {
  return count ? el("span", { class: "badge", "aria-label": `${count} unread` }, count > 999 ? "999+" : count) : null;
}
