// The entry of the panel: its texts in the right language, the shop's own in their place, and the way to what is loaded
// only when it is needed.
import { Panel } from "./dialog.js";
import { merged } from "./dom.js";
import { FRENCH } from "./texts.js";

/** @param {SavChatHost} host */
export async function mount(host) {
  const own = host.lang === "en" ? (await import(`${host.server}widget/texts.en.js`)).ENGLISH : {};
  const replaced = merged(own, host.texts);
  /** @type {Promise<More> | undefined} */
  let loaded;
  const more = () =>
    (loaded ??= import(`${host.server}widget/more.js`).then(
      (module) => module.prepared(host.root, replaced),
      (error) => {
        loaded = undefined;
        throw error;
      },
    ));
  return new Panel(host, /** @type {Texts} */ (merged(FRENCH, replaced)), more);
}
