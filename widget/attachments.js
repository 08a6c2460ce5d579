// Photos and PDF files joined to a message: sent as soon as they are chosen, shown above the field until the message goes.
import { button, h } from "./dom.js";
import { LARGEST_FILE, MOST_FILES } from "./protocol.js";

/**
 * Send chosen files and show them. @param {File[]} chosen @param {import("./composer.js").Composer} composer
 * @param {LaterTexts["attachments"]} words
 */
export async function attach(chosen, composer, words) {
  for (const file of chosen) await joinFile(file, composer, words);
  showFiles(composer, words);
  composer.focus();
}

/** @param {File} file @param {import("./composer.js").Composer} composer @param {LaterTexts["attachments"]} words */
async function joinFile(file, composer, words) {
  if (composer.files.length >= MOST_FILES) return composer.complain(words.tooMany);
  if (file.size > LARGEST_FILE) return composer.complain(words.tooLarge);
  composer.complain("");
  const waiting = h("p", { role: "status", text: words.sending(file.name) });
  composer.joined.append(waiting);
  try {
    const form = new FormData();
    form.append("file", file);
    const response = await composer.conversation.ask("files", form);
    const body = await response.json();
    if (response.ok) composer.files.push(body);
    else composer.complain(body.error);
  } catch {
    composer.complain(words.failed);
  }
  waiting.remove();
}

/** @param {import("./composer.js").Composer} composer @param {LaterTexts["attachments"]} words */
function showFiles(composer, words) {
  const drop = (/** @type {SentFile} */ file) => {
    composer.files = composer.files.filter((each) => each !== file);
    showFiles(composer, words);
    composer.focus();
  };
  const chips = composer.files.map((file) =>
    h(
      "p",
      { class: "file" },
      `${file.name} (${composer.texts.size(file.size)})`,
      button("plain", "×", () => drop(file), { "aria-label": words.detach(file.name) }),
    ),
  );
  composer.joined.replaceChildren(...chips);
}
