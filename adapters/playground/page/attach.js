// Files beside a message: chosen, shown by name, taken back, and sent with it.
import { make } from "./dom.js";
import { address } from "./server.js";

/** The file field with id `name`; its names stand in `<name>-names`. */
export function files(name) {
  const field = document.getElementById(name);
  const shown = document.getElementById(`${name}-names`);
  const clear = () => {
    field.value = "";
    draw();
  };
  const draw = () => {
    const names = [...field.files].map((file) => file.name);
    const remove = make("button", { class: "plain", type: "button", onclick: clear }, "Remove files");
    shown.replaceChildren(...(names.length ? [make("span", {}, names.join(", ")), remove] : []));
  };
  field.addEventListener("change", draw);
  return {
    any: () => field.files.length > 0,
    /** Their names and contents as the control API takes them; the field is empty afterwards. */
    take: async () => {
      const chosen = [...field.files];
      const read = await Promise.all(chosen.map(encoded));
      clear();
      return chosen.map((file, index) => ({ name: file.name, content_base64: read[index] }));
    },
  };
}

/** The files of a message, by name. */
export function attached(message) {
  const shared = message.files || [];
  if (!shared.length) return [];
  const rows = shared.map((file) =>
    make("li", {}, make("a", { href: address(`/opened/${file.id}`), target: "_blank" }, file.name), ` ${size(file.size)}`),
  );
  return [make("ul", { class: "files", "aria-label": "Attached files" }, ...rows)];
}

function size(bytes) {
  return bytes < 1000 ? `${bytes} bytes` : `${Math.round(bytes / 1000).toLocaleString("en")} KB`;
}

/** The bytes of a chosen file in base64. */
export function encoded(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] || "");
    reader.onerror = () => reject(new Error(`${file.name} could not be read`));
    reader.readAsDataURL(file);
  });
}
