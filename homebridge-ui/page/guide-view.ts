import { appleHomeView } from './apple-home-view.ts';
import { h, setChildren } from './dom.ts';
import { button, factList } from './elements.ts';
import { influxView } from './influx-view.ts';
import { influxOf, influxVersionOf, isSetUp, metersOf, type TileName, textOrEmpty } from './model/config-block.ts';
import type { Page } from './page.ts';
import { portView } from './port-view.ts';

const STEPS = ['port', 'home', 'influx', 'ready'] as const;
type Step = (typeof STEPS)[number];
/** What of the settings each step is about, by the beginning of its path. */
const ABOUT: { readonly [S in Step]: readonly string[] } = {
  port: ['meters[0].port'],
  home: ['meters[0].name', 'meters[0].tiles'],
  influx: ['influx'],
  ready: [],
};

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
  let current = 0;
  show(0, false);
  return h('div', { class: 'guide' }, h('h2', { class: 'visually-hidden' }, texts.title), trail, body);

  function show(at: number, isMove = true): void {
    current = at;
    const step = STEPS[at] ?? 'port';
    const onward = button(texts.next, () => void next(at), step === 'port' ? 'btn-secondary' : 'btn-primary');
    const heading = h('h3', { tabindex: -1 }, texts.steps[step]);
    setChildren(
      trail,
      ...STEPS.map((one, index) =>
        h('li', { 'aria-current': one === step && 'step', class: index < at && 'past' }, texts.steps[one]),
      ),
    );
    setChildren(complaint);
    setChildren(
      body,
      h('p', { class: 'quiet' }, texts.step(at + 1, STEPS.length)),
      heading,
      h('p', {}, texts.about[step]),
      contentOf(step, onward),
      complaint,
      h(
        'p',
        { class: 'buttons' },
        at > 0 && button(texts.back, () => show(at - 1)),
        step !== 'ready' && onward,
        at === 0 && button(texts.everything, leave, 'btn-link'),
      ),
    );
    if (isMove) heading.focus();
  }

  async function next(at: number): Promise<void> {
    if (!isSetUp(settings.block)) return setChildren(complaint, texts.choose);
    const problems = await settings.check();
    if (at !== current) return;
    const about = ABOUT[STEPS[at] ?? 'port'];
    if (problems.some((path) => about.some((start) => path.startsWith(start)))) setChildren(complaint, texts.mend);
    else show(at + 1);
  }

  function contentOf(step: Step, onward: HTMLElement): HTMLElement {
    if (step === 'port') {
      // The button that stands out is the one to press next.
      return portView(page, 0, words.texts.port.legend, (listen, isHeard) => {
        accentuate(listen, !isHeard);
        accentuate(onward, isHeard);
      });
    }
    if (step === 'home') return appleHomeView(page, 0);
    return step === 'influx' ? influxView(page) : summary();
  }

  function summary(): HTMLElement {
    const names = texts.summary;
    const { name, port, tiles } = metersOf(settings.block)[0] ?? { name: '', port: '', tiles: [] };
    const influx = influxOf(settings.block);
    const shown = inOneList(tiles.map((tile) => words.texts.home.tiles[tile as TileName]));
    return h(
      'section',
      {},
      factList([
        { name: names.meter, value: name },
        { name: names.port, value: port },
        { name: names.home, value: shown || names.nothing },
        {
          name: names.influx,
          value: influxVersionOf(influx) ? textOrEmpty(influx['url']) : words.texts.influx.versions.none,
        },
      ]),
      h('p', { class: 'card-flat well' }, texts.save(saveButton)),
    );
  }
}

function accentuate(pressed: HTMLElement, isPrimary: boolean): void {
  pressed.classList.toggle('btn-primary', isPrimary);
  pressed.classList.toggle('btn-secondary', !isPrimary);
}

/** What begins with a capital on its own does not behind a comma. */
function inOneList(names: readonly string[]): string {
  return names.map((name, at) => (at === 0 ? name : name.charAt(0).toLowerCase() + name.slice(1))).join(', ');
}
