// Opening hours between their text (`mon-fri 09:00-18:00, sat 10:00-16:00`) and a week of seven days. Pure.

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** @typedef {{ opens: string, closes: string }} Span */

/** The stretches of each day of the week. @param {string} text @returns {Span[][]} */
export function week(text) {
  /** @type {Span[][]} */
  const days = DAYS.map(() => []);
  for (const part of text.split(",")) {
    const found = /^\s*([a-z]{3})(?:-([a-z]{3}))?\s+(\d{1,2}:\d\d)-(\d{1,2}:\d\d)\s*$/.exec(part);
    if (!found) continue;
    const first = DAYS.indexOf(found[1] ?? "");
    const last = DAYS.indexOf(found[2] ?? found[1] ?? "");
    for (let day = first; day <= last; day++)
      days[day]?.push({ opens: (found[3] ?? "").padStart(5, "0"), closes: (found[4] ?? "").padStart(5, "0") });
  }
  return days;
}

/** The text of a week; days that follow each other with the same stretches are written together. @param {Span[][]} days */
export function text(days) {
  const written = days.map((spans) => spans.map((span) => `${span.opens}-${span.closes}`).join(" "));
  const parts = [];
  for (let day = 0; day < days.length;) {
    let last = day;
    while (last + 1 < days.length && written[last + 1] === written[day]) last++;
    const name = last === day ? DAYS[day] : `${DAYS[day]}-${DAYS[last]}`;
    for (const span of days[day] ?? []) parts.push(`${name} ${span.opens}-${span.closes}`);
    day = last + 1;
  }
  return parts.join(", ");
}
