// Buttons that copy a text, such as an address. They are hidden where no script runs.
document.addEventListener("DOMContentLoaded", () => {
  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea"); // a page that is not served over HTTPS
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("refused");
  };
  for (const button of document.querySelectorAll("button[data-copied]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const said = button.parentElement.querySelector("[role=status]");
      try {
        await copy(button.dataset.copied);
        said.textContent = "Copied";
      } catch {
        said.textContent = "Not copied: the browser does not allow it";
      }
    });
  }
});
