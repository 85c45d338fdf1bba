/*
 * Round pictures: initials on a colour that depends on the id, the newspaper for the bot.
 */

import { el } from "../dom.js";
import { fullName } from "../state.js";

const COLOURS = 7;

export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0] ?? "?"];
  return letters.map((word) => [...word.replace(/^[^\p{L}\p{N}]+/u, "")][0] ?? "").join("").toUpperCase() || "?";
}

export function colourOf(id) {
  return Math.abs(Number(id) || 0) % COLOURS;
}

export function personAvatar(user, size = "") {
  return el("span", { class: `avatar ${size} tint-${colourOf(user.id)}`, "aria-hidden": "true" }, initials(fullName(user)));
}

export function botAvatar(size = "") {
  return el("span", { class: `avatar bot ${size}`, "aria-hidden": "true" });
}

export function chatAvatar(chat, size = "") {
  if (chat.type === "private") return botAvatar(size);
  return el("span", { class: `avatar ${size} ${chat.is_forum ? "forum" : ""} tint-${colourOf(chat.id)}`, "aria-hidden": "true" }, initials(chat.title || "G"));
}
