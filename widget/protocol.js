// The frames between a shop page and the service: twin of bot/protocol.py; a test compares them. A field ending in ?
// may be absent.
export const FROM_SERVICE = {
  "welcome": ["token", "conversation", "seq", "read", "state", "notice"],
  "message": ["seq", "author", "author_name", "text", "buttons", "facts", "files", "at", "client_id?"],
  "ack": ["client_id", "seq"],
  "typing": ["author", "on"],
  "state": ["state", "position?", "estimate_minutes?"],
  "read": ["seq", "author"],
  "error": ["code", "text", "client_id?"],
  "pong": []
};
export const LONGEST_TEXT = 4000;
export const FILE_TYPES = ["image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"];

/** A frame of the service, or null when it is not one. @param {string} text @returns {Frame | null} */
export function readFrame(text) {
  try {
    const frame = JSON.parse(text);
    const fields = /** @type {Record<string, string[]>} */ (FROM_SERVICE)[frame.type];
    return fields.every((name) => name.endsWith("?") || name in frame) ? frame : null;
  } catch {
    return null;
  }
}

// Later

export const LARGEST_FILE = 10485760;
export const MOST_FILES = 5;
export const FROM_SHOPPER = {
  "hello": ["token?", "after?", "page?", "user?"],
  "say": ["client_id", "text", "files?"],
  "typing": ["on"],
  "read": ["seq"],
  "rate": ["client_id", "score", "comment?"],
  "ping": []
};
