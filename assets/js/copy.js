// A text to pass on: buttons that copy what they name; offered where a script runs, the text stays readable without.
async function copy(event) {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(text.value);
  } catch {
    text.focus();
    text.select();
    document.execCommand("copy");
  }
  button.querySelector("[role=status]").textContent = button.dataset.said;
}

// Also where new buttons have come in.
export function offers() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
}

offers();
document.addEventListener("click", copy);
