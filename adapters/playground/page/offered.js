// What the app suggests in its conversation: each one is a button that asks it.
import { make } from "./dom.js";

/** Shows the prompts that the app has set, or nothing; `ask` takes the chosen text. */
export function offered(place, given, ask) {
  place.hidden = !given;
  if (!given) return;
  const buttons = given.prompts.map(({ title, message }) =>
    make(
      "li",
      {},
      make("button", { type: "button", class: "prompt", title: message, "aria-label": `${title}: ${message}`, onclick: () => ask(message) }, title),
    ),
  );
  place.replaceChildren(
    make("h3", { id: "offered-title" }, given.title || "Suggested"),
    make("ul", {}, buttons),
  );
}
