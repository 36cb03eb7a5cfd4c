import type { Home, HomeName } from './home.ts';

/** One hostile situation around a home. */
export interface World {
  readonly name: string;
  /** The home that is put into it. */
  readonly home: HomeName;
  /** Why it cannot be tried on this machine. */
  readonly missing?: () => string | undefined;
  /**
   * Makes the situation hostile, and normal again before it resolves. Gives what was wrong, each in a sentence.
   * @throws when something does not happen at all
   */
  play(home: Home): Promise<readonly string[]>;
  /** The log must have a line of each of these kinds; without them, nothing need be logged. */
  readonly says?: readonly RegExp[];
  /** The kinds of lines that the log may have besides. */
  readonly maySay?: readonly RegExp[];
  /** How many frames may be lost, and how the log reports them: by their number or by their time. Unless given, none may be. */
  readonly mayLack?: { readonly most: number; readonly logged: 'by number' | 'by time' };
}

/** A problem in a list of them, or none. */
export function unless(isRight: boolean, problem: string): readonly string[] {
  return isRight ? [] : [problem];
}
