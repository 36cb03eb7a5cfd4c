import type { TempoColour } from '../reading.ts';
import type { Day } from './day.ts';

export function tempoColours(_days: readonly Day[]): (day: number) => TempoColour | undefined {
  return () => undefined;
}
