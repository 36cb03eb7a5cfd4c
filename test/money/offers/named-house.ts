import type { House, Stay } from '../../../testbed/years/house.ts';
import { momentOf } from '../../../testbed/years/wall-clock.ts';
import { edgesIn, momentsOf } from './watched-moments.ts';

/** A house with an event that a test is named after. */
export interface NamedHouse {
  readonly stays: readonly [NamedStay, ...NamedStay[]];
  readonly until: string;
  /** When the plugin was not running. */
  readonly absences?: readonly (readonly [from: string, to: string])[];
  readonly off?: House['off'];
  /** Hours at whose edges a frame arrives, in addition to midnight and those of Tempo. */
  readonly hours?: string;
  readonly dense?: readonly string[];
}

type NamedStay = Pick<Stay, 'from' | 'contract'> & Partial<Stay>;

/** A house that misses no frames except in its absences. */
export function houseNamed({ stays, until, absences = [], off = [], hours = '', dense = [] }: NamedHouse): House {
  const edges = new Set([0, 6 * 60, 22 * 60, ...edgesIn(hours)]);
  const watch = { seed: 7, edges, missesOneIn: Number.POSITIVE_INFINITY, dense: new Set(dense) };
  const [first, ...others] = stays.map((stay): Stay => ({ address: '021861000123', subscribedKVA: 9, ...stay }));
  return {
    ...{ meter: 'linky', seed: 7, stays: [first as Stay, ...others], until, absences, off },
    ...{ frameMinutes: [1, 1], moments: momentsOf(watch, momentOf(stays[0].from), momentOf(until)) },
  };
}
