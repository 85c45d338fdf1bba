/*
 * The lab: what a tester may do to the world around the bot. Block it, add people, groups and topics, inject
 * faults, migrate a group, switch limits, read the ledger, start over.
 */

import { api } from "./api.js";
import { confirmDialog } from "./dialogs.js";
import { button, el } from "./dom.js";
import { FaultForm, select } from "./faults.js";
import { fullName } from "./state.js";

export class Lab {
  constructor(store, { onError, onNote }) {
    Object.assign(this, { store, onError, onNote });
    this.faults = new FaultForm(store, { onError, onNote });
    this.here = el("div", { class: "stacked" });
    this.ledger = el("div", { class: "ledger" });
    this.node = el(
      "section", { class: "lab", "aria-label": "Lab" },
      section("This person and this chat", this.here, true),
      section("Add", this.addForms()),
      section("Faults", this.faults.node),
      section("Ledger", el("div", { class: "stacked" }, this.ledger, el("div", { class: "buttons" }, button({ class: "small-button", on: { click: () => this.drawLedger() } }, "Refresh")))),
      section("Sandbox", this.worldTools()),
    );
    for (const topic of ["people", "chats", "open", "limits"]) store.on(topic, () => this.draw());
    this.node.addEventListener("toggle", () => this.visible && this.drawLedger(), true);
  }

  get visible() {
    return this.node.isConnected && !this.node.closest("[hidden]");
  }

  /** Runs a change and tells how it went. */
  async attempt(work, done) {
    try {
      const answer = await work();
      if (done) this.onNote(typeof done === "function" ? done(answer) : done);
    } catch (error) {
      this.onError(error);
    }
  }

  draw() {
    const me = this.store.people.get(this.store.me);
    const chat = this.store.openChat;
    if (!me) return;
    this.here.replaceChildren(...this.personTools(me), ...(chat && chat.type !== "private" ? this.chatTools(me, chat) : []));
    this.limits.checked = this.store.limits;
  }

  personTools(me) {
    const change = () => this.attempt(() => api.block(me.id, !me.blocked), me.blocked ? "The bot is unblocked" : "The bot is blocked: its messages are refused with 403");
    const elsewhere = [...this.store.chats.values()].filter((chat) => chat.type !== "private" && !this.store.isIn(me.id, chat) && !chat.upgraded_to);
    const join = (chat) => this.tool(`Join ${chat.title}`, () => api.setMember({ chat_id: chat.id, user_id: me.id, status: "member" }), "quiet", `${fullName(me)} joined`);
    return [
      el("p", { class: "hint" }, `${fullName(me)} · id ${me.id}${me.is_admin ? " · admin" : ""}`),
      el("div", { class: "buttons" }, button({ class: `small-button ${me.blocked ? "" : "danger"}`, on: { click: change } }, me.blocked ? "Unblock the bot" : "Block the bot"), ...elsewhere.slice(0, 8).map(join)),
    ];
  }

  chatTools(me, chat) {
    const gone = ["left", "kicked"].includes(chat.bot_status);
    const setBot = (status) => () => api.setMember({ chat_id: chat.id, bot: true, status });
    const tools = [
      gone
        ? this.tool("Add the bot", setBot(chat.type === "channel" ? "administrator" : "member"), "", "The bot is in the chat")
        : this.tool("Remove the bot", setBot("kicked"), "danger", "The bot is out of the chat: it is refused with 403"),
      !gone && chat.bot_status !== "administrator" && this.tool("Make the bot admin", setBot("administrator"), "", "The bot is an admin: it sees every message"),
      this.tool("Leave this chat", () => api.setMember({ chat_id: chat.id, user_id: me.id, status: "left" }), "quiet", `${fullName(me)} left`),
      chat.is_forum && this.topicTool(chat),
      chat.type === "group" && this.tool("Make it a supergroup (migrate)", () => api.migrate(chat.id), "", (supergroup) => `The group is now ${supergroup.id}`),
    ];
    return [el("p", { class: "hint" }, `${chat.title} · ${chat.type} · id ${chat.id} · bot: ${chat.bot_status}`), el("div", { class: "buttons" }, tools.filter(Boolean))];
  }

  topicTool(chat) {
    const topic = this.store.topicOf(chat, this.store.open.threadId);
    return this.tool(`${topic.closed ? "Reopen" : "Close"} the topic “${topic.name}”`, () => api.closeTopic(chat.id, topic.thread_id, !topic.closed), "quiet");
  }

  tool(label, work, tone = "", done = "Done") {
    return button({ class: `small-button ${tone}`, on: { click: () => this.attempt(work, done) } }, label);
  }

  addForms() {
    const person = form("First name", "Person", (name) => api.addPerson({ first_name: name, language_code: this.language.input.value }));
    this.language = select("Language", [["en", "English"], ["tr", "Türkçe"], ["ar", "العربية"], ["ru", "Русский"]]);
    this.kind = select("Kind", [["group", "group"], ["supergroup", "supergroup"], ["forum", "forum with topics"], ["channel", "channel"]]);
    const chat = form("Title", "Chat", (title) => api.addChat(this.newChat(title)));
    const topic = form("Topic in the open forum", "Topic", (name) => this.newTopic(name));
    return el("div", { class: "stacked" }, ...[[person, this.language], [chat, this.kind], [topic]].map(([each, extra]) => this.bind(each, extra)));
  }

  bind({ node, input, work, what }, extra) {
    if (extra) node.prepend(extra.label);
    node.addEventListener("submit", async (event) => {
      event.preventDefault();
      const name = input.value.trim();
      await this.attempt(async () => {
        await work(name);
        input.value = "";
      }, `${what} “${name}” added`);
    });
    return node;
  }

  newChat(title) {
    const kind = this.kind.input.value;
    const everybody = [...this.store.people.keys()];
    return {
      title, type: kind === "forum" ? "supergroup" : kind, is_forum: kind === "forum",
      members: everybody, admins: [this.store.me], bot_status: kind === "channel" ? "administrator" : "member",
    };
  }

  newTopic(name) {
    const chat = this.store.openChat;
    if (!chat?.is_forum) throw new Error("Open a forum first: topics live there");
    return api.addTopic(chat.id, name);
  }

  worldTools() {
    this.limits = el("input", { type: "checkbox", on: { change: () => this.switchLimits(this.limits.checked) } });
    const reset = async () => {
      const text = "Every person, chat and message of this sandbox is forgotten and it starts over.";
      if (await confirmDialog("Reset the sandbox?", text, "Reset")) this.attempt(() => api.reset(), "The sandbox starts over");
    };
    return el("div", { class: "stacked" },
      el("label", { class: "switch" }, this.limits, el("span", { class: "switch-track" }), "Telegram's sending limits (30/s, 1/s a chat, 20/min a group)"),
      el("div", { class: "buttons" }, button({ class: "small-button danger", on: { click: reset } }, "Reset the sandbox")));
  }

  switchLimits(enabled) {
    this.store.limits = enabled;
    return this.attempt(() => api.setLimits(enabled), enabled ? "Telegram's sending limits are on" : "Sending limits are off");
  }

  /** Counts by chat id become counts by title. */
  named(counts) {
    const title = (id) => this.store.people.get(id)?.first_name ?? this.store.chats.get(id)?.title ?? "?";
    return Object.fromEntries(Object.entries(counts ?? {}).slice(0, 50).map(([id, count]) => [`${title(Number(id))} (${id})`, count]));
  }

  async drawLedger() {
    await this.attempt(async () => {
      const summary = await api.ledger();
      this.ledger.replaceChildren(...ledgerRows({ ...summary, chats: this.named(summary.chats) }));
    });
  }
}

/** Figures first, then one table for each breakdown. */
function ledgerRows(summary) {
  const figures = Object.entries(summary).filter(([, value]) => typeof value !== "object");
  const tables = Object.entries(summary).filter(([, value]) => value && typeof value === "object" && Object.keys(value).length);
  return [
    el("dl", { class: "figures" }, figures.map(([name, value]) => el("div", {}, el("dt", {}, name.replaceAll("_", " ")), el("dd", {}, String(value))))),
    ...tables.map(([name, rows]) => el("table", {}, el("caption", {}, name), el("tbody", {}, Object.entries(rows).map(([key, value]) => el("tr", {}, el("td", { dir: "auto" }, key), el("td", {}, String(value))))))),
  ];
}

function section(title, content, open = false) {
  return el("details", { class: "card", open }, el("summary", {}, title), content);
}

function form(label, what, work) {
  const input = el("input", { class: "input", required: true, maxlength: "64" });
  const node = el("form", { class: "add-form" }, el("label", { class: "field grow" }, label, input), el("button", { class: "small-button", type: "submit" }, "Add"));
  return { node, input, work, what };
}
