import type { DatabaseSync } from 'node:sqlite';
import type { ToldOfMeter } from '../energy/energy.ts';

/** What a meter reports about itself changes every few years. The limit prevents a source that makes it up from filling the disk. */
const MOST_ROWS = 1_000;

/** Reads the row of the table `told` with a number. Undefined if there is none. */
export type ToldOf = (id: number | null) => ToldOfMeter | undefined;

/** Reads the table `told`, each row only once. @throws what SQLite throws */
export function createToldReader(db: DatabaseSync): ToldOf {
  const known = new Map<number, ToldOfMeter | undefined>();
  const select = db.prepare('SELECT identity, contract, subscribed_va FROM told WHERE id = ?');

  function read(id: number): ToldOfMeter | undefined {
    const row = select.get(id);
    return row && toldIn(row);
  }

  return (id) => {
    if (id === null) return undefined;
    const told = known.get(id) ?? read(id);
    if (told) known.set(id, told);
    return told;
  };
}

/**
 * Returns the number of the row with what a meter reports about itself, and adds the row if there is none, within a transaction; null if
 * the meter has reported nothing, or once it has too many rows.
 */
export type ToldId = (meter: string, told: ToldOfMeter) => number | null;

export function createToldWriter(db: DatabaseSync): ToldId {
  const find = db.prepare(
    'SELECT id FROM told WHERE meter = :meter AND identity IS :identity AND contract IS :contract AND subscribed_va IS :va',
  );
  const insert = db.prepare(`INSERT INTO told SELECT NULL, :meter, :identity, :contract, :va
    WHERE (SELECT count(*) FROM told WHERE meter = :meter) < ${MOST_ROWS} RETURNING id`);
  return (meter, { identity = null, contract = null, subscribedVA: va = null }) => {
    if (identity === null && contract === null && va === null) return null;
    const row = { meter, identity, contract, va };
    return ((find.get(row) ?? insert.get(row))?.['id'] as number | undefined) ?? null;
  };
}

function toldIn({ identity, contract, subscribed_va }: { readonly [column: string]: unknown }): ToldOfMeter {
  return {
    ...(typeof identity === 'string' && { identity }),
    ...(typeof contract === 'string' && { contract }),
    ...(typeof subscribed_va === 'number' && { subscribedVA: subscribed_va }),
  };
}
