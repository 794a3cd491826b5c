// The page: who you are, where you are, what you see, and what you do.
import { files } from "./attach.js";
import { blocks } from "./blocks.js";
import { make } from "./dom.js";
import { home } from "./home.js";
import { show } from "./messages.js";
import { openModal, wireModal } from "./modal.js";
import { offered } from "./offered.js";
import { get, listen, post } from "./server.js";
import { tour } from "./tour.js";

const $ = (id) => document.getElementById(id);
const here = { user: "", channel: "", thread: "", people: new Map(), channels: [], bot: "", links: "", shortcuts: [], unread: new Set(), seen: "" };

const names = (id) => (here.people.get(id) || here.channels.find((one) => one.id === id))?.name || id || "app";
names.channels = () => here.channels.filter((channel) => !channel.is_im);

async function guarded(work) {
  try {
    $("problem").hidden = true;
    await work();
  } catch (error) {
    $("problem").textContent = `That did not work: ${error.message}`;
    $("problem").hidden = false;
  }
}

async function loadState() {
  const state = await get("/state", here.user ? { user: here.user } : {});
  here.user = state.user;
  here.bot = state.bot;
  here.shortcuts = state.shortcuts;
  here.links = state.links;
  here.channels = state.channels;
  here.people = new Map(state.people.map((person) => [person.id, person]));
  if (!here.channels.some((channel) => channel.id === here.channel)) {
    here.channel = here.channels[0].id;
    here.thread = "";
  }
  drawSide();
  drawPeople();
  drawTeams(state.teams, state.team);
  await draw();
}

/** Which workspace: a choice where there are several. */
function drawTeams(teams, shown) {
  $("which-team").hidden = teams.length < 2;
  $("team").replaceChildren(
    ...teams.map((team) => make("option", { value: team.id, selected: team.id === shown }, team.name)),
  );
}

function drawPeople() {
  const people = [...here.people.values()].filter((person) => !person.is_bot);
  $("act-as").replaceChildren(
    ...people.map((person) => make("option", { value: person.id, selected: person.id === here.user }, person.real_name)),
  );
}

function drawSide() {
  const item = (channel) =>
    make(
      "li",
      {},
      make(
        "button",
        { type: "button", "aria-current": channel.id === here.channel ? "true" : "false", onclick: () => go(channel.id) },
        `${channel.is_im ? "@" : "# "}${channel.name}`,
        channel.is_private && !channel.is_im ? make("small", {}, " private") : null,
        here.unread.has(channel.id) ? make("span", { class: "unread", "aria-label": "unread" }, "•") : null,
      ),
    );
  $("channels").replaceChildren(...here.channels.filter((one) => !one.is_im).map(item));
  $("directs").replaceChildren(...here.channels.filter((one) => one.is_im).map(item));
}

/** In Slack the app stands beside the channel that one looks at; here it follows on it. */
async function look(channel) {
  const direct = here.channels.find((one) => one.id === channel)?.is_im;
  if (!direct) here.seen = channel;
  await (direct ? post("home", { user: here.user, tab: "messages", seen: here.seen }) : post("look", { user: here.user, seen: channel }));
}

async function go(channel) {
  here.channel = channel;
  here.thread = "";
  here.unread.delete(channel);
  $("side").classList.remove("open");
  $("menu").setAttribute("aria-expanded", "false");
  drawSide();
  await guarded(draw);
  $("messages").scrollTop = $("messages").scrollHeight;
  $("composer").focus();
  await guarded(() => look(channel));
}

async function draw() {
  const channel = here.channels.find((one) => one.id === here.channel);
  $("room-name").textContent = `${channel.is_im ? "@" : "#"}${channel.name}`;
  appHome.draw(channel.is_im);
  first.draw(channel.is_im ? "" : channel.name);
  $("room-note").textContent = channel.has_bot ? "" : "The bot is not in this channel: /ask answers only to you.";
  const query = { channel: here.channel, user: here.user };
  const found = await get("/control/messages", query);
  const all = found.messages;
  offered($("offered"), found.offered, (text) => guarded(() => say(text)));
  const roots = all.filter((one) => !one.thread_ts || one.thread_ts === one.ts || one.ephemeral_to);
  show($("messages"), roots, view(false));
  $("thread").hidden = !here.thread;
  if (here.thread) {
    const thread = await get("/control/messages", { ...query, thread_ts: here.thread });
    show($("replies"), thread.messages, view(true));
    $("stop").hidden = thread.session !== "processing";
    $("status").textContent = thread.status ? `${names(here.bot)} ${thread.status}` : "";
  }
}

const act = (name, message, more = {}) =>
  guarded(() => post(name, { channel: here.channel, ts: message.ts, user: here.user, ...more }));

const view = (thread) => ({
  thread,
  names,
  open: (ts) =>
    guarded(async () => {
      here.thread = ts;
      await draw();
      $("replies").scrollTop = $("replies").scrollHeight;
      $("reply").focus();
    }),
  user: () => here.user,
  shortcuts: () => here.shortcuts,
  press: (message, action_id, value) => act("action", message, { action_id, value }),
  use: (message, callback_id) => act("shortcut", message, { callback_id }),
  edit: (message, text) => act("edit", message, { text }),
  link: (message) =>
    guarded(() => navigator.clipboard.writeText(`${here.links}${here.channel}/p${message.ts.replace(".", "")}`)),
  remove: (message) => act("delete", message),
});

/** A suggested prompt is sent as if it had been written. */
async function say(text) {
  const sent = await post("message", { channel: here.channel, user: here.user, text });
  here.thread = sent.ts;
  await draw();
}

async function send(field, chosen, thread_ts) {
  const text = field.value.trim();
  if (!text && !chosen.any()) return;
  field.value = "";
  const place = { channel: here.channel, user: here.user };
  if (text.startsWith("/")) {
    const [command, ...rest] = text.split(" ");
    if (text === "/thinktwice tour") await first.show();
    await post("command", { ...place, command, text: rest.join(" ") });
  } else {
    const sent = await post("message", { ...place, text, thread_ts, files: await chosen.take() });
    const asked = text.includes(`@${names(here.bot)}`) || here.channels.some((c) => c.id === here.channel && c.is_im);
    if (asked && !thread_ts) here.thread = sent.ts;
  }
  await draw();
  for (const list of ["messages", "replies"]) $(list).scrollTop = $(list).scrollHeight;
}

function wire(form, field, thread) {
  const chosen = files(`${field}-files`);
  const submit = () => guarded(() => send($(field), chosen, thread() || undefined));
  $(form).addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  $(field).addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
}

const named = (name) => here.channels.find((one) => one.name === name && !one.is_im);

/** What the tour does for you, as you would do it. */
const first = tour($("tour"), $("tour-hint"), {
  guarded,
  channel: () => here.channels.find((one) => one.id === here.channel).name,
  focus: () => $("composer").focus(),
  go: async (name) => {
    if (!named(name)) throw new Error(`you are not in #${name}; act as somebody who is`);
    await go(named(name).id);
  },
  openFirst: async () => {
    const query = { channel: here.channel, user: here.user };
    here.thread = (await get("/control/messages", query)).messages[0].ts;
    await draw();
  },
  say: async (text, inThread) => {
    const field = $(inThread ? "reply" : "composer");
    field.value = `@${names(here.bot)} ${text}`;
    field.form.requestSubmit();
  },
});
const context = { names, guarded, user: () => here.user, seen: () => here.seen };
const appHome = home(
  { tabs: $("home-tabs"), panel: $("home"), messages: $("messages"), composer: $("composer-form"), offered: $("offered") },
  context,
);

function heard(change) {
  if (change.kind === "view" && change.user === here.user) {
    if (!appHome.heard(change.view)) guarded(() => openModal(change.view, context));
  }
  if (change.kind === "reset" || change.kind === "connected") guarded(loadState);
  else if (["message", "ephemeral", "deleted", "status", "prompts"].includes(change.kind)) {
    if (change.channel === here.channel) guarded(draw);
    else if (change.kind === "message" && here.channels.some((one) => one.id === change.channel)) {
      here.unread.add(change.channel);
      drawSide();
    }
  }
}

wire("composer-form", "composer", () => "");
wire("reply-form", "reply", () => here.thread);
wireModal(context);
$("stop").addEventListener("click", () =>
  guarded(() => post("stop", { channel: here.channel, thread_ts: here.thread, user: here.user })),
);
$("thread-close").addEventListener("click", () => {
  here.thread = "";
  $("thread").hidden = true;
  $("composer").focus();
});
$("menu").addEventListener("click", () => {
  const open = $("side").classList.toggle("open");
  $("menu").setAttribute("aria-expanded", String(open));
});
$("team").addEventListener("change", () => {
  location.search = new URLSearchParams({ team: $("team").value });
});
$("act-as").addEventListener("change", () => {
  here.user = $("act-as").value;
  here.thread = "";
  guarded(loadState);
});
listen(heard);
