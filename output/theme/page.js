// The colour switch, and a button that copies the text with its source. A page says all it has to say without this. It
// is loaded before the page is drawn, so that colours chosen earlier never flash.
{
  const root = document.documentElement;
  const kept = (...value) => {
    try { // a browser may refuse to keep anything
      return value.length ? localStorage.setItem("colours", value[0]) : localStorage.getItem("colours");
    } catch {
      return null;
    }
  };
  const paint = (colours) => {
    if (["light", "dark"].includes(colours)) root.dataset.colours = colours;
    else delete root.dataset.colours;
  };
  paint(kept());

  const words = (selector) => document.querySelector(selector).innerText.trim();
  const copy = async (button, status) => {
    const line = words(".take .line");
    const address = line.includes("://") ? "" : `\n${location.href.split("#")[0]}`;
    try {
      // The text ends with the credit line, and the line to cite begins with it.
      const text = words(".text").slice(0, -words(".origin").length).trim();
      await navigator.clipboard.writeText(`${text}\n\n${line}${address}\n`);
      status.textContent = button.dataset.done;
    } catch {
      status.textContent = button.dataset.failed;
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    const colours = document.querySelector(".colours");
    if (colours) {
      const chosen = colours.querySelector(`[value="${root.dataset.colours || "system"}"]`);
      chosen.checked = true;
      colours.hidden = false;
      colours.addEventListener("change", ({ target }) => { paint(target.value); kept(target.value); });
    }
    const button = document.querySelector(".copy button");
    if (button && navigator.clipboard) {
      button.hidden = false;
      button.addEventListener("click", () => copy(button, button.nextElementSibling));
    }
  });
}
