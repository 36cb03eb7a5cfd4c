import { civilDate, nextDate } from './civil-calendar.ts';

/** The indexes of a meter at a moment at which it was read. */
export interface Seen {
  readonly atMs: number;
  /** Another one means that the registers show nothing of what was counted since the last time. */
  readonly identity: string;
  /** By tariff period, under the name that the bill has for it. */
  readonly countedWh: { readonly [period: string]: number };
  readonly givenWh?: number;
  readonly drawnVA: number;
}

/** What a date is charged with. */
export interface Account {
  minutes: number;
  readonly drawnWh: Map<string, bigint>;
  givenWh: bigint;
  /** What was counted while whole dates passed without a reading. */
  unseenWh: bigint;
  greatest: { readonly va: number; readonly atMs: number };
}

/** Charges each date with what the registers have counted when the meter is read on it: since the previous reading, whenever that was. */
export class Ledger {
  /** By date, in the order of time. */
  readonly accounts = new Map<string, Account>();
  #last: (Seen & { readonly date: string }) | undefined;

  /** Takes the readings of one meter, in the order of time. */
  note(seen: Seen): void {
    const date = civilDate(seen.atMs);
    const account = this.accounts.get(date) ?? newAccount(seen);
    this.accounts.set(date, account);
    const last = this.#last;
    this.#last = { ...seen, date };
    if (seen.drawnVA > account.greatest.va) account.greatest = { va: seen.drawnVA, atMs: seen.atMs };
    if (last === undefined || minuteOf(last) !== minuteOf(seen)) account.minutes += 1;
    if (last?.identity !== seen.identity) return;
    const wasAway = last.date !== date && nextDate(last.date) !== date;
    for (const [period, wh] of Object.entries(seen.countedWh)) {
      const drawn = BigInt(wh - (last.countedWh[period] ?? 0));
      account.drawnWh.set(period, (account.drawnWh.get(period) ?? 0n) + drawn);
      if (wasAway) account.unseenWh += drawn;
    }
    account.givenWh += BigInt((seen.givenWh ?? 0) - (last.givenWh ?? 0));
  }
}

function newAccount({ drawnVA, atMs }: Seen): Account {
  return { minutes: 0, drawnWh: new Map(), givenWh: 0n, unseenWh: 0n, greatest: { va: drawnVA, atMs } };
}

function minuteOf({ atMs }: Seen): number {
  return Math.floor(atMs / 60_000);
}
