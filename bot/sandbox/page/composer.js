/*
 * Where a person writes: the growing box, the command menu, the answer bar, the bot's keyboard, START and RESTART.
 */

import { CommandMenu, commandsFor } from "./commands.js";
import { button, el, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { askLocation } from "./location.js";
import { previewText } from "./render/service.js";
import { kindOf, renderReplyKeyboard } from "./replykeyboard.js";
import { fullName } from "./state.js";

const START = "Start";
const RESTART = "Restart bot";

export class Composer {
  constructor(store, actions) {
    this.store = store;
    this.actions = actions;
    this.footer = document.getElementById("composer");
    this.drafts = new Map();
    this.replyTo = null;
    this.showKeyboard = true;
    this.build();
    for (const topic of ["open", "people", "history"]) store.on(topic, () => this.draw());
    store.on("chats", () => this.drawMode());
    store.on("commands", () => this.offerCommands());
    store.on("keyboard", () => {
      this.showKeyboard = true;
      this.drawKeyboard();
    });
    store.on("message", (message) => message.chat.id === store.open?.chatId && this.drawMode());
  }

  build() {
    this.menu = new CommandMenu((command, send) => this.pickCommand(command, send));
    this.box = el("textarea", {
      id: "box", rows: "1", class: "box", dir: "auto", maxlength: "100000", autocomplete: "off", "aria-label": "Message",
      "aria-autocomplete": "list", "aria-controls": "command-menu",
      on: { input: () => this.onInput(), keydown: (event) => this.onKey(event), blur: () => setTimeout(() => this.onBlur(), 150) },
    });
    this.menuButton = button({ class: "menu-button", "aria-label": "Menu of commands", on: { click: () => this.toggleMenu() } }, icon("menu"), el("span", {}, "Menu"));
    this.slash = iconButton("Commands", icon("slash"), () => this.toggleMenu());
    this.keyboardButton = iconButton("Show or hide the bot's keyboard", icon("keyboard"), () => this.toggleKeyboard());
    this.place = iconButton("Share a location", icon("pin"), () => this.shareLocation());
    this.sendButton = iconButton("Send", icon("send"), () => this.submit(), { class: "icon-button send" });
    this.replyBar = el("div", { class: "reply-bar", hidden: true });
    this.line = el("div", { class: "line" }, this.menuButton, this.box, this.slash, this.keyboardButton, this.place, this.sendButton);
    this.keyboard = el("div", { class: "keyboard-slot" });
    this.wide = el("div", { class: "wide-slot" });
    this.footer.replaceChildren(this.menu.node, this.replyBar, this.line, this.wide, this.keyboard);
  }

  /** Redraws for another chat, topic or person, keeping what was half written there. */
  draw() {
    const key = this.store.open ? `${this.store.me}/${this.store.open.chatId}/${this.store.open.threadId}` : null;
    if (key !== this.key) {
      if (this.key) this.drafts.set(this.key, this.box.value);
      this.key = key;
      this.setText(this.drafts.get(key) ?? "");
      this.setReply(null);
      this.showKeyboard = true;
      this.closeMenu();
    }
    this.drawMode();
    this.drawKeyboard();
  }

  drawMode() {
    const chat = this.store.openChat;
    this.footer.hidden = !chat;
    if (!chat) return;
    const mode = this.modeOf(chat);
    if (mode !== this.mode) this.wide.replaceChildren(mode ? this.wideButton(mode) : "");
    this.mode = mode;
    this.line.hidden = Boolean(mode);
    if (mode && this.replyTo) this.setReply(null);
    this.menuButton.hidden = chat.type !== "private";
    this.slash.hidden = chat.type === "private" || chat.type === "channel";
  }

  /** Why there is no box to write in, or "" when there is one. */
  modeOf(chat) {
    const { store } = this;
    if (chat.upgraded_to) return "This group became a supergroup";
    if (chat.type === "private") {
      if (store.people.get(store.me)?.blocked) return RESTART;
      return store.complete.has(chat.id) && !store.openMessages().length ? START : "";
    }
    if (store.isChatAdmin(store.me, chat)) return "";
    if (chat.type === "channel") return "Only admins can post in this channel";
    return chat.is_forum && store.topicOf(chat, store.open.threadId).closed ? "This topic is closed" : "";
  }

  wideButton(mode) {
    if (mode === START) return button({ class: "wide-button start", on: { click: () => this.send({ text: "/start" }) } }, START);
    if (mode === RESTART) return button({ class: "wide-button", on: { click: () => this.actions.onUnblock() } }, RESTART);
    return el("p", { class: "wide-note" }, mode);
  }

  drawKeyboard() {
    const kept = this.store.keyboardHere();
    const kind = kindOf(kept);
    const shown = kind === "keyboard" && this.showKeyboard && !this.line.hidden;
    this.keyboardButton.hidden = kind !== "keyboard";
    this.keyboardButton.setAttribute("aria-pressed", String(shown));
    this.keyboard.replaceChildren(shown ? this.keys(kept) : "");
    this.box.placeholder = (kind && kept.markup.input_field_placeholder) || "Write a message…";
    if (kind === "force" && kept.answers && this.forced !== kept) {
      this.forced = kept;
      this.setReply(kept.answers);
    }
  }

  keys(kept) {
    const once = () => {
      if (kept.markup.one_time_keyboard) this.showKeyboard = false;
      this.drawKeyboard();
    };
    return renderReplyKeyboard(kept.markup, {
      onText: (text) => this.send({ text }).then(once),
      onLocation: () => this.shareLocation().then(once),
      onUnsupported: () => this.actions.onNote("The sandbox does not offer this kind of button"),
    });
  }

  toggleKeyboard() {
    this.showKeyboard = !this.showKeyboard;
    this.drawKeyboard();
  }

  setReply(message) {
    this.replyTo = message;
    this.replyBar.hidden = !message;
    if (!message) return;
    const who = message.from?.id === this.store.bot.id ? this.store.bot.first_name : fullName(message.from ?? message.chat);
    this.replyBar.replaceChildren(
      icon("reply"),
      el("div", { class: "reply-text" }, el("strong", { dir: "auto" }, who), el("span", { dir: "auto" }, previewText(message, 100))),
      iconButton("Do not answer this message", icon("close"), () => this.setReply(null)),
    );
    this.box.focus();
  }

  setText(text) {
    this.box.value = text;
    this.grow();
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 200)}px`;
    this.sendButton.classList.toggle("ready", Boolean(this.box.value.trim()));
  }

  onInput() {
    this.grow();
    this.offerCommands();
  }

  offerCommands() {
    const typed = /^\/([a-z0-9_]*)$/i.exec(this.box.value);
    if (typed) this.menu.filter(commandsFor(this.store), typed[1]);
    else this.menu.close();
    this.markMenu();
  }

  markMenu() {
    if (this.menu.activeId) this.box.setAttribute("aria-activedescendant", this.menu.activeId);
    else this.box.removeAttribute("aria-activedescendant");
    this.menuButton.setAttribute("aria-expanded", String(this.menu.isOpen));
  }

  /** A click on the menu itself or a quick return keeps it open. */
  onBlur() {
    const at = document.activeElement;
    if (at !== this.box && at !== this.menuButton && at !== this.slash) this.closeMenu();
  }

  closeMenu() {
    this.menu.close();
    this.markMenu();
  }

  toggleMenu() {
    if (this.menu.isOpen) this.menu.close();
    else this.menu.filter(commandsFor(this.store), "");
    if (!this.menu.isOpen && !commandsFor(this.store).length) this.actions.onNote("The bot has not registered any commands yet");
    this.markMenu();
    this.box.focus();
  }

  onKey(event) {
    if (event.isComposing) return;
    if (this.menu.onKey(event)) this.markMenu();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape") this.setReply(null);
    else if (event.ctrlKey && event.key === "ArrowUp") this.stepReply(-1, event);
    else if (event.ctrlKey && event.key === "ArrowDown") this.stepReply(1, event);
  }

  /** Ctrl+↑ and Ctrl+↓ choose the message to answer. */
  stepReply(step, event) {
    event.preventDefault();
    const messages = this.store.openMessages();
    const at = this.replyTo ? messages.findIndex((each) => each.message_id === this.replyTo.message_id) : messages.length;
    const next = messages[at + step];
    this.setReply(next ?? null);
    if (next) this.actions.onShow(next);
  }

  /** In groups a picked command is addressed to the bot, as Telegram's apps do. */
  addressed(command) {
    const { bot, openChat } = this.store;
    const name = command.startsWith("/") ? command : `/${command}`;
    return openChat.type === "private" || name.includes("@") || !bot.username ? name : `${name}@${bot.username}`;
  }

  pickCommand(command, send) {
    if (send) {
      this.setText("");
      this.send({ text: this.addressed(command) });
    } else this.setText(`${this.addressed(command)} `);
    this.box.focus();
    this.markMenu();
  }

  async submit() {
    const text = this.box.value;
    if (!text.trim()) return this.box.focus();
    this.setText("");
    this.closeMenu();
    this.box.focus();
    if (!(await this.send({ text }))) this.setText(text);
  }

  async shareLocation() {
    const location = await askLocation();
    if (location) await this.send({ location });
    this.box.focus();
  }

  async send(content) {
    const replyTo = this.replyTo?.message_id;
    this.setReply(null);
    return this.actions.onSend({ ...content, ...(replyTo ? { reply_to: replyTo } : {}) });
  }
}
