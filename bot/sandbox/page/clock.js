/*
 * The sandbox's clock: a chip under the chat list that is always in sight, and a card with the buttons that move
 * the time. The bot follows this clock, so tomorrow's briefing is one press away.
 */

import { api } from "./api.js";
import { button, el } from "./dom.js";
import { icon } from "./icons.js";
import { CITIES, chooseZone, chosenZone, clockSeconds, clockTime, instantOf, localDate, longDay, OWN_ZONE, shortDay, zoneLabel } from "./render/time.js";

const HOUR = 3600;
const BEFORE_BRIEFING = [7, 29];
const MORNING = [9, 0];

/** The first `hour:minute` in the chosen zone that lies after `now`. */
export function nextTime(now, [hour, minute]) {
  const [year, month, day] = localDate(now);
  const today = instantOf([year, month, day, hour, minute]);
  return today > now + 30 ? today : instantOf([year, month, day + 1, hour, minute]);
}

export function tomorrowAt(now, [hour, minute]) {
  const [year, month, day] = localDate(now);
  return instantOf([year, month, day + 1, hour, minute]);
}

export class ClockChip {
  constructor(store, onOpen) {
    this.store = store;
    this.node = document.getElementById("clock-chip");
    this.time = el("strong", {});
    this.day = el("span", { class: "chip-day" });
    const open = button({ class: "chip", title: "The sandbox's clock: open to move it", on: { click: onOpen } }, icon("clock"), el("span", { class: "chip-text" }, this.time, this.day));
    this.node.append(open);
    store.on("clock", () => this.draw());
    store.on("second", () => this.draw());
  }

  draw() {
    const now = this.store.now();
    this.time.textContent = clockTime(now);
    this.day.textContent = `${shortDay(now)} · ${zoneLabel()}`;
  }
}

export class ClockCard {
  constructor(store, { onError, onZone, onNote }) {
    Object.assign(this, { store, onError, onZone, onNote });
    this.face = el("div", { class: "clock-face", role: "timer", "aria-label": "Sandbox time" });
    this.day = el("div", { class: "clock-day" });
    this.drift = el("div", { class: "clock-drift" });
    this.moves = el("div", { class: "moves" });
    this.custom = el("input", { type: "datetime-local", class: "input", "aria-label": "Date and time to move to", step: "60" });
    this.node = this.build();
    this.drawMoves();
    store.on("clock", () => (this.draw(), this.drawMoves()));
    store.on("second", () => this.draw());
  }

  build() {
    const set = button({ class: "small-button", on: { click: () => this.moveToCustom() } }, "Set");
    return el(
      "section", { class: "card clock-card", "aria-label": "Clock" },
      this.face, this.day, this.drift,
      el("label", { class: "field" }, "Shown in", this.zoneSelect()),
      el("h3", {}, "Move the time"),
      this.moves,
      el("div", { class: "custom-time" }, this.custom, set),
      el("p", { class: "hint" }, "The bot follows this clock. Subscribe, then jump to a minute before the time and watch the briefing come in."),
    );
  }

  zoneSelect() {
    const chosen = chosenZone();
    const zones = [[`${zoneLabel(OWN_ZONE)} (this browser)`, OWN_ZONE], ["UTC", "UTC"], ...CITIES].filter(
      ([, zone], index, all) => all.findIndex((each) => each[1] === zone) === index,
    );
    const options = zones.map(([name, zone]) => el("option", { value: zone, selected: zone === chosen }, name));
    const change = (event) => {
      chooseZone(event.target.value);
      this.draw();
      this.drawMoves();
      this.onZone();
    };
    return el("select", { class: "input", id: "zone", on: { change } }, options);
  }

  draw() {
    const now = this.store.now();
    this.face.textContent = clockSeconds(now);
    this.day.textContent = longDay(now);
    this.drift.textContent = driftText(this.store.skew);
  }

  drawMoves() {
    const at = (time) => `${String(time[0]).padStart(2, "0")}:${String(time[1]).padStart(2, "0")}`;
    const moves = [
      ["+1 h", () => ({ advance: HOUR })],
      ["+6 h", () => ({ advance: 6 * HOUR })],
      ["+1 day", () => ({ advance: 24 * HOUR })],
      [`Tomorrow ${at(BEFORE_BRIEFING)}`, () => setTo(tomorrowAt(this.store.now(), BEFORE_BRIEFING)), "wide"],
      [`Next morning ${at(MORNING)}`, () => setTo(nextTime(this.store.now(), MORNING)), "wide"],
    ];
    this.moves.replaceChildren(
      ...moves.map(([label, change, wide]) => button({ class: `move ${wide ?? ""}`, on: { click: () => this.move(change()) } }, label)),
    );
  }

  async move(change) {
    try {
      const answer = await api.moveClock(change);
      if (answer?.now !== undefined) this.store.setClock(answer.now);
      this.onNote(`It is now ${clockTime(this.store.now())}, ${shortDay(this.store.now())} in ${zoneLabel()}`);
    } catch (error) {
      this.onError(error);
    }
  }

  moveToCustom() {
    const parts = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(this.custom.value);
    if (!parts) return this.custom.reportValidity() && this.custom.focus();
    return this.move(setTo(instantOf(parts.slice(1, 6).map(Number))));
  }
}

const setTo = (seconds) => ({ set: new Date(seconds * 1000).toISOString() });

function driftText(skew) {
  const minutes = Math.round(skew / 60);
  if (!minutes) return "same as real time";
  const size = Math.abs(minutes);
  const parts = [[Math.floor(size / 1440), "d"], [Math.floor((size % 1440) / 60), "h"], [size % 60, "min"]].filter(([count]) => count);
  return `${parts.map(([count, unit]) => `${count} ${unit}`).join(" ")} ${minutes > 0 ? "ahead of" : "behind"} real time`;
}
