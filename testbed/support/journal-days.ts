import type { Archive } from '../../src/energy/archive.ts';
import type { Day } from '../../src/energy/day.ts';
import { END_MS, energyOf } from '../../src/money/energy-of.ts';

/** The days of a meter, oldest first, as whoever reads the energy of an archive gets them. */
export function daysOf(archive: Archive, meter = 'linky'): readonly Day[] {
  return energyOf(archive, meter, END_MS).days();
}
