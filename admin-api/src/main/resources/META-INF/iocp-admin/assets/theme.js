/** Light, dark, or as the system says. */

const THEMES = ['auto', 'light', 'dark'];
const KEY = 'iocp-admin-theme';

/** Fires `change` when colours are others than before. */
export const themeChanges = new EventTarget();

export function currentTheme() {
  return document.documentElement.dataset.theme ?? 'auto';
}

export function nextTheme() {
  return THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length];
}

export function setTheme(theme) {
  if (theme === 'auto') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  themeChanges.dispatchEvent(new Event('change'));
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => themeChanges.dispatchEvent(new Event('change')));

/** A colour of the style sheet as it is now: canvases do not know custom properties. */
export function colour(name) {
  const probe = document.createElement('i');
  probe.style.color = `var(--${name})`;
  probe.hidden = true;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
