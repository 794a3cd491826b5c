// Talking to the local server: state, messages, changes, and everything a person does.

/** The workspace that this page shows; none: the first. */
const team = new URLSearchParams(location.search).get("team");
const place = team ? { team } : {};

/** Where something of this workspace is, for a link. */
export const address = (path) => (team ? `${path}?${new URLSearchParams(place)}` : path);

/** GET as JSON. Throws an Error with the server's own sentence. */
export async function get(path, query = {}) {
  return answer(await fetch(`${path}?${new URLSearchParams({ ...place, ...query })}`));
}

/** POST as JSON to the control API. */
export async function post(name, body) {
  const headers = { "Content-Type": "application/json" };
  return answer(await fetch(`/control/${name}`, { method: "POST", headers, body: JSON.stringify({ ...place, ...body }) }));
}

async function answer(reply) {
  const body = await reply.json();
  if (!reply.ok || body.error) throw new Error(body.error || `the server answered ${reply.status}`);
  return body;
}

/** Calls `heard` for every change, and again after a lost connection. */
export function listen(heard) {
  const source = new EventSource(address("/changes"));
  source.onmessage = (event) => heard(JSON.parse(event.data));
  source.onopen = () => heard({ kind: "connected" });
  return source;
}
