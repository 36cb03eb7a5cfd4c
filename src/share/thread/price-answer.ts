import type { Clock } from '../../base/clock.ts';
import { beginningOfDay, parisDayOf, parisTimeOf } from '../../base/paris-time.ts';
import { BUILT_AT_MS } from '../../base/plugin-names.ts';
import type { MeterConfig } from '../../config/config.ts';
import { noPriceAt, type PriceSlot, priceSlots, SLOT_MS } from '../../money/price-slots.ts';
import type { Reading } from '../../reading/reading.ts';
import type { Texts } from '../../texts/texts.ts';
import { meterDates } from './meter-dates.ts';

/** The paths for programs that plan consumption: the list only, or the same under several names. */
type PricePath = '/prices' | '/forecast';

/** Answers what a kWh costs, now and for as long as it is known in advance. Whether the meter is silent does not matter. */
export interface PriceAnswers {
  take(reading: Reading): void;
  /** See `MeterDates`. */
  tellYear(offPeak: string | undefined): void;
  answer(path: PricePath): PriceAnswer;
  /** Resolves once the present price is known, or if waiting cannot make it known. */
  readonly known: Promise<void>;
}

export interface PriceAnswersOptions {
  readonly meter: Pick<MeterConfig, 'prices'>;
  readonly texts: Texts['readingShare'];
  /** Its `now` is the clock of the Readings' `monotonicMs`. */
  readonly clock: Pick<Clock, 'now' | 'wall'>;
}

/** An array, the format that evcc reads. Times are local, with their offset. */
export type PriceList = readonly { readonly start: string; readonly end: string; readonly value: number }[];

/** The same under the names that dashboard cards of Home Assistant and EMHASS use. */
export interface PriceForecast {
  readonly currency: 'EUR';
  readonly unit: 'EUR/kWh';
  readonly raw_today: PriceList;
  readonly raw_tomorrow: PriceList;
  /** Whether `raw_tomorrow` covers the whole day. */
  readonly tomorrow_valid: boolean;
  /** The price by the time from which it applies. */
  readonly load_cost_forecast: { readonly [start: string]: number };
}

/** A list or an object for JSON; if the status is not 200, an object with a sentence under `error`. */
interface PriceAnswer {
  readonly status: 200 | 404 | 503;
  readonly body: object;
}

type Answers = { readonly [P in PricePath]: PriceAnswer };

/** The answers on a date in [fromMs, endsMs), valid while what is known does not change. */
interface KeptAnswers {
  readonly day: number;
  readonly changes: number;
  readonly fromMs: number;
  readonly endsMs: number;
  readonly answers: Answers;
}

export function createPriceAnswers({ meter: { prices }, texts, clock }: PriceAnswersOptions): PriceAnswers {
  const dates = meterDates();
  const known = Promise.withResolvers<void>();
  let isKnown = false;
  let kept: KeptAnswers | undefined;
  settleIfKnown();

  /** A stranger may repeat the request at will, so the computed answers are cached. */
  function answersAt(nowMs: number): Answers {
    const [day, { changes }] = [parisDayOf(nowMs), dates];
    const isKept = kept?.day === day && kept.changes === changes && nowMs >= kept.fromMs && nowMs < kept.endsMs;
    if (kept && isKept) return kept.answers;
    const slots = priceSlots(prices, dates, nowMs);
    const [first, last] = [slots[0], slots.at(-1)];
    const fromMs = first?.fromMs ?? nowMs - (nowMs % SLOT_MS);
    const endsMs = (last?.fromMs ?? fromMs) + SLOT_MS;
    kept = { day, changes, fromMs, endsMs, answers: last ? answersOf(slots, day) : both(why(nowMs)) };
    return kept.answers;
  }

  function why(nowMs: number): PriceAnswer {
    const none = noPriceAt(prices, dates, nowMs);
    if (none.kind === 'later') return { status: 404, body: { error: texts.pricesBegin(none.from) } };
    if (none.kind === 'period') return { status: 503, body: { error: texts.noPriceOf(none.period) } };
    return { status: 503, body: { error: texts.priceUnknown[none.kind] } };
  }

  function answer(path: PricePath): PriceAnswer {
    const nowMs = clock.wall();
    if (prices.length === 0) return { status: 404, body: { error: texts.noPrices } };
    if (nowMs <= BUILT_AT_MS) return { status: 503, body: { error: texts.clockNotSet } };
    return answersAt(nowMs)[path];
  }

  function settleIfKnown(): void {
    isKnown ||= answer('/prices').status !== 503;
    if (isKnown) known.resolve();
  }

  return {
    take(reading) {
      const wallMs = clock.wall();
      dates.take(reading, wallMs > BUILT_AT_MS ? wallMs - (clock.now() - reading.monotonicMs) : undefined);
      settleIfKnown();
    },
    tellYear(offPeak) {
      dates.tellYear(offPeak);
      settleIfKnown();
    },
    answer,
    known: known.promise,
  };
}

function answersOf(slots: readonly PriceSlot[], today: number): Answers {
  return {
    '/prices': { status: 200, body: listOf(slots) },
    '/forecast': { status: 200, body: forecastOf(slots, today) },
  };
}

function both(answer: PriceAnswer): Answers {
  return { '/prices': answer, '/forecast': answer };
}

function listOf(slots: readonly PriceSlot[]): PriceList {
  return slots.map(({ fromMs, price }) => ({
    start: parisTimeOf(fromMs),
    end: parisTimeOf(fromMs + SLOT_MS),
    value: price,
  }));
}

/** @param today the present date, in days since 1970-01-01 */
function forecastOf(slots: readonly PriceSlot[], today: number): PriceForecast {
  const [midnightMs, endsMs] = [beginningOfDay(today + 1), beginningOfDay(today + 2)];
  return {
    currency: 'EUR',
    unit: 'EUR/kWh',
    raw_today: listOf(slots.filter(({ fromMs }) => fromMs < midnightMs)),
    raw_tomorrow: listOf(slots.filter(({ fromMs }) => fromMs >= midnightMs)),
    tomorrow_valid: (slots.at(-1)?.fromMs ?? 0) + SLOT_MS === endsMs,
    load_cost_forecast: Object.fromEntries(slots.map(({ fromMs, price }) => [parisTimeOf(fromMs), price])),
  };
}
