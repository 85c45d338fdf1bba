/*
 * Toasts, alerts, the message menu and small forms. Dialogs are native <dialog> elements, so the browser keeps
 * the focus inside, closes on Escape and gives it back afterwards.
 */

import { button, el } from "./dom.js";
import { icon } from "./icons.js";

const TOAST_MS = 4500;

export function toast(text, tone = "") {
  const node = el("div", { class: `toast ${tone}`, dir: "auto" }, text);
  const box = document.getElementById("toasts");
  box.append(node);
  while (box.children.length > 3) box.firstElementChild.remove();
  setTimeout(() => node.classList.add("leaving"), TOAST_MS);
  setTimeout(() => node.remove(), TOAST_MS + 300);
}

export const complain = (error) => toast(error.message || String(error), "bad");

/** Opens a dialog with a title and content; resolves when it is closed. */
export function openDialog(title, content, footer, className = "") {
  const dialog = el("dialog", { class: `dialog ${className}`, "aria-label": title });
  const close = () => dialog.close();
  dialog.append(el("h2", {}, title), ...[content].flat(), el("div", { class: "dialog-foot" }, footer(close)));
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve();
    });
  });
}

/** The answer of a button with show_alert. */
export function alertDialog(title, text) {
  const body = el("p", { dir: "auto", class: "alert-text" }, text);
  return openDialog(title, body, (close) => [button({ class: "flat strong", autofocus: true, on: { click: close } }, "OK")], "alert");
}

/** Resolves to true when the person agrees. */
export async function confirmDialog(title, text, verb) {
  let agreed = false;
  await openDialog(title, el("p", {}, text), (close) => [
    button({ class: "flat", autofocus: true, on: { click: close } }, "Cancel"),
    button({ class: "flat strong danger", on: { click: () => ((agreed = true), close()) } }, verb),
  ], "alert");
  return agreed;
}

export function jsonDialog(title, value) {
  const text = JSON.stringify(value, null, 2);
  const body = el("pre", { class: "json", tabindex: "0", dir: "ltr" }, text);
  return openDialog(title, body, (close) => [
    button({ class: "flat", on: { click: () => copyText(text) } }, "Copy"),
    button({ class: "flat strong", on: { click: close } }, "Close"),
  ], "wide");
}

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied to the clipboard");
  } catch {
    toast("The browser did not allow copying");
  }
}

/** A menu at the pointer or below its button; `items` are [icon, label, action]. */
export function popupMenu(event, items) {
  event.preventDefault();
  document.querySelector(".popup")?.remove();
  const back = document.activeElement;
  const menu = el("div", { class: "popup", role: "menu" });
  const close = () => {
    menu.remove();
    removeEventListener("pointerdown", outside, true);
    if (back?.isConnected) back.focus({ preventScroll: true });
  };
  const outside = (pointer) => menu.contains(pointer.target) || close();
  for (const [picture, label, action] of items) {
    menu.append(button({ class: "popup-item", role: "menuitem", on: { click: () => (close(), action()) } }, icon(picture), label));
  }
  menu.addEventListener("keydown", (key) => moveInMenu(key, menu, close));
  document.body.append(menu);
  placeMenu(menu, event);
  menu.firstElementChild.focus();
  addEventListener("pointerdown", outside, true);
}

function placeMenu(menu, event) {
  const anchor = event.currentTarget?.getBoundingClientRect?.();
  const pointed = event.type === "contextmenu" || !anchor;
  const x = pointed ? event.clientX : anchor.left;
  const y = pointed ? event.clientY : anchor.bottom + 4;
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - menu.offsetHeight - 8))}px`;
}

function moveInMenu(key, menu, close) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[key.key];
  if (key.key === "Escape" || key.key === "Tab") {
    key.preventDefault();
    close();
  } else if (step) {
    key.preventDefault();
    items[(at + step + items.length) % items.length].focus();
  }
}
