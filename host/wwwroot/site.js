// Small comforts; every page works without them.
document.addEventListener("click", event => {
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", event => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
// A list refreshed by itself must not take the page from somebody who is typing in it.
document.addEventListener("change", event => {
  const form = event.target.closest("form[data-auto]");
  if (form) form.requestSubmit();
});
// A drawing opens where the case stands.
const here = document.querySelector(".drawing .here");
if (here) {
  const frame = here.closest(".drawing");
  const box = here.getBoundingClientRect(), view = frame.getBoundingClientRect();
  frame.scrollBy(box.left + box.width / 2 - view.left - view.width / 2, box.top + box.height / 2 - view.top - view.height / 2);
}
// One press, one command.
document.addEventListener("submit", event => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
});
