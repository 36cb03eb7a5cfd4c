import { dayOfDate } from '../base/paris-time.ts';
import { unclearMinute } from '../energy/unclear-minute.ts';
import type { PeriodPrice, Price } from '../money/price.ts';
import { clockText } from '../reading/hours.ts';
import { isSamePeriod, periodNameFault } from '../reading/periods.ts';
import { type AddProblem, type ConfigTexts, inShort, problemText } from './problem-text.ts';
import type { ConfigPlace } from './schema.ts';
import { isProbablyYearly, twelfthOf } from './yearly-subscription.ts';

/** Prices after the check by the schema: wrong values are absent, and their problems are known. */
export type FilledPrice = Partial<Omit<Price, 'periods'>> & {
  readonly periods?: readonly (Partial<PeriodPrice> | undefined)[];
};

/** The prices of a meter, oldest first. A mistake leaves out the prices of its date only. */
export function readPrices(
  filled: readonly (FilledPrice | undefined)[],
  place: ConfigPlace,
  texts: ConfigTexts,
  addProblem: AddProblem,
): Price[] {
  const prices: Price[] = [];
  for (const [index, price] of filled.entries()) {
    if (price === undefined) continue;
    const here = [...place, String(index)];
    const periods = readPeriods(price.periods ?? [], [...here, 'periods'], texts, addProblem);
    const { from, subscription, given } = price;
    if (from === undefined || !isFree(from, prices, [...here, 'from'], texts, addProblem)) continue;
    if (subscription === undefined || !periods) continue;
    if (isProbablyYearly(subscription)) {
      addProblem([...here, 'subscription'], texts.yearlySubscription(subscription, twelfthOf(subscription)), true);
    }
    doubtHours({ from, periods }, price.periods, [...here, 'periods'], texts, addProblem);
    prices.push({ from, subscription, given, periods });
  }
  return prices.toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

/**
 * Reports if the hours of a price line do not determine the period of every minute. The line is kept, since what the meter counts needs no
 * hours.
 */
function doubtHours(
  line: Pick<Price, 'from' | 'periods'>,
  filled: FilledPrice['periods'] = [],
  place: ConfigPlace,
  texts: ConfigTexts,
  addProblem: AddProblem,
): void {
  const unclear = unclearMinute(line);
  if (!unclear) return;
  const at = texts.dateAndTime(unclear.day, clockText(unclear.minute), unclear.isHoliday);
  const isClaiming = ({ name }: PeriodPrice) => unclear.periods.some((claiming) => isSamePeriod(claiming, name));
  const [one, other] = line.periods.filter(isClaiming).map(({ name }) => name);
  if (one === undefined || other === undefined) addProblem(place, texts.hoursLeftOut(at), true);
  else {
    const index = filled.findIndex((period) => period?.name === other);
    addProblem([...place, `${index}`, 'hours'], texts.hoursOverlap(at, inShort(one), inShort(other)), true);
  }
}

/** Whether the date exists, and no other prices begin on it. */
function isFree(
  from: string,
  prices: readonly Price[],
  place: ConfigPlace,
  texts: ConfigTexts,
  addProblem: AddProblem,
): boolean {
  const exists = dayOfDate(from) !== undefined;
  const isTaken = prices.some((other) => other.from === from);
  if (!exists) addProblem(place, problemText(place, from, undefined, texts));
  else if (isTaken) addProblem(place, texts.sameDate(from));
  return exists && !isTaken;
}

/** Undefined if any of the periods cannot be used, or if there are none. */
function readPeriods(
  filled: readonly (Partial<PeriodPrice> | undefined)[],
  place: ConfigPlace,
  texts: ConfigTexts,
  addProblem: AddProblem,
): readonly PeriodPrice[] | undefined {
  // The check by the schema has removed items that are no periods. Nothing else leaves a hole in the list.
  const isWhole = Object.keys(filled).length === filled.length;
  const typed = [...filled.entries()].flatMap(([index, period]) => (period ? { index, ...period } : []));
  if (typed.length === 0) addProblem(place, texts.noPeriods);
  const periods: PeriodPrice[] = [];
  for (const { index, name, price, hours } of typed) {
    const twin = name === undefined ? undefined : periods.find((other) => isSamePeriod(other.name, name));
    const fault = name === undefined ? undefined : periodNameFault(name);
    if (fault) addProblem([...place, String(index), 'name'], texts.periodName[fault](inShort(name ?? '')));
    else if (twin) addProblem([...place, String(index), 'name'], texts.samePeriod(twin.name));
    if (name === undefined || price === undefined || fault || twin) continue;
    periods.push({ name, price, ...(hours && { hours }) });
  }
  return isWhole && typed.length > 0 && periods.length === typed.length ? periods : undefined;
}
