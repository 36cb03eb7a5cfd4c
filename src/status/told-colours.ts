import { type ToldColours, tempoDayAt } from '../energy/tempo-season.ts';
import type { MeterStatus } from './status.ts';

/**
 * The colours of Tempo that a meter says of the day that is under way and of the one after it; none when it has been silent since
 * another day.
 * @param running undefined while the plugin does not run
 */
export function toldColours(running: MeterStatus | undefined, nowMs: number): ToldColours {
  const { lastReading, atMs } = running ?? {};
  if (!lastReading || atMs === undefined || tempoDayAt(atMs) !== tempoDayAt(nowMs)) return {};
  return { today: lastReading.tempoToday, tomorrow: lastReading.tempoTomorrow };
}
