import type { Clock } from '../../base/clock.ts';
import type { MeterConfig } from '../../config/config.ts';
import { type Told, toldAfter } from '../../mqtt/told.ts';
import type { Reading, Sink } from '../../reading/reading.ts';
import { createNewestValues } from './newest-values.ts';
import { dated } from './reading-answer.ts';

/** The shortest interval at which readings are published. */
const READING_EVERY_MS = 1_000;

export interface MqttMeterParts {
  readonly meter: Pick<MeterConfig, 'name' | 'staleAfter'>;
  /** `<topic>/<slug>`. */
  readonly topic: string;
  readonly clock: Clock;
  /** Requests a retained message. */
  want(topic: string, payload: string, everyMs?: number): void;
  /** What Home Assistant is to know has changed. */
  toldChanged(told: Told): void;
}

/** What a broker retains about one meter: its newest values, and whether it answers. Nothing is published before `begin`. */
export interface MqttMeter extends Sink {
  /**
   * Publishes the present state, and from now on each change.
   * @param before what Home Assistant was informed of earlier
   */
  begin(before: Told | undefined): void;
  /** What Home Assistant was informed of; undefined until there is anything. */
  readonly told: Told | undefined;
  stop(): void;
}

/** A meter that has been silent for `staleAfter` seconds, or was not heard yet, is `offline`: its retained values are no longer valid. */
export function createMqttMeter({ meter, topic, clock, want, toldChanged }: MqttMeterParts): MqttMeter {
  const staleAfterMs = meter.staleAfter * 1000;
  const newest = createNewestValues(staleAfterMs);
  let heardMs = Number.NEGATIVE_INFINITY;
  let contract: string | undefined;
  let told: Told | undefined;
  let isBegun = false;
  let cancelStale = () => {};

  return {
    take(reading: Reading) {
      newest.take(reading);
      heardMs = reading.monotonicMs;
      contract = reading.contract ?? contract;
      if (isBegun) publish();
    },
    begin(before) {
      isBegun = true;
      told = before;
      publish();
    },
    get told() {
      return told;
    },
    stop: () => cancelStale(),
  };

  function publish(): void {
    const nowMs = clock.now();
    const ageMs = nowMs - heardMs;
    cancelStale();
    if (ageMs > staleAfterMs) {
      wantAvailable('offline');
      return;
    }
    const values = newest.at(nowMs);
    tell(toldAfter(told, values, contract));
    // Without the age, which would not stay true in a retained message.
    want(topic, JSON.stringify({ name: meter.name, ...dated(clock.wall() - ageMs), ...values }), READING_EVERY_MS);
    // After the values, since messages are sent in this order: until the values arrive, the broker retains those from before the silence.
    wantAvailable('online');
    cancelStale = clock.after(staleAfterMs - ageMs, () => wantAvailable('offline'));
  }

  function tell(after: Told): void {
    if (after === told) return;
    told = after;
    toldChanged(after);
  }

  function wantAvailable(is: 'online' | 'offline'): void {
    want(`${topic}/available`, is);
  }
}
