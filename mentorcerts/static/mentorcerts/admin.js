// What Unfold leaves out for people at a keyboard, and for small screens.
document.addEventListener("DOMContentLoaded", () => {
  // After a form came back with errors, one types where the first of them is.
  const wrong = document.querySelector("main [aria-invalid=true]:not([type=hidden])");
  if (wrong) wrong.focus();

  // A region that scrolls sideways must be reached by keyboard, or its end can't be read.
  const reach = () => {
    for (const region of document.querySelectorAll("main .overflow-x-auto")) {
      if (region.scrollWidth > region.clientWidth) {
        region.tabIndex = 0;
        region.setAttribute("role", "region");
        if (!region.hasAttribute("aria-label")) region.setAttribute("aria-label", "Table, scrolls sideways");
      } else if (region.getAttribute("role") === "region") {
        region.removeAttribute("tabindex");
        region.removeAttribute("role");
        region.removeAttribute("aria-label");
      }
    }
  };
  reach();
  addEventListener("resize", reach);

  // On a phone a row is two lines: a dash for what isn't there would be noise.
  for (const cell of document.querySelectorAll("#result_list .data-row > *")) {
    if (cell.textContent.trim() === "-") cell.classList.add("nothing");
  }
});
