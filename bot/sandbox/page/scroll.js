/*
 * Keeps what a person reads where it is. Every change of the message list runs through `steady`, which picks a
 * fixed point first (the keyboard just pressed, else the bottom, else the first message in view) and puts it back.
 */

const NEAR = 90;

export class Scroller {
  constructor(box) {
    this.box = box;
    this.pressed = null;
    this.following = true;
    this.top = 0;
  }

  /** Following the newest message ends when somebody scrolls up, and begins again at the bottom. */
  noteScroll() {
    if (this.nearBottom) this.following = true;
    else if (this.box.scrollTop < this.top - 1) this.following = false;
    this.top = this.box.scrollTop;
  }

  get nearBottom() {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR;
  }

  toBottom(smooth = false) {
    this.following = true;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.box.scrollTo({ top: this.box.scrollHeight, behavior: smooth && !calm ? "smooth" : "auto" });
  }

  /** Remembers the message whose button was pressed: its keyboard is what the finger is on. */
  notePress(messageId) {
    this.pressed = { messageId: String(messageId), at: performance.now() };
  }

  /** Runs `change` without moving what is in view. */
  steady(change, { stick = true } = {}) {
    const point = this.fixedPoint(stick);
    change();
    if (point.bottom) {
      this.toBottom();
      return;
    }
    const row = this.box.querySelector(`[data-id="${point.id}"]`);
    if (row) this.box.scrollTop += point.edge(row) - point.at;
  }

  fixedPoint(stick) {
    const frame = this.box.getBoundingClientRect();
    const fresh = this.pressed && performance.now() - this.pressed.at < 8000 ? this.pressed : null;
    const row = fresh && this.box.querySelector(`[data-id="${fresh.messageId}"]`);
    if (row && inside(bottomOf(row), frame)) return { id: fresh.messageId, edge: bottomOf, at: bottomOf(row) };
    if (stick && this.following) return { bottom: true };
    for (const each of this.box.querySelectorAll("[data-id]")) {
      const rect = each.getBoundingClientRect();
      if (rect.bottom > frame.top) return { id: each.dataset.id, edge: topOf, at: rect.top };
    }
    return { bottom: true };
  }

  /** Shows a message and marks it for a moment; false when it is not on the page. */
  goTo(messageId) {
    const row = this.box.querySelector(`[data-id="${messageId}"]`);
    if (!row) return false;
    row.scrollIntoView({ block: "center" });
    row.classList.add("found");
    row.addEventListener("animationend", () => row.classList.remove("found"), { once: true });
    return true;
  }
}

const bottomOf = (row) => row.getBoundingClientRect().bottom;
const topOf = (row) => row.getBoundingClientRect().top;
const inside = (y, frame) => y > frame.top && y <= frame.bottom + NEAR;
