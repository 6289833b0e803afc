// What the page changes, asked of the emulator's control path.

import { byId, say } from "./document.js";

let refresh;

/** `poll` looks at the world again, so that a change is seen at once. */
export function startSending(poll) {
  refresh = poll;
}

/** Send, say what was done or show what was wrong, and look at the world again. */
export async function send(method, path, body, problem, done) {
  const refusal = await outcome(method, path, body);
  byId(problem).textContent = refusal;
  if (!refusal) {
    say(done);
  }
  return refresh();
}

/** Empty, or why it was refused. */
async function outcome(method, path, body) {
  try {
    const headers = body ? { "Content-Type": "application/json" } : {};
    const reply = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    const { errors = [] } = reply.ok ? {} : await reply.json();
    return errors.map(({ field, reason }) => (field ? `${field}: ${reason}` : reason)).join("; ");
  } catch {
    return "The emulator does not answer";
  }
}
