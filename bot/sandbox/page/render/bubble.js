/*
 * One message as a row: bubble, author, reply quote, text or attachment, time line and inline keyboard.
 */

import { button, el, outsideLink } from "../dom.js";
import { icon } from "../icons.js";
import { fullName, threadOf } from "../state.js";
import { botAvatar, chatAvatar, colourOf, personAvatar } from "./avatar.js";
import { renderText } from "./entities.js";
import { renderKeyboard } from "./keyboard.js";
import { previewText, serviceText } from "./service.js";
import { clockTime, fullTime } from "./time.js";

const LONG_TEXT = 100_000;

/** A row for `message`; `view` says who looks on: {me, bot, chat, reply, actions}. */
export function renderMessage(message, view) {
  const service = serviceText(message);
  const row = service ? serviceRow(service) : bubbleRow(message, view);
  row.dataset.id = message.message_id;
  row.dataset.date = message.date;
  return row;
}

/** Who wrote it, as one key: neighbours with the same key form a group. */
export function authorKey(message) {
  if (serviceText(message)) return `service:${message.message_id}`;
  return String(message.sender_chat?.id ?? message.from?.id ?? message.chat.id);
}

function serviceRow(text) {
  return el("div", { class: "row service" }, el("span", { class: "pill", dir: "auto" }, text));
}

function bubbleRow(message, view) {
  const own = isOwn(message, view);
  const channel = view.chat.type === "channel";
  const showAuthor = !own && view.chat.type !== "private";
  const withAvatar = showAuthor && !channel;
  const bubble = el(
    "div",
    { class: `bubble ${endsRightToLeft(message) ? "rtl-end" : ""}` },
    withAvatar && el("div", { class: "row-avatar" }, authorAvatar(message, view)),
    showAuthor && authorLine(message, view),
    view.reply && quoteBox(view.reply, view),
    ...content(message, view),
  );
  // Inside the text the time floats at the end of the last line when there is room for it.
  (bubble.querySelector(".text") ?? bubble).append(metaLine(message, own));
  const keyboard = renderKeyboard(message, view.actions);
  const column = el("div", { class: keyboard ? "stack with-keyboard" : "stack" }, bubble, keyboard);
  const more = button(
    { class: "row-more", tabindex: "-1", "aria-label": "Message actions", title: "Message actions", on: { click: (event) => view.actions.onMenu(event, message) } },
    icon("more"),
  );
  const row = el("article", { class: `row ${own ? "own" : "other"} ${withAvatar ? "with-avatar" : ""}`, data: { author: authorKey(message) } });
  row.append(column, more);
  row.setAttribute("aria-label", `${own ? "You" : authorName(message, view)}, ${clockTime(message.date)}`);
  row.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, button") || String(getSelection())) return;
    view.actions.onMenu(event, message);
  });
  return row;
}

function isOwn(message, view) {
  return view.chat.type !== "channel" && !message.sender_chat && message.from?.id === view.me;
}

function authorName(message, view) {
  if (message.sender_chat) return message.sender_chat.title ?? view.chat.title;
  return message.from?.id === view.bot.id ? view.bot.first_name : fullName(message.from ?? view.chat);
}

function authorAvatar(message, view) {
  if (message.sender_chat) return chatAvatar(view.chat, "small");
  return message.from?.id === view.bot.id ? botAvatar("small") : personAvatar(message.from ?? view.chat, "small");
}

function authorLine(message, view) {
  const id = message.sender_chat?.id ?? message.from?.id ?? view.chat.id;
  const isBot = message.from?.id === view.bot.id && !message.sender_chat;
  return el(
    "div",
    { class: `author ink-${colourOf(id)}`, dir: "auto" },
    authorName(message, view),
    isBot && el("span", { class: "author-tag" }, "bot"),
  );
}

function quoteBox(reply, view) {
  return button(
    { class: `quote-box ink-${colourOf(reply.from?.id ?? 0)}`, "aria-label": "Go to the message this answers", on: { click: () => view.actions.onGoTo(reply) } },
    el("strong", { dir: "auto" }, authorName(reply, view)),
    el("span", { dir: "auto" }, previewText(reply, 90)),
  );
}

/** The parts of a message body; anything this page does not know is named instead of hidden. */
function content(message, view) {
  const parts = [];
  if (message.location) parts.push(locationCard(message.location));
  if (message.photo) parts.push(attachment("paper", "Photo", `${message.photo.length} sizes`));
  if (message.document) parts.push(documentCard(message.document));
  const text = message.text ?? message.caption;
  if (text !== undefined) parts.push(textBlock(text, message.entities ?? message.caption_entities, view));
  if (!parts.length) parts.push(el("div", { class: "text unknown" }, "A kind of message that this page cannot show"));
  return parts;
}

function textBlock(text, entities, view) {
  const shown = text.length > LONG_TEXT ? `${text.slice(0, LONG_TEXT)}…` : text;
  return el("div", { class: "text", dir: "auto" }, renderText(shown, entities, view.actions));
}

/** The time stands on a line of its own below text that runs to the left. */
function endsRightToLeft(message) {
  const last = (message.text ?? message.caption ?? "").trimEnd().split("\n").at(-1);
  return /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(/\p{L}/u.exec(last)?.[0] ?? "");
}

function locationCard({ latitude, longitude }) {
  const place = `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  return outsideLink(
    `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=11/${latitude}/${longitude}`,
    { class: "location-card", "aria-label": `Location ${place}, opens a map` },
    el("span", { class: "location-map" }, icon("pin", "icon big")),
    el("span", { class: "location-text" }, place),
  );
}

/** A file that was sent with its bytes can be downloaded. */
function documentCard({ file_id: id, file_name: name = "File", file_size: size }) {
  const card = attachment("doc", name, size === undefined ? "a link" : `${size} bytes`);
  return size === undefined ? card : el("a", { class: "plain", href: `/sandbox/files/${id}`, download: name }, card);
}

function attachment(picture, name, detail) {
  return el("div", { class: "attachment" }, el("span", { class: "attachment-icon" }, icon(picture)), el("span", {}, el("strong", { dir: "auto" }, name), el("small", {}, detail)));
}

function metaLine(message, own) {
  return el(
    "span",
    { class: "meta", title: fullTime(message.date) + (message.edit_date ? `\nedited ${fullTime(message.edit_date)}` : "") },
    message.disable_notification && el("span", { class: "meta-icon", title: "Sent silently" }, icon("bellOff"), el("span", { class: "sr-only" }, "silent")),
    message.edit_date && el("span", { class: "edited" }, "edited"),
    el("time", {}, clockTime(message.date)),
    own && el("span", { class: "meta-icon sent" }, icon("checks")),
  );
}

/** True when two versions differ in more than their keyboard, so the text need not be drawn again. */
export function sameBody(a, b) {
  const body = (message) => JSON.stringify([message.text, message.entities, message.caption, message.caption_entities, message.location, message.document, threadOf(message)]);
  return body(a) === body(b);
}
