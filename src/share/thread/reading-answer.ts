import type { Clock } from '../../base/clock.ts';
import { BUILT_AT_MS } from '../../base/plugin-names.ts';
import type { MeterConfig } from '../../config/config.ts';
import { type Refusal, type RequestHead, refusalOf } from '../../http/request-head.ts';
import type { Reading, Sink } from '../../reading/reading.ts';
import type { Texts } from '../../texts/texts.ts';
import { createNewestValues } from './newest-values.ts';
import { createPriceAnswers } from './price-answer.ts';

export interface Answer {
  /** The HTTP status. */
  readonly status: 200 | 404 | 503 | Refusal['status'];
  /** An object or a list for JSON. If the status is not 200, an object with a sentence under `error`. */
  readonly body: object;
}

/** Takes the readings of a meter, and answers with the newest values and with the price of a kWh. */
export interface AnsweringSink extends Sink {
  /** Takes the off-peak hours for the whole year, in the notation of the settings; undefined if none are known. */
  tellYear(offPeak: string | undefined): void;
  answer(head: RequestHead): Answer;
  /** See `PriceAnswers`. */
  readonly arePricesKnown: Promise<void>;
}

export interface AnsweringSinkOptions {
  readonly meter: Pick<MeterConfig, 'name' | 'staleAfter' | 'prices'>;
  readonly texts: Texts['readingShare'];
  /** Its `now` is the clock of the Readings' `monotonicMs`. */
  readonly clock: Pick<Clock, 'now' | 'wall'>;
}

/**
 * A meter that has been silent for `staleAfter` seconds, or was not heard yet, is answered with a 503 instead of values, so that the client
 * shows an error instead of continuing with outdated values.
 */
export function createAnsweringSink({ meter, texts, clock }: AnsweringSinkOptions): AnsweringSink {
  const { name, staleAfter } = meter;
  const newest = createNewestValues(staleAfter * 1000);
  const prices = createPriceAnswers({ meter, texts, clock });
  const beganMs = clock.now();
  let heardMs: number | undefined;

  function reading(): Answer {
    const nowMs = clock.now();
    if (heardMs === undefined) return unavailable(texts.neverHeard(nowMs - beganMs));
    const ageMs = nowMs - heardMs;
    const told = { ...dated(clock.wall() - ageMs), ageSeconds: Math.round(ageMs / 100) / 10 };
    if (ageMs > staleAfter * 1000) return unavailable(texts.silent(ageMs), told);
    return { status: 200, body: { name, ...told, ...newest.at(nowMs) } };
  }

  function unavailable(error: string, told: object = {}): Answer {
    return { status: 503, body: { name, error, ...told } };
  }

  return {
    take(reading: Reading) {
      heardMs = reading.monotonicMs;
      newest.take(reading);
      prices.take(reading);
    },
    tellYear: prices.tellYear,
    arePricesKnown: prices.known,
    answer(head) {
      const refusal = refusalOf(head);
      if (refusal) return { status: refusal.status, body: { error: texts[refusal.says] } };
      const path = head.url.replace(/\?.*$/s, '');
      if (path === '/prices' || path === '/forecast') return prices.answer(path);
      return path === '/' ? reading() : { status: 404, body: { error: texts.noSuchPath } };
    },
  };
}

/** The time of the newest frame, in UTC; absent while the clock of this machine is not set. */
export function dated(wallMs: number): { readonly at?: string } {
  return wallMs > BUILT_AT_MS ? { at: new Date(wallMs).toISOString() } : {};
}
