import { isSamePeriod, knownName, type PeriodName } from '../../src/reading/periods.ts';
import { h, setChildren } from './dom.ts';
import { button, field } from './elements.ts';
import { hoursField } from './hours-field.ts';
import { canHaveHours, type PeriodChange, type PeriodLine } from './model/prices.ts';
import type { MeterFacts } from './model/prices-meter.ts';
import { tariffName } from './model/tariff-names.ts';
import { moneyField } from './money-field.ts';
import type { SettingsPage } from './settings-page.ts';

export interface PricePeriodPlan {
  readonly period: PeriodLine;
  /** Whether the line has no other period, so that its price is for all energy. */
  readonly isOnly: boolean;
  readonly facts: MeterFacts;
  onInput(change: PeriodChange): void;
  onRemove(): void;
  /** Is told how to show a problem of a field. */
  place(field: 'name' | 'price' | 'hours', show: (says: string | undefined) => void): void;
}

/** Hours that these periods may have. */
const EXAMPLES: { readonly [name in PeriodName]?: string } = { HC: '22:30-06:30', HP: '06:30-22:30' };

/** Numbers the lists of names, so that each field can name its own. */
let lists = 0;

/**
 * The price of one tariff period, and its hours where there are several. A period that the meter has not shown also has a field for
 * its name.
 */
export function pricePeriodView({ words }: SettingsPage, plan: PricePeriodPlan): HTMLElement {
  const texts = words.texts.prices;
  const { period, facts, isOnly } = plan;
  const isKnown = facts.periods.some((name) => isSamePeriod(name, period.name));
  const name = isKnown ? tariffName(period.name, words.texts) : undefined;
  const money = moneyField(words, {
    ...{ label: isKnown && isOnly ? texts.allHours : (name ?? texts.unnamed), unit: 'kWh', value: period.price },
    beside: !isOnly && removeButton(),
    onInput: (price) => plan.onInput({ price }),
  });
  plan.place('price', money.showProblem);
  return h(
    'div',
    { class: 'period' },
    isKnown ? undefined : nameField(),
    money.element,
    canHaveHours(period, isOnly) && hoursElement(),
  );

  /** A small sign, since each of up to six prices has one. */
  function removeButton(): HTMLElement {
    const press = button('✕', plan.onRemove, 'link');
    const says = texts.removePeriod(name);
    press.setAttribute('aria-label', says);
    press.title = says;
    return press;
  }

  function hoursElement(): HTMLElement {
    const label = name === undefined ? texts.hours : texts.hoursOf(name);
    const known = knownName(period.name);
    const example = known && EXAMPLES[known];
    const hours = hoursField(words, { label, value: period.hours ?? '', example }, (typed) =>
      plan.onInput({ hours: typed }),
    );
    plan.place('hours', hours.showProblem);
    return hours.element;
  }

  /** Suggests the periods that the meter has. */
  function nameField(): HTMLElement {
    lists += 1;
    const note = h('small', { class: 'wrong' });
    const options = facts.periods.map((value) => h('option', { value }, tariffName(value, words.texts)));
    const list = h('datalist', { id: `periods-${lists}` }, ...options);
    const rename = (typed: string) => plan.onInput({ name: typed.trim() });
    const element = field(texts.periodName, period.name, rename, { list: list.id });
    element.append(list, note);
    plan.place('name', (says) => setChildren(note, says));
    return element;
  }
}
