// What a shop writes to use the help from its own pages: what the page shows, and its own buttons that open a task.
customElements.whenDefined("sav-chat").then(() => {
  const help = () => /** @type {any} */ (document.querySelector("sav-chat"));
  const shown = document.querySelector("main")?.dataset ?? {};
  addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-open]");
    if (button instanceof HTMLElement) help().open(button.dataset.open);
  });
  const say = () => (help() ? help().setContext({ ...shown }) : setTimeout(say, 50));
  say();
});
