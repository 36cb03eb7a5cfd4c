import { dayOfDate } from '../../src/paris-time.ts';
import { periodName } from '../../src/tariff/period.ts';
import type { Problem } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import { button, field } from './elements.ts';
import type { ConfigBlock } from './model/config-block.ts';
import { dayText } from './model/date-words.ts';
import {
  type LineChange,
  type PeriodLine,
  type PriceLine,
  priceLinesOf,
  withLine,
  withNewPeriod,
  withoutPeriod,
  withPeriod,
} from './model/prices.ts';
import type { MeterFacts } from './model/prices-meter.ts';
import { lineSummary } from './model/prices-words.ts';
import { tariffName } from './model/tariff-names.ts';
import { type MoneyField, moneyField } from './money-field.ts';
import type { Page } from './page.ts';

export interface PriceLineView {
  readonly element: HTMLDetailsElement;
  readonly index: number;
  /** Shows each problem of this line at its field. @param problems by their paths behind that of the line */
  showProblems(problems: readonly Problem[]): void;
  focus(): void;
}

/** What a line tells the form that it is in. */
export interface LineActions {
  edit(change: (block: ConfigBlock) => ConfigBlock): void;
  remove(): void;
  /** A field was added or taken away. */
  redraw(): void;
}

/**
 * The form of one price line: the date, the subscription, a price for each tariff period, and for a producer what each kWh
 * given earns. Its heading sums it up.
 * @param meter the index of the meter in the settings
 */
export function priceLineView(
  { words, settings }: Page,
  meter: number,
  line: PriceLine,
  facts: MeterFacts,
  actions: LineActions,
): PriceLineView {
  const texts = words.texts.prices;
  const { index } = line;
  /** How to show a problem of each field, by the end of its path. */
  const places = new Map<string, (says: string | undefined) => void>();
  const summary = h('summary');
  const others = h('p', { class: 'wrong', 'aria-live': 'polite' });
  const date = dateField();
  const element = h(
    'details',
    { class: 'price-line' },
    summary,
    h('div', { class: 'fields' }, date.element, ...moneyFields()),
    h('div', { class: 'fields' }, ...line.periods.map(periodView)),
    others,
    h('p', { class: 'buttons' }, button(texts.addPeriod, addPeriod), button(texts.remove, actions.remove, 'btn-link')),
  );
  showSummary();
  return {
    element,
    index,
    showProblems(problems) {
      const isPlaced = ({ path }: Problem) => places.has(path);
      for (const [place, show] of places) show(problems.find(({ path }) => path === place)?.says);
      const says = problems.filter((problem) => !isPlaced(problem)).map((problem) => problem.says);
      if (others.textContent !== says.join(' ')) setChildren(others, says.join(' '));
      if (problems.length > 0) element.open = true;
    },
    focus() {
      element.open = true;
      date.input.focus();
    },
  };

  function change(fields: LineChange): void {
    edit((block) => withLine(block, meter, index, fields));
  }

  function edit(change: (block: ConfigBlock) => ConfigBlock): void {
    actions.edit(change);
    showSummary();
  }

  function showSummary(): void {
    const now = priceLinesOf(settings.block, meter).find((one) => one.index === index) ?? line;
    const day = dayOfDate(now.from);
    setChildren(
      summary,
      h('strong', {}, day === undefined ? texts.undated : texts.fromDate(dayText(day, 'dayAndYear', words))),
      h('span', { class: 'quiet' }, lineSummary(now, words)),
    );
  }

  function dateField(): { readonly element: HTMLElement; readonly input: HTMLInputElement } {
    const note = h('small', { class: 'wrong' });
    const element = field(texts.from, line.from, (from) => change({ from }), { type: 'date' });
    const input = element.querySelector('input') as HTMLInputElement;
    element.append(note);
    places.set('.from', (says) => {
      input.setAttribute('aria-invalid', String(says !== undefined));
      setChildren(note, says);
    });
    return { element, input };
  }

  function moneyFields(): readonly HTMLElement[] {
    const subscription = moneyField(words, {
      ...{ label: texts.subscription, unit: 'month', value: line.subscription },
      onInput: (subscription) => change({ subscription }),
    });
    const given = moneyField(words, {
      ...{ label: texts.given, unit: 'kWh', value: line.given, isOptional: true },
      onInput: (given) => change({ given }),
    });
    const isGivenShown = facts.isProducer || line.given !== undefined;
    return [placed('.subscription', subscription), ...(isGivenShown ? [placed('.given', given)] : [])];
  }

  function placed(place: string, money: MoneyField): HTMLElement {
    places.set(place, money.showProblem);
    return money.element;
  }

  function periodView({ name, price }: PeriodLine, period: number): HTMLElement {
    const isOffered = facts.periods.includes(periodName(name));
    // A name that can be typed is in a field of its own.
    const known = isOffered ? tariffName(name, words.texts) : undefined;
    const label = line.periods.length === 1 && isOffered ? texts.allHours : known;
    const money = moneyField(words, {
      ...{ label: label ?? texts.unnamed, unit: 'kWh', value: price },
      onInput: (price) => edit((block) => withPeriod(block, meter, [index, period], { price })),
    });
    return h(
      'div',
      { class: 'period' },
      isOffered ? undefined : nameField(name, period),
      placed(`.periods[${period}].price`, money),
      line.periods.length > 1 && button(texts.removePeriod(known), () => removePeriod(period), 'btn-link'),
    );
  }

  /** The name of a period that this meter has not shown. It suggests those that it has. */
  function nameField(name: string, period: number): HTMLElement {
    const note = h('small', { class: 'wrong' });
    const list = h('datalist', { id: `periods-${meter}-${index}-${period}` });
    setChildren(list, ...facts.periods.map((value) => h('option', { value }, tariffName(value, words.texts))));
    const rename = (name: string) => edit((block) => withPeriod(block, meter, [index, period], { name: name.trim() }));
    const element = field(texts.periodName, name, rename, { list: list.id });
    element.append(list, note);
    places.set(`.periods[${period}].name`, (says) => setChildren(note, says));
    return element;
  }

  /** Adds the first period of the meter that the line does not have yet, or else one without a name. */
  function addPeriod(): void {
    const names = line.periods.map(({ name }) => periodName(name));
    const missing = facts.periods.find((name) => !names.includes(name)) ?? '';
    actions.edit((block) => withNewPeriod(block, meter, index, missing));
    actions.redraw();
  }

  function removePeriod(period: number): void {
    actions.edit((block) => withoutPeriod(block, meter, [index, period]));
    actions.redraw();
  }
}
