// Fields of a modal: what a person fills in, and what stands in it.
import { encoded } from "./attach.js";
import { make } from "./dom.js";

/** How long a field waits for the next key before it tells of a change (milliseconds). */
const PAUSE_MS = 200;

/** An input block. `press` is called with (action_id, value) where every change is to be told. */
export function input(block, press) {
  const element = block.element;
  const id = `in-${block.block_id}-${element.action_id}`;
  const hint = block.hint ? make("p", { id: `${id}-hint`, class: "context" }, block.hint.text) : null;
  const problem = make("p", { class: "field-problem", role: "alert", hidden: true });
  const given = { id, "data-block": block.block_id, "data-action": element.action_id, "aria-describedby": hint?.id };
  if (["checkboxes", "radio_buttons"].includes(element.type)) {
    const legend = make("legend", {}, block.label.text);
    return make("fieldset", given, legend, ...choices(element, id), hint, problem);
  }
  const kinds = { file_input: upload, static_select: select };
  const field = (kinds[element.type] || text)(element, given);
  if (block.dispatch_action) tell(field, (value) => press(element.action_id, value));
  return make("div", {}, make("label", { for: id }, block.label.text), field, hint, problem);
}

/** What stands in a field: a text, the value of the one chosen, or a list of values; of a field for
 * files what was chosen, once it is read. */
export function valueOf(field) {
  if (field.type === "file") return Promise.all([...field.files].map(read));
  if (field.tagName !== "FIELDSET") return field.value;
  const chosen = [...field.querySelectorAll("input:checked")].map((one) => one.value);
  return field.querySelector("input[type=radio]") ? (chosen[0] ?? null) : chosen;
}

/** Says what is wrong with a field, or no more. */
export function complain(field, sentence) {
  const problem = field.parentElement.querySelector(".field-problem") || field.querySelector(".field-problem");
  problem.textContent = sentence || "";
  problem.hidden = !sentence;
}

function text(element, given) {
  const field = make(element.multiline ? "textarea" : "input", {
    ...given,
    maxlength: element.max_length,
    rows: element.multiline ? 3 : undefined,
  });
  if (element.initial_value) field.value = element.initial_value;
  return field;
}

function upload(element, given) {
  return make("input", { ...given, type: "file", multiple: element.max_files !== 1 });
}

async function read(file) {
  return { name: file.name, content_base64: await encoded(file) };
}

function select(element, given) {
  const chosen = element.initial_option?.value;
  const options = element.options.map((option) =>
    make("option", { value: option.value, selected: option.value === chosen }, option.text.text),
  );
  return make("select", given, ...options);
}

function choices(element, id) {
  const many = element.type === "checkboxes";
  const first = many ? element.initial_options || [] : [element.initial_option].filter(Boolean);
  const begun = new Set(first.map((option) => option.value));
  return element.options.map((option) =>
    make(
      "label",
      { class: "choice" },
      make("input", {
        type: many ? "checkbox" : "radio",
        name: id,
        value: option.value,
        checked: begun.has(option.value),
      }),
      option.text.text,
    ),
  );
}

function tell(field, press) {
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => press(field.value), PAUSE_MS);
  });
}
