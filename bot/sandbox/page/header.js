/*
 * The line above the messages: the chat's name, its members or topic, “typing…”, and the buttons that open the
 * clock and the lab.
 */

import { el, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { chatAvatar } from "./render/avatar.js";

const TYPING_MS = 5500;

export class Header {
  constructor(store, { onBack, onPanel, panelOpen }) {
    this.store = store;
    this.panelOpen = panelOpen;
    this.typing = new Map();
    this.online = true;
    this.avatar = el("span", {});
    this.name = el("h1", { class: "head-title", dir: "auto" });
    this.status = el("div", { class: "head-status", dir: "auto" });
    this.tools = [["clock", "Clock"], ["flask", "Lab"]].map(([picture, label]) =>
      iconButton(label, icon(picture), () => onPanel(label.toLowerCase()), { data: { tool: label.toLowerCase() } }));
    document.getElementById("talk-head").replaceChildren(
      iconButton("Back to the chats", icon("back"), onBack, { class: "icon-button back" }),
      this.avatar, el("div", { class: "head-text" }, this.name, this.status), el("div", { class: "head-tools" }, this.tools),
    );
    for (const topic of ["open", "people", "chats", "panel"]) store.on(topic, () => this.draw());
    store.on("typing", (event) => this.noteTyping(event));
    store.on("message", (message) => message.from?.id === store.bot.id && this.stopTyping(message.chat.id));
    store.on("link", (online) => {
      this.online = online;
      this.drawStatus();
    });
  }

  noteTyping({ chat_id: chatId }) {
    clearTimeout(this.typing.get(chatId));
    this.typing.set(chatId, setTimeout(() => this.stopTyping(chatId), TYPING_MS));
    this.drawStatus();
  }

  stopTyping(chatId) {
    clearTimeout(this.typing.get(chatId));
    if (this.typing.delete(chatId)) this.drawStatus();
  }

  draw() {
    const chat = this.store.openChat;
    this.avatar.replaceChildren(chat ? chatAvatar(chat, "medium") : "");
    this.name.textContent = chat ? this.title(chat) : "Briefing sandbox";
    for (const tool of this.tools) tool.setAttribute("aria-pressed", String(this.panelOpen() === tool.dataset.tool));
    this.drawStatus();
  }

  title(chat) {
    const { threadId } = this.store.open;
    return chat.is_forum ? this.store.topicOf(chat, threadId).name : this.store.titleOf(chat);
  }

  drawStatus() {
    const chat = this.store.openChat;
    const typing = this.online && chat && this.typing.has(chat.id);
    this.status.classList.toggle("typing", Boolean(typing));
    this.status.replaceChildren();
    if (!this.online) this.status.append("Connection lost, trying again…");
    else if (typing) this.status.append(chat.type === "private" ? "typing" : `${this.store.bot.first_name} is typing`, dots());
    else if (chat) this.status.append(this.about(chat));
  }

  about(chat) {
    if (chat.type === "private") return "bot";
    const people = (chat.members ?? []).filter((id) => this.store.people.has(id)).length;
    const word = chat.type === "channel" ? "subscriber" : "member";
    const parts = [chat.is_forum && chat.title, `${people} ${word}${people === 1 ? "" : "s"}`, botPart(chat)];
    return parts.filter(Boolean).join(" · ").replace(" · and", " and");
  }
}

function botPart(chat) {
  if (["left", "kicked"].includes(chat.bot_status)) return "the bot is not here";
  return chat.bot_status === "administrator" ? "the bot is an admin" : "and the bot";
}

function dots() {
  return el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
}
