/*
 * Inline keyboards: callback buttons with a waiting state, links with an arrow, copy buttons.
 */

import { button, el, outsideLink, safeUrl } from "../dom.js";
import { icon } from "../icons.js";

/** The keyboard below a bubble, or null; `actions` needs onPress(message, data, node) and onCopy(text). */
export function renderKeyboard(message, actions) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return el(
    "div",
    { class: "keyboard", role: "group", "aria-label": "Buttons of this message" },
    rows.map((row) => el("div", { class: "keyboard-row" }, row.map((spec) => inlineButton(spec, message, actions)))),
  );
}

function inlineButton(spec, message, actions) {
  const label = el("span", { class: "key-label", dir: "auto" }, spec.text);
  const look = { class: `key ${styleOf(spec)}` };
  if (spec.url) return urlButton(spec, label, look);
  if (spec.callback_data !== undefined) {
    const node = button({ ...look, data: { data: spec.callback_data } }, label);
    node.addEventListener("click", () => actions.onPress(message, spec.callback_data, node));
    return node;
  }
  if (spec.copy_text) {
    return button({ ...look, on: { click: () => actions.onCopy(spec.copy_text.text) } }, label, icon("copy", "icon key-mark"));
  }
  return button({ ...look, disabled: true, title: "The sandbox does not offer this kind of button" }, label);
}

function urlButton(spec, label, look) {
  const href = safeUrl(spec.url);
  if (!href) return button({ ...look, disabled: true, title: "Only http and https links open" }, label);
  return outsideLink(href, { ...look, title: href }, label, icon("outside", "icon key-mark"));
}

function styleOf(spec) {
  return ["primary", "success", "danger"].includes(spec.style) ? `key-${spec.style}` : "";
}
