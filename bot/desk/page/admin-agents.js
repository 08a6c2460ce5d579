// Agents: added with a first password shown once, changed, closed out.
import { ask, get, post } from "./api.js";
import { button, field, h, select, toast } from "./dom.js";
import { confirm, dialog } from "./dialogs.js";
import { PRESENCES, word } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

const ROLES = { agent: "Conseiller", administrator: "Administrateur" };

/** @param {Desk} desk @returns {HTMLElement} */
export function agentsPage(desk) {
  const rows = h("tbody", {});
  const whole = h(
    "div",
    {},
    h(
      "p",
      {},
      button("Ajouter un conseiller", () => edit(null, load), { class: "primary" }),
    ),
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ...["Nom", "E-mail", "Rôle", "À la fois", "Présence", "Actions"].map((text) =>
            h("th", { scope: "col", text }),
          ),
        ),
      ),
      rows,
    ),
  );

  async function load() {
    try {
      const { agents } = await get("agents");
      rows.replaceChildren(...agents.map((/** @type {any} */ it) => row(desk, it, load)));
    } catch (error) {
      toast(/** @type {Error} */ (error).message, "problem");
    }
  }
  void load();
  return whole;
}

/** @param {Desk} desk @param {any} it @param {() => void} load */
function row(desk, it, load) {
  const change = (/** @type {any} */ body) => run(() => ask("PATCH", `agents/${it.id}`, body), load);
  return h(
    "tr",
    { class: it.is_disabled ? "off" : "" },
    h("th", { scope: "row", text: it.name }),
    h("td", { text: it.email }),
    h("td", { text: it.is_disabled ? "Désactivé" : word(ROLES, it.role) }),
    h("td", { text: String(it.capacity) }),
    h("td", { text: word(PRESENCES, it.presence) + (it.has_codes ? ", code activé" : "") }),
    h(
      "td",
      {},
      h(
        "div",
        { class: "case-actions" },
        button("Modifier", () => edit(it, load), { "aria-label": `Modifier ${it.name}` }),
        button(
          "Nouveau mot de passe",
          () =>
            confirm(
              `Donner un nouveau mot de passe à ${it.name}\u00a0?`,
              "Ses sessions se ferment et son code à usage unique est retiré.",
              "Continuer",
              () => run(async () => showPassword(it.name, (await post(`agents/${it.id}/password`)).password), load),
            ),
          { "aria-label": `Nouveau mot de passe pour ${it.name}` },
        ),
        it.id !== desk.me.id &&
          button(it.is_disabled ? "Réactiver" : "Désactiver", () => change({ is_disabled: !it.is_disabled }), {
            "aria-label": `${it.is_disabled ? "Réactiver" : "Désactiver"} ${it.name}`,
          }),
      ),
    ),
  );
}

/** @param {any} it @param {() => void} load */
function edit(it, load) {
  const name = h("input", { value: it?.name ?? "", required: true, maxlength: "80" });
  const email = h("input", { type: "email", value: it?.email ?? "", required: true });
  const role = select(ROLES, it?.role ?? "agent");
  const capacity = h("input", { type: "number", min: "1", max: "50", value: it?.capacity ?? 4 });
  const inside = [
    field("Nom, tel que les clients le lisent", name),
    field("Adresse e-mail", email),
    field("Rôle", role),
    field("Conversations à la fois", capacity),
  ];
  dialog(it ? `Modifier ${it.name}` : "Ajouter un conseiller", inside, it ? "Enregistrer" : "Ajouter", () => {
    const body = { name: name.value, email: email.value, role: role.value, capacity: Number(capacity.value) };
    void run(async () => {
      if (it) await ask("PATCH", `agents/${it.id}`, body);
      else showPassword(body.name, (await post("agents", body)).password);
    }, load);
  });
}

/** @param {string} name @param {string} password */
function showPassword(name, password) {
  dialog(
    `Mot de passe de ${name}`,
    [
      h("p", { text: "Transmettez-le maintenant\u00a0: il ne sera plus affiché. À changer à la première connexion." }),
      h("p", {}, h("code", { class: "secret", text: password })),
    ],
    "C'est noté",
    () => undefined,
  );
}

/** @param {() => Promise<any>} work @param {() => void} load */
async function run(work, load) {
  try {
    await work();
  } catch (error) {
    toast(/** @type {Error} */ (error).message, "problem");
  }
  load();
}
