// App Home: the tab beside the messages of the conversation with the app.
import { blocks } from "./blocks.js";
import { make } from "./dom.js";
import { get, post } from "./server.js";

/** The two tabs and what stands under "Home"; `draw` follows the conversation that is shown. */
export function home(place, { names, guarded, user, seen }) {
  let open = false;
  const show = async () => {
    const { views } = await get("/control/views", { user: user() });
    const view = views.find((one) => one.type === "home");
    const press = (action_id, value) =>
      guarded(() => post("action", { view_id: view.id, user: user(), action_id, value }));
    const waiting = [make("p", { class: "note" }, "The app has not shown anything here yet.")];
    place.panel.replaceChildren(...(view ? blocks(view.blocks, names, press) : waiting));
  };
  const choose = (tab) => {
    open = tab === "home";
    render();
    guarded(async () => {
      await post("home", { user: user(), tab, seen: seen() });
      if (open) await show();
    });
  };
  const render = () => {
    const tab = (name, label, chosen) =>
      make(
        "button",
        { type: "button", class: "plain", "aria-pressed": String(chosen), onclick: () => choose(name) },
        label,
      );
    place.tabs.replaceChildren(tab("messages", "Messages", !open), tab("home", "Home", open));
    place.panel.hidden = !open;
    place.messages.hidden = place.composer.hidden = open;
    place.offered.classList.toggle("away", open);
  };
  return {
    draw: (isDirect) => {
      if (!isDirect) open = false;
      place.tabs.hidden = !isDirect;
      render();
    },
    /** Whether this change was of the tab; it is shown anew then. */
    heard: (view) => {
      const mine = view.startsWith("VHOME");
      if (mine && open) guarded(show);
      return mine;
    },
  };
}
