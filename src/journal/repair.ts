import { existsSync } from 'node:fs';
import { isAboutContent } from './disk-trouble.ts';
import { deleteDatabase, deleteOlderDamaged, moveDatabase, replaceDatabase, requireSpaceForCopy } from './files.ts';
import { type Damage, salvage } from './salvage.ts';

/** A damaged database that is kept under another name. */
export interface DamagedCopy {
  readonly as: string;
  /** What the new one lacks of it; undefined where nothing could be read, and the next one begins empty. */
  readonly damage: Damage | undefined;
}

/**
 * Keeps the damaged database at `path` under another name, and puts a new one in its place with what can still be read of
 * it. It is copied beside the damaged one first, so that a kill meanwhile leaves the damaged one, and it begins anew; only a
 * whole copy is called `.new`, and takes the place at the next opening if the kill comes between the two names.
 * @param wallMs the wall time, which the other name has
 * @param alive is told again and again while it goes on
 * @throws JournalError `full` when there is no room for the copy, or what SQLite or the system has to say
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

/** Puts a new database in its place if a kill came before that, and deletes what else a mending that was killed has left. */
export function finishRepair(path: string): void {
  const fresh = newOf(path);
  if (!existsSync(path) && existsSync(fresh)) replaceDatabase(path, fresh);
  for (const old of [copyOf(path), fresh]) deleteDatabase(old);
}

function copyOf(path: string): string {
  return `${path}.copy`;
}

function newOf(path: string): string {
  return `${path}.new`;
}

/** Undefined when nothing can be read: then there is no copy. */
function salvaged(path: string, copy: string, alive: () => void): Damage | undefined {
  requireSpaceForCopy(path);
  let damage: Damage | undefined;
  try {
    damage = salvage(path, copy, alive);
  } catch (error) {
    if (!isAboutContent(error)) throw error;
  } finally {
    if (!damage) deleteDatabase(copy);
  }
  return damage;
}
