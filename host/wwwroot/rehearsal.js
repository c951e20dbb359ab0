// Moves the rehearsal in place; without it each moment is a page of its own.
(() => {
  const pace = 1400;
  const stage = () => document.getElementById("stage");
  let timer = 0, loading = false;

  const playing = () => timer !== 0;
  const show = () => {
    const button = stage()?.querySelector("[data-play]");
    if (!button) return;
    button.hidden = false;
    button.textContent = playing() ? button.dataset.pauseText : button.dataset.playText;
    button.setAttribute("aria-pressed", String(playing()));
  };
  const centre = () => {
    const here = stage()?.querySelector(".drawing .here"), list = stage()?.querySelector(".moments"), at = list?.querySelector("[aria-current]");
    if (here) {
      const frame = here.closest(".drawing"), box = here.getBoundingClientRect(), view = frame.getBoundingClientRect();
      frame.scrollBy(box.left + box.width / 2 - view.left - view.width / 2, box.top + box.height / 2 - view.top - view.height / 2);
    }
    if (at) list.scrollTop = at.offsetTop - list.offsetTop - list.clientHeight / 2;
  };
  const stop = () => { clearTimeout(timer); timer = 0; show(); };

  const go = async (href, step) => {
    if (loading) return;
    loading = true;
    try {
      const answer = await fetch(href, { headers: { "X-Requested-With": "rehearsal" } });
      if (!answer.ok) { location.assign(href); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html"), next = page.getElementById("stage");
      if (!next) { location.assign(href); return; }
      const focus = document.activeElement?.dataset?.step ?? (document.activeElement?.hasAttribute("data-play") ? "play" : null);
      const [left, top] = [stage().querySelector(".drawing")?.scrollLeft ?? 0, stage().querySelector(".drawing")?.scrollTop ?? 0];
      stage().replaceWith(next);
      next.querySelector(".drawing")?.scrollTo(left, top);
      history.replaceState(null, "", href);
      document.getElementById("now").textContent = next.querySelector(".moment-at")?.textContent ?? "";
      show();
      centre();
      const again = focus === "play" ? next.querySelector("[data-play]")
        : next.querySelector(focus === "at" ? ".moments [aria-current]" : `[data-step="${focus}"]`) ?? (focus ? next.querySelector("[data-step], [data-play]") : null);
      again?.focus({ preventScroll: true });
    } finally {
      loading = false;
    }
  };
  const tick = async () => {
    const next = stage()?.querySelector('[data-step="next"]');
    if (!next) { stop(); return; }
    await go(next.href, "next");
    if (playing()) timer = setTimeout(tick, pace);
    if (!stage().querySelector('[data-step="next"]')) stop();
  };

  document.addEventListener("click", event => {
    const play = event.target.closest("[data-play]");
    if (play) {
      if (playing()) { stop(); return; }
      timer = setTimeout(tick, 200);
      show();
      return;
    }
    const link = event.target.closest("a[data-step]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    stop();
    go(link.href, link.dataset.step);
  });
  document.addEventListener("keydown", event => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, .drawing")) return;
    const step = { ArrowRight: "next", ArrowLeft: "back", Home: "first", End: "last" }[event.key];
    const link = step && event.target.closest("#stage") && stage().querySelector(`[data-step="${step}"]`);
    if (!link) return;
    event.preventDefault();
    stop();
    go(link.href, step);
  });
  show();
  centre();
})();
