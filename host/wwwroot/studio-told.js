// Says on the page what the server refuses or remarks: about an automatic save that was refused, Studio itself keeps silent.
(() => {
  const place = document.getElementById("studio");
  if (!place)
    return;
  const told = document.createElement("div");
  told.id = "studio-told";
  told.setAttribute("role", "alert");
  told.hidden = true;
  place.before(told);

  const say = (lines, kind) => {
    told.className = `alert-box ${kind}`;
    told.replaceChildren(...lines.slice(0, 12).map(line => {
      const text = document.createElement("p");
      text.textContent = line;
      return text;
    }));
    told.hidden = lines.length === 0;
  };

  const look = async answer => {
    const type = answer.headers.get("content-type") ?? "";
    if (!type.includes("json"))
      return answer.ok && say([], "alert-soon");
    const body = await answer.json();
    if (!answer.ok)
      say(Object.values(body.errors ?? {}).flat().concat(body.errors ? [] : [body.title ?? answer.statusText]), "alert-late");
    else
      say((body.validationErrors ?? []).map(one => one.message), "alert-soon");
  };

  const ask = window.fetch;
  window.fetch = async (request, settings) => {
    const answer = await ask(request, settings);
    const method = (settings?.method ?? request.method ?? "GET").toUpperCase();
    const path = new URL(answer.url || location.href).pathname;
    // What reads by POST says nothing of what was saved.
    const reads = /\/(workflow-instances|journal|report|options\/[^/]+|type-definitions\/[^/]+)$/.test(path);
    if (path.startsWith("/elsa/api/") && method !== "GET" && !(reads && answer.ok))
      look(answer.clone()).catch(() => {});
    return answer;
  };
})();
