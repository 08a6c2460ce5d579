// What the bench notes in the page: when the launcher and the field to write in are there, and what went wrong.
window.seen = { violations: [], longTasks: [] };
addEventListener("securitypolicyviolation", ({ violatedDirective }) => seen.violations.push(violatedDirective));
new PerformanceObserver((list) => seen.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
  type: "longtask",
  buffered: true,
});
const root = () => document.querySelector("sav-chat")?.shadowRoot;
window.launcher = () => root()?.querySelector("button");
const composer = () => root()?.querySelector("textarea");
/** Note the moment when the first frame in which something is true has been drawn. */
const once = (test, name) => {
  const note = () => (seen[name] ??= performance.now());
  const look = () => (test() ? setTimeout(note) : requestAnimationFrame(look));
  requestAnimationFrame(look);
};
once(() => launcher()?.getBoundingClientRect().width, "launcher");
/** Click and return how long it took until one can write, in milliseconds. */
window.openNow = () => {
  const start = performance.now();
  launcher().click();
  once(() => composer()?.getBoundingClientRect().width && root().activeElement === composer(), "composer");
  return new Promise((done) => {
    const look = () => (seen.composer ? done(seen.composer - start) : setTimeout(look, 1));
    look();
  });
};
