import { copyFrom } from './copying.js';
import { credentials, fragmentOf } from './credentials.js';
import { isName, publishWays, systemOf } from './publish-ways.js';
import { fetchStatus } from './refusal.js';
import { setText } from './common/text.js';

const ASK_AFTER_MILLIS = 400;

const byId = (id) => document.getElementById(id);

/** The part of the list page that says how to publish to this server, or why one cannot. */
export class PublishBox {
  #server = null;
  #shown = '';
  #askTimer = 0;
  #asked = null;
  #refusal = null;
  #inputs = [];

  constructor() {
    const system = systemOf(navigator.userAgent);
    byId('system').value = system;
    byId('stream-name').addEventListener('input', () => this.#onName());
    for (const id of ['source', 'system']) {
      byId(id).addEventListener('change', () => this.#render());
    }
    byId('publish').addEventListener('toggle', () => this.#ask());
  }

  /**
   * @param server where streams are published: `webSocketBase`, `rtmpPort` and `rtmpsPort`
   * @param nothingToSee whether nothing is listed: then it is open
   */
  show(server, nothingToSee) {
    this.#server = server;
    const box = byId('publish');
    if (box.hidden || box.classList.contains('alone') !== nothingToSee) {
      box.open = nothingToSee;
    }
    box.hidden = false;
    box.classList.toggle('alone', nothingToSee);
    setText(byId('publish-title'), nothingToSee ? 'Nothing is live yet' : 'Publish your own stream');
    this.#render();
  }

  get #name() {
    return byId('stream-name').value.trim();
  }

  #onName() {
    this.#refusal = null;
    this.#inputs = [];
    clearTimeout(this.#askTimer);
    this.#askTimer = setTimeout(() => this.#ask(), ASK_AFTER_MILLIS);
    this.#render();
  }

  /** Asks the server, once for each name, whether this visitor may publish. */
  async #ask() {
    const name = this.#name;
    if (!byId('publish').open || !isName(name) || this.#asked === name) {
      return;
    }
    this.#asked = name;
    const answer = await fetchStatus(name, 'publish');
    if (this.#asked === name) {
      this.#refusal = answer?.status === 'refused' ? answer.reason : null;
      this.#inputs = answer?.inputs ?? [];
      this.#asked = answer === null ? null : name;
      this.#render();
    }
  }

  #render() {
    if (this.#server === null) {
      return;
    }
    const name = this.#name;
    const good = isName(name);
    byId('stream-name').setAttribute('aria-invalid', String(!good));
    byId('name-trouble').hidden = good;
    byId('publish-refusal').hidden = this.#refusal === null;
    setText(byId('publish-refusal'), this.#refusal === null ? '' : `You may not publish ${name}. The server says: ${this.#refusal}.`);
    byId('ways').hidden = !good || this.#refusal !== null;
    const ways = publishWays({
      name,
      source: byId('source').value,
      system: byId('system').value,
      pageBase: new URL('./', location.href).href.replace(/[?#].*/, ''),
      secure: isSecureContext,
      token: credentials !== null,
      inputs: this.#inputs,
      ...this.#server,
    });
    const key = JSON.stringify(ways);
    if (key !== this.#shown) {
      this.#shown = key;
      byId('ways').replaceChildren(...ways.map((way) => this.#way(way)));
    }
  }

  #way({ id, title, link, lines = [], note }) {
    const item = byId('way').content.cloneNode(true).querySelector('li');
    item.dataset.way = id;
    item.querySelector('h2').textContent = title;
    item.querySelector('.note').textContent = note;
    const open = item.querySelector('a');
    open.hidden = link === undefined;
    if (link !== undefined) {
      open.href = `${link}${fragmentOf(credentials)}`;
    }
    item.querySelector('.lines').replaceChildren(...lines.map((line) => this.#line(title, line)));
    return item;
  }

  #line(title, { label, text }) {
    const item = byId('line').content.cloneNode(true).querySelector('.command');
    const pre = item.querySelector('pre');
    pre.setAttribute('aria-label', `${title}: ${label}`);
    pre.firstElementChild.replaceChildren(...text.split(' ').flatMap((word, index) => (index === 0 ? [unbroken(word)] : [' ', unbroken(word)])));
    const button = item.querySelector('button');
    button.setAttribute('aria-label', `Copy ${label.toLowerCase()} of ${title}`);
    button.addEventListener('click', () => copyFrom(pre, button));
    return item;
  }
}

/** A word of the command that is not broken at its hyphens. */
function unbroken(word) {
  const span = document.createElement('span');
  span.textContent = word;
  return span;
}
