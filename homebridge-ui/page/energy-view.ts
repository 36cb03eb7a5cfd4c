import type { EnergySpans } from '../../src/ui/protocol.ts';
import { failureReason } from './ask.ts';
import { h, setChildren } from './dom.ts';
import { button, segmentedChoice, setWaiting, showChosen } from './elements.ts';
import { energyChartView } from './energy-chart-view.ts';
import { askEnergy, type ShownEnergy } from './energy-requests.ts';
import { every } from './every.ts';
import { meterChoice } from './meter-choice.ts';
import type { Unit } from './model/energy-measure.ts';
import { type BoundsOfWholeDays, type EnergyPeriodView, periodTitle, steppedDay } from './model/energy-period.ts';
import { monthCard } from './month-card.ts';
import { type OfferQuestions, offersView } from './offers-view.ts';
import type { Page } from './page.ts';
import { subscriptionView } from './subscription-view.ts';

export interface EnergyView {
  readonly element: HTMLElement;
  /** Keeps the energy up to date until the returned function is called. */
  follow(): () => void;
}

/** The parts of the energy tab that only the settings page has. */
export interface EnergyForms {
  /** Below everything else. */
  readonly elements: readonly HTMLElement[];
  /** Shows a meter whose history is being requested. */
  begin(meter: string): void;
  /** @param years the meter's energy by year; undefined if unknown */
  show(meter: string, years: EnergySpans | undefined): void;
  /** Takes the user to the field for the next price. */
  startPrices(): void;
  /** Takes the user to the hours of the prices that are valid on a date. */
  startHours(date: string): void;
  offerQuestions(onChange: () => void): OfferQuestions;
}

/** What these forms ask of the view. */
export interface EnergyActions {
  /** Requests the energy again, as prices have changed. */
  refresh(): void;
  /** Requests everything again, as files have added or removed days. */
  refreshAll(): void;
  /** Shows the period of a day, and moves the focus to its bars. */
  seeDay(day: number): void;
}

const REFRESH_EVERY_MS = 60_000;

/** The energy and the cost of one meter: by hour, day, month and year. */
export function energyView(page: Page, formsOf?: (actions: EnergyActions) => EnergyForms): EnergyView {
  const { words, meters, status } = page;
  const texts = words.texts.energy;
  const choice = meterChoice(page, () => void refresh());
  const month = monthCard(words);
  const title = h('h3', { 'aria-live': 'polite' });
  const [back, on] = [stepButton('‹', texts.back, -1), stepButton('›', texts.on, 1)];
  const today = button(texts.today, () => goTo(undefined), 'link');
  const says = h('p', { 'aria-live': 'polite' }, words.texts.curve.loading);
  const forms = formsOf?.({ refresh: () => void refresh(), refreshAll, seeDay });
  const chart = energyChartView(words, forms?.startHours);
  const offers = offersView(page, forms?.offerQuestions);
  const subscription = subscriptionView(page);
  const addPrices = forms && button(texts.addPrices, forms.startPrices, 'primary');
  const noPrices = h('div', { class: 'card-flat', hidden: true }, h('p', {}, texts.noPrices), addPrices);
  /** Undefined until the user has chosen a view. */
  let view: EnergyPeriodView | undefined;
  let unit: Unit = 'energy';
  /** The day whose period is shown; undefined for today, whichever day that is by now. */
  let day: number | undefined;
  let shown: ShownEnergy | undefined;
  /** The range of days from the newest answer. */
  let known: { readonly meter: string; readonly bounds: BoundsOfWholeDays } | undefined;
  /** What is shown at present, as JSON. Nothing is redrawn while it is unchanged, so that the selected bar stays. */
  let drawn = '';
  /** Shows whether an answer belongs to the newest question. */
  let questions = 0;
  const views = segmentedChoice(texts.view, texts.views, 'month', (chosen) => {
    view = chosen;
    void refresh();
  });
  const controls = h(
    'div',
    { class: 'controls' },
    views,
    segmentedChoice(texts.unit, texts.units, unit, (chosen) => {
      unit = chosen;
      draw();
    }),
  );
  const card = h(
    'section',
    { class: 'card-flat energy' },
    controls,
    h('div', { class: 'period' }, h('span', {}, back, title, on), today),
    noPrices,
    says,
    chart.element,
  );
  chart.element.hidden = true;
  let wasInTrouble = false;
  let isLost = false;
  let isOpen = false;
  status.follow(
    () => {
      if (status.isHistoryInTrouble === wasInTrouble && !isLost) return;
      wasInTrouble = status.isHistoryInTrouble;
      isLost = false;
      if (isOpen) void refresh();
    },
    () => {
      isLost = true;
    },
  );
  return {
    element: h(
      'div',
      { class: 'energies' },
      h('div', { class: 'meter-choice' }, choice.element),
      card,
      month.element,
      offers.element,
      subscription.element,
      ...(forms?.elements ?? []),
    ),
    follow,
  };

  function follow(): () => void {
    isOpen = true;
    const stop = every(REFRESH_EVERY_MS, refresh);
    return () => {
      isOpen = false;
      stop();
    };
  }

  async function refresh(): Promise<void> {
    questions += 1;
    const question = questions;
    if (shown) card.classList.add('is-stale');
    await choice.refresh();
    const meter = choice.chosen;
    forms?.begin(meter);
    const found = await askEnergy(page, meter, view, day, known?.meter === meter ? known.bounds : undefined).catch(
      failureReason,
    );
    if (question !== questions) return;
    card.classList.remove('is-stale');
    shown = typeof found === 'string' ? undefined : found;
    known = shown && { meter, bounds: shown.bounds };
    forms?.show(meter, shown?.years);
    void subscription.show(meter, typeof found === 'string' ? found : found?.months);
    const trouble = typeof found === 'string' ? `${words.texts.curve.unreadable} ${found}` : texts.empty;
    setChildren(says, shown ? undefined : trouble);
    draw();
    // Last, since the server takes longer to compute the offers.
    offers.show(meter, shown?.bounds.today);
  }

  function refreshAll(): void {
    offers.forget();
    void refresh();
  }

  function draw(): void {
    const isInTrouble = status.isHistoryInTrouble;
    const next = JSON.stringify([choice.chosen, unit, shown, isInTrouble]);
    if (next === drawn) return;
    drawn = next;
    noPrices.hidden = unit === 'energy' || isPriced();
    // A meter that is no longer in the settings has no form.
    if (addPrices) addPrices.hidden = !meters.all().some(({ slug }) => slug === choice.chosen);
    // The list of troubles explains why data is missing.
    const isBlank =
      shown === undefined ||
      (isInTrouble && shown.whole.every(({ energyWh, givenWh }) => (energyWh ?? givenWh) === undefined));
    card.hidden = shown === undefined && isInTrouble;
    says.hidden = shown !== undefined;
    chart.element.hidden = isBlank || !noPrices.hidden;
    month.show(isInTrouble ? undefined : shown?.recent);
    if (!shown) return;
    const { period, bounds } = shown;
    showChosen(views, view ?? period.view);
    title.textContent = periodTitle(period, words);
    setWaiting(back, period.from <= bounds.first);
    setWaiting(on, period.to >= bounds.today);
    setWaiting(today, period.from <= bounds.today && bounds.today <= period.to);
    chart.show(shown, choice.chosen, unit);
  }

  /** Incomplete or wrong prices do not count. */
  function isPriced(): boolean {
    const spans = [...(shown?.whole ?? []), ...(shown?.recent.spans ?? [])];
    const isKnown = spans.length === 0 || spans.some(({ cost }) => cost !== undefined);
    return isKnown && meters.isPriced(choice.chosen);
  }

  function stepButton(sign: string, label: string, step: -1 | 1): HTMLButtonElement {
    const made = button(sign, () => {
      if (!shown || made.getAttribute('aria-disabled') === 'true') return;
      goTo(steppedDay(shown.period.view, day ?? shown.bounds.today, step, shown.bounds));
    });
    made.setAttribute('aria-label', label);
    return made;
  }

  function seeDay(seen: number): void {
    goTo(seen);
    chart.focus();
  }

  function goTo(to: number | undefined): void {
    day = to;
    void refresh();
  }
}
