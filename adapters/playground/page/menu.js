// The menu of a message: the app's shortcuts, and for its writer to change it or take it back.
import { decoded, make } from "./dom.js";

/** The menu; `view.use`, `view.edit` and `view.remove` do what is chosen. */
export function menu(message, view) {
  const mine = message.user === view.user() && !message.subtype;
  const entries = view.shortcuts().map((one) => ({ name: one.name, work: () => view.use(message, one.callback_id) }));
  entries.push({ name: "Copy link to message", work: () => view.link(message) });
  if (mine) {
    entries.push({ name: "Edit message", work: () => rewrite(message, view, list) });
    entries.push({ name: "Delete message", work: () => view.remove(message), danger: true });
  }
  const close = () => {
    list.open = false;
    list.querySelector("summary").focus({ preventScroll: true });
  };
  const item = (entry) =>
    make(
      "li",
      {},
      make(
        "button",
        {
          type: "button",
          class: entry.danger ? "danger" : undefined,
          onclick: () => {
            close();
            entry.work();
          },
        },
        entry.name,
      ),
    );
  const about = `More actions for the message by ${view.names(message.user)}`;
  const list = make(
    "details",
    { class: "menu" },
    make("summary", { "aria-label": about, title: "More actions" }, "⋯"),
    make("ul", {}, ...entries.map(item)),
  );
  list.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && list.open) close();
  });
  list.addEventListener("focusout", (event) => {
    if (!list.contains(event.relatedTarget)) list.open = false;
  });
  return entries.length ? list : null;
}

/** A field in the place of the text, until it is saved or given up. */
function rewrite(message, view, list) {
  const body = list.closest(".message").querySelector(".body");
  const before = [...body.childNodes];
  const field = make("textarea", { rows: 3, "aria-label": "Edit message" });
  field.value = decoded(message.text).replace(/<@(\w+)>/g, (_, id) => `@${view.names(id)}`);
  const cancel = () => {
    body.replaceChildren(...before);
    list.querySelector("summary").focus({ preventScroll: true });
  };
  const save = () => view.edit(message, field.value.trim()).then(cancel);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") cancel();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  });
  const row = make(
    "div",
    { class: "actions" },
    make("button", { type: "button", onclick: save }, "Save"),
    make("button", { type: "button", onclick: cancel }, "Cancel"),
  );
  body.replaceChildren(field, row);
  field.focus();
}
