/*
 * What an empty chat shows: in a private chat what the bot can do, in the bot's own words; elsewhere one line.
 */

import { el } from "./dom.js";
import { botAvatar } from "./render/avatar.js";

const DEFAULT_TEXT =
  "This bot reads the news library for you and sends a short briefing at the time you choose. Press START to say hello.";

export function welcomeCard(store, chat) {
  if (chat.type !== "private") {
    return el("div", { class: "welcome" }, el("span", { class: "pill" }, "No messages here yet"));
  }
  const text = store.bot.description || store.bot.short_description || DEFAULT_TEXT;
  return el(
    "div",
    { class: "welcome" },
    el("div", { class: "welcome-card" }, botAvatar("huge"), el("h2", {}, "What can this bot do?"), el("p", { dir: "auto" }, text)),
  );
}
