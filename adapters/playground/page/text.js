// Slack's two text formats, as nodes: mrkdwn (people, sections) and standard Markdown (answers).
import { decoded, make } from "./dom.js";

const INLINE =
  /(`[^`\n]+`)|(\*\*[^*\n]+\*\*)|(\*[^*\n]+\*)|(_[^_\n]+_)|(~~?[^~\n]+~~?)|(<[^<>\n]+>)|(\[[^\]\n]+\]\([^)\s]+\))|(https?:\/\/[^\s<>)]+)/;

/** Inline text as nodes. `names` turns ids into names for mentions. */
export function inline(text, names, markdown) {
  const nodes = [];
  let rest = text;
  while (rest) {
    const found = INLINE.exec(rest);
    if (!found) break;
    if (found.index) nodes.push(decoded(rest.slice(0, found.index)));
    nodes.push(piece(found[0], names, markdown));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest) nodes.push(decoded(rest));
  return nodes;
}

function piece(token, names, markdown) {
  if (token.startsWith("`")) return make("code", {}, decoded(token.slice(1, -1)));
  if (token.startsWith("**")) return make("strong", {}, ...inline(token.slice(2, -2), names, markdown));
  if (token.startsWith("*")) {
    return make(markdown ? "em" : "strong", {}, ...inline(token.slice(1, -1), names, markdown));
  }
  if (token.startsWith("_")) return make("em", {}, ...inline(token.slice(1, -1), names, markdown));
  if (token.startsWith("~")) return make("s", {}, token.replaceAll("~", ""));
  if (token.startsWith("<")) return reference(token.slice(1, -1), names);
  if (token.startsWith("[")) {
    const [, label, address] = /^\[([^\]]+)\]\((.*)\)$/.exec(token);
    return link(address, label);
  }
  return link(token, token);
}

function reference(inside, names) {
  const [target, label] = inside.split("|");
  if (target.startsWith("@")) return make("span", { class: "pill" }, `@${names(target.slice(1))}`);
  if (target.startsWith("#")) return make("span", { class: "pill" }, `#${label || names(target.slice(1))}`);
  if (target.startsWith("!")) return make("span", { class: "pill" }, `@${target.slice(1)}`);
  if (/^(https?|mailto):/.test(target)) return link(target, label || target);
  return `<${decoded(inside)}>`;
}

function link(address, label) {
  if (!/^(https?:|mailto:)/.test(address)) return decoded(label);
  return make("a", { href: address, rel: "noreferrer noopener", target: "_blank" }, decoded(label));
}

/** A whole text as block nodes: paragraphs, lists, quotes, code, tables, headings. */
export function rich(text, names, markdown = false) {
  const nodes = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    const taken =
      code(lines, at, nodes) ||
      (markdown && table(lines, at, nodes, names)) ||
      listing(lines, at, nodes, names, markdown) ||
      quote(lines, at, nodes, names, markdown);
    if (taken) {
      at += taken;
      continue;
    }
    const heading = markdown && /^(#{1,4})\s+(.*)$/.exec(line);
    if (heading) nodes.push(make("h3", {}, ...inline(heading[2], names, markdown)));
    else if (line.trim()) nodes.push(make("p", {}, ...inline(line, names, markdown)));
    at += 1;
  }
  return nodes;
}

function code(lines, at, nodes) {
  if (!lines[at].trim().startsWith("```")) return 0;
  let end = at + 1;
  while (end < lines.length && !lines[end].trim().startsWith("```")) end += 1;
  const text = decoded(lines.slice(at + 1, end).join("\n"));
  nodes.push(make("pre", { tabindex: "0" }, make("code", {}, text)));
  return end - at + 1;
}

function table(lines, at, nodes, names) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
  if (!lines[at].includes("|") || !/^[\s|:-]+$/.test(lines[at + 1] || "") || !lines[at + 1].includes("-")) return 0;
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) end += 1;
  const head = make("tr", {}, cells(lines[at]).map((cell) => make("th", {}, ...inline(cell, names, true))));
  const rows = lines
    .slice(at + 2, end)
    .map((line) => make("tr", {}, cells(line).map((cell) => make("td", {}, ...inline(cell, names, true)))));
  nodes.push(make("table", {}, make("thead", {}, head), make("tbody", {}, rows)));
  return end - at;
}

function listing(lines, at, nodes, names, markdown) {
  const mark = /^\s*([-*•]|\d+[.)])\s+(.*)$/;
  const first = mark.exec(lines[at]);
  if (!first) return 0;
  const items = [];
  let end = at;
  for (let found = first; found; found = mark.exec(lines[end] || "")) {
    items.push(make("li", {}, ...inline(found[2], names, markdown)));
    end += 1;
  }
  nodes.push(make(/\d/.test(first[1]) ? "ol" : "ul", {}, items));
  return end - at;
}

function quote(lines, at, nodes, names, markdown) {
  const inside = (line) => /^(?:>|&gt;)\s?(.*)$/.exec(line || "");
  if (!inside(lines[at])) return 0;
  let end = at;
  const texts = [];
  for (let found = inside(lines[at]); found; found = inside(lines[end])) {
    texts.push(found[1]);
    end += 1;
  }
  nodes.push(make("blockquote", {}, ...rich(texts.join("\n"), names, markdown)));
  return end - at;
}
