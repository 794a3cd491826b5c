// One list of messages: kept in step with the server, element by element.
import { attached } from "./attach.js";
import { blocks } from "./blocks.js";
import { make } from "./dom.js";
import { menu } from "./menu.js";
import { rich } from "./text.js";

/** Shows `messages` in `list`; unchanged ones keep their element, so nothing flickers. */
export function show(list, messages, view) {
  const nearEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const old = new Map([...list.children].map((element) => [element.dataset.key, element]));
  const wanted = messages.map((message) => {
    const written = message.streaming_state ? `${message.streaming_state}${message.text.length}` : "";
    const key = `${message.ts} ${message.edited?.ts || ""} ${written} ${view.thread ? "" : message.reply_count || 0}`;
    const element = old.get(key) || row(message, view);
    element.dataset.key = key;
    return element;
  });
  for (const element of [...list.children]) if (!wanted.includes(element)) element.remove();
  wanted.forEach((element, index) => {
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] || null);
  });
  if (nearEnd) list.scrollTop = list.scrollHeight;
}

function row(message, view) {
  const name = view.names(message.user);
  const isBot = Boolean(message.bot_id);
  const at = new Date(Number(message.ts) * 1000);
  const time = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const writing = message.streaming_state === "in_progress";
  const thinking = writing || message.metadata?.event_payload?.state === "thinking";
  const press = (action, value) => view.press(message, action, value);
  const plain = !message.blocks?.length || message.blocks[0].type === "rich_text";
  const content = plain ? rich(message.text, view.names) : blocks(message.blocks, view.names, press);
  const replies =
    !view.thread && message.reply_count
      ? make("button", { class: "replies", type: "button", onclick: () => view.open(message.ts) }, count(message))
      : null;
  return make(
    "li",
    { class: "message", "aria-busy": thinking ? "true" : undefined },
    make("span", { class: isBot ? "avatar bot" : "avatar", "aria-hidden": "true" }, initials(name)),
    make(
      "span",
      { class: "who" },
      name,
      isBot ? make("span", { class: "tag" }, "app") : null,
      make("time", { datetime: at.toISOString() }, time),
    ),
    make(
      "div",
      { class: "body" },
      message.ephemeral_to ? make("p", { class: "only-you" }, "Only you can see this") : null,
      ...content,
      ...attached(message),
      replies,
      !view.thread && !message.reply_count && !message.ephemeral_to
        ? make("button", { class: "replies", type: "button", onclick: () => view.open(message.ts) }, "Reply")
        : null,
    ),
    message.ephemeral_to ? null : menu(message, view),
  );
}

function count(message) {
  return message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
}

function initials(name) {
  return name.slice(0, 2).toUpperCase();
}
