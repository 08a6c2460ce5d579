// An agent's own account: alerts, keys, password, one-time codes.
import { ask, post } from "./api.js";
import { button, field, h, toast } from "./dom.js";
import { isWanted, ring, want } from "./alerts.js";
import { areKeysOn, turnKeys } from "./keyboard.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk @returns {HTMLElement} */
export function accountView(desk) {
  account = desk.me.email;
  const codes = h("section", {});
  drawCodes(desk, codes);
  return h(
    "div",
    { class: "page narrow" },
    h("h1", { text: "Mon compte" }),
    h("p", {
      text: `${desk.me.name}, ${desk.me.email}, ${desk.isAdministrator ? "administrateur" : "conseiller"}, ${desk.me.capacity}\u00a0conversations à la fois au plus.`,
    }),
    button("Se déconnecter", signOut),
    alerts(),
    password(),
    codes,
  );
}

/** End the session. */
export async function signOut() {
  await ask("DELETE", "session").catch(() => undefined);
  location.assign("/desk/sign-in");
}

function alerts() {
  const sound = check("Un son quand un client arrive ou m'écrit", isWanted("sound"), async (isOn) => {
    await want("sound", isOn);
    if (isOn) ring();
  });
  const notify = check(
    "Une notification du navigateur quand je regarde ailleurs",
    isWanted("notify"),
    async (isOn, box) => {
      box.checked = await want("notify", isOn);
      if (isOn && !box.checked)
        toast("Le navigateur refuse les notifications de ce site. Autorisez-les dans ses réglages.", "problem");
    },
  );
  const keys = check("Les raccourcis à une lettre (N, T, R…)", areKeysOn(), (isOn) => turnKeys(isOn));
  return h("section", {}, h("h2", { text: "Sur cet ordinateur" }), sound, notify, keys);
}

function password() {
  const [present, fresh] = ["current-password", "new-password"].map((autocomplete) =>
    h("input", { type: "password", autocomplete }),
  );
  const form = h(
    "form",
    {},
    h("h2", { text: "Mot de passe" }),
    username(),
    field("Mot de passe actuel", present),
    field("Nouveau mot de passe", fresh, "Dix caractères au moins. Vos autres sessions seront fermées."),
    h("button", { class: "primary", text: "Changer le mot de passe" }),
  );
  return onSubmit(form, async () => {
    await post("me/password", { password: present.value, new_password: fresh.value });
    present.value = fresh.value = "";
    toast("Votre mot de passe est changé.");
  });
}

/** @param {Desk} desk @param {HTMLElement} place */
function drawCodes(desk, place) {
  const present = h("input", { type: "password", autocomplete: "current-password" });
  const title = h("h2", { text: "Code à usage unique" });
  if (desk.me.has_codes) {
    const form = h(
      "form",
      {},
      username(),
      h("p", { text: "Un code de votre application vous est demandé à chaque connexion." }),
      field("Mot de passe actuel", present),
      h("button", { text: "Ne plus demander de code" }),
    );
    place.replaceChildren(
      title,
      onSubmit(form, async () => {
        await ask("DELETE", "me/codes", { password: present.value });
        desk.me.has_codes = false;
        drawCodes(desk, place);
      }),
    );
    return;
  }
  place.replaceChildren(
    title,
    h("p", { text: "Une application d'authentification protège votre compte même si votre mot de passe est connu." }),
    button("Activer", () => propose(desk, place)),
  );
}

/** @param {Desk} desk @param {HTMLElement} place */
async function propose(desk, place) {
  const { secret, address } = await post("me/codes");
  const present = h("input", { type: "password", autocomplete: "current-password" });
  const code = h("input", { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "7" });
  const form = h(
    "form",
    {},
    username(),
    h(
      "p",
      {},
      "Dans votre application, ajoutez un compte avec cette clé\u00a0: ",
      h("code", { text: secret.replace(/(.{4})/g, "$1 ").trim() }),
      ", ou ",
      h("a", { href: address, text: "ouvrez-la sur cet appareil" }),
      ".",
    ),
    field("Code affiché par l'application", code),
    field("Mot de passe actuel", present),
    h("button", { class: "primary", text: "Activer" }),
  );
  place.replaceChildren(
    h("h2", { text: "Code à usage unique" }),
    onSubmit(form, async () => {
      await ask("PUT", "me/codes", { secret, code: code.value, password: present.value });
      desk.me.has_codes = true;
      drawCodes(desk, place);
      toast("Un code vous sera demandé à la prochaine connexion.");
    }),
  );
}

/** The account, for the browser's own keeper of passwords. */
const username = () => h("input", { type: "email", autocomplete: "username", value: account, hidden: true });
let account = "";

/** @param {string} text @param {boolean} isOn @param {(isOn: boolean, box: HTMLInputElement) => any} change */
function check(text, isOn, change) {
  const box = h("input", { type: "checkbox", checked: isOn });
  box.addEventListener("change", () => change(box.checked, box));
  return h("label", { class: "choice" }, box, text);
}

/** Run a work when a form is sent, and tell what was refused. @param {HTMLElement} form @param {() => Promise<any>} work */
export function onSubmit(form, work) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await work();
    } catch (error) {
      toast(/** @type {Error} */ (error).message, "problem");
    }
  });
  return form;
}
