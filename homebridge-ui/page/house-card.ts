import type { HouseAddresses } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import { plainList, radioChoices } from './elements.ts';
import { AUDIENCES, type Audience, audienceOf, linksOf, withAudience } from './model/house-page.ts';
import { type QrPath, qrPath } from './model/qr-path.ts';
import type { SettingsPage } from './settings-page.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** The light margin that a QR code needs around it, in modules (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/**
 * The card that switches the house's page on and off, and explains how to open it and who can see what.
 * @param running the settings of the house's page before any edit, with which the plugin runs
 */
export function houseCard(page: SettingsPage, running: unknown): HTMLElement {
  const { settings, words } = page;
  const texts = words.texts.house;
  const note = h('div', { 'aria-live': 'polite' });
  const shown = h('div');
  /** Counts the choices, so that an outdated answer is not shown. */
  let choices = 0;
  const options = AUDIENCES.map((value) => ({ value, title: texts.audiences[value], hint: texts.hints[value] }));
  const choice = radioChoices(texts.legend, options, audienceOf(settings.block), (chosen) => {
    settings.edit((block) => withAudience(block, chosen as Audience));
    void show();
  });
  void show();
  return h(
    'section',
    { class: 'card-flat house' },
    h('h3', {}, texts.title),
    h('p', { class: 'quiet' }, texts.about),
    choice,
    note,
    shown,
  );

  async function show(): Promise<void> {
    choices += 1;
    const choice = choices;
    const { block } = settings;
    const audience = audienceOf(block);
    const isEdited = JSON.stringify(block['page']) !== JSON.stringify(running);
    setChildren(note, isEdited && h('p', { class: 'unsaved' }, texts.unsaved[audience === 'off' ? 'off' : 'on']));
    setChildren(shown);
    if (audience === 'off') return;
    const known = audience === 'network' ? await addresses() : { addresses: [] };
    if (choice !== choices) return;
    const links = linksOf(block, known);
    setChildren(shown, ...openAt(links), ...(audience === 'network' ? onPhones(links) : []));
  }

  /** Without an answer, the card is shown as if this machine were in no network. */
  function addresses(): Promise<HouseAddresses> {
    return page.ask('/house', {}).catch(() => ({ addresses: [] }));
  }

  function openAt(links: readonly string[]): readonly HTMLElement[] {
    if (links.length === 0) return [h('p', {}, texts.noAddress)];
    const items = links.map((link) =>
      h('li', {}, h('a', { href: link, target: '_blank', rel: 'noopener noreferrer' }, link)),
    );
    return [h('h4', {}, texts.openAt), plainList(...items)];
  }

  function onPhones([link]: readonly string[]): readonly (HTMLElement | false)[] {
    const steps = [texts.iPhone, texts.android].map((step) => h('li', {}, step));
    return [
      link !== undefined && h('figure', {}, drawnCode(qrPath(link), texts.code(link)), h('figcaption', {}, texts.scan)),
      h('h4', {}, texts.homeScreen),
      plainList(...steps),
    ];
  }
}

/** A QR code is dark on light even on a dark page: not every phone can read the reverse. */
function drawnCode({ size, path }: QrPath, label: string): HTMLElement {
  const svg = document.createElementNS(SVG, 'svg');
  const whole = size + 2 * QUIET_ZONE;
  svg.setAttribute('viewBox', `${-QUIET_ZONE} ${-QUIET_ZONE} ${whole} ${whole}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  const modules = document.createElementNS(SVG, 'path');
  modules.setAttribute('d', path);
  modules.setAttribute('shape-rendering', 'crispEdges');
  svg.append(modules);
  return h('div', { class: 'qr' }, svg);
}
