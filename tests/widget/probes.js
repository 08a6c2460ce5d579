// What the tests ask of the page, through the shadow of the widget. Each is called by its name: Shopper.probe("focused").
(() => {
  const root = () => document.querySelector("sav-chat").shadowRoot;
  const dialog = () => root().querySelector("dialog");
  const active = () => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
  };
  const overflows = (element) => element.scrollWidth > element.clientWidth + 1;

  return {
    focused: () => {
      const element = active();
      return [element.localName, element.className, element.ariaLabel ?? element.textContent.slice(0, 40)].join("|");
    },
    stop: () => {
      const element = active();
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const name = element.ariaLabel || element.textContent.trim() || element.labels?.[0]?.textContent || "";
      return [name, outlineStyle, parseFloat(outlineWidth)];
    },
    watchLog: () => {
      window.read = [];
      const note = ({ addedNodes }) => addedNodes.forEach((node) => node.nodeType === 1 && window.read.push(node.className));
      new MutationObserver((all) => all.forEach(note)).observe(root().querySelector("[role=log]"), { childList: true, subtree: true });
    },
    watchEvents: (names) => {
      window.told = [];
      for (const name of names) document.addEventListener(`sav-${name}`, ({ detail }) => window.told.push([name, detail?.text ?? detail]));
    },
    fieldSizes: () =>
      [...dialog().querySelectorAll("input,textarea,select")].map((field) => parseFloat(getComputedStyle(field).fontSize)),
    clipped: () =>
      [...dialog().querySelectorAll("*")]
        .filter((each) => overflows(each) && each.clientWidth && getComputedStyle(each).overflowX !== "visible")
        .map((each) => each.className)
        .filter((name) => name !== "hidden"),
    cut: () => [...dialog().querySelectorAll("button,.bubble,.card,.reply")].filter(overflows).map((each) => each.textContent),
    spread: () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}");
      root().adoptedStyleSheets.push(sheet);
    },
  };
})();
