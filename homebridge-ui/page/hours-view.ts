import { MINUTES_A_DAY } from '../../src/reading/hours.ts';
import type { PeriodName } from '../../src/reading/periods.ts';
import { h, type Style, setChildren } from './dom.ts';
import { plainList } from './elements.ts';
import type { ContractHours, StripDay } from './model/contract-hours.ts';
import type { HourKind, StripBlock } from './model/hour-strip.ts';
import type { PageWords } from './model/page-words.ts';
import { tariffName } from './model/tariff-names.ts';

export interface HoursView {
  readonly element: HTMLElement;
  /** @param hours undefined for a contract without such hours, for which nothing is shown */
  show(hours: ContractHours | undefined): void;
}

/** The hours that are labelled below the strips. */
const MARKS = [0, 6, 12, 18, 24] as const;
/** The period that names each kind of hours, in the order of the legend, which is the same on all meter cards. */
const PERIOD_OF: { readonly [kind in HourKind]: PeriodName } = {
  offPeak: 'HC',
  normal: 'HN',
  peak: 'HP',
  mobile: 'PM',
};

/**
 * A strip of 24 hours for today, marked with the present time, and one for tomorrow. Everything that they show is also given in words next
 * to them, so screen readers skip the strips; the blocks differ in height as well as in colour.
 */
export function hoursView(words: PageWords): HoursView {
  const element = h('section', { class: 'hours', hidden: true });
  let shown = '';
  return {
    element,
    show(hours) {
      // The status arrives every two seconds, but its hours change once a minute.
      const next = JSON.stringify(hours ?? '');
      if (next === shown) return;
      shown = next;
      element.hidden = hours === undefined;
      const days = hours?.days ?? [];
      setChildren(
        element,
        days.length > 0 && plainList(...days.map((day) => dayStrip(day, words))),
        days.length > 0 && marks(words),
        days.length > 0 && legend(days, words),
        hours !== undefined && h('p', {}, hours.says),
      );
    },
  };
}

function dayStrip(
  { title, says, blocks, nowMinute }: StripDay,
  { texts: { contract: texts } }: PageWords,
): HTMLElement {
  const strip = h('div', { class: 'strip', 'aria-hidden': 'true' }, ...blocks.map(block));
  if (nowMinute !== undefined) strip.append(h('b', { title: texts.now, style: placeOf(nowMinute) }));
  return h('li', {}, h('strong', {}, title), ' ', h('span', {}, ...unbroken(says)), strip);
}

/** A text whose hour spans are kept on one line; they would otherwise break after the dash. */
function unbroken(says: string): readonly (HTMLElement | string)[] {
  return says.split(/(\S+–\S+)/).map((part, at) => (at % 2 === 1 ? h('span', { class: 'span' }, part) : part));
}

function block({ kind, from, to }: StripBlock): HTMLElement {
  return h('i', { 'data-kind': kind, style: { ...placeOf(from), width: `${(100 * (to - from)) / MINUTES_A_DAY}%` } });
}

function placeOf(minute: number): Style {
  return { left: `${(100 * minute) / MINUTES_A_DAY}%` };
}

function marks({ texts }: PageWords): HTMLElement {
  const labels = MARKS.map((hour) => h('span', { style: placeOf(hour * 60) }, texts.contract.hour(hour)));
  return h('div', { class: 'marks', 'aria-hidden': 'true' }, ...labels);
}

/** The legend of the colours that the strips contain. */
function legend(days: readonly StripDay[], { texts }: PageWords): HTMLElement {
  const shown = new Set<string>(days.flatMap(({ blocks }) => blocks.map(({ kind }) => kind)));
  const entries = Object.entries(PERIOD_OF)
    .filter(([kind]) => shown.has(kind))
    .map(([kind, period]) => h('span', {}, h('i', { 'data-kind': kind }), tariffName(period, texts)));
  return h('p', { class: 'legend', 'aria-hidden': 'true' }, ...entries);
}
