// Giving the shopper a file to keep: an acknowledgement, the conversation, a file of an adviser.
import { h } from "./dom.js";

/** Offer a text as a file. @param {string} name @param {Blob} blob */
export function save(name, blob) {
  const href = URL.createObjectURL(blob);
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 9999);
}

/** Fetch a file and give it; returns whether that went well. @param {Promise<Response>} asked @param {string} name */
export async function keep(asked, name) {
  try {
    const response = await asked;
    if (response.ok) save(name, await response.blob());
    return response.ok;
  } catch {
    return false;
  }
}
