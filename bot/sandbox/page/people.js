/*
 * Who am I: the switcher of people at the top of the left column, and the switch between light and dark.
 */

import { button, el, iconButton, remember, remembered } from "./dom.js";
import { icon } from "./icons.js";
import { personAvatar } from "./render/avatar.js";
import { fullName } from "./state.js";

const MANY = 200;

export class People {
  constructor(store, onChoose) {
    this.store = store;
    this.onChoose = onChoose;
    this.box = document.getElementById("people");
    this.expanded = false;
    for (const topic of ["people", "chats"]) store.on(topic, () => this.draw());
    document.addEventListener("click", (event) => {
      if (this.expanded && !this.box.contains(event.target)) this.toggle(false);
    });
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    applyTheme(remembered("theme", "auto"));
  }

  toggle(expanded) {
    this.expanded = expanded;
    this.draw();
    this.box.querySelector(expanded ? ".person[aria-checked=true]" : ".who")?.focus();
  }

  onKey(event) {
    if (!this.expanded) return;
    const items = [...this.box.querySelectorAll(".person")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") this.toggle(false);
    else if (step) {
      event.preventDefault();
      items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    }
  }

  draw() {
    const me = this.store.people.get(this.store.me);
    if (!me) return;
    const theme = themeOf();
    const counts = this.expanded ? [...this.store.people.keys()].map((id) => this.store.unreadOf(id)) : this.otherCount();
    const looks = JSON.stringify([me, this.expanded, theme, counts, this.store.people.size]);
    if (looks === this.looks) return;
    this.looks = looks;
    const focusWho = document.activeElement?.classList.contains("who");
    const who = button(
      { class: "who", "aria-haspopup": "menu", "aria-expanded": String(this.expanded), title: "Switch to another person", on: { click: (event) => (event.stopPropagation(), this.toggle(!this.expanded)) } },
      personAvatar(me, "medium"),
      el("span", { class: "who-text" }, el("small", {}, "You are"), el("span", { class: "who-name", dir: "auto" }, fullName(me), adminMark(me))),
      this.otherUnread(),
      icon("down", "icon turn"),
    );
    const toggle = iconButton(theme === "dark" ? "Use the light theme" : "Use the dark theme", icon(theme === "dark" ? "sun" : "moon"), () => {
      applyTheme(themeOf() === "dark" ? "light" : "dark");
      this.draw();
    });
    this.box.replaceChildren(who, toggle, this.expanded ? this.menu() : "");
    if (focusWho) who.focus();
  }

  menu() {
    const people = [...this.store.people.values()];
    const rows = people.slice(0, MANY).map((person) => this.personRow(person));
    const rest = people.length > MANY && el("p", { class: "hint" }, `and ${people.length - MANY} more: open #/ID to become one of them`);
    return el("div", { class: "people-menu", role: "menu", "aria-label": "Switch to" }, rows, rest);
  }

  personRow(person) {
    const mine = person.id === this.store.me;
    const unread = this.store.unreadOf(person.id);
    const detail = [person.username && `@${person.username}`, person.language_code, person.blocked && "blocked the bot"].filter(Boolean).join(" · ");
    const choose = (event) => {
      event.stopPropagation();
      this.expanded = false;
      this.onChoose(person.id);
    };
    return button(
      { class: "person", role: "menuitemradio", "aria-checked": String(mine), on: { click: choose } },
      personAvatar(person, "medium"),
      el("span", { class: "who-text" }, el("span", { class: "who-name", dir: "auto" }, fullName(person), adminMark(person)), el("small", {}, detail || `id ${person.id}`)),
      mine ? icon("check") : unread ? el("span", { class: "badge" }, unread) : null,
    );
  }

  otherCount() {
    const others = [...this.store.unread.keys()].filter((id) => id !== this.store.me);
    return others.reduce((sum, id) => sum + this.store.unreadOf(id), 0);
  }

  otherUnread() {
    const count = this.otherCount();
    return count ? el("span", { class: "badge quiet", title: "Unread messages of other people" }, count > 999 ? "999+" : count) : null;
  }
}

function adminMark(person) {
  return person.is_admin ? el("span", { class: "admin-mark", title: "Listed in ADMIN_IDS" }, icon("star"), "admin") : null;
}

function themeOf() {
  const set = document.documentElement.dataset.theme;
  if (set === "light" || set === "dark") return set;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function applyTheme(theme) {
  if (theme !== "light" && theme !== "dark") return;
  document.documentElement.dataset.theme = theme;
  remember("theme", theme);
}
