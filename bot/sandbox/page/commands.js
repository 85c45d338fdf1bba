/*
 * The list of commands above the message box: what the bot registered with setMyCommands, filtered by what is
 * typed after “/”.
 */

import { button, el } from "./dom.js";

/** The commands that Telegram would show to this person here: the narrowest scope that has any wins. */
export function commandsFor(store) {
  const language = store.people.get(store.me)?.language_code;
  for (const scope of scopesHere(store)) {
    const sets = store.commands.filter((set) => set.scope === scope && set.commands.length);
    const best = sets.find((set) => set.language_code === language) ?? sets.find((set) => !set.language_code);
    if (best) return best.commands;
  }
  return [];
}

/** BotCommandScope, narrowest first (Bot API, “Determining list of commands”). */
function scopesHere(store) {
  const chat = store.openChat;
  if (!chat) return [];
  if (chat.type === "private") return [`chat:${chat.id}`, "all_private_chats", "default"];
  const admin = store.isChatAdmin(store.me, chat);
  return [
    `chat_member:${chat.id}:${store.me}`,
    ...(admin ? [`chat_administrators:${chat.id}`] : []),
    `chat:${chat.id}`,
    ...(admin ? ["all_chat_administrators"] : []),
    "all_group_chats",
    "default",
  ];
}

export class CommandMenu {
  constructor(onPick) {
    this.onPick = onPick;
    this.items = [];
    this.at = 0;
    this.node = el("div", { class: "command-menu", id: "command-menu", role: "listbox", "aria-label": "Commands", hidden: true });
  }

  get isOpen() {
    return !this.node.hidden;
  }

  get activeId() {
    return this.isOpen ? `command-${this.at}` : null;
  }

  /** Shows the commands that begin with `typed` (without the slash); closes when none does. */
  filter(commands, typed) {
    this.items = commands.filter((each) => each.command.startsWith(typed.toLowerCase()));
    this.at = 0;
    this.node.hidden = !this.items.length;
    this.draw();
  }

  close() {
    this.node.hidden = true;
  }

  draw() {
    this.node.replaceChildren(...this.items.map((item, index) => this.row(item, index)));
    this.node.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  row(item, index) {
    const active = index === this.at;
    return button(
      {
        class: `command-row ${active ? "active" : ""}`, id: `command-${index}`, role: "option", tabindex: "-1",
        "aria-selected": String(active), on: { mousedown: (event) => event.preventDefault(), click: () => this.pick(index, true) },
      },
      el("span", { class: "command-name" }, `/${item.command}`),
      el("span", { class: "command-help", dir: "auto" }, item.description ?? ""),
    );
  }

  pick(index, send) {
    const item = this.items[index];
    this.close();
    if (item) this.onPick(item.command, send);
  }

  /** Handles a key of the message box; true when it was meant for the menu. */
  onKey(event) {
    if (!this.isOpen) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + this.items.length) % this.items.length;
      this.draw();
    } else if (event.key === "Enter" && !event.shiftKey) this.pick(this.at, true);
    else if (event.key === "Tab" && !event.shiftKey) this.pick(this.at, false);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }
}
