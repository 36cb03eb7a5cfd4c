import { dayOfDate } from '../../src/base/paris-time.ts';
import { isProbablyYearly } from '../../src/config/yearly-subscription.ts';
import { isSamePeriod } from '../../src/reading/periods.ts';
import type { Problem } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import { button, field } from './elements.ts';
import type { ConfigBlock } from './model/config-block.ts';
import { dayText } from './model/date-words.ts';
import {
  canHaveHours,
  differInHours,
  type LineChange,
  type PeriodLine,
  type PriceLine,
  priceLinesOf,
  withLine,
  withNewPeriod,
  withoutPeriod,
  withPeriod,
  withSameHours,
} from './model/prices.ts';
import type { MeterFacts } from './model/prices-meter.ts';
import { lineSummary } from './model/prices-words.ts';
import { type MoneyField, moneyField } from './money-field.ts';
import { pricePeriodView } from './price-period-view.ts';
import type { SettingsPage } from './settings-page.ts';

export interface PriceLineView {
  readonly element: HTMLDetailsElement;
  readonly index: number;
  /**
   * Shows each problem of this line at its field.
   * @param problems with paths relative to the line
   */
  showProblems(problems: readonly Problem[]): void;
  focus(): void;
  /** Moves the focus to the last period. */
  focusPeriod(): void;
  /** Moves the focus to the first field for hours, or to the date if there is none. */
  focusHours(): void;
}

/** What a line needs of the form that contains it. */
export interface LineActions {
  edit(change: (block: ConfigBlock) => ConfigBlock): void;
  remove(): void;
  /** To be called when a period was added or removed. */
  redraw(): void;
}

/**
 * The form of one price line: the date, the subscription, a price for each tariff period, and for a producer the price of an exported kWh.
 * Its heading summarises it.
 * @param meter the index of the meter in the settings
 */
export function priceLineView(
  page: SettingsPage,
  meter: number,
  line: PriceLine,
  facts: MeterFacts,
  actions: LineActions,
): PriceLineView {
  const { words, settings } = page;
  const texts = words.texts.prices;
  const { index } = line;
  /** The functions that show a problem at each field, by the end of the field's path. */
  const places = new Map<string, (says: string | undefined) => void>();
  const summary = h('summary');
  const others = h('p', { class: 'wrong', 'aria-live': 'polite' });
  const doubts = h('p', { class: 'wrong', 'aria-live': 'polite' });
  const date = dateField();
  const periods = h('div', { class: 'fields' }, ...line.periods.map(periodView));
  const sameHours = button(texts.sameHours, useHours);
  const hasHours = line.periods.some((period) => canHaveHours(period, line.periods.length === 1));
  const element = h(
    'details',
    { class: 'price-line' },
    summary,
    h('div', { class: 'fields' }, date.element, ...moneyFields()),
    periods,
    doubts,
    hasHours && h('p', { class: 'quiet' }, texts.aboutHours),
    others,
    h(
      'p',
      { class: 'buttons' },
      button(texts.addPeriod, addPeriod),
      sameHours,
      button(texts.remove, actions.remove, 'link'),
    ),
  );
  showSummary();
  // So that the remark at the subscription's field is visible.
  if (isProbablyYearly(Number(line.subscription))) element.open = true;
  return {
    element,
    index,
    showProblems(problems) {
      const wrong = problems.filter(({ isDoubt }) => !isDoubt);
      for (const [place, show] of places) show(wrong.find(({ path }) => path === place)?.says);
      say(
        others,
        wrong.filter(({ path }) => !places.has(path)),
      );
      // Doubts about the subscription are shown at its own field.
      say(
        doubts,
        problems.filter(({ path, isDoubt }) => isDoubt && path.startsWith('.periods')),
      );
      if (problems.length > 0) element.open = true;
    },
    focus() {
      element.open = true;
      date.input.focus();
    },
    focusHours() {
      element.open = true;
      (periods.querySelector<HTMLElement>('.hours :is(select, input)') ?? date.input).focus();
    },
    focusPeriod: () => periods.querySelector<HTMLElement>('.period:last-child input')?.focus(),
  };

  /** An unchanged text is not set again, or a screen reader would repeat it. */
  function say(where: HTMLElement, problems: readonly Problem[]): void {
    const says = problems.map((problem) => problem.says).join(' ');
    if (where.textContent !== says) setChildren(where, says);
  }

  function change(fields: LineChange): void {
    edit((block) => withLine(block, meter, index, fields));
  }

  function edit(change: (block: ConfigBlock) => ConfigBlock): void {
    actions.edit(change);
    showSummary();
  }

  function showSummary(): void {
    const now = present();
    sameHours.hidden = !differInHours(settings.block, meter, index);
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

  function periodView(period: PeriodLine, at: number): HTMLElement {
    return pricePeriodView(page, {
      ...{ period, facts, isOnly: line.periods.length === 1 },
      onInput: (typed) => edit((block) => withPeriod(block, meter, [index, at], typed)),
      onRemove: () => {
        actions.edit((block) => withoutPeriod(block, meter, [index, at]));
        actions.redraw();
      },
      place: (name, show) => void places.set(`.periods[${at}].${name}`, show),
    });
  }

  function present(): PriceLine {
    return priceLinesOf(settings.block, meter).find((one) => one.index === index) ?? line;
  }

  /** Copies the hours of this line to the other lines. */
  function useHours(): void {
    actions.edit((block) => withSameHours(block, meter, index));
    actions.redraw();
  }

  /** Adds the first period of the meter that the line does not have yet, or else one without a name. */
  function addPeriod(): void {
    const typed = present().periods;
    const missing = facts.periods.find((name) => !typed.some((one) => isSamePeriod(one.name, name))) ?? '';
    actions.edit((block) => withNewPeriod(block, meter, index, missing));
    actions.redraw();
  }
}
