import { tempoDayAt } from '../energy/period-clock.ts';
import type { TempoReport } from '../energy/tempo-season.ts';
import type { Reading } from '../reading/reading.ts';

/** The colours that a meter last reported, and when, in milliseconds since 1970. */
export interface LastColours {
  readonly lastReading?: Pick<Reading, 'tempoToday' | 'tempoTomorrow'>;
  readonly atMs?: number;
}

/**
 * The Tempo colours that a meter reported for the present Tempo day and the next one; none if the meter has been silent since another day.
 * @param running undefined while the plugin does not run
 */
export function tempoReport(running: LastColours | undefined, nowMs: number): TempoReport {
  const { lastReading, atMs } = running ?? {};
  if (!lastReading || atMs === undefined || tempoDayAt(atMs) !== tempoDayAt(nowMs)) return {};
  return { today: lastReading.tempoToday, tomorrow: lastReading.tempoTomorrow };
}
