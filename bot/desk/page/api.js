// Asking the service. A refusal becomes a `Refusal` whose message can be read by the agent.

export class Refusal extends Error {
  /** @param {string} message @param {number} status @param {Record<string, any>} [more] */
  constructor(message, status, more = {}) {
    super(message);
    this.status = status;
    this.more = more;
  }

  /** Whether asking again later may help. */
  get isPassing() {
    return this.status === 0 || this.status >= 500;
  }
}

let csrf = "";

/** Keep what every change must carry. @param {string} given */
export function useCsrf(given) {
  csrf = given;
}

/**
 * Ask for something under /desk/api/. @param {string} method @param {string} path @param {any} [body]
 * @returns {Promise<any>}
 */
export async function ask(method, path, body) {
  const headers = { "X-Savia-CSRF": csrf, "Content-Type": "application/json" };
  let answer;
  try {
    answer = await fetch(`/desk/api/${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
    });
  } catch {
    throw new Refusal("Le service ne répond pas. Vérifiez votre connexion, puis réessayez.", 0);
  }
  const content = await answer.json().catch(() => ({}));
  if (answer.ok) return content;
  if (answer.status === 401 && path !== "session") location.assign("/desk/sign-in");
  throw new Refusal(content.error ?? "Le service a rencontré une erreur. Réessayez.", answer.status, content);
}

/** @param {string} path */
export const get = (path) => ask("GET", path);
/** @param {string} path @param {any} [body] */
export const post = (path, body = {}) => ask("POST", path, body);

/** The address of a conversation in the API. @param {string} id */
export const conversation = (id) => `conversations/${encodeURIComponent(id)}`;
