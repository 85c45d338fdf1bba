/*
 * Starts the page: loads the state, builds the views, follows the stream, and keeps the address
 * (#/person/chat/topic) in step with what is open.
 */

import { api } from "./api.js";
import { ChatList } from "./chatlist.js";
import { ClockCard, ClockChip } from "./clock.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { alertDialog, complain, copyText, jsonDialog, openDialog, popupMenu, toast } from "./dialogs.js";
import { button, outsideLink, safeUrl } from "./dom.js";
import { EventReader } from "./events.js";
import { Header } from "./header.js";
import { Lab } from "./lab.js";
import { Panel } from "./panel.js";
import { People } from "./people.js";
import { Store } from "./state.js";
import { Stream } from "./stream.js";

const NARROW = "(max-width: 760px)";

function main() {
  const store = new Store();
  const shell = document.getElementById("shell");
  const send = (content) => sendMessage(store, content);
  const conversation = new Conversation(store, messageActions(store, send, () => composer, () => conversation));
  const composer = new Composer(store, {
    onSend: send,
    onUnblock: () => api.block(store.me, false).then(() => send({ text: "/start" })).catch(complain),
    onNote: toast,
    onShow: (message) => conversation.scroller.goTo(message.message_id),
  });
  const notes = { onError: complain, onNote: toast };
  const clock = new ClockCard(store, { ...notes, onZone: () => (store.emit("clock"), conversation.draw(), store.emit("chats")) });
  const lab = new Lab(store, notes);
  const panel = new Panel(store, {
    clock: { label: "Clock", icon: "clock", node: clock.node, onShow: () => clock.draw() },
    lab: { label: "Lab", icon: "flask", node: lab.node, onShow: () => (lab.draw(), lab.drawLedger(), lab.faults.refresh()) },
  });
  const back = () => (shell.dataset.view = "list");
  new Header(store, { onBack: back, onPanel: (tab) => panel.toggle(tab), panelOpen: () => panel.current });
  new ChatList(store, (chatId, threadId) => {
    store.show(chatId, threadId);
    shell.dataset.view = "talk";
    if (!matchMedia(NARROW).matches) composer.box.focus();
  });
  new People(store, (personId) => become(store, personId));
  new ClockChip(store, () => panel.toggle("clock"));
  store.on("open", () => showAddress(store));
  store.on("message", (message) => titleBadge(store, message));
  addEventListener("hashchange", () => followAddress(store, shell));
  setInterval(() => store.emit("second"), 1000);
  setInterval(() => store.emit("minute"), 60_000);
  return start(store, shell);
}

async function start(store, shell) {
  const reload = async (forget) => {
    const state = await api.state();
    if (forget) store.forget();
    store.load(state);
    if (!store.open) openFirst(store);
    else if (forget) store.show(store.open.chatId, store.open.threadId);
    return state.version;
  };
  const reader = new EventReader(store, (forget) => reload(forget).catch(complain));
  const stream = new Stream({
    onEvent: (event) => reader.read(event),
    onLost: () => store.emit("link", false),
    onBack: () =>
      reload(true)
        .then((version) => stream.follow(version))
        .then(() => store.emit("link", true), complain),
  });
  try {
    const state = await api.state();
    store.load(state);
    stream.follow(state.version);
  } catch (error) {
    complain(error);
    setTimeout(() => start(store, shell), 2000);
    return;
  }
  if (!followAddress(store, shell)) openFirst(store);
}

/** The first thing a newcomer sees: the private chat with the bot. */
function openFirst(store) {
  if (store.chats.has(store.me)) store.show(store.me);
}

function become(store, personId) {
  const open = store.open;
  store.become(personId);
  if (!store.open || open?.chatId !== store.open.chatId) openFirst(store);
  else store.show(open.chatId, open.threadId);
}

async function sendMessage(store, content) {
  const { chatId, threadId } = store.open;
  const message = { chat_id: chatId, from_id: store.me, ...content };
  if (threadId > 1) message.thread_id = threadId;
  try {
    await api.send(message);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

function messageActions(store, send, composer, conversation) {
  return {
    onError: complain,
    onCopy: copyText,
    onCommand: (text) => send({ text: composer().addressed(text) }),
    onPress: (message, data, node) => press(store, conversation(), message, { data, node }),
    onMenu: (event, message) =>
      popupMenu(event, [
        ["reply", "Reply", () => composer().setReply(message)],
        ["copy", "Copy text", () => copyText(message.text ?? message.caption ?? "")],
        ["code", "Show as JSON", () => jsonDialog(`Message ${message.message_id}`, message)],
      ]),
  };
}

/** Presses an inline button and shows the bot's answer as a toast, an alert or a link. */
async function press(store, conversation, message, { data, node }) {
  if (node.classList.contains("waiting")) return;
  node.classList.add("waiting");
  node.setAttribute("aria-busy", "true");
  conversation.scroller.notePress(message.message_id);
  try {
    const { answer } = await api.press({ chat_id: message.chat.id, message_id: message.message_id, from_id: store.me, data });
    if (!answer) toast("The bot has not answered this press", "quiet");
    else if (answer.url) offerLink(answer.url);
    else if (answer.text && answer.show_alert) alertDialog(store.bot.first_name, answer.text);
    else if (answer.text) toast(answer.text);
  } catch (error) {
    complain(error);
  } finally {
    node.classList.remove("waiting");
    node.removeAttribute("aria-busy");
  }
}

function offerLink(url) {
  const href = safeUrl(url);
  if (!href) return;
  openDialog("Open this link?", outsideLink(href, { class: "link" }, href), (close) => [button({ class: "flat", on: { click: close } }, "Close")]);
}

function showAddress(store) {
  const parts = [store.me, store.open?.chatId, store.open?.threadId || null].filter((part) => part !== null && part !== undefined);
  const hash = `#/${parts.join("/")}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
  document.title = "Briefing sandbox";
}

/** Opens what the address names; false when it names nothing that is there. */
function followAddress(store, shell) {
  const [person, chat, topic] = location.hash.replace(/^#\/?/, "").split("/").map(Number);
  if (!person || !store.people.has(person)) return false;
  if (store.me !== person) store.become(person);
  if (!store.chats.has(chat) || !store.isIn(person, store.chats.get(chat))) return false;
  if (store.open?.chatId !== chat || (topic && store.open.threadId !== topic)) store.show(chat, topic || 0);
  shell.dataset.view = "talk";
  return true;
}

function titleBadge(store, message) {
  if (document.hidden && message.from?.id !== store.me) document.title = "● Briefing sandbox";
}

main();
