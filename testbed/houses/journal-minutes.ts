import { MINUTE_MS, type Minute, minuteOf } from '../../src/energy/minute.ts';
import { type MinuteRow, minutesOf, type SumsRow } from '../../src/journal/minute.ts';
import type { Reading } from '../../src/reading.ts';

/** A row that is still being added up. */
type Growing = { -readonly [K in keyof SumsRow]: SumsRow[K] };

/** 2026-01-05T00:00:00Z, a Monday: when the monotonic clock of the houses is 0. */
export const FIRST_MS = 1_767_571_200_000;

/** Adds up the readings of one meter as the journal does, but in memory: a day of minutes takes no disk and no time. */
export class JournalMinutes {
  readonly #drawn: Growing[] = [];
  readonly #given = new Map<number, Growing>();

  add({ monotonicMs, apparentPowerVA, importedWh, injectedPowerVA, exportedWh }: Reading): void {
    const minute = minuteOf(FIRST_MS + monotonicMs);
    if (this.#drawn.at(-1)?.minute !== minute) this.#drawn.push(emptyRow(minute));
    addTo(this.#drawn.at(-1) as Growing, apparentPowerVA, importedWh);
    if (injectedPowerVA === undefined && exportedWh === undefined) return;
    const given = this.#given.get(minute) ?? emptyRow(minute);
    this.#given.set(minute, given);
    addTo(given, injectedPowerVA, exportedWh);
  }

  /** All minutes so far, oldest first, the one that has not ended included. */
  minutes(): readonly Minute[] {
    const rows: readonly MinuteRow[] = this.#drawn.map((row) => ({ ...row, tariff: null }));
    return minutesOf(rows, { ended: new Map(), given: this.#given }, FIRST_MS - MINUTE_MS);
  }
}

function emptyRow(minute: number): Growing {
  return { minute, count: 0, sum_va: null, least_va: null, greatest_va: null, first_wh: null, last_wh: null };
}

function addTo(row: Growing, va: number | undefined, wh: number | undefined): void {
  row.first_wh ??= wh ?? null;
  row.last_wh = wh ?? row.last_wh;
  if (va === undefined) return;
  row.count += 1;
  row.sum_va = (row.sum_va ?? 0) + va;
  row.least_va = Math.min(row.least_va ?? va, va);
  row.greatest_va = Math.max(row.greatest_va ?? va, va);
}
