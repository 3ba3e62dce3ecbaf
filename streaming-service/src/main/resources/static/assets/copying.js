const SAID_MILLIS = 2_000;

/** Copies what a field or an element has; a button says for a while what came of it. */
export async function copyFrom(source, button) {
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    button.textContent = 'Copied';
  } catch {
    // Without TLS there is no clipboard: select the text, one key press away from it.
    if (source instanceof HTMLInputElement) {
      source.select();
    } else {
      getSelection().selectAllChildren(source);
    }
    button.textContent = 'Selected';
  }
  setTimeout(() => (button.textContent = 'Copy'), SAID_MILLIS);
}
