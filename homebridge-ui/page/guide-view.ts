import { appleHomeView } from './apple-home-view.ts';
import { h, setChildren } from './dom.ts';
import { button, factList } from './elements.ts';
import type { influxView } from './influx-view.ts';
import { influxOf, influxVersionOf, isSetUp, metersOf, type TileName, textOrEmpty } from './model/config-block.ts';
import type { portView } from './port-view.ts';
import type { SettingsPage } from './settings-page.ts';

const STEPS = ['port', 'home', 'influx', 'ready'] as const;
type Step = (typeof STEPS)[number];
/** The prefixes of the setting paths that each step asks for. */
const SETTINGS_OF: { readonly [S in Step]: readonly string[] } = {
  port: ['meters[0].port'],
  home: ['meters[0].name', 'meters[0].tiles'],
  influx: ['influx'],
  ready: [],
};

/** The views of the tabs that also serve as steps of the guide. */
interface StepViews {
  readonly portView: typeof portView;
  readonly influxView: typeof influxView;
}

/**
 * The guide for a new user: one step at a time, from the port to the save button.
 * @param saveButton the text of Homebridge's own button
 * @param leave opens the settings in tabs instead
 */
export function guideView(page: SettingsPage, views: StepViews, saveButton: string, leave: () => void): HTMLElement {
  const { settings, words } = page;
  const texts = words.texts.guide;
  const trail = h('ol', { class: 'trail' });
  const body = h('div');
  const complaint = h('p', { role: 'alert', class: 'ill' });
  let current = 0;
  show(0, false);
  return h('div', { class: 'guide' }, h('h2', { class: 'only-heard' }, texts.title), trail, body);

  function show(index: number, moveFocus = true): void {
    current = index;
    const step = STEPS[index] ?? 'port';
    const onward = button(texts.next, () => void next(index), step === 'port' ? 'plain' : 'primary');
    const heading = h('h3', { tabindex: -1 }, texts.steps[step]);
    setChildren(
      trail,
      ...STEPS.map((name, position) =>
        h('li', { 'aria-current': name === step && 'step', class: position < index && 'past' }, texts.steps[name]),
      ),
    );
    setChildren(complaint);
    setChildren(
      body,
      h('p', { class: 'quiet' }, texts.step(index + 1, STEPS.length)),
      heading,
      h('p', {}, texts.about[step]),
      step === 'port' && h('div', { class: 'card-flat ill' }, h('p', {}, texts.safety)),
      contentOf(step, onward),
      complaint,
      h(
        'p',
        { class: 'buttons' },
        index > 0 && button(texts.back, () => show(index - 1)),
        step !== 'ready' && onward,
        index === 0 && button(texts.everything, leave, 'link'),
      ),
    );
    if (moveFocus) heading.focus();
  }

  /** Goes to the next step, unless the settings of this step have a problem. */
  async function next(index: number): Promise<void> {
    if (!isSetUp(settings.block)) return setChildren(complaint, texts.choose);
    const problems = await settings.check();
    if (index !== current) return;
    const prefixes = SETTINGS_OF[STEPS[index] ?? 'port'];
    const isWrong = problems.some((path) => prefixes.some((prefix) => path.startsWith(prefix)));
    if (isWrong) setChildren(complaint, texts.mend);
    else show(index + 1);
  }

  function contentOf(step: Step, onward: HTMLElement): HTMLElement {
    if (step === 'port') {
      // Only the button to press next stands out: first the listen button, then the one to the next step.
      return views.portView(page, 0, words.texts.port.legend, (listen, isHeard) => {
        setPrimary(listen, !isHeard);
        setPrimary(onward, isHeard);
      }).element;
    }
    if (step === 'home') return appleHomeView(page, 0);
    return step === 'influx' ? views.influxView(page) : summary();
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

function setPrimary(target: HTMLElement, isPrimary: boolean): void {
  target.classList.toggle('primary', isPrimary);
}

/** Names as one list: `Power (VA), current (A)`. Only the first keeps its capital. */
function inOneList(names: readonly string[]): string {
  return names.map((name, index) => (index === 0 ? name : name.charAt(0).toLowerCase() + name.slice(1))).join(', ');
}
