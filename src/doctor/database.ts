import type { InfluxConfig } from '../config/config.ts';
import type { WriteResult } from '../influx/answer.ts';
import type { Texts } from '../texts/texts.ts';

/** What came of asking who answers without writing anything. */
export interface Greeting {
  readonly delivery: WriteResult;
  /** Whether what answers is known to be an InfluxDB, or to stand for one. */
  readonly isRecognised: boolean;
}

/** What an InfluxDB answered, in words; `isWell` when it takes what it is sent. */
export interface DatabaseState {
  readonly isWell: boolean;
  readonly says: string;
}

/** What a database means by its answer to nothing at all; who lets us in and does not show who it is, is not believed. */
export function greetingState(
  { delivery, isRecognised }: Greeting,
  config: InfluxConfig,
  words: Texts['cli']['influx'],
): DatabaseState {
  const state = databaseState(delivery, config, words, true);
  return state.isWell && !isRecognised ? { isWell: false, says: words.unrecognised(config.url) } : state;
}

/**
 * What an InfluxDB means by its answer to a write.
 * @param isEmpty whether nothing was written: who has an objection to that alone has let us in
 */
export function databaseState(
  delivery: WriteResult,
  config: InfluxConfig,
  words: Texts['cli']['influx'],
  isEmpty: boolean,
): DatabaseState {
  const url = config.url;
  const place = config.version === '2' ? config.bucket : config.database;
  switch (delivery.kind) {
    case 'stored':
    case 'beyondRetention':
    case 'partlyStored':
      return { isWell: true, says: words.well(url, place) };
    case 'refused':
      return isEmpty
        ? { isWell: true, says: words.well(url, place) }
        : { isWell: false, says: words.refused(url, delivery.says) };
    case 'unreachable':
      return { isWell: false, says: words.outage[delivery.why](url, delivery.says) };
    case 'misconfigured':
      return { isWell: false, says: words.mistake[delivery.why](url, place, delivery.says) };
    case 'busy':
    case 'tooLarge':
      return { isWell: false, says: words.busy(url, delivery.says) };
  }
}
