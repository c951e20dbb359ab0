// Starts Elsa Studio, shows how far it is, and puts its element on the page.
(() => {
  const place = document.getElementById("studio");
  const load = document.getElementById("studio-load");
  const part = document.getElementById("studio-load-part");
  const words = document.getElementById("studio-load-words");
  const { element, root, stamped, words: chinese, failed, loaded } = place.dataset;
  // About so many files are fetched before the first element can be drawn; the bar may wait at its end.
  const expected = 140;
  let fetched = 0;

  const count = () => { part.value = Math.min(0.95, ++fetched / expected); };

  const resource = (type, name, address) => {
    count();
    // Our own settings are attributes of the element: nothing to ask for.
    if (type === "configuration")
      return Promise.resolve(new Response("{}", { headers: { "content-type": "application/json" } }));
    // The one script that the others hang on has no hash in its name.
    return name === "dotnet.js" ? `${stamped}_framework/dotnet.js` : `${root}/${address.slice(address.indexOf("_framework/"))}`;
  };

  const go = to => { location.assign(to); };
  const ways = {
    editWorkflowDefinition: id => go(`${root}/${encodeURIComponent(id)}`),
    viewWorkflowInstance: id => go(`${root}/instances/${encodeURIComponent(id)}`),
    workflowDefinitionExecuted: id => { if (id) go(`${root}/instances/${encodeURIComponent(id)}`); },
  };

  // Studio without a router writes the address of a stock page and shows nothing: go where that address leads here.
  const stock = new RegExp(`^${root}/workflows/(definitions|instances)(/|$)`);
  const write = history.pushState;
  history.pushState = function (...state) {
    const to = new URL(state[2] ?? location.href, document.baseURI);
    if (stock.test(to.pathname))
      go(to.href);
    else
      write.apply(this, state);
  };

  const fail = error => {
    console.error(error);
    words.textContent = failed;
    load.setAttribute("role", "alert");
    part.remove();
    document.getElementById("studio-load-first").remove();
  };

  // Monaco fetches its messages after its script; an editor that is drawn before that finds nothing.
  const code = () => new Promise(done => {
    if (typeof window.require === "function")
      window.require(["vs/editor/editor.main"], done, done);
    else
      done();
  });

  const show = async () => {
    await Promise.all([Blazor.start({ loadBootResource: resource }), code()]);
    // Set before the element is one of Studio's, a callback would be lost.
    await customElements.whenDefined(element);
    const studio = document.createElement(element);
    studio.setAttribute("remote-endpoint", `${location.origin}/elsa/api`);
    for (const [name, value] of Object.entries(JSON.parse(place.dataset.attributes)))
      studio.setAttribute(name, value);
    for (const [name, way] of Object.entries(ways))
      studio[name] = way;
    place.append(studio);
    // Its first drawing: then the bar has nothing more to say.
    await new Promise(done => {
      const watch = new MutationObserver(() => {
        if (studio.querySelector("*")) {
          watch.disconnect();
          done();
        }
      });
      watch.observe(studio, { childList: true, subtree: true });
    });
    part.value = 1;
    words.textContent = loaded;
    load.classList.add("visually-hidden");
  };

  show().catch(fail);
})();
