import type { TroubleNote } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import { button, factList } from './elements.ts';
import { hoursView } from './hours-view.ts';
import type { ContractHours } from './model/contract-hours.ts';
import type { MeterDisplay } from './model/meter-display.ts';
import type { PageWords } from './model/page-words.ts';
import type { RegisterRow } from './model/register-rows.ts';
import { registersView } from './registers-view.ts';
import { troublesView } from './troubles-view.ts';

export interface MeterCard {
  readonly element: HTMLElement;
  show(view: MeterDisplay, contract: ContractDisplay, troubles: readonly TroubleNote[], nowMs: number): void;
  /** Marks the values as old, because Homebridge does not answer any more. */
  markLost(): void;
}

/** What a reading tells of the contract. */
interface ContractDisplay {
  readonly hours: ContractHours | undefined;
  readonly registers: readonly RegisterRow[];
}

/**
 * The card with the newest reading of one meter. Its elements are updated in place, so that the bar of the gauge glides and the
 * focus is not lost.
 */
export function meterCard(words: PageWords, checkPort: () => void): MeterCard {
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
  const silent = h('p', { class: 'buttons' }, waiting, button(texts.checkPort, checkPort));
  const facts = h('div');
  const [hours, registers] = [hoursView(words), registersView(words)];
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
    registers.element,
  );
  return { element, show, markLost };

  function markLost(): void {
    age.textContent = texts.lost;
    age.classList.add('stale');
    element.classList.add('is-stale');
  }

  function show(
    display: MeterDisplay,
    contract: ContractDisplay,
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
    silent.hidden = waiting.hidden && !display.isStale && troubles.length === 0;
    setChildren(facts, display.facts.length > 0 && factList(display.facts));
    hours.show(contract.hours);
    registers.show(contract.registers);
  }
}
