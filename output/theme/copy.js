// Puts the whole text, its credit line and its address on the clipboard. The page says all it has to say without this.
{
  const button = document.querySelector(".copy button");
  const status = document.querySelector(".copy [role=status]");
  const words = (selector) => document.querySelector(selector).innerText.trim();
  const copy = async () => {
    const line = words(".take .line");
    const address = line.includes("://") ? "" : `\n${location.href.split("#")[0]}`;
    try {
      await navigator.clipboard.writeText(`${words(".text")}\n\n${line}${address}\n`);
      status.textContent = "Copied, with credit line and address.";
    } catch {
      status.textContent = "The browser did not allow it.";
    }
  };
  if (button && navigator.clipboard) {
    button.hidden = false;
    button.addEventListener("click", copy);
  }
}
