import type { TroubleNote } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import { button, factList } from './elements.ts';
import { hoursView } from './hours-view.ts';
import type { ContractHours } from './model/contract-hours.ts';
import type { MeterDisplay } from './model/meter-display.ts';
import type { PageWords } from './model/page-words.ts';
import { troublesView } from './troubles-view.ts';

export interface MeterCard {
  readonly element: HTMLElement;
  /** @param hours those of the meter's contract; undefined for a contract without such hours */
  show(display: MeterDisplay, hours: ContractHours | undefined, troubles: readonly TroubleNote[], nowMs: number): void;
  /** Marks the values as old, because Homebridge no longer answers. */
  markLost(): void;
}

/**
 * The card with the newest reading of one meter. Its elements are updated in place, so that the gauge moves smoothly and the focus is kept.
 * @param checkPort the action of the button that is shown while the meter is not read; no button without it
 * @param end an element for the end of the card
 */
export function meterCard(words: PageWords, checkPort?: () => void, end?: HTMLElement): MeterCard {
  const wrong = troublesView(words);
  const { live: texts } = words.texts;
  const name = h('h3');
  const age = h('span', { class: 'age' });
  const powerVA = h('strong');
  const direction = h('small');
  const power = h('p', { class: 'power' }, powerVA, h('span', {}, ' VA '), direction);
  const watts = h('p', { class: 'watts' });
  const fill = h('div');
  const gauge = h(
    'div',
    { class: 'gauge', role: 'meter', 'aria-label': texts.gauge, 'aria-valuemin': 0, 'aria-valuemax': 100 },
    fill,
  );
  const share = h('p', { class: 'quiet' });
  const overload = h(
    'p',
    { class: 'ill', role: 'alert', hidden: true },
    h('strong', { class: 'sign' }, texts.overload),
  );
  const waiting = h('span', { class: 'quiet' }, texts.waiting);
  const silent = h('p', { class: 'buttons' }, waiting, checkPort && button(texts.checkPort, checkPort));
  const facts = h('div');
  /** The facts that are shown, as JSON. */
  let drawn = '[]';
  const hours = hoursView(words);
  const element = h(
    'section',
    { class: 'card-flat meter' },
    h('header', {}, name, age),
    wrong.element,
    power,
    watts,
    gauge,
    share,
    overload,
    silent,
    facts,
    hours.element,
    end,
  );
  return { element, show, markLost };

  function markLost(): void {
    age.textContent = texts.lost;
    age.classList.add('stale');
    element.classList.add('is-stale');
  }

  function show(
    display: MeterDisplay,
    contractHours: ContractHours | undefined,
    troubles: readonly TroubleNote[],
    nowMs: number,
  ): void {
    wrong.show(troubles, nowMs);
    name.textContent = display.name;
    age.textContent = display.age ?? '';
    age.classList.toggle('stale', display.isStale);
    element.classList.toggle('is-stale', display.isStale);
    power.hidden = display.power === undefined;
    powerVA.textContent = display.power?.value ?? '';
    direction.textContent = display.power?.direction ?? '';
    watts.hidden = display.watts === undefined;
    watts.textContent = display.watts ?? '';
    gauge.hidden = share.hidden = display.gauge === undefined;
    if (display.gauge) {
      fill.style.width = `${display.gauge.filled * 100}%`;
      gauge.dataset['level'] = display.gauge.level;
      gauge.setAttribute('aria-valuenow', String(Math.round(display.gauge.filled * 100)));
      gauge.setAttribute('aria-valuetext', display.gauge.text);
      share.textContent = display.gauge.text;
    }
    overload.hidden = !display.overload;
    waiting.hidden = display.age !== undefined;
    silent.hidden = waiting.hidden && (!checkPort || (!display.isStale && troubles.length === 0));
    showFacts(display.facts);
    hours.show(contractHours);
  }

  /** Most facts stay the same from one second to the next. */
  function showFacts(next: MeterDisplay['facts']): void {
    const state = JSON.stringify(next);
    if (state === drawn) return;
    drawn = state;
    setChildren(facts, next.length > 0 && factList(next));
  }
}
