/*
 * The keyboard that a bot puts below the message box: each key sends its text or asks for the location.
 */

import { button, el } from "./dom.js";
import { icon } from "./icons.js";

/** The rows of keys for `markup`; `actions` needs onText(text), onLocation() and onUnsupported(). */
export function renderReplyKeyboard(markup, actions) {
  return el(
    "div",
    { class: "reply-keyboard", role: "group", "aria-label": "Keyboard from the bot" },
    (markup.keyboard ?? []).map((row) => el("div", { class: "keyboard-row" }, row.map((spec) => key(spec, actions)))),
  );
}

function key(raw, actions) {
  const spec = typeof raw === "string" ? { text: raw } : raw;
  const press = () => {
    if (spec.request_location) actions.onLocation();
    else if (spec.request_contact || spec.request_users || spec.request_chat || spec.request_poll || spec.web_app) actions.onUnsupported();
    else actions.onText(spec.text);
  };
  return button({ class: "reply-key", on: { click: press } }, spec.request_location && icon("pin"), el("span", { dir: "auto" }, spec.text));
}

/** What the newest markup of a chat asks for: "keyboard", "force" or nothing. */
export function kindOf(kept) {
  if (!kept) return null;
  if (kept.markup.force_reply) return "force";
  return kept.markup.keyboard?.length ? "keyboard" : null;
}
