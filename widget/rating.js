// The question of satisfaction: five scores and a word.
import { h, iconButton } from "./dom.js";

/** @param {LaterTexts} texts @param {(score: number, comment: string) => void} send @param {() => void} skip @returns {HTMLElement} */
export function ratingOf({ rating }, send, skip) {
  const scores = rating.scores.map((label, place) =>
    h("label", {}, h("input", { type: "radio", name: "score", value: `${place + 1}` }), `${place + 1}`, h("span", { text: label })),
  );
  const problem = h("p", { class: "problem", role: "alert" });
  const comment = h("textarea", { rows: "2", maxlength: "1000" });
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const score = Number(new FormData(form).get("score"));
    if (!score) return (problem.textContent = rating.missing);
    form.replaceWith(h("p", { class: "thanks", role: "status", text: rating.thanks }));
    send(score, comment.value.trim());
  };
  const leave = () => {
    form.remove();
    skip();
  };
  const form = h(
    "form",
    { class: "rating", onsubmit: submit, novalidate: true },
    h("fieldset", {}, h("legend", { text: rating.ask }), h("div", { class: "scores" }, ...scores)),
    iconButton("close", rating.skip, leave),
    h("label", { class: "comment" }, rating.comment, comment),
    problem,
    h("button", { class: "main", text: rating.send }),
  );
  return form;
}
