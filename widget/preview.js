// The first words of a message that came while the panel is closed, beside the launcher.
import { button, h, iconButton } from "./dom.js";

const LENGTH = 90; // characters

/** @param {string} text @param {() => void} open @param {LaterTexts["preview"]} words @returns {HTMLElement} */
export function previewOf(text, open, words) {
  const short = text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text;
  const shown = h("div", { class: "preview" });
  shown.append(button("plain", `${words.title}\u00a0: ${short}`, open), iconButton("close", words.dismiss, () => shown.remove()));
  return shown;
}
