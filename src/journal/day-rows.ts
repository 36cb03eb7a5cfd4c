import type { DatabaseSync } from 'node:sqlite';
import type { CountedDay, CountedPart } from '../energy/day.ts';
import type { ToldOfMeter } from '../energy/energy.ts';
import type { ToldId, ToldOf } from './told-rows.ts';

/** A row of the table `day`: see `schema.ts`. */
export interface DayRow {
  readonly day: number;
  readonly meter: string;
  readonly open: number;
  readonly body: string | null;
  readonly chain: string | null;
}

export const SELECT_DAY = 'SELECT * FROM day WHERE day = ? AND meter = ?';

export const WRITE_DAY = 'INSERT OR REPLACE INTO day VALUES (:day, :meter, :open, :body, :chain)';

/** A day as the body of its row. What the meter reported about itself is replaced by the number of a row of the table `told`. */
interface DayBody extends Omit<CountedDay, 'day' | 'parts'> {
  readonly parts: readonly (Omit<CountedPart, 'told'> & { readonly told?: number })[];
}

/** Packs a day into the body of its row, within a transaction. */
export function bodyOf({ day: _, parts, ...facts }: CountedDay, meter: string, toldId: ToldId): string {
  const written = parts.map(({ told, ...part }) => {
    const id = told ? toldId(meter, told) : null;
    return { ...part, ...(id !== null && { told: id }) };
  });
  const body: DayBody = { parts: written, ...facts };
  return JSON.stringify(body);
}

/** The day in the body of a row; undefined if there is none, or if it is damaged. Nothing is copied, since years have thousands of days. */
export function dayIn({ day, body }: Pick<DayRow, 'day' | 'body'>, toldOf: ToldOf): CountedDay | undefined {
  if (body === null) return undefined;
  try {
    const written = JSON.parse(body) as { day: number; readonly parts: { told?: number | ToldOfMeter | undefined }[] };
    written.day = day;
    for (const part of written.parts) if (typeof part.told === 'number') part.told = toldOf(part.told);
    return written as unknown as CountedDay;
  } catch {
    return undefined;
  }
}

/** Whether the body of a closed day is damaged, so that it can no longer be read as a day. */
export function hasUnsoundDay(db: DatabaseSync): boolean {
  return db.prepare('SELECT 1 FROM day WHERE open = 0 AND json_valid(body) IS NOT 1').get() !== undefined;
}
