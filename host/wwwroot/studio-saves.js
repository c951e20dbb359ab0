// Sends what this page saves one after the other, each on the revision that the one before has left. Studio sends an automatic save and
// a publication at once, both on the revision that it opened; the second would be taken for another editor's. What others save is told as
// before: only answers to this page's own saves move its revision on.
(() => {
  const saves = /\/elsa\/api\/workflow-definitions\/?$/;
  const next = new Map();
  let queue = Promise.resolve();

  const read = body => {
    try {
      return JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body));
    } catch {
      return null;
    }
  };

  // The revision after all that this page has saved upon this one.
  const moved = (id, revision) => {
    for (let key; next.has(key = `${id} ${revision}`);)
      revision = next.get(key);
    return revision;
  };

  const ask = window.fetch;
  const save = async (request, settings) => {
    const content = read(settings.body);
    const properties = content?.model?.customProperties;
    const based = properties?.gridRevision;
    const id = content?.model?.definitionId;
    if (!id || based === undefined || based === null)
      return ask(request, settings);
    const revision = moved(id, based);
    if (revision !== based) {
      properties.gridRevision = revision;
      settings = { ...settings, body: JSON.stringify(content) };
    }
    const answer = await ask(request, settings);
    if (answer.ok) {
      const left = (await answer.clone().json().catch(() => null))?.workflowDefinition?.customProperties?.gridRevision;
      if (left !== undefined && left !== null && left !== revision)
        next.set(`${id} ${revision}`, left);
    }
    return answer;
  };

  window.fetch = (request, settings) => {
    const address = typeof request === "string" || request instanceof URL ? String(request) : request?.url;
    const isSave = (settings?.method ?? "GET").toUpperCase() === "POST" && settings?.body && address && saves.test(new URL(address, document.baseURI).pathname);
    if (!isSave)
      return ask(request, settings);
    const turn = queue.then(() => save(request, settings));
    queue = turn.catch(() => {});
    return turn;
  };
})();
