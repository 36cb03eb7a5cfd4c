import { existsSync } from 'node:fs';
import { unlessDamaged } from './disk-trouble.ts';
import {
  asideName,
  deleteDatabase,
  deleteOlderDamaged,
  isFileAt,
  moveDatabase,
  replaceDatabase,
  requireSpaceForCopy,
  sizeOf,
} from './files.ts';
import { type Damage, type Salvage, salvage } from './salvage.ts';
import { NOTHING_TAKEN, type Taken } from './take-from-copy.ts';

/** A damaged database that was set aside under another name. */
export interface DamagedCopy {
  /** Its new path. */
  readonly as: string;
  /** What the new database lacks of it; undefined if nothing could be read. */
  readonly damage: Damage | undefined;
  /** What the new database has taken from the second copy. */
  readonly taken: Taken;
}

/**
 * Renames the damaged database at `path`, and replaces it with a new one that has everything that can still be read of it. The copy is made
 * next to the damaged one, as `.copy`: after a kill, the repair begins anew. A complete copy is called `.new`: after a kill between the two
 * renames, `finishRepair` puts it in place at the next opening.
 * @param wallMs the wall time, which becomes part of the new name
 * @param alive is called again and again meanwhile
 * @param onSetAside is called before the first rename: if the disk fails from then on, `finishRepair` does the rest once the database has
 *   been renamed
 * @throws JournalError `full` if there is no room for the copy, or what SQLite or the system throws
 */
export function repair(
  path: string,
  wallMs: number,
  alive: () => void,
  onSetAside: (copy: DamagedCopy) => void = () => {},
): DamagedCopy {
  const [copy, fresh] = [copyOf(path), newOf(path)];
  for (const old of [copy, fresh]) deleteDatabase(old);
  const salvaged = salvageOf(path, copy, alive);
  if (salvaged) replaceDatabase(fresh, copy);
  const { damage, isRead, taken } = salvaged ?? NOTHING;
  const as = asideName(path, wallMs, isRead);
  const damaged = { as, damage: isRead ? damage : undefined, taken };
  onSetAside(damaged);
  moveDatabase(path, as);
  if (salvaged) replaceDatabase(path, fresh);
  deleteOlderDamaged(path, as);
  return damaged;
}

const NOTHING = { damage: undefined, isRead: false, taken: NOTHING_TAKEN } as const;

/**
 * Puts a complete copy in its place if a kill kept `repair` from doing so, and deletes whatever else that repair left. If the database
 * itself is gone, its write-ahead log is moved aside, since SQLite would delete it.
 */
export function finishRepair(path: string, wallMs: number): void {
  const fresh = newOf(path);
  if (sizeOf(path) === 0 && isFileAt(`${path}-wal`) && sizeOf(`${path}-wal`) > 0)
    moveDatabase(path, asideName(path, wallMs, false));
  if (!existsSync(path) && isFileAt(fresh)) replaceDatabase(path, fresh);
  // A folder with such a name only matters to a repair, which then reports it.
  for (const old of [copyOf(path), fresh]) if (!existsSync(old) || isFileAt(old)) deleteDatabase(old);
}

function copyOf(path: string): string {
  return `${path}.copy`;
}

/** Where the complete copy of a damaged database is until it is put in its place. */
export function newOf(path: string): string {
  return `${path}.new`;
}

/** Undefined if nothing can be read; there is no copy then. */
function salvageOf(path: string, copy: string, alive: () => void): Salvage | undefined {
  requireSpaceForCopy(path);
  let salvaged: Salvage | undefined;
  try {
    salvaged = unlessDamaged(() => salvage(path, copy, alive));
  } finally {
    if (!salvaged) deleteDatabase(copy);
  }
  return salvaged;
}
