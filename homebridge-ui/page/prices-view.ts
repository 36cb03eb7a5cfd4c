import { dateOf, dayOfDate, parisDayOf } from '../../src/base/paris-time.ts';
import { slugOf } from '../../src/config/slug.ts';
import type { EnergySpans, Problem } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import { button } from './elements.ts';
import { type ConfigBlock, metersOf, pricesTyped } from './model/config-block.ts';
import { priceLinesOf, withNewLine, withoutLine, withTakenLines } from './model/prices.ts';
import { type MeterFacts, meterFacts } from './model/prices-meter.ts';
import { offerFor, oldSheet } from './model/prices-offer.ts';
import { type PriceLineView, priceLineView } from './price-line-view.ts';
import { regulatedOfferView } from './regulated-offer-view.ts';
import type { SettingsPage } from './settings-page.ts';

/** A part of the page about one meter. */
export interface MeterView {
  readonly element: HTMLElement;
  /**
   * Shows another meter, or refreshes the same one.
   * @param slug the meter's slug in the journal
   */
  show(slug: string): Promise<void>;
}

export interface PricesView extends Pick<MeterView, 'element'> {
  /**
   * Shows another meter, or refreshes the same one.
   * @param history its energy by year; undefined if unknown
   */
  show(slug: string, history: EnergySpans | undefined): Promise<void>;
  /** Takes the user to the next thing to enter: in the newest line, or in a new first one. */
  start(): void;
  /** Takes the user to the hours of the prices that are valid on a date. */
  startHours(date: string): void;
}

/**
 * The form of a meter's prices: a section for each date from which other prices are valid, newest first. It changes the settings, which
 * Homebridge's own button saves.
 * @param onChange called when changed prices have been checked
 */
export function pricesView(page: SettingsPage, onChange: () => void): PricesView {
  const { settings, words, ask } = page;
  const texts = words.texts.prices;
  const body = h('div');
  const saving = h('p', { class: 'quiet', role: 'status' });
  const element = h('section', { class: 'card-flat prices' }, h('h3', {}, texts.title), body, saving);
  const add = button(texts.add, addLine);
  let slug = '';
  let facts: MeterFacts | undefined;
  let lines: readonly PriceLineView[] = [];
  let problems: readonly Problem[] = [];
  /** The facts and prices that the form shows. */
  let drawn = '';
  /** Whether prices were changed since the last check. */
  let isChanged = false;
  settings.onProblems((found) => {
    problems = found;
    showProblems();
    if (isChanged) onChange();
    isChanged = false;
  });
  return {
    element,
    show,
    start() {
      if (lines.length === 0) addLine();
      else lines[0]?.focus();
    },
    startHours(date) {
      const held = priceLinesOf(settings.block, meter()).find(({ from }) => from !== '' && from <= date);
      lines.find(({ index }) => index === held?.index)?.focusHours();
    },
  };

  async function show(next: string, history: EnergySpans | undefined): Promise<void> {
    const isOther = next !== slug;
    slug = next;
    element.hidden = slug === '';
    const running = await ask('/status', {}).catch(() => undefined);
    if (slug !== next) return;
    const today = history?.today ?? dateOf(parisDayOf(Date.now()));
    const status = running?.status?.meters.find((meter) => meter.slug === slug);
    facts = meterFacts(history ?? { spans: [], today }, status);
    // A user who is typing is not disturbed.
    if (isOther || (state() !== drawn && !element.contains(document.activeElement))) draw();
  }

  function meter(): number {
    return metersOf(settings.block).findIndex(({ name }) => slugOf(name) === slug);
  }

  function state(): string {
    return JSON.stringify([slug, facts, pricesTyped(settings.block, meter())]);
  }

  function edit(change: (block: ConfigBlock) => ConfigBlock): void {
    settings.edit(change);
    drawn = state();
    setChildren(saving, texts.unsaved);
    isChanged = true;
  }

  /** @param open the indexes of the lines to open, in addition to the newest one */
  function draw(open: readonly number[] = []): void {
    drawn = state();
    lines = facts && meter() >= 0 ? lineViews(facts) : [];
    for (const [position, line] of lines.entries()) line.element.open = position === 0 || open.includes(line.index);
    add.textContent = lines.length === 0 ? texts.first : texts.add;
    add.hidden = meter() < 0;
    setChildren(
      body,
      h('p', { class: 'quiet' }, meter() < 0 ? texts.unknownMeter : lines.length === 0 ? texts.none : texts.about),
      ...lines.map((line) => line.element),
      h('p', { class: 'buttons' }, add),
      facts && meter() >= 0 && offerView(facts),
    );
    showProblems();
  }

  function lineViews(known: MeterFacts): readonly PriceLineView[] {
    return priceLinesOf(settings.block, meter()).map((line) =>
      priceLineView(page, meter(), line, known, {
        edit,
        remove: () => removeLine(line.index),
        redraw() {
          draw(lines.filter((one) => one.element.open).map(({ index }) => index));
          lines.find(({ index }) => index === line.index)?.focusPeriod();
        },
      }),
    );
  }

  function offerView(known: MeterFacts): HTMLElement | undefined {
    const own = () => priceLinesOf(settings.block, meter());
    return regulatedOfferView(page, offerFor(own(), known), oldSheet(own(), known), own, (prices) => {
      edit((block) => withTakenLines(block, meter(), prices));
      draw();
      add.focus();
    });
  }

  function showProblems(): void {
    for (const line of lines) {
      const path = `meters[${meter()}].prices[${line.index}]`;
      const own = problems.filter((problem) => problem.path === path || problem.path.startsWith(`${path}.`));
      line.showProblems(own.map((problem) => ({ ...problem, path: problem.path.slice(path.length) })));
    }
  }

  function addLine(): void {
    if (!facts) return;
    const { first, today, periods } = facts;
    const newest = priceLinesOf(settings.block, meter())[0];
    const from = newest ? dayAfter(newest.from, today) : (first ?? today);
    edit((block) => withNewLine(block, meter(), from, periods));
    draw();
    lines[0]?.focus();
  }

  function removeLine(index: number): void {
    edit((block) => withoutLine(block, meter(), index));
    draw();
    add.focus();
  }
}

/** Today, or the day after a date that is today or later. */
function dayAfter(date: string, today: string): string {
  const day = dayOfDate(date);
  return day === undefined || date < today ? today : dateOf(day + 1);
}
