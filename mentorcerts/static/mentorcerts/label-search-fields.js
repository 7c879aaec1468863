// Select2 gives its search fields no name that a screen reader could say: take the label's.
document.addEventListener("DOMContentLoaded", () => {
  const name = () => {
    for (const field of document.querySelectorAll(".select2-selection[role=combobox], .select2-selection [role=textbox]")) {
      const select = field.closest(".select2-container")?.previousElementSibling;
      const label = select?.labels?.[0];
      if (label) field.setAttribute("aria-label", label.textContent.trim());
    }
  };
  name();
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
});
