// Talking to the local server: state, messages, changes, and everything a person does.

/** GET as JSON. Throws an Error with the server's own sentence. */
export async function get(path, query = {}) {
  return answer(await fetch(`${path}?${new URLSearchParams(query)}`));
}

/** POST as JSON to the control API. */
export async function post(name, body) {
  const headers = { "Content-Type": "application/json" };
  return answer(await fetch(`/control/${name}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

async function answer(reply) {
  const body = await reply.json();
  if (!reply.ok || body.error) throw new Error(body.error || `the server answered ${reply.status}`);
  return body;
}

/** Calls `heard` for every change, and again after a lost connection. */
export function listen(heard) {
  const source = new EventSource("/changes");
  source.onmessage = (event) => heard(JSON.parse(event.data));
  source.onopen = () => heard({ kind: "connected" });
  return source;
}
