import { h, setChildren } from './dom.ts';
import { button, field } from './elements.ts';
import { type ConfigBlock, textOrEmpty } from './model/config-block.ts';
import { hasBroker, isWithTls, mqttOf, withMqtt, withoutMqtt } from './model/mqtt-block.ts';
import type { SettingsPage } from './settings-page.ts';
import { trialView } from './trial-view.ts';

const HELP = 'https://github.com/homebridge-linky-tic/homebridge-linky-tic/blob/main/docs/';
/** The proposed address: a broker on this machine. */
const URL_EXAMPLE = 'mqtt://localhost:1883';
/** The same default as in the settings' schema. */
const DEFAULT_TOPIC = 'linky';
type Field = 'url' | 'username' | 'password' | 'topic' | 'ca';

/**
 * The card that sets up an MQTT broker, tries it, and switches it off.
 * @param running the MQTT settings before any edit, with which the plugin runs
 */
export function mqttCard({ settings, words, ask }: SettingsPage, running: unknown): HTMLElement {
  const texts = words.texts.mqtt;
  // Remembers the fields, so that they reappear when MQTT is switched on again.
  let typed: ConfigBlock = mqttOf(settings.block);
  const trial = trialView(words, texts, tryOut);
  const note = h('div', { 'aria-live': 'polite' });
  const body = h('div');
  const setUp = button(texts.setUp, switchOn);
  const authorities = fieldOf('ca');
  show();
  return h(
    'section',
    { class: 'card-flat mqtt' },
    h('h3', {}, texts.title),
    h('p', { class: 'quiet' }, texts.about),
    note,
    body,
    h('p', {}, h('a', { href: `${HELP}${texts.helpPage}`, target: '_blank', rel: 'noopener noreferrer' }, texts.help)),
  );

  function show(): void {
    setChildren(body, ...(hasBroker(settings.block) ? form() : [h('p', { class: 'buttons' }, setUp)]));
    showNote();
  }

  /** The fields are collapsed if the plugin runs with them. */
  function form(): readonly HTMLElement[] {
    const names = ['url', 'topic', 'username', 'password'] as const;
    const fields = h('div', { class: 'fields' }, ...names.map(fieldOf), authorities);
    const isRunning = !isEdited();
    showAuthorities();
    return [
      ...(isRunning ? [place()] : []),
      h(
        'form',
        { submit: trial.start },
        h('details', { open: !isRunning }, h('summary', {}, texts.fields), fields, discovery()),
        trial.element,
      ),
      h('p', { class: 'buttons' }, button(texts.switchOff, switchOff, 'link')),
    ];
  }

  function place(): HTMLElement {
    const { url, topic } = mqttOf(settings.block);
    // An address may contain a password, although that is one of its problems.
    const shown = textOrEmpty(url).replace(/^.*@/s, '***@');
    return h('p', { class: 'place' }, texts.isSetUp(shown, textOrEmpty(topic) || DEFAULT_TOPIC));
  }

  function switchOn(): void {
    edit({ ...typed, url: textOrEmpty(typed['url']) || URL_EXAMPLE });
    show();
    body.querySelector('input')?.focus();
  }

  function switchOff(): void {
    typed = mqttOf(settings.block);
    trial.forget();
    settings.edit(withoutMqtt);
    show();
    // The button that was pressed is gone, and took the focus with it.
    setUp.focus();
  }

  async function tryOut(): Promise<void> {
    const steps = await trial.showWhile(texts.testing, ask('/mqtt/try', { mqtt: mqttOf(settings.block) }));
    if (steps) trial.show(steps);
  }

  function edit(fields: ConfigBlock): void {
    trial.forget();
    settings.edit((block) => withMqtt(block, fields));
    showAuthorities();
    showNote();
  }

  function fieldOf(name: Field): HTMLElement {
    const isOptional = name === 'username' || name === 'password' || name === 'ca';
    const label = isOptional ? `${texts[name]} ${texts.optional}` : texts[name];
    const value = textOrEmpty(mqttOf(settings.block)[name]) || (name === 'topic' ? DEFAULT_TOPIC : '');
    // A password may begin or end with a blank; in all other fields that is a mistake.
    const onInput = (text: string) => edit({ [name]: name === 'password' ? text : text.trim() });
    const secret: { readonly [attribute: string]: string } =
      name === 'password' ? { type: 'password', autocomplete: 'new-password' } : {};
    const notes: { readonly [name in Field]?: string } = texts.notes;
    return field(label, value, onInput, secret, notes[name]);
  }

  /** Certificates are only used with TLS. A file that is set is shown without TLS, too, so that it can be removed. */
  function showAuthorities(): void {
    const mqtt = mqttOf(settings.block);
    authorities.hidden = !isWithTls(mqtt) && textOrEmpty(mqtt['ca']) === '';
  }

  function discovery(): HTMLElement {
    const box = h('input', {
      type: 'checkbox',
      class: 'form-check-input',
      checked: mqttOf(settings.block)['discovery'] !== false,
    });
    box.addEventListener('change', () => edit({ discovery: box.checked }));
    const title = h('span', { class: 'title' }, texts.discovery);
    return h('label', { class: 'tick' }, box, h('span', {}, title, h('small', {}, texts.discoveryHint)));
  }

  /** Whether the plugin runs with different MQTT settings. Without a broker, the other fields have no effect. */
  function isEdited(): boolean {
    if (!hasBroker(settings.block)) return hasBroker({ mqtt: running });
    return JSON.stringify(settings.block['mqtt']) !== JSON.stringify(running);
  }

  function showNote(): void {
    const says = isEdited() ? texts.unsaved[hasBroker(settings.block) ? 'on' : 'off'] : '';
    if (note.textContent !== says) setChildren(note, says !== '' && h('p', { class: 'unsaved' }, says));
  }
}
