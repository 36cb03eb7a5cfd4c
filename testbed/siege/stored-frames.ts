import type { Row } from '../databases/servers.ts';
import { IMPORTED_WH } from '../meter/numbered-frames.ts';

/** The database of a home. Each home has its own, so that a broken measurement does not affect the others. */
export interface HomeDatabase {
  readonly name: string;
  query(influxQl: string): Promise<readonly Row[]>;
  /** Writes line protocol with times in ms, as another program might. */
  write(lines: string): Promise<void>;
}

/** The frames of a meter that must be in the database: their first and last serial number, both included. */
export interface DueFrames {
  readonly meter: string;
  readonly first: number;
  readonly last: number;
}

/** How many of these frames are missing in the database. All of them, until the last one or a later one is there. */
export async function missingCount({ query }: HomeDatabase, due: DueFrames): Promise<number> {
  const inAll = due.last - due.first + 1;
  // InfluxDB finds the last point without reading the others, of which it reads every one to count.
  const [newest] = await query(`SELECT last(import_wh) FROM linky WHERE meter = '${due.meter}'`);
  if (Number(newest?.['last'] ?? 0) - IMPORTED_WH < due.last) return inAll;
  const [row] = await query(`SELECT count(distinct(import_wh)) FROM linky WHERE ${whereDue(due)}`);
  return inAll - Number(row?.['count'] ?? 0);
}

/** The times of the points of each of these frames, by serial number: one time each if all is well. */
export async function timesOf(
  { query }: HomeDatabase,
  due: DueFrames,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const rows = await query(`SELECT import_wh FROM linky WHERE ${whereDue(due)}`);
  const byFrame = Map.groupBy(rows, ({ import_wh }) => Number(import_wh) - IMPORTED_WH);
  return new Map([...byFrame].map(([serial, all]) => [serial, all.map(({ time }) => Number(time))]));
}

function whereDue({ meter, first, last }: DueFrames): string {
  return `meter = '${meter}' AND import_wh >= ${IMPORTED_WH + first} AND import_wh <= ${IMPORTED_WH + last}`;
}
