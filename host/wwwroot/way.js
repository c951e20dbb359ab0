// Keeps the size that the reader chose from page to page, so that stepping through a rehearsal does not lose it.
document.querySelectorAll(".zoom-choice input").forEach((choice) => {
  if (sessionStorage.getItem("zoom") === choice.id) choice.checked = true;
  choice.addEventListener("change", () => sessionStorage.setItem("zoom", choice.id));
});

// Brings into view what matters most in a drawing; without script the links above it do.
document.querySelectorAll(".drawing").forEach((drawing) => {
  if (location.hash.startsWith("#step-")) return;
  const node = drawing.querySelector(".flow-node.fault, .flow-node.here") ?? drawing.querySelector(".flow-node.heat-5") ?? drawing.querySelector(".flow-node.been");
  if (!node) return;
  const box = node.getBoundingClientRect();
  const frame = drawing.getBoundingClientRect();
  drawing.scrollLeft += box.left - frame.left - (frame.width - box.width) / 2;
  drawing.scrollTop += box.top - frame.top - (frame.height - box.height) / 2;
});
