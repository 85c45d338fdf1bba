/*
 * The right column (a sheet on small screens) that holds the clock and the lab. On wide screens it opens with the
 * clock, because moving the clock is what the sandbox is for.
 */

import { button, el, iconButton, remember, remembered } from "./dom.js";
import { icon } from "./icons.js";

const WIDE = 1180;

export class Panel {
  constructor(store, tabs) {
    this.store = store;
    this.tabs = tabs;
    this.node = document.getElementById("panel");
    this.shell = document.getElementById("shell");
    this.current = null;
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    const kept = remembered("panel", "clock");
    if (innerWidth >= WIDE && kept) this.open(kept, false);
  }

  toggle(name) {
    if (this.current === name) this.close();
    else this.open(name, true);
  }

  open(name, focus) {
    this.back = document.activeElement;
    this.current = name in this.tabs ? name : "clock";
    const close = iconButton("Close", icon("close"), () => this.close());
    const heads = Object.entries(this.tabs).map(([key, tab]) => this.tabButton(key, tab));
    this.node.replaceChildren(el("header", { class: "panel-head" }, el("div", { class: "tabs" }, heads), close), el("div", { class: "panel-body" }, this.tabs[this.current].node));
    this.node.hidden = false;
    this.shell.classList.add("with-panel");
    this.tabs[this.current].onShow?.();
    this.keep();
    if (focus) this.node.querySelector("[aria-pressed=true]").focus();
  }

  tabButton(key, tab) {
    return button({ class: "tab", "aria-pressed": String(key === this.current), on: { click: () => this.open(key, true) } }, icon(tab.icon), tab.label);
  }

  close() {
    this.current = null;
    this.node.hidden = true;
    this.shell.classList.remove("with-panel");
    if (this.back?.isConnected) this.back.focus();
    this.keep();
  }

  keep() {
    if (innerWidth >= WIDE) remember("panel", this.current ?? "");
    this.store.emit("panel");
  }
}
