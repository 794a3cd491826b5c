// The modal: opened and updated by the app, filled in by a person.
import { blocks } from "./blocks.js";
import { complain, valueOf } from "./fields.js";
import { get, post } from "./server.js";

const $ = (id) => document.getElementById(id);

/** What stands in the fields: block -> action -> text; files only where they are sent off. */
async function values(files) {
  const found = {};
  for (const field of fields().filter((one) => files || one.type !== "file"))
    (found[field.dataset.block] ||= {})[field.dataset.action] = await valueOf(field);
  return found;
}

const fields = () => [...$("modal-body").querySelectorAll("[data-block]")];

const buttons = () => [...$("modal-body").querySelectorAll("button")];

/** Shows the view, or what it has become. A field that stays keeps its text and the cursor. */
export async function openModal(id, { names, guarded, user }) {
  const { views } = await get("/control/views", { user: user() });
  const modal = views.find((one) => one.id === id && one.type === "modal");
  if (!modal) return;
  const press = (action_id, value) =>
    guarded(async () => post("action", { view_id: modal.id, user: user(), action_id, value, values: await values() }));
  const same = $("modal").open && $("modal").dataset.view === modal.id;
  const before = same ? fields() : [];
  const active = document.activeElement;
  const pressed = same && buttons().includes(active) ? active.textContent : "";
  const at = before.includes(active) ? [active.selectionStart, active.selectionEnd] : null;
  $("modal-title").textContent = modal.title.text;
  $("modal-body").replaceChildren(...blocks(modal.blocks, names, press));
  for (const old of before) {
    const field = fields().find((one) => one.id === old.id);
    if (!field) continue;
    field.replaceWith(old);
    if (old === active) {
      old.focus({ preventScroll: true });
      if (at) old.setSelectionRange(...at);
    }
  }
  if (pressed) buttons().find((one) => one.textContent === pressed)?.focus({ preventScroll: true });
  $("modal-close").textContent = modal.close?.text || "Close";
  $("modal-submit").hidden = !modal.submit;
  $("modal-submit").textContent = modal.submit?.text || "";
  $("modal").dataset.view = modal.id;
  if (!$("modal").open) $("modal").showModal();
}

/** Buttons and keys of the dialog itself. */
export function wireModal({ guarded, user }) {
  const dialog = $("modal");
  $("modal-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    // One that was sent off is not closed as well.
    const view_id = dialog.dataset.view;
    if (view_id) guarded(() => post("view", { view_id, user: user(), close: true }));
  });
  $("modal-form").addEventListener("submit", (event) => {
    event.preventDefault();
    guarded(async () => {
      const answer = await post("view", { view_id: dialog.dataset.view, user: user(), submit: await values(true) });
      for (const field of fields()) complain(field, answer.errors?.[field.dataset.block]);
      if (answer.response_action) return;
      dialog.dataset.view = "";
      dialog.close();
    });
  });
}
