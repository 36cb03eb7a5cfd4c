import type { ExpectStatic } from 'vitest';
import type { OwnDatabase } from '../../testbed/databases/shared-databases.ts';
import type { Home, HomeName } from './home.ts';
import type { HostileProxy } from './hostile-database.ts';
import type { Meters } from './meters.ts';

/** One way in which the world around a home can be hostile. */
export interface World {
  readonly name: string;
  /** The home to which it is done. */
  readonly home: HomeName;
  /** Why it cannot be tried on this machine. */
  readonly missing?: () => string | undefined;
  /** Is hostile, and then well again: resolves when that is so. */
  play(scene: WorldScene): Promise<void>;
  /** What a line of the log must say; absent where nothing need be said. */
  readonly says?: RegExp;
  /** Lines that are about something else, once a pause of the machine has had the plugin let go of its meter. */
  readonly saysOfMachine?: RegExp;
  /** How many frames may be missing for good, and how the log tells of those that are. None unless said otherwise. */
  readonly mayLack?: { readonly most: number; readonly told: 'by number' | 'by time' };
  /** What must hold in the end besides what holds in all worlds. */
  check?(scene: WorldScene): Promise<void>;
}

export interface WorldScene {
  readonly home: Home;
  readonly meters: Meters;
  /** That of the test: with several at once, the global one does not know which test it is in. */
  readonly expect: ExpectStatic;
  /** The way to the database. */
  readonly way: HostileProxy;
  /** The database itself, as somebody with rights of their own reaches it. */
  readonly database: OwnDatabase;
  /**
   * The frames of a meter, by serial number, that have not come into the database in all the time that they may take, but for
   * those that are missing because the machine stood still.
   */
  missingOf(meter: string): Promise<readonly number[]>;
}

/** No more lines than that may be said of one world. */
export const MOST_LINES = 3;
