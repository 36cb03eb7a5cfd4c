import { h, setChildren } from './dom.ts';
import { button, factList } from './elements.ts';
import type { MeterDisplay } from './model/meter-display.ts';
import type { PageWords } from './model/page-words.ts';

export interface MeterCard {
  readonly element: HTMLElement;
  show(view: MeterDisplay): void;
  /** Nobody tells any more: what is shown is old, and looks it. */
  lose(): void;
}

/** What one meter says now. Its parts stay, so that the bar glides and the focus is not lost. */
export function meterCard({ texts: { live: texts } }: PageWords, checkPort: () => void): MeterCard {
  const name = h('h3');
  const age = h('span', { class: 'age' });
  const number = h('strong');
  const direction = h('small');
  const power = h('p', { class: 'power' }, number, h('span', {}, ' VA '), direction);
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
  const element = h(
    'section',
    { class: 'card-flat meter' },
    h('header', {}, name, age),
    power,
    gauge,
    share,
    overload,
    silent,
    facts,
  );
  return { element, show, lose };

  function lose(): void {
    age.textContent = texts.lost;
    age.classList.add('stale');
    element.classList.add('is-stale');
  }

  function show(view: MeterDisplay): void {
    name.textContent = view.name;
    age.textContent = view.age ?? '';
    age.classList.toggle('stale', view.isStale);
    element.classList.toggle('is-stale', view.isStale);
    power.hidden = view.power === undefined;
    number.textContent = view.power?.value ?? '';
    direction.textContent = view.power?.says ?? '';
    gauge.hidden = share.hidden = view.gauge === undefined;
    if (view.gauge) {
      fill.style.width = `${view.gauge.filled * 100}%`;
      gauge.dataset['level'] = view.gauge.level;
      gauge.setAttribute('aria-valuenow', String(Math.round(view.gauge.filled * 100)));
      gauge.setAttribute('aria-valuetext', view.gauge.says);
      share.textContent = view.gauge.says;
    }
    overload.hidden = !view.overload;
    waiting.hidden = view.age !== undefined;
    silent.hidden = waiting.hidden && !view.isStale;
    setChildren(facts, view.facts.length > 0 && factList(view.facts));
  }
}
