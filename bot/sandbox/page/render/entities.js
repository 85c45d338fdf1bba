/*
 * Text and entities of the Bot API become DOM nodes. Offsets count UTF-16 units, which is what JavaScript strings
 * count. Entities that overlap are cut where they cross, so a wrong list can never lose text.
 */

import { button, el, outsideLink, safeUrl } from "../dom.js";
import { icon } from "../icons.js";
import { fullTime } from "./time.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const PLAIN_TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };

/** A fragment for `text`; `actions` may hold onCommand(text), onMention(user) and onCopy(text). */
export function renderText(text, entities = [], actions = {}) {
  const fragment = document.createDocumentFragment();
  appendRange(fragment, text, 0, text.length, tree(text, entities), actions);
  return fragment;
}

/** Sorts entities into a tree of non-crossing ranges. */
export function tree(text, entities) {
  const root = { start: 0, end: text.length, children: [] };
  const ranges = entities
    .map((entity) => ({ start: Math.max(0, entity.offset), end: Math.min(text.length, entity.offset + entity.length), entity, children: [] }))
    .filter((range) => range.start < range.end)
    .sort(outerFirst);
  for (const range of ranges) insert(root, range);
  return root.children;
}

function outerFirst(a, b) {
  const block = (range) => (BLOCKS.has(range.entity.type) ? 0 : 1);
  return a.start - b.start || b.end - a.end || block(a) - block(b);
}

function insert(parent, range) {
  const last = parent.children.at(-1);
  if (!last || range.start >= last.end) {
    parent.children.push(range);
  } else if (range.end <= last.end) {
    insert(last, range);
  } else {
    insert(last, { ...range, end: last.end, children: [] });
    insert(parent, { ...range, start: last.end, children: [] });
  }
}

function appendRange(node, text, start, end, children, actions) {
  let at = start;
  for (const child of children) {
    if (child.start > at) node.append(text.slice(at, child.start));
    const made = elementFor(child, text.slice(child.start, child.end), actions);
    appendRange(made.inside, text, child.start, child.end, child.children, actions);
    node.append(made.outer);
    at = child.end;
    // A block already ends its line: the line break behind it would show as an empty one.
    if (BLOCKS.has(child.entity.type) && text[at] === "\n") at += 1;
  }
  if (at < end) node.append(text.slice(at, end));
}

const both = (node) => ({ outer: node, inside: node });

function elementFor({ entity }, text, actions) {
  switch (entity.type) {
    case "bold": case "italic": case "underline": case "strikethrough":
      return both(el(PLAIN_TAGS[entity.type]));
    case "spoiler":
      return both(spoiler());
    case "code":
      return both(el("code", { class: "inline-code", title: "Click to copy", on: { click: () => actions.onCopy?.(text) } }));
    case "pre":
      return pre(entity, text, actions);
    case "blockquote":
      return both(el("blockquote", { class: "quote", dir: "auto" }));
    case "expandable_blockquote":
      return expandable();
    case "text_link": case "url":
      return both(link(entity.url ?? text));
    case "bot_command":
      return both(button({ class: "text-button", on: { click: () => actions.onCommand?.(text) } }));
    case "date_time":
      return both(el("time", { class: "date-time", title: fullTime(entity.unix_time) }));
    case "mention": case "text_mention": case "hashtag": case "cashtag": case "email": case "phone_number":
      return both(el("span", { class: "linkish", title: entity.user ? `Person ${entity.user.id}` : null }));
    default:
      return both(el("span"));
  }
}

function link(target) {
  const href = safeUrl(target);
  return href ? outsideLink(href, { class: "link", title: href }) : el("span", { class: "linkish dead", title: "Only http and https links open" });
}

function pre(entity, text, actions) {
  const code = el("code", { dir: "ltr" });
  const copy = button({ class: "pre-copy", "aria-label": "Copy code", title: "Copy", on: { click: () => actions.onCopy?.(text) } }, icon("copy"));
  const head = el("span", { class: "pre-head" }, el("span", {}, entity.language || "code"), copy);
  return { outer: el("pre", { class: "pre" }, head, code), inside: code };
}

/** Hidden until tapped; one tap reveals every spoiler of the message, as Telegram's apps do. */
function spoiler() {
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (event.currentTarget.classList.contains("revealed")) return;
    event.preventDefault();
    event.stopPropagation();
    for (const each of event.currentTarget.closest(".bubble, .quote-box")?.querySelectorAll(".spoiler") ?? []) show(each);
  };
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text, press to reveal" });
  node.addEventListener("click", reveal, true);
  node.addEventListener("keydown", reveal);
  return node;
}

function show(node) {
  node.classList.add("revealed");
  for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
}

/** Collapsed to three lines with a chevron; `settleQuotes` takes the chevron away where it is not needed. */
function expandable() {
  const inside = el("span", { class: "quote-text" });
  const chevron = button({ class: "quote-toggle", "aria-expanded": "false", "aria-label": "Show the whole quote" }, icon("down"));
  const outer = el("blockquote", { class: "quote expandable", dir: "auto" }, inside, chevron);
  const toggle = () => {
    const open = outer.classList.toggle("open");
    chevron.setAttribute("aria-expanded", String(open));
    chevron.setAttribute("aria-label", open ? "Show less of the quote" : "Show the whole quote");
  };
  chevron.addEventListener("click", (event) => {
    event.stopPropagation();
    toggle();
  });
  outer.addEventListener("click", (event) => {
    const busy = event.target.closest("a, button, .spoiler:not(.revealed)") || String(getSelection());
    if (!busy && !outer.classList.contains("open") && !outer.classList.contains("short")) toggle();
  });
  return { outer, inside };
}

/** Marks quotes that fit into three lines; needs layout, so it runs after a message is on the page. */
export function settleQuotes(root) {
  for (const quote of root.querySelectorAll(".quote.expandable:not(.open)")) {
    const inside = quote.querySelector(".quote-text");
    quote.classList.toggle("short", inside.scrollHeight <= inside.clientHeight + 1);
  }
}
