/*
 * The form that makes the next calls of the bot go wrong, and the list of faults in force.
 */

import { api } from "./api.js";
import { button, el } from "./dom.js";

/** Label, what it does to the bot, and the rule that the sandbox takes. */
const KINDS = [
  ["429 Too Many Requests", "refused with retry_after", { kind: "flood", retry_after: 5 }],
  ["Answer lost", "accepted, but the bot never hears of it", { kind: "lost_answer" }],
  ["Cut off before", "the connection breaks, nothing is accepted", { kind: "cut" }],
  ["502 before", "a bad gateway, nothing is accepted", { kind: "status", status: 502 }],
  ["500 after", "accepted, but answered with an error", { kind: "status_after", status: 500 }],
  ["Slow answer", "accepted, the answer comes late", { kind: "slow" }],
  ["Garbage", "accepted, the answer is not JSON", { kind: "garbage" }],
];
const METHODS = ["sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates", ""];
const TIMED = new Set(["flood", "slow", "lost_answer"]);

export class FaultForm {
  constructor(store, { onError, onNote }) {
    Object.assign(this, { store, onError, onNote });
    this.list = el("ul", { class: "faults" });
    this.kind = select("What goes wrong", KINDS.map(([label], index) => [String(index), label]));
    this.method = select("Call", METHODS.map((name) => [name, name || "any call"]));
    this.where = select("Chat", [["", "every chat"], ["here", "only the open chat"]]);
    this.times = number("How often", 1);
    this.seconds = number("Seconds", 5);
    this.help = el("p", { class: "hint" });
    this.kind.input.addEventListener("change", () => this.explain());
    this.node = el(
      "div", { class: "stacked" },
      this.kind.label, this.help,
      el("div", { class: "pair" }, this.method.label, this.where.label),
      el("div", { class: "pair" }, this.times.label, this.seconds.label),
      el("div", { class: "buttons" },
        button({ class: "small-button", on: { click: () => this.add() } }, "Inject"),
        button({ class: "small-button quiet", on: { click: () => this.clear() } }, "Clear all")),
      this.list,
    );
    this.explain();
    store.on("faults", () => this.refresh());
  }

  explain() {
    const [, help, rule] = KINDS[Number(this.kind.input.value)];
    this.help.textContent = `The call is ${help}.`.replace("The call is the", "The").replace("The call is a ", "A ");
    this.seconds.label.hidden = !TIMED.has(rule.kind);
  }

  async add() {
    const [label, , rule] = KINDS[Number(this.kind.input.value)];
    const seconds = Number(this.seconds.input.value);
    const fault = { ...rule, times: Number(this.times.input.value) };
    if (rule.kind === "flood") fault.retry_after = seconds;
    else if (TIMED.has(rule.kind)) fault.seconds = seconds;
    if (this.method.input.value) fault.method = this.method.input.value;
    if (this.where.input.value && this.store.open) fault.chat_id = this.store.open.chatId;
    await this.attempt(api.addFault(fault), `${label}: waiting for the bot's next call`);
  }

  clear() {
    return this.attempt(api.clearFaults(), "No faults any more");
  }

  async attempt(promise, done) {
    try {
      await promise;
      this.onNote(done);
      await this.refresh();
    } catch (error) {
      this.onError(error);
    }
  }

  async refresh() {
    const answer = await api.faults().catch(() => null);
    const faults = Array.isArray(answer) ? answer : (answer?.faults ?? []);
    this.list.replaceChildren(...faults.map((fault) => el("li", { class: fault.times && fault.used >= fault.times ? "spent" : "" }, describe(fault))));
  }
}

function describe(fault) {
  const label = KINDS.find(([, , rule]) => rule.kind === fault.kind)?.[0] ?? fault.kind;
  return `${label} · ${fault.method || "any call"}${fault.chat_id ? ` · chat ${fault.chat_id}` : ""} · ${fault.used} of ${fault.times || "∞"} used`;
}

export function select(name, options) {
  const input = el("select", { class: "input" }, options.map(([value, label]) => el("option", { value }, label)));
  return { input, label: el("label", { class: "field" }, name, input) };
}

function number(name, value) {
  const input = el("input", { class: "input", type: "number", min: "0", value });
  return { input, label: el("label", { class: "field" }, name, input) };
}
