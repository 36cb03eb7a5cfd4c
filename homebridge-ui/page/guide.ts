import { h, put } from './dom.ts';
import { factList } from './facts.ts';
import { button } from './fields.ts';
import { homeView } from './home.ts';
import { influxView } from './influx.ts';
import { influxOf, influxVersionOf, isSetUp, metersOf, type Tile, textOf } from './model/config.ts';
import type { Page } from './page.ts';
import { portView } from './port.ts';

const STEPS = ['port', 'home', 'influx', 'ready'] as const;
type Step = (typeof STEPS)[number];

/**
 * The way from nothing to a meter, in steps.
 * @param saveButton what Homebridge's own button says
 * @param leave shows every setting instead
 */
export function guideView(page: Page, saveButton: string, leave: () => void): HTMLElement {
  const { settings, words } = page;
  const texts = words.texts.guide;
  const trail = h('ol', { class: 'trail' });
  const body = h('div');
  const complaint = h('p', { role: 'alert', class: 'ill' });
  show(0, false);
  return h('div', { class: 'guide' }, h('h2', { class: 'visually-hidden' }, texts.title), trail, body);

  function show(at: number, isMove = true): void {
    const step = STEPS[at] ?? 'port';
    const heading = h('h3', { tabindex: -1 }, texts.steps[step]);
    put(
      trail,
      ...STEPS.map((one, index) =>
        h('li', { 'aria-current': one === step && 'step', class: index < at && 'past' }, texts.steps[one]),
      ),
    );
    put(complaint);
    put(
      body,
      h('p', { class: 'quiet' }, texts.step(at + 1, STEPS.length)),
      heading,
      h('p', {}, texts.about[step]),
      contentOf(step),
      complaint,
      h(
        'p',
        { class: 'buttons' },
        at > 0 && button(texts.back, () => show(at - 1)),
        step !== 'ready' && button(texts.next, () => next(at), 'btn-primary'),
        at === 0 && button(texts.everything, leave, 'btn-link'),
      ),
    );
    if (isMove) heading.focus();
  }

  function next(at: number): void {
    if (isSetUp(settings.block)) show(at + 1);
    else put(complaint, texts.choose);
  }

  function contentOf(step: Step): HTMLElement {
    if (step === 'port') return portView(page, 0, words.texts.port.legend);
    if (step === 'home') return homeView(page, 0);
    return step === 'influx' ? influxView(page) : summary();
  }

  function summary(): HTMLElement {
    const names = texts.summary;
    const { name, port, tiles } = metersOf(settings.block)[0] ?? { name: '', port: '', tiles: [] };
    const influx = influxOf(settings.block);
    const shown = tiles.map((tile) => words.texts.home.tiles[tile as Tile]).join(', ');
    return h(
      'section',
      {},
      factList([
        { name: names.meter, value: name },
        { name: names.port, value: port },
        { name: names.home, value: shown || names.nothing },
        {
          name: names.influx,
          value: influxVersionOf(influx) ? textOf(influx['url']) : words.texts.influx.versions.none,
        },
      ]),
      h('p', { class: 'card-flat well' }, texts.save(saveButton)),
    );
  }
}
