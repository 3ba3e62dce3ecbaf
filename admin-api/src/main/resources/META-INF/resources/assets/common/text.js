/** Sets a text only if it differs, so that a selection in it stays and screen readers do not say it again. */
export function setText(target, text) {
  const value = String(text);
  if (target.textContent !== value) {
    target.textContent = value;
  }
}
