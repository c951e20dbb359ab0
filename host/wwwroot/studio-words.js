// Says Studio's own English texts in the reader's language. Only texts that are known word for word are exchanged, so what is not known
// stays as it is; never in the drawing, in code or in what somebody types; in a table only the words of a state, since the rest are names.
(() => {
  const place = document.getElementById("studio");
  const address = place?.dataset.words;
  if (!address)
    return;

  const untouched = "input, textarea, code, pre, svg, [contenteditable], .monaco-editor, .x6-graph, .react-flow, elsa-activity-wrapper";
  const attributes = ["title", "placeholder", "aria-label"];
  const whole = text => text.replace(/\s+/g, " ").trim();

  const start = ({ words, cells }) => {
    const table = new Map(Object.entries(words));
    const states = new Set(cells);

    const sayText = node => {
      const text = whole(node.data);
      const said = table.get(text);
      const holder = node.parentElement;
      if (!said || !holder || holder.closest(untouched) || (holder.closest("td") && !states.has(text)))
        return;
      node.data = node.data.replace(node.data.trim(), said);
    };

    const sayAttributes = element => {
      for (const name of attributes) {
        const text = element.getAttribute(name);
        const said = text && table.get(whole(text));
        if (said && !element.closest(".monaco-editor, .x6-graph"))
          element.setAttribute(name, said);
      }
    };

    const say = root => {
      if (root.nodeType === Node.TEXT_NODE) {
        sayText(root);
        return;
      }
      if (root.nodeType !== Node.ELEMENT_NODE || root.matches(".monaco-editor, .x6-graph"))
        return;
      sayAttributes(root);
      const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
      while (walk.nextNode())
        walk.currentNode.nodeType === Node.TEXT_NODE ? sayText(walk.currentNode) : sayAttributes(walk.currentNode);
    };

    // Dialogs, menus and messages are drawn beside the element, so the whole page is watched; our own header is in that language already.
    new MutationObserver(changes => {
      for (const change of changes) {
        if (change.type === "childList")
          change.addedNodes.forEach(say);
        else if (change.type === "characterData")
          sayText(change.target);
        else
          sayAttributes(change.target);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: attributes });
    say(document.body);
  };

  fetch(address).then(answer => answer.ok ? answer.json() : Promise.reject(new Error(`${address}: ${answer.status}`))).then(start).catch(console.error);
})();
