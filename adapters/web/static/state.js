// What the page knows: who one is, what that person's screen shows, and how the
// server is asked. Changes are announced as events on `changes`:
//   screen   everything is different (another person, or read anew)
//   place    another conversation is looked at
//   message  {message, isNew}      gone  {id, conversation}
//   marks    unread counts, language       waiting  somebody has unread messages
//   look     Slack or Discord              online   the stream came or went
//   drafts   unfinished forms              acted    the bot answered something
//   backstage  the clock or a fault was changed

export const changes = new EventTarget();

export const state = {
  start: null, // what does not change; see startView on the server
  person: null, // of start.people
  locale: "ja",
  look: "slack",
  at: "home",
  conversations: new Map(),
  waiting: {},
  online: true,
};

let people = new Map();
let stream = null;
let turn = 0; // tells an outdated answer about another person

function announce(type, detail) {
  changes.dispatchEvent(new CustomEvent(type, { detail }));
}

// t is a sentence of the page, with {name} filled in.
export function t(name, values = {}) {
  const sentence = state.start?.words[state.locale]?.[name] ?? name;
  return sentence.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

// inLocale chooses from {ja, en}.
export const inLocale = (both) => both?.[state.locale] || "";

export const personOf = (id) => people.get(id);
export const conversation = () => state.conversations.get(state.at);

export function conversationName(id) {
  if (id === "home") return t("home");
  if (id === "direct") return t("bot");
  return "#" + (state.conversations.get(id)?.name ?? "");
}

// --- the server -----------------------------------------------------------

export class Refused extends Error {}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (e) {
    if (e.name === "AbortError") throw e;
    throw new Refused(t("failed"));
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(body.error || t("failed"));
  return body;
}

function post(path, body, signal) {
  return ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Playground": "1" },
    body: JSON.stringify(body),
    signal,
  });
}

// act does something as the person who is shown now. If meanwhile another one
// is shown, there is nothing to be done here with what comes of it.
export async function act(kind, more = {}) {
  const person = state.person.id;
  const outcome = await post("/api/act", { person, look: state.look, conversation: state.at, act: kind, ...more });
  if (person !== state.person.id) return {};
  if (!["read", "home", "dismiss", "locale"].includes(kind)) announce("acted");
  return outcome;
}

export const complete = (text, signal) =>
  post("/api/complete", { person: state.person.id, look: state.look, conversation: state.at, text }, signal);

// Behind the scenes: see backstage.go.
export const behind = () => ask(`/api/backstage?person=${encodeURIComponent(state.person.id)}`);
export const pass = (seconds) => post("/api/pass", { person: state.person.id, seconds });
export const fault = (name, on) => post("/api/fault", { person: state.person.id, fault: name, on });

export const reset = () => post("/api/reset", { person: state.person.id });

// --- one's screen ---------------------------------------------------------

export async function begin() {
  state.start = await ask("/api/start");
  people = new Map(state.start.people.map((p, index) => [p.id, { ...p, index }]));
  state.start.people = [...people.values()];
  state.look = remembered("look", ["slack", "discord"]) || state.start.look;
}

// become shows the screen of a person, at a conversation.
export async function become(id, at) {
  const mine = ++turn;
  const view = await ask(`/api/view?person=${encodeURIComponent(id)}`);
  if (mine !== turn) return;
  state.person = personOf(id);
  take(view);
  state.at = exists(at) ? at : "home";
  listen(view.cursor, mine);
  announce("screen");
}

export const exists = (at) => at === "home" || state.conversations.has(at);

function take(view) {
  state.locale = view.locale;
  state.waiting = view.waiting;
  state.conversations = new Map(view.conversations.map((c) => [c.id, { ...c, messages: new Map(c.messages.map((m) => [m.id, m])) }]));
}

async function refetch(mine) {
  const view = await ask(`/api/view?person=${encodeURIComponent(state.person.id)}`);
  if (mine !== turn) return;
  take(view);
  if (!exists(state.at)) state.at = "home";
  listen(view.cursor, mine);
  announce("screen");
}

function listen(cursor, mine) {
  stream?.close();
  const source = new EventSource(`/api/updates?person=${encodeURIComponent(state.person.id)}&after=${encodeURIComponent(cursor)}`);
  stream = source;
  const on = (type, f) =>
    source.addEventListener(type, (e) => {
      if (mine === turn && source === stream) f(JSON.parse(e.data));
    });
  source.onopen = () => online(true);
  source.onerror = () => {
    online(false);
    // The browser tries again by itself unless the answer was no stream at all.
    if (source.readyState === EventSource.CLOSED && mine === turn) setTimeout(() => again(mine), 1500);
  };
  on("message", receive);
  on("gone", (gone) => {
    state.conversations.get(gone.conversation)?.messages.delete(gone.id);
    announce("gone", gone);
    announce("marks");
  });
  on("person", (marks) => {
    for (const [id, seq] of Object.entries(marks.read)) {
      const c = state.conversations.get(id);
      if (c) c.read = seq;
    }
    const other = state.locale !== marks.locale;
    state.locale = marks.locale;
    announce(other ? "screen" : "marks");
  });
  on("waiting", ({ person, count }) => {
    state.waiting[person] = count;
    announce("waiting");
  });
  on("backstage", () => announce("backstage"));
  on("refetch", () => again(mine));
}

// A browser opens few connections to one server: pages that nobody looks at
// leave theirs to the others, and catch up when they are looked at.
const patience = 60_000;
let resting = 0;

document.addEventListener("visibilitychange", () => {
  clearTimeout(resting);
  if (document.visibilityState === "hidden") {
    resting = setTimeout(() => {
      stream?.close();
      stream = null;
    }, patience);
  } else if (state.person && !stream) {
    again(turn);
  }
});

function again(mine) {
  refetch(mine).catch(() => {
    online(false);
    if (mine === turn) setTimeout(() => again(mine), 1500);
  });
}

function online(is) {
  if (state.online === is) return;
  state.online = is;
  announce("online");
}

function receive(message) {
  const c = state.conversations.get(message.conversation);
  if (!c) return;
  const isNew = !c.messages.has(message.id);
  c.messages.set(message.id, message);
  announce("message", { message, isNew });
  if (isNew) announce("marks");
}

// --- what follows from it -------------------------------------------------

export const isMine = (m) => m.from === state.person.id;

// unread counts what others said and one has not seen. Replies in threads do
// not count: they are details of something that was announced before.
export function unread(c) {
  let n = 0;
  for (const m of c.messages.values()) if (m.seq > c.read && !isMine(m) && !m.thread) n++;
  return n;
}

let marking = 0;

// markRead says that what is on the screen was seen: after a moment, since
// messages often come in a row.
export function markRead() {
  clearTimeout(marking);
  marking = setTimeout(seen, 300);
}

export function seen() {
  const c = conversation();
  if (!c || document.visibilityState !== "visible" || unread(c) === 0) return;
  // A mark that did not get through is made again with the next message.
  act("read").catch(() => {});
}

export function go(person, at) {
  const query = new URLSearchParams({ as: person, at });
  location.hash = query.toString();
}

export function place(at) {
  state.at = at;
  announce("place");
}

export function setLook(look) {
  state.look = look;
  remember("look", look);
  announce("look");
}

// remember and remembered keep small preferences of this browser; where it
// keeps none, nothing is lost but comfort.
export function remember(name, value) {
  try {
    localStorage.setItem("playground." + name, value);
  } catch {}
}

export function remembered(name, allowed) {
  try {
    const value = localStorage.getItem("playground." + name);
    return !allowed || allowed.includes(value) ? value : null;
  } catch {
    return null;
  }
}

// --- unfinished forms -----------------------------------------------------

// A form which was closed with something typed in it stays here, by person,
// also over a reload.
export function drafts() {
  try {
    return JSON.parse(sessionStorage.getItem("playground.drafts." + state.person.id)) || [];
  } catch {
    return [];
  }
}

function setDrafts(list) {
  try {
    sessionStorage.setItem("playground.drafts." + state.person.id, JSON.stringify(list.slice(-4)));
  } catch {}
  announce("drafts");
}

// forgetDrafts is for when the bot has forgotten them too.
export function forgetDrafts() {
  try {
    sessionStorage.clear();
  } catch {}
  announce("drafts");
}

export const keepDraft = (draft) => setDrafts([...drafts().filter((d) => d.sheet.id !== draft.sheet.id), draft]);
export const dropDraft = (id) => setDrafts(drafts().filter((d) => d.sheet.id !== id));
