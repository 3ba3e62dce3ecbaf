import { change } from './api.js';
import { el } from './dom.js';
import { attempt } from './toast.js';

/**
 * Chooses to which rendition a viewer is held, if to any.
 *
 * @param path of the stream's viewers in the API
 * @param done called when it is
 */
export function renditionChoice(path, client, done) {
  const choose = async () => {
    const rendition = choice.value;
    await (rendition
      ? attempt(() => change('PUT', `${path}/${client}/rendition`, { rendition }), `Viewer ${client} is held to @${rendition} from its next keyframe on.`)
      : attempt(() => change('DELETE', `${path}/${client}/rendition`), `Viewer ${client} has what its link carries.`));
    done();
  };
  const choice = el('select', { className: 'small', 'aria-label': `Rendition of viewer ${client}`, title: 'Rendition', hidden: true, onchange: choose });
  return choice;
}

/** Shows what there is to choose, and what is chosen; nothing for a viewer that cannot be moved. */
export function showChoice(choice, { adaptive, pinnedRendition }, renditions) {
  choice.hidden = !adaptive;
  if (choice === document.activeElement) {
    return; // Somebody is choosing.
  }
  const values = ['', ...renditions, ...(pinnedRendition && !renditions.includes(pinnedRendition) ? [pinnedRendition] : [])];
  if (values.join() !== [...choice.options].map(({ value }) => value).join()) {
    choice.replaceChildren(...values.map((value) => el('option', { value, textContent: value ? `@${value}` : 'By its link' })));
  }
  choice.value = pinnedRendition ?? '';
}
