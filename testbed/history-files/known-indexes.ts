import { fiveMinuteW, type KnownHouse } from './known-house.ts';
import { datePlus, midnightInParis } from './paris-clock.ts';

/** What stands on a meter at the midnight that begins a date. */
export interface IndexRow {
  readonly date: string;
  /** By register, from `F1` to `F10`, in Wh. Undefined where the row has no value at all. */
  readonly registersWh: { readonly [register: string]: number } | undefined;
  /** What registers have counted that are no longer in use, and that the total still has. */
  readonly formerWh?: number;
}

/** Which register of a house counts from a moment on. */
export type RegisterAt = (atMs: number) => string;

/**
 * What a meter shows at each midnight from one date to another.
 * @param house whose powers are multiples of 12 W, so that five minutes are a whole number of Wh
 */
export function indexesOf(
  house: KnownHouse,
  {
    from,
    to,
    registers,
    registerAt,
  }: {
    readonly from: string;
    readonly to: string;
    /** What each register has counted at the beginning. */
    readonly registers: { readonly [register: string]: number };
    readonly registerAt: RegisterAt;
  },
): IndexRow[] {
  const countedWh = { ...registers };
  const rows: IndexRow[] = [];
  for (let date = from; ; date = datePlus(date, 1)) {
    rows.push({ date, registersWh: { ...countedWh } });
    if (date >= to) return rows;
    const endMs = midnightInParis(datePlus(date, 1));
    for (let atMs = midnightInParis(date); atMs < endMs; atMs += 300_000) {
      const register = registerAt(atMs);
      countedWh[register] = (countedWh[register] ?? 0) + fiveMinuteW(house, 'drawn', atMs) / 12;
    }
  }
}
