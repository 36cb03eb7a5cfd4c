/**
 * Whether what comes on a line is a meter whose signal is damaged. The plugin that reads a line and the doctor that listens to it both
 * ask here, so that they say the same of it.
 */
import { CLASS_JUNK, CLASSES } from './byte-class.ts';
import type { GroupFault } from './fault.ts';
import { commonestFault, type GroupCounts, POOR_SHARE, percentOf, refusedGroups } from './quality.ts';

/** At a wrong speed half of all characters have the right parity by chance, so three quarters prove the right speed. */
const SURELY_RIGHT_SHARE = 0.75;
/** With fewer characters, three quarters may have the right parity by chance. */
const MIN_CHARACTERS = 64;

/**
 * Counts the characters of a line that have the right parity, which shows whether it is read at its speed. A line to which nothing is
 * connected gives many bytes such as 0x00 and 0xFF, which have it too, but no meter sends them.
 */
export class ParityCount {
  #characters = 0;
  #right = 0;
  /** Whether a character had its parity bit set: a line that has lost the bit proves nothing. */
  #isCarried = false;

  take(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.#isCarried ||= byte >= 0x80;
      if ((CLASSES.carried[byte] as number) < CLASS_JUNK) this.#right += 1;
    }
    this.#characters += bytes.length;
  }

  get isSurelyRightSpeed(): boolean {
    const isEnough = this.#isCarried && this.#characters >= MIN_CHARACTERS;
    return isEnough && this.#right >= SURELY_RIGHT_SHARE * this.#characters;
  }
}

/** How much of what a meter says is refused, and mostly why. */
export interface Damage {
  readonly percent: number;
  readonly mostly: GroupFault['kind'];
}

/** The damage of a line of which these groups were heard; undefined where few or none are refused. */
export function damageIn(groups: GroupCounts): Damage | undefined {
  const mostly = commonestFault(groups.faults);
  const { share } = refusedGroups(groups);
  return share > POOR_SHARE && mostly ? { percent: percentOf(share), mostly } : undefined;
}

/**
 * The damage of a line that gives no frame; undefined if damage is not the reason for that.
 * @param heard the groups in each mode in which the line was decoded at its own speed. In a wrong mode all are malformed, so the mode
 * with fewer malformed groups is the right one.
 */
export function damageOf(heard: readonly GroupCounts[]): Damage | undefined {
  const malformedOf = ({ faults }: GroupCounts) => faults.malformed ?? 0;
  const [best] = heard
    .filter((one) => one.accepted + refusedGroups(one).refused > 0)
    .toSorted((a, b) => b.accepted - a.accepted || malformedOf(a) - malformedOf(b));
  return best && damageIn(best);
}
