import type { Offers } from '../src/money/offers.ts';
import type { PricedSpan } from '../src/money/priced-spans.ts';
import type { Reading } from '../src/reading/reading.ts';
import type { ContractFacts, EnergySpans, RecentPower, SpansOfDays, TroubleNote } from '../src/ui/protocol.ts';

/** Gives what the server of the house's page answers to a question. */
export type TabAnswer = (path: string, asks: object, nowMs: number) => unknown;

/**
 * Gives the page in which it runs the answers of a house with Tempo and prices, which it computes itself: the power of each second, the
 * curve of the last day, the energy of two years up to now, colours that change with the day, and a trouble in the first minute of each
 * hour, of the meter or of the history. All of it follows from the moment that is asked about, in the summer time of Paris. It knows nothing of this file.
 */
export function answerByItself(): void {
  const MINUTE_MS = 60_000;
  const HOUR_MS = 60 * MINUTE_MS;
  const DAY_MS = 24 * HOUR_MS;
  const SUMMER_MS = 2 * HOUR_MS;
  const YEARS = 2;
  const COLOURS = ['blue', 'white', 'red'] as const;
  const PERIODS = ['HPJB', 'HCJB', 'HPJW', 'HCJW', 'HPJR'] as const;
  const answers: { readonly [path: string]: (asks: never, nowMs: number) => unknown } = {
    'api/status': status,
    'api/meters': () => ['maison'],
    'api/curve': curve,
    'api/spans': spans,
    'api/contract': contract,
    'api/offers': offers,
  };
  const answerTo: TabAnswer = (path, asks, nowMs) => answers[path]?.(asks as never, nowMs);
  Object.assign(globalThis, { answerTo });

  function status(_: object, nowMs: number) {
    const today = dayAt(nowMs);
    const hoursToday = (nowMs + SUMMER_MS - today * DAY_MS) / HOUR_MS;
    const lastReading: Partial<Reading> = {
      ...{ phases: 1, apparentPowerVA: powerAt(nowMs), activePowerW: powerAt(nowMs) - 40, activePowerErrorW: 28 },
      ...{ subscribedVA: 9000, maxPowerVAToday: 3000 + (today % 7) * 100, importedWh: Math.floor(nowMs / 3000) },
      ...{ tariff: hoursToday < 6 || hoursToday >= 22 ? 'HCJB' : 'HPJB', contract: 'BBR(' },
      tempoToday: COLOURS[today % 3] ?? 'blue',
      ...(hoursToday >= 20 && { tempoTomorrow: COLOURS[(today + 1) % 3] ?? 'blue' }),
      calendar: { periods: {}, offPeak: '22:00-06:00', offPeakTomorrow: '22:00-06:00', seenDays: 12 },
    };
    const meter = {
      slug: 'maison',
      name: 'Maison',
      staleAfter: 30,
      isPriced: true,
      lastReading,
      atMs: nowMs,
      ageMs: 0,
    };
    return { nowMs, status: { version: '1.0.0', meters: [meter], requests: [] }, troubles: troubles(nowMs), news: [] };
  }

  function troubles(nowMs: number): readonly TroubleNote[] {
    const hours = Math.floor(nowMs / HOUR_MS);
    const since = hours * HOUR_MS;
    if (nowMs - since > MINUTE_MS) return [];
    const note = { since, says: `Wrong since ${since}`, cure: '' };
    return [
      hours % 2 === 0
        ? { part: 'line', kind: 'silent', meter: 'maison', ...note }
        : { part: 'history', kind: 'gone', ...note },
    ];
  }

  function curve({ span }: { readonly span: 'hour' | 'day' | 'week' }, nowMs: number): RecentPower {
    const [minutes = 5, count = 288] = { hour: [1, 60], day: [5, 288], week: [15, 672] }[span];
    const stepMs = minutes * MINUTE_MS;
    const toMs = (Math.floor(nowMs / stepMs) + 1) * stepMs;
    const atMs = Array.from({ length: count }, (_, step) => toMs - (count - step) * stepMs);
    const meanVA = atMs.map((ms) => powerAt(Math.min(ms + stepMs, nowMs)));
    return {
      ...{ fromMs: toMs - count * stepMs, toMs, stepMs, atMs, firstReadMs: atMs, meanVA },
      leastVA: meanVA.map((va) => va - 150),
      greatestVA: meanVA.map((va) => va + 400),
    };
  }

  function spans(asks: SpansOfDays & { readonly beside?: readonly SpansOfDays[] }, nowMs: number): EnergySpans {
    const today = dayAt(nowMs);
    const month = dateOf(today).slice(0, 7);
    const { energyWh = 0, energyWhByTariff } = spanOf('month', month, nowMs);
    return {
      spans: spansOf(asks, nowMs),
      ...(asks.beside && { beside: asks.beside.map((others) => spansOf(others, nowMs)) }),
      ...{ today: dateOf(today), first: dateOf(firstDay(today)), firstWhole: dateOf(firstDay(today) + 1) },
      ...{ contract: 'BBR(', subscribedVA: 9000 },
      outlook: { month, energyWh: 2 * energyWh, energyWhByTariff, fromDays: 12 },
    };
  }

  function spansOf({ by, from, to }: SpansOfDays, nowMs: number): readonly PricedSpan[] {
    const today = dayAt(nowMs);
    const first = Math.max(dayOf(from), firstDay(today));
    const days = Array.from({ length: Math.max(0, Math.min(dayOf(to), today) - first + 1) }, (_, nth) => first + nth);
    if (by === 'hour') return days.flatMap((day) => hoursOf(day, nowMs));
    const length = { day: 10, month: 7, year: 4 }[by];
    return [...new Set(days.map((day) => dateOf(day).slice(0, length)))].map((date) => spanOf(by, date, nowMs));
  }

  function hoursOf(day: number, nowMs: number): readonly PricedSpan[] {
    const hours = Array.from({ length: 24 }, (_, hour) => day * DAY_MS - SUMMER_MS + hour * HOUR_MS);
    return hours
      .filter((fromMs) => fromMs < nowMs)
      .map((fromMs) => priced('hour', String(fromMs), fromMs, HOUR_MS, nowMs));
  }

  function spanOf(by: 'day' | 'month' | 'year', date: string, nowMs: number): PricedSpan {
    const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
    const endMs = { day: [0, 0, 1], month: [0, 1, 0], year: [1, 0, 0] } as const;
    const [years, months, days] = endMs[by];
    const fromMs = Date.UTC(year, month - 1, day) - SUMMER_MS;
    return priced(by, date, fromMs, Date.UTC(year + years, month - 1 + months, day + days) - SUMMER_MS - fromMs, nowMs);
  }

  function priced(by: PricedSpan['by'], date: string, fromMs: number, lengthMs: number, nowMs: number): PricedSpan {
    const hours = Math.max(0, Math.min(nowMs - fromMs, lengthMs)) / HOUR_MS;
    const byPeriod = (value: (share: number) => number) =>
      Object.fromEntries(
        PERIODS.map((name, nth) => [name, value(hours * (90 + 20 * nth + ((fromMs / HOUR_MS) % 37)))]),
      );
    const [energyWhByTariff, eurosByTariff] = [byPeriod(Math.round), byPeriod((wh) => wh * 0.0002)];
    const sum = (values: object) => Object.values(values).reduce((all: number, one: number) => all + one, 0);
    return {
      ...{ by, date, fromMs, seen: 1, energyWh: sum(energyWhByTariff), energyWhByTariff },
      ...{ greatestVA: 4000 + (fromMs % 17) * 100, greatestAtMs: fromMs + lengthMs / 2, powerDays: lengthMs / DAY_MS },
      ...{ subscribedVA: 9000, baseW: 80 + ((fromMs / HOUR_MS) % 23) },
      cost: { euros: sum(eurosByTariff), eurosByTariff, ...(by !== 'hour' && { subscriptionEuros: hours * 0.02 }) },
    };
  }

  function contract(_: object, nowMs: number): ContractFacts {
    const gone = dayAt(nowMs) % 40;
    const left = { blue: 300 - gone, white: 43, red: 22 };
    return { tempo: { name: '2025-2026', left, gone: { blue: gone, white: 0, red: 0 }, unknown: 0 }, news: [] };
  }

  function offers(_: object, nowMs: number): Offers {
    const days = dayAt(nowMs) % 100;
    const sums = { energyWh: 9_000_000, euros: 1800 + days, ownEuros: 1900, subscriptionEuros: 200 };
    const parts = {
      energyWhByTariff: { BASE: 9_000_000 },
      eurosByTariff: { BASE: 1600 + days },
      leftOut: [],
      days: 365,
    };
    const range = { from: dateOf(dayAt(nowMs) - 365), to: dateOf(dayAt(nowMs) - 1), prices: '2026-02-01' };
    const names = ['base', 'hphc', 'tempo', 'own'] as const;
    return {
      offers: names.map((offer) => ({ offer, ...sums, ...parts, ...range })),
      ...{
        sheet: '2026-02-01',
        sheetSource: 'edf',
        isSheetOld: false,
        subscribedKVA: 9,
        areHoursOfTempo: true,
        offPeakHours: '22:00-06:00',
      },
    };
  }

  function powerAt(ms: number): number {
    return 300 + Math.round((ms / 1000) % 2700);
  }

  function dayAt(ms: number): number {
    return Math.floor((ms + SUMMER_MS) / DAY_MS);
  }

  function firstDay(today: number): number {
    return today - YEARS * 365;
  }

  function dateOf(day: number): string {
    return new Date(day * DAY_MS).toISOString().slice(0, 10);
  }

  function dayOf(date: string): number {
    return Date.parse(date) / DAY_MS;
  }
}
