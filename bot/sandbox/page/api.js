/*
 * Every request this page makes to the sandbox. A refusal becomes an Error whose message can be shown as it is.
 */

async function request(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("The sandbox does not answer. Is it still running?");
  }
  const text = await response.text();
  const answer = parse(text);
  if (!response.ok || answer?.ok === false) {
    throw new Error(answer?.description || answer?.error || answer?.message || `The sandbox answered ${response.status}.`);
  }
  return answer;
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

const post = (path, body = {}) => request("POST", `/sandbox/${path}`, body);
const get = (path) => request("GET", `/sandbox/${path}`);

export const api = {
  state: () => get("state"),
  streamUrl: (after) => `/sandbox/stream?after=${after}`,
  history: (chatId, before, limit = 100) =>
    get(`chats/${chatId}/messages?limit=${limit}${before ? `&before=${before}` : ""}`),
  send: (message) => post("messages", message),
  press: (press) => post("press", { wait: 5, ...press }),
  block: (userId, blocked) => post("block", { user_id: userId, blocked }),
  addPerson: (person) => post("people", person),
  addChat: (chat) => post("chats", chat),
  addTopic: (chatId, name) => post(`chats/${chatId}/topics`, { name }),
  closeTopic: (chatId, threadId, closed) => request("PATCH", `/sandbox/chats/${chatId}/topics/${threadId}`, { closed }),
  setMember: (change) => post("members", change),
  migrate: (chatId) => post("migrate", { chat_id: chatId }),
  faults: () => get("faults"),
  addFault: (fault) => post("faults", fault),
  clearFaults: () => request("DELETE", "/sandbox/faults"),
  setLimits: (enabled) => post("limits", { enabled }),
  moveClock: (change) => post("clock", change),
  ledger: () => get("ledger/summary"),
  reset: () => post("reset"),
};
