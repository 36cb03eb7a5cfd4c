import type { ExpectStatic } from 'vitest';
import type { DatabaseProxy } from '../../testbed/databases/proxy.ts';
import type { OwnDatabase } from '../../testbed/databases/shared-databases.ts';
import type { Home, HomeName } from './home.ts';
import type { Meters } from './meters.ts';

/** One hostile situation around a home. */
export interface World {
  readonly name: string;
  /** The home that is put into it. */
  readonly home: HomeName;
  /** Why it cannot be tried on this machine. */
  readonly missing?: () => string | undefined;
  /** Makes the situation hostile, and normal again before it resolves. */
  play(scene: WorldScene): Promise<void>;
  /** A line of the log must match this; absent where nothing need be logged. */
  readonly says?: RegExp;
  /** The log lines that do not count if the plugin has disconnected from its meter because of a pause of the machine. */
  readonly saysOfMachine?: RegExp;
  /** How many frames may be lost, and how the log reports them: by their number or by their time. Unless given, none may be. */
  readonly mayLack?: { readonly most: number; readonly logged: 'by number' | 'by time' };
  /**
   * How much longer a read may take than one of a home with an empty plugin; unless given, 100 ms are promised whatever an empty
   * plugin takes.
   */
  readonly longerThanEmptyMs?: number;
  /** Checks what must hold in the end, besides what must hold in all worlds. */
  check?(scene: WorldScene): Promise<void>;
}

/** All that a world can act on. */
export interface WorldScene {
  readonly home: Home;
  readonly meters: Meters;
  /** The `expect` of the test: as tests run concurrently, the global one does not know its test. */
  readonly expect: ExpectStatic;
  /** Acts in a way that itself holds up the home: reads meanwhile do not count. */
  heldUp<T>(act: () => Promise<T>): Promise<T>;
  /** The proxy in front of the database. */
  readonly proxy: DatabaseProxy;
  /** The database itself, not through the proxy. */
  readonly database: OwnDatabase;
  /**
   * The frames of these meters, up to now, that have not arrived in the database within the longest time that they may
   * take: the name of the meter and the serial number. Frames that are missing because the machine stood still are left out.
   */
  missingOf(meters: readonly string[]): Promise<readonly string[]>;
}

/** The log may have no more lines than this about one world. */
export const MOST_LINES = 3;
