import { parisOffsetMs } from '../../src/base/paris-time.ts';
import type { Frame, Reading } from '../../src/reading/reading.ts';
import { frameWith, readingWith } from '../../testbed/support/readings.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../testbed/support/time.ts';

/** 19:00 in Paris on a winter day, at which periods of 10, 30 and 60 minutes end. */
export const EVENING = Date.parse('2026-01-14T19:00:00+01:00');

export interface LoadCurveScene {
  /** When the period that the last frames tell ended. */
  readonly endMs?: number;
  readonly minutes?: number;
  /** What the meter says of that period, in W. */
  readonly meterW?: number;
  /** For a producer, what the meter says of the power given in that period. */
  readonly givenW?: number;
  /** The active power of ours at an instant; absent while it is unknown. */
  readonly wattsAt?: (atMs: number) => number | undefined;
  /** Which frames arrive. */
  readonly arrives?: (atMs: number) => boolean;
  /** Changes a frame. */
  readonly changed?: (frame: Frame, atMs: number) => Frame;
  /** By how much the meter's clock is ahead. */
  readonly aheadMs?: (atMs: number) => number;
}

/** The readings from five minutes before a period until five minutes after it, one every two seconds. */
export function* loadCurveReadings(scene: LoadCurveScene): Generator<Reading, void> {
  const { endMs = EVENING, minutes = 30, meterW = 1278, givenW, wattsAt = () => 1265 } = scene;
  const { arrives = () => true, changed = (frame) => frame, aheadMs = () => 0 } = scene;
  const lengthMs = minutes * MINUTE_MS;
  for (let atMs = endMs - lengthMs - 5 * MINUTE_MS; atMs < endMs + 5 * MINUTE_MS; atMs += 2 * SECOND_MS) {
    if (!arrives(atMs)) continue;
    const clockMs = atMs + aheadMs(atMs);
    const lastEndMs = endMs - (atMs < endMs ? lengthMs : 0);
    const said = (values: readonly [number, number], label: string) => ({
      labels: { [label]: watts(values[0]), [`${label}-1`]: watts(values[1]) },
      horodates: { [label]: horodate(lastEndMs), [`${label}-1`]: horodate(lastEndMs - lengthMs) },
    });
    const drawn = said(atMs < endMs ? [77, 66] : [meterW, 77], 'CCASN');
    const given = givenW === undefined ? undefined : said(atMs < endMs ? [0, 0] : [givenW, 0], 'CCAIN');
    const frame = frameWith({
      mode: 'standard',
      labels: { DATE: '', ...drawn.labels, ...given?.labels },
      horodates: { DATE: horodate(clockMs), ...drawn.horodates, ...given?.horodates },
    });
    const activePowerW = wattsAt(atMs);
    yield readingWith({ activePowerW, frame: changed(frame, atMs) });
  }
}

/** `SAAMMJJhhmmss` in Paris. */
function horodate(atMs: number): string {
  const offsetMs = parisOffsetMs(atMs);
  const local = new Date(atMs + offsetMs).toISOString();
  return (offsetMs > HOUR_MS ? 'E' : 'H') + local.slice(2, 19).replaceAll(/[-T:]/g, '');
}

const watts = (value: number) => String(value).padStart(5, '0');
