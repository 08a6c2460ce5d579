// The sign-in: e-mail and password, then the one-time code when the account wants one.
import { Refusal, post } from "./api.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("form"));
const problem = /** @type {HTMLElement} */ (document.getElementById("problem"));
const codeField = /** @type {HTMLElement} */ (document.getElementById("code-field"));
const send = /** @type {HTMLButtonElement} */ (form.querySelector("button"));

/** @param {string} id */
const input = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.textContent = "";
  send.disabled = true;
  try {
    await post("session", {
      email: input("email").value,
      password: input("password").value,
      code: input("code").value,
    });
    location.assign("/desk");
  } catch (error) {
    refuse(/** @type {Refusal} */ (error));
  } finally {
    send.disabled = false;
  }
});

/** @param {Refusal} refusal */
function refuse(refusal) {
  if (refusal.more.wants_code) codeField.hidden = false;
  problem.textContent = refusal.message;
  const first = refusal.more.wants_code ? input("code") : input("password");
  first.value = "";
  first.focus();
}

input("email").focus();
