/*
 * Turns one event of the sandbox's stream into a change of the store. A reset, or a chat with somebody who is not
 * known yet, loads the whole state again.
 */

export class EventReader {
  /** `reload(forget)` must load the state, forgetting messages first when asked to. */
  constructor(store, reload) {
    this.store = store;
    this.reload = reload;
    this.waiting = null;
  }

  read(event) {
    const { store } = this;
    switch (event.kind) {
      case "message": return this.receive(event.message, event);
      case "edit": return store.editMessage(event.message);
      case "delete": return store.deleteMessage(event.chat_id, event.message_id);
      case "chat": return this.changeChat(event.chat);
      case "keyboard": return store.setKeyboard(event.chat_id, event.keyboard);
      case "commands": return store.setCommands(event.commands);
      case "clock": return store.setClock(event.now);
      case "typing": return store.emit("typing", event);
      case "fault": return store.emit("faults", event);
      case "reset": return this.reloadSoon(true);
      case "bot": case "people": case "limits": return this.reloadSoon(false);
      default: return undefined;
    }
  }

  receive(message, event) {
    if (!this.store.chats.has(message.chat.id)) this.reloadSoon(false);
    this.store.addMessage(event.silent ? { ...message, disable_notification: true } : message);
  }

  changeChat(chat) {
    if (chat.type === "private" && !this.store.people.has(chat.id)) this.reloadSoon(false);
    else this.store.setChat(chat);
  }

  /** One reload for all events of this moment. */
  reloadSoon(forget) {
    this.forget ||= forget;
    this.waiting ??= setTimeout(() => {
      const forgetting = this.forget;
      this.waiting = null;
      this.forget = false;
      this.reload(forgetting);
    }, 0);
  }
}
