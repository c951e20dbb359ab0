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
