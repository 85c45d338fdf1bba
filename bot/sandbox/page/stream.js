/*
 * Follows the sandbox's events over Server-Sent Events. Calls `onEvent` once per event in order, `onLost` when the
 * sandbox goes away and `onBack` when it answers again (what happened in between must then be loaded anew).
 */

import { api } from "./api.js";

const RETRY_MS = 1200;

export class Stream {
  constructor({ onEvent, onLost, onBack }) {
    Object.assign(this, { onEvent, onLost, onBack });
    this.after = 0;
    this.lost = false;
  }

  follow(version) {
    this.after = version;
    this.source?.close();
    this.source = new EventSource(api.streamUrl(version));
    this.source.onmessage = (raw) => this.take(JSON.parse(raw.data));
    this.source.onopen = () => this.opened();
    this.source.onerror = () => this.failed();
  }

  /** Events without a version (a reset because too much was missed) are always taken. */
  take(event) {
    if (event.version) {
      if (event.version <= this.after) return;
      this.after = event.version;
    }
    this.onEvent(event);
  }

  opened() {
    if (!this.lost) return;
    this.lost = false;
    this.onBack();
  }

  failed() {
    this.source.close();
    if (!this.lost) {
      this.lost = true;
      this.onLost();
    }
    setTimeout(() => this.follow(this.after), RETRY_MS);
  }
}
