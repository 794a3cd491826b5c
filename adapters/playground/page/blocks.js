// Block Kit as elements. Every kind of block that the bot sends, and a plain note for the others.
import { make } from "./dom.js";
import { input } from "./fields.js";
import { inline, rich } from "./text.js";

/** A message's blocks; `press` is called with (action_id, value). */
export function blocks(list, names, press) {
  return list.map((block) => one(block, names, press)).filter(Boolean);
}

function one(block, names, press) {
  switch (block.type) {
    case "section":
      return section(block, names, press);
    case "header":
      return make("h3", {}, block.text.text);
    case "divider":
      return make("hr");
    case "markdown":
      return make("div", {}, ...rich(block.text, names, true));
    case "context":
      return make("div", { class: "context" }, ...block.elements.map((item) => small(item, names)));
    case "actions":
      return make("div", { class: "actions" }, ...block.elements.map((item) => control(item, press, names)));
    case "context_actions":
      return make("div", { class: "actions" }, ...block.elements.flatMap((item) => votes(item, press)));
    case "image":
      return make("img", { src: block.image_url, alt: block.alt_text });
    case "input":
      return input(block, press);
    case "rich_text":
      return make("div", {}, ...block.elements.map((part) => richPart(part, names)));
    case "table":
      return table(block, names);
    case "task_card":
      return task(block);
    case "container":
      return container(block, names, press);
    default:
      return make("p", { class: "context" }, `(${block.type})`);
  }
}

function text(object, names) {
  return object.type === "mrkdwn" ? rich(object.text, names) : [make("p", {}, object.text)];
}

function task(block) {
  const state = { pending: "waiting", in_progress: "at work", complete: "done", error: "failed" }[block.status];
  return make(
    "div",
    { class: `task ${block.status}` },
    make("span", {}, block.title),
    make("span", { class: "state" }, state || ""),
  );
}

function section(block, names, press) {
  const parts = [];
  if (block.text) parts.push(...text(block.text, names));
  for (const field of block.fields || []) parts.push(...text(field, names));
  if (block.accessory) parts.push(make("div", { class: "actions" }, control(block.accessory, press)));
  return make("div", {}, ...parts);
}

function small(item, names) {
  if (item.type === "image") return make("img", { src: item.image_url, alt: item.alt_text });
  return make("span", {}, ...(item.type === "mrkdwn" ? inline(item.text, names, false) : [item.text]));
}

function control(item, press, names) {
  if (item.type === "button") {
    return make(
      "button",
      {
        type: "button",
        class: item.style === "danger" ? "danger" : undefined,
        "aria-label": item.accessibility_label,
        title: item.accessibility_label,
        onclick: () => press(item.action_id, item.value),
      },
      item.text.text,
    );
  }
  if (item.type === "conversations_select") return places(item, names.channels(), press);
  if (item.options) {
    const list = make("select", { "aria-label": item.placeholder?.text || item.action_id });
    for (const option of item.options) {
      const selected = item.initial_option?.value === option.value;
      list.append(make("option", { value: option.value, selected }, option.text.text));
    }
    list.addEventListener("change", () => press(item.action_id, list.value));
    return list;
  }
  return make("span", {}, `(${item.type})`);
}

function places(item, channels, press) {
  const hint = item.placeholder?.text || item.action_id;
  const offered = channels.map((channel) =>
    make("option", { value: channel.id, selected: channel.id === item.initial_conversation }, `#${channel.name}`),
  );
  const nothing = make("option", { value: "", disabled: true, selected: !item.initial_conversation }, hint);
  const list = make("select", { "aria-label": hint }, nothing, ...offered);
  list.addEventListener("change", () => press(item.action_id, list.value));
  return list;
}

function votes(item, press) {
  if (item.type !== "feedback_buttons") return [control({ ...item, type: "button" }, press)];
  const thumbs = [item.positive_button, item.negative_button].map((vote, index) =>
    make(
      "button",
      {
        type: "button",
        class: "thumb",
        "aria-label": vote.accessibility_label,
        "aria-pressed": "false",
        onclick: () => {
          for (const one of thumbs) one.setAttribute("aria-pressed", String(one === thumbs[index]));
          press(item.action_id, vote.value);
        },
      },
      vote.text.text,
    ),
  );
  return thumbs;
}

function richPart(part, names) {
  const items = (part.elements || []).map((item) => {
    if (item.type === "text") return inline(item.text, names, false);
    if (item.type === "user") return [make("span", { class: "pill" }, `@${names(item.user_id)}`)];
    if (item.type === "link") return [make("a", { href: item.url, rel: "noreferrer" }, item.text || item.url)];
    if (item.type === "rich_text_section") return [richPart(item, names)];
    return [];
  });
  const tag = { rich_text_list: "ul", rich_text_quote: "blockquote", rich_text_preformatted: "pre" }[part.type] || "p";
  return make(tag, {}, ...items.flat());
}

function table(block, names) {
  const cell = (item) => make("td", {}, ...(item.text ? inline(item.text, names, false) : [richPart(item, names)]));
  return make("table", {}, make("tbody", {}, block.rows.map((row) => make("tr", {}, row.map(cell)))));
}

function container(block, names, press) {
  const title = block.title.text || block.title;
  const inside = blocks(block.child_blocks, names, press);
  if (!block.is_collapsible) return make("div", {}, make("strong", {}, title), ...inside);
  const open = !block.default_collapsed;
  return make("details", { open }, make("summary", {}, title), ...inside);
}
