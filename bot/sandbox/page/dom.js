/*
 * The only way this page makes elements. Text always becomes a text node and attributes are set by
 * name, so nothing that a person, an article or the bot wrote can turn into markup.
 */

/** Makes an element; `attrs` may hold `class`, `on` (listeners), `data`, booleans and plain attributes. */
export function el(tag, attrs = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) setAttr(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setAttr(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  } else if (name === "data") {
    Object.assign(node.dataset, value);
  } else if (name === "value") {
    node.value = value;
  } else {
    node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** A button that never submits a form by accident. */
export function button(attrs, ...children) {
  return el("button", { type: "button", ...attrs }, ...children);
}

/** An icon-only button: the label is read aloud and shown on hover. */
export function iconButton(label, picture, onClick, attrs = {}) {
  return button(
    { class: "icon-button", "aria-label": label, title: label, on: { click: onClick }, ...attrs },
    picture,
  );
}

/** The address if it is an absolute http or https one (`example.org` counts as http), else null. */
export function safeUrl(text) {
  const raw = String(text).trim();
  const candidate = /^[a-z][a-z0-9+.-]*:/i.test(raw) && !/^[^/]+\.[a-z]+:\d/i.test(raw) ? raw : `http://${raw}`;
  try {
    const url = new URL(candidate);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that leaves the page in a new tab and tells the other side nothing. */
export function outsideLink(href, attrs, ...children) {
  return el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", ...attrs }, ...children);
}

/** Reads a value that this page keeps in the browser; a browser that forbids it simply forgets. */
export function remembered(key, fallback = null) {
  try {
    return localStorage.getItem(`sandbox.${key}`) ?? fallback;
  } catch {
    return fallback;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(`sandbox.${key}`, value);
  } catch {
    /* private windows may refuse; the page works without */
  }
}
