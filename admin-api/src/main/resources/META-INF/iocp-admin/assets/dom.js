/** Elements without templates: text is always text, never markup. */
import { setText } from '../../assets/common/text.js';

export { setText };

/**
 * An element with its properties and children. Names with a dash or `role` are attributes, functions under `on…` are
 * listeners, everything else is a property.
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'role' || name === 'for' || name === 'list' || name.includes('-')) {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Facts as a list of terms, updated in place: `[[name, value], …]`. */
export function showFacts(list, facts) {
  facts.forEach(([name, value], index) => {
    const group = list.children[index] ?? list.appendChild(el('div', {}, el('dt'), el('dd')));
    setText(group.firstChild, name);
    setText(group.lastChild, value);
  });
  while (list.children.length > facts.length) {
    list.lastChild.remove();
  }
}

/**
 * Brings children in line with items, keeping those whose key is still there, and so the focus within them.
 *
 * @param key an item's identity
 * @param make a new child for an item
 * @param update brings a child up to date
 */
export function reconcile(parent, items, { key, make, update }) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const name = String(key(item));
    let child = known.get(name);
    known.delete(name);
    if (!child) {
      child = make(item);
      child.dataset.key = name;
    }
    update(child, item);
    if (parent.children[index] !== child) {
      parent.insertBefore(child, parent.children[index] ?? null);
    }
  });
  known.forEach((child) => child.remove());
}
