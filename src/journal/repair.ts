import { existsSync } from 'node:fs';
import { unlessDamaged } from './disk-trouble.ts';
import { deleteDatabase, deleteOlderDamaged, moveDatabase, replaceDatabase, requireSpaceForCopy } from './files.ts';
import { isFileAt } from './foreign-files.ts';
import { type Damage, salvage } from './salvage.ts';

/** A damaged database that was set aside under another name. */
export interface DamagedCopy {
  /** Its new path. */
  readonly as: string;
  /** What the new database lacks of it; undefined when nothing could be read, and the new one begins empty. */
  readonly damage: Damage | undefined;
}

/**
 * Moves the damaged database at `path` to another name, and replaces it by a new one with what can still be read of it.
 * The copy is made beside the damaged one, as `.copy`: after a kill the repair begins anew. A copy that is whole is
 * called `.new`: after a kill between the two renames, `finishRepair` puts it in place at the next opening.
 * @param wallMs the wall time, which becomes a part of the other name
 * @param alive is called again and again meanwhile
 * @throws JournalError `full` when there is no room for the copy, or what SQLite or the system throws
 */
export function repair(path: string, wallMs: number, alive: () => void): DamagedCopy {
  const [copy, fresh] = [copyOf(path), newOf(path)];
  for (const old of [copy, fresh]) deleteDatabase(old);
  const damage = salvaged(path, copy, alive);
  if (damage) replaceDatabase(fresh, copy);
  const as = `${path}.broken-${new Date(wallMs).toISOString().replaceAll(':', '-')}`;
  moveDatabase(path, as);
  if (damage) replaceDatabase(path, fresh);
  deleteOlderDamaged(path, as);
  return { as, damage };
}

/** Puts a whole copy in its place if a kill has kept `repair` from it, and deletes what else that repair has left. */
export function finishRepair(path: string): void {
  const fresh = newOf(path);
  if (!existsSync(path) && isFileAt(fresh)) replaceDatabase(path, fresh);
  // A folder of such a name is in the way of a repair alone, which then names it.
  for (const old of [copyOf(path), fresh]) if (!existsSync(old) || isFileAt(old)) deleteDatabase(old);
}

function copyOf(path: string): string {
  return `${path}.copy`;
}

function newOf(path: string): string {
  return `${path}.new`;
}

/** Copies what can be read. Undefined when nothing can: then there is no copy. */
function salvaged(path: string, copy: string, alive: () => void): Damage | undefined {
  requireSpaceForCopy(path);
  let damage: Damage | undefined;
  try {
    damage = unlessDamaged(() => salvage(path, copy, alive));
  } finally {
    if (!damage) deleteDatabase(copy);
  }
  return damage;
}
