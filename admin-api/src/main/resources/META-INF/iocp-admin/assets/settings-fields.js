/** The form's view of the settings that can be changed while the server runs, made from the API's schema. */

/** How many of the API's units one of the form's is, and how that is called. */
const UNITS = { SIZE: [1024, 'KB'], DURATION: [1_000, 'seconds'] };

const TITLES = [
  ['iocp.websocket.', 'WebSocket'],
  ['iocp.jobs.', 'Server'],
  ['logging.', 'Server'],
  ['iocp.', 'Clients'],
];

/** A field for each setting that no restart is needed for. */
export function fieldsOf({ settings }) {
  return settings
    .filter(({ restart }) => !restart)
    .map(({ name, property, label, description, type, choices }) => {
      const [unit, unitName] = UNITS[type] ?? [1];
      return { name, property, label, hint: description, unit, unitName, options: choices.length > 0 ? choices : undefined };
    });
}

/** The fields by the title that they stand under. */
export function groupsOf(fields) {
  const groups = new Map([['Clients', []], ['WebSocket', []], ['Server', []]]);
  for (const field of fields) {
    const [, title] = TITLES.find(([prefix]) => field.property.startsWith(prefix));
    groups.get(title).push(field);
  }
  return [...groups].filter(([, found]) => found.length > 0).map(([title, found]) => ({ title, fields: found }));
}

export function shown({ unit = 1, options }, value) {
  return options ? value : String(value / unit);
}

export function meant({ unit = 1, options }, text) {
  return options ? text : Math.round(Number(text) * unit);
}

/** What a problem says of which field, by name; what it says of none is under the empty name. */
export function complaints({ detail = '', title = '', errors = [] }, fields) {
  const found = new Map();
  for (const { property, bounds } of errors) {
    const name = fields.find((field) => field.property === property)?.name ?? '';
    const text = name ? `Must be ${bounds}` : `${property} must be ${bounds}`;
    found.set(name, found.has(name) ? `${found.get(name)}; ${text}` : text);
  }
  return found.size > 0 ? found : new Map([['', detail || title]]);
}
