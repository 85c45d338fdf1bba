/*
 * What the page knows: people, chats, messages, who I am and what is open. Views subscribe to topics and draw;
 * only this module changes the data. Topics: people, chats, open, message, edit, delete, history, keyboard,
 * commands, typing, clock, second, minute, limits, faults, panel, link (the connection).
 */

import { remember, remembered } from "./dom.js";

export const GENERAL = 1;

export class Store {
  constructor() {
    this.bot = { id: 0, first_name: "Bot", username: "" };
    this.commands = [];
    this.people = new Map();
    this.chats = new Map();
    this.messages = new Map();
    this.complete = new Set();
    this.lastMessages = new Map();
    this.unread = new Map();
    this.keyboards = new Map();
    this.skew = 0;
    this.limits = {};
    this.me = null;
    this.open = null;
    this.listeners = new Map();
  }

  on(topic, listener) {
    if (!this.listeners.has(topic)) this.listeners.set(topic, new Set());
    this.listeners.get(topic).add(listener);
  }

  emit(topic, detail) {
    for (const listener of this.listeners.get(topic) ?? []) listener(detail);
  }

  /** Takes a whole /sandbox/state answer: at the start, after a reset and after a lost connection. */
  load(state) {
    this.bot = state.bot;
    this.commands = state.commands ?? [];
    this.limits = Boolean(state.limits);
    this.people = new Map(state.people.map((person) => [person.id, person]));
    this.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
    for (const chat of state.chats) {
      if (chat.last_message) this.noteLast(chat.last_message);
      if (chat.keyboard) this.keyboards.set(chat.id, { markup: chat.keyboard });
    }
    this.setClock(state.now);
    const kept = Number(remembered("me"));
    if (!this.people.has(this.me)) this.me = this.people.has(kept) ? kept : this.firstPerson();
    this.leaveLostChat();
    this.emit("people");
    this.emit("chats");
    this.emit("limits");
  }

  /** Forgets what was said, not who is there. */
  forget() {
    for (const kept of [this.messages, this.complete, this.lastMessages, this.unread, this.keyboards]) kept.clear();
  }

  setChat(chat) {
    this.chats.set(chat.id, chat);
    const person = this.people.get(chat.id);
    if (person) person.blocked = chat.bot_status === "kicked";
    this.leaveLostChat();
    if (person) this.emit("people");
    this.emit("chats");
    if (chat.upgraded_to && this.open?.chatId === chat.id) this.show(chat.upgraded_to);
    else if (this.chats.get(this.open?.chatId)?.upgraded_to === chat.id) this.show(chat.id);
  }

  setCommands(commands) {
    this.commands = commands;
    this.emit("commands");
  }

  /** A chat that this person is not in (any more) cannot stay open. */
  leaveLostChat() {
    if (!this.open) return;
    const chat = this.chats.get(this.open.chatId);
    if (!chat || !this.isIn(this.me, chat)) this.close();
  }

  firstPerson() {
    return this.people.keys().next().value ?? null;
  }

  become(personId) {
    this.me = personId;
    remember("me", personId);
    this.leaveLostChat();
    this.emit("people");
    this.emit("chats");
  }

  /** Opens a chat (and topic of a forum) for the person that I am. */
  show(chatId, threadId = 0) {
    const chat = this.chats.get(chatId);
    if (!chat) return;
    this.open = { chatId, threadId: chat.is_forum ? threadId || GENERAL : 0 };
    this.unread.get(this.me)?.delete(`${chatId}:${this.open.threadId}`);
    this.emit("open");
    this.emit("chats");
  }

  close() {
    this.open = null;
    this.emit("open");
    this.emit("chats");
  }

  get openChat() {
    return this.open ? this.chats.get(this.open.chatId) : null;
  }

  /** The chats this person is in: a bot not started yet is on top, then the newest message first. */
  myChats() {
    const mine = [...this.chats.values()].filter((chat) => this.isIn(this.me, chat) && !chat.upgraded_to);
    const when = (chat) => this.lastOf(chat.id)?.date ?? (chat.type === "private" ? Infinity : 0);
    return mine.sort((a, b) => when(b) - when(a) || b.id - a.id);
  }

  isIn(personId, chat) {
    return chat.type === "private" ? chat.id === personId : (chat.members ?? []).includes(personId);
  }

  isChatAdmin(personId, chat) {
    return (chat.admins ?? []).includes(personId);
  }

  titleOf(chat) {
    return chat.type === "private" ? this.bot.first_name : chat.title || "Group";
  }

  topicOf(chat, threadId) {
    const topic = (chat.topics ?? []).find((each) => each.thread_id === threadId);
    return topic ?? { thread_id: threadId, name: threadId === GENERAL ? "General" : `Topic ${threadId}`, closed: false };
  }

  /** Messages of the open chat and topic, oldest first. */
  openMessages() {
    if (!this.open) return [];
    const { chatId, threadId } = this.open;
    const all = [...(this.messages.get(chatId)?.values() ?? [])].sort((a, b) => a.message_id - b.message_id);
    return threadId ? all.filter((message) => threadOf(message) === threadId) : all;
  }

  find(chatId, messageId) {
    return this.messages.get(chatId)?.get(messageId) ?? null;
  }

  lastOf(chatId, threadId = 0) {
    return this.lastMessages.get(`${chatId}:${threadId}`) ?? null;
  }

  noteLast(message) {
    for (const key of [`${message.chat.id}:0`, `${message.chat.id}:${threadOf(message)}`]) {
      const known = this.lastMessages.get(key);
      if (!known || known.message_id <= message.message_id) this.lastMessages.set(key, message);
    }
  }

  /** Adds a page of history; `complete` when there is nothing older. */
  addHistory(chatId, messages, complete) {
    if (!this.messages.has(chatId)) this.messages.set(chatId, new Map());
    for (const message of messages) {
      this.messages.get(chatId).set(message.message_id, message);
      this.noteLast(message);
    }
    if (complete) this.complete.add(chatId);
    this.emit("history", { chatId });
  }

  addMessage(message) {
    const chatId = message.chat.id;
    if (this.messages.get(chatId)?.has(message.message_id)) return this.editMessage(message);
    this.messages.get(chatId)?.set(message.message_id, message);
    this.noteLast(message);
    this.countUnread(message);
    this.emit("message", message);
    this.emit("chats");
  }

  editMessage(message) {
    const known = this.messages.get(message.chat.id);
    if (known) known.set(message.message_id, message);
    if (this.lastOf(message.chat.id)?.message_id === message.message_id) this.noteLast(message);
    this.emit("edit", message);
    this.emit("chats");
  }

  deleteMessage(chatId, messageId) {
    this.messages.get(chatId)?.delete(messageId);
    this.emit("delete", { chatId, messageId });
    this.emit("chats");
  }

  /** One more unread message for everybody in the chat who is not reading it now. */
  countUnread(message) {
    const chat = this.chats.get(message.chat.id);
    if (!chat) return;
    const threadId = chat.is_forum ? threadOf(message) : 0;
    for (const person of chat.type === "private" ? [chat.id] : (chat.members ?? [])) {
      const reading = person === this.me && this.open?.chatId === chat.id && this.open.threadId === threadId;
      if (reading || message.from?.id === person || !this.people.has(person)) continue;
      const mine = this.unread.get(person) ?? new Map();
      this.unread.set(person, mine.set(`${chat.id}:${threadId}`, (mine.get(`${chat.id}:${threadId}`) ?? 0) + 1));
    }
  }

  /** Unread messages of a person: in all chats, in one chat, or in one topic of it. */
  unreadOf(personId, chat = null, threadId = null) {
    const mine = this.unread.get(personId);
    if (!mine) return 0;
    if (chat && threadId !== null) return mine.get(`${chat.id}:${threadId}`) ?? 0;
    const counts = [...mine].filter(([key]) => !chat || key.startsWith(`${chat.id}:`));
    return counts.reduce((sum, [, count]) => sum + count, 0);
  }

  /** The reply keyboard or forced reply that the bot set in a chat; null takes it away. */
  setKeyboard(chatId, markup) {
    if (markup) this.keyboards.set(chatId, { markup, answers: this.lastOf(chatId) });
    else this.keyboards.delete(chatId);
    if (chatId === this.open?.chatId) this.emit("keyboard");
  }

  keyboardHere() {
    return this.open ? (this.keyboards.get(this.open.chatId) ?? null) : null;
  }

  setClock(now) {
    const seconds = typeof now === "number" ? now : Date.parse(now) / 1000;
    if (Number.isFinite(seconds)) this.skew = seconds - Date.now() / 1000;
    this.emit("clock");
  }

  /** The sandbox's time, in seconds since 1970. */
  now() {
    return Date.now() / 1000 + this.skew;
  }
}

/** The topic that a message belongs to; messages without one are in General when the chat is a forum. */
export function threadOf(message) {
  if (message.is_topic_message || message.chat?.is_forum) return message.message_thread_id ?? GENERAL;
  return 0;
}

export function fullName(user) {
  return [user?.first_name, user?.last_name].filter(Boolean).join(" ") || user?.title || "Someone";
}
