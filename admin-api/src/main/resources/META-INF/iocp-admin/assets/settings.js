import { changeVersioned, get, getVersioned } from './api.js';
import { el, setText, showFacts } from './dom.js';
import { KeptNote } from './kept.js';
import { complaints, fieldsOf, groupsOf, meant, shown } from './settings-fields.js';
import { toast } from './toast.js';
import { counted } from '../../assets/common/units.js';

const MERGE_PATCH = 'application/merge-patch+json';

export function settingsView(section, { canChange, failed }) {
  /** What settings there are; known once they have been asked for. */
  let fields = [];
  const controls = new Map();
  const trouble = el('p', { className: 'notice error', role: 'alert', hidden: true });
  const conflict = el('div', { className: 'notice', role: 'alert', hidden: true });
  const save = el('button', { type: 'submit', className: 'button', textContent: 'Save', disabled: true });
  const undo = el('button', { type: 'button', className: 'button plain', textContent: 'Undo', hidden: true, onclick: () => settle() });
  const state = el('span', { className: 'muted', role: 'status' });
  const restart = el('dl', { className: 'facts' });
  const form = el(
    'form',
    { className: 'settings-form', noValidate: true },
    canChange ? el('div', { className: 'save-bar' }, conflict, trouble, el('div', { className: 'actions' }, state, undo, save)) : null,
  );
  const fixed = el('div', { className: 'panel padded' }, el('h2', { textContent: 'Settings that need a restart' }), restart);
  const kept = new KeptNote('Changes are');
  section.append(kept.element, form, fixed);

  /** What applies as far as is known, and its version. */
  let settings = null;
  let version = null;

  async function build() {
    fields = fieldsOf(await get('settings/schema'));
    fields.forEach((field) => controls.set(field.name, new Control(field, canChange, () => tell())));
    form.prepend(
      ...groupsOf(fields).map((group) =>
        el('fieldset', { className: 'panel padded' }, el('legend', {}, el('h2', { textContent: group.title })), el('div', { className: 'settings-grid' }, group.fields.map(({ name }) => controls.get(name).element))),
      ),
    );
  }

  const changed = () => fields.filter(({ name }) => controls.get(name).differs(settings));

  function tell() {
    const count = changed().length;
    save.disabled = count === 0;
    undo.hidden = count === 0;
    setText(state, count ? `${counted(count, 'change')} not saved` : '');
  }

  /** Shows what applies. */
  function settle() {
    controls.forEach((control) => control.show(settings));
    showFacts(restart, Object.entries(settings.restart));
    trouble.hidden = true;
    conflict.hidden = true;
    tell();
  }

  async function load() {
    if (fields.length === 0) {
      await build();
    }
    ({ body: settings, version } = await getVersioned('settings'));
    settle();
    await kept.load();
  }

  async function submit() {
    const mine = changed();
    controls.forEach((control) => control.complain(''));
    trouble.hidden = true;
    conflict.hidden = true;
    const wrong = mine.filter(({ name }) => !controls.get(name).readable);
    if (wrong.length > 0) {
      wrong.forEach(({ name }) => controls.get(name).complain('Must be a number'));
      controls.get(wrong[0].name).focus();
      return;
    }
    save.disabled = true;
    try {
      const patch = Object.fromEntries(mine.map((field) => [field.name, controls.get(field.name).value]));
      ({ body: settings, version } = await changeVersioned('PATCH', 'settings', patch, { version, contentType: MERGE_PATCH }));
      settle();
      toast('Settings saved.');
    } catch (error) {
      if (error.status === 412) {
        await showConflict();
      } else {
        complain(error);
      }
    }
    tell();
  }

  function complain(error) {
    const found = complaints({ detail: error.message, ...error.body }, fields);
    controls.forEach((control, name) => control.complain(found.get(name) ?? ''));
    const rest = found.get('');
    trouble.hidden = !rest;
    setText(trouble, rest ?? '');
    fields.map(({ name }) => name).find((name) => found.has(name) && (controls.get(name).focus(), true));
  }

  /** Somebody else was faster: what they changed, and what is to become of it. */
  async function showConflict() {
    const mine = changed().map((field) => [field, controls.get(field.name).text]);
    const before = settings;
    ({ body: settings, version } = await getVersioned('settings'));
    const theirs = fields.filter(({ name }) => settings[name] !== before[name]);
    controls.forEach((control) => control.show(settings));
    mine.forEach(([field, text]) => controls.get(field.name).enter(text));
    const list = theirs.map((field) => `${field.label}: ${shown(field, before[field.name])} → ${shown(field, settings[field.name])} ${field.unitName ?? ''}`.trim()).join(', ');
    conflict.replaceChildren(
      el('span', { textContent: `The settings have been changed meanwhile${list ? ` (${list})` : ''}. Your changes are not saved.` }),
      el(
        'span',
        { className: 'actions' },
        el('button', { type: 'button', className: 'button plain', textContent: 'Discard my changes', onclick: () => settle() }),
        el('button', { type: 'button', className: 'button', textContent: 'Overwrite', onclick: () => submit().catch(failed) }),
      ),
    );
    conflict.hidden = false;
    conflict.querySelector('button').focus();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit().catch(failed);
  });
  return {
    show() {
      // What somebody has typed stays when they look elsewhere.
      if (!settings || changed().length === 0) {
        load().catch(failed);
      }
    },
    hide() {},
  };
}

/** One setting in the form. */
class Control {
  constructor(field, canChange, onChange) {
    this.field = field;
    const { name, label, options, unitName, hint } = field;
    this.input = options
      ? el('select', {}, options.map((value) => el('option', { value, textContent: value.toLowerCase() })))
      : el('input', { type: 'number', min: '0', step: 'any', inputMode: 'decimal' });
    this.input.id = `setting-${name}`;
    this.input.disabled = !canChange;
    this.error = el('span', { className: 'error-text', id: `setting-${name}-error`, hidden: true });
    const note = el('span', { className: 'hint', id: `setting-${name}-hint`, textContent: hint, title: field.property });
    this.input.setAttribute('aria-describedby', `${note.id} ${this.error.id}`);
    this.element = el('div', { className: 'field' }, el('label', { for: this.input.id, textContent: unitName ? `${label}, ${unitName}` : label }), this.input, this.error, note);
    this.input.addEventListener('input', () => {
      this.complain('');
      this.element.classList.toggle('changed', this.text !== this.initial);
      onChange();
    });
  }

  get text() {
    return this.input.value;
  }

  get value() {
    return meant(this.field, this.text);
  }

  get readable() {
    return Boolean(this.field.options) || (this.text !== '' && Number.isFinite(Number(this.text)));
  }

  /** A setting that this server does not let anybody change is not there. */
  show(settings) {
    const value = settings[this.field.name];
    this.element.hidden = value === null || value === undefined;
    this.initial = this.element.hidden ? '' : shown(this.field, value);
    this.enter(this.initial);
    this.complain('');
  }

  enter(text) {
    this.input.value = text;
    this.element.classList.toggle('changed', text !== this.initial);
  }

  differs(settings) {
    return Boolean(settings) && !this.element.hidden && (!this.readable || this.value !== settings[this.field.name]);
  }

  complain(text) {
    setText(this.error, text);
    this.error.hidden = !text;
    this.element.classList.toggle('wrong', Boolean(text));
    this.input.setAttribute('aria-invalid', String(Boolean(text)));
  }

  focus() {
    this.input.focus();
  }
}
