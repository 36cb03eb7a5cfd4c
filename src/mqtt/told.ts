import { componentOf, idsIn, type ReadingValues } from './component.ts';

/** What Home Assistant was informed of about one meter. */
export interface Told {
  /** The name of the meter's contract. */
  readonly contract?: string;
  /** The ids of the components, in alphabetical order. */
  readonly components: readonly string[];
  /** Those of the components that belonged to an earlier contract, and may belong to the present one as well; absent if there are none. */
  readonly former?: readonly string[];
  /**
   * The ids of components that were published once, and are removed now. They stay in each message, as Home Assistant may have been off.
   */
  readonly gone: readonly string[];
}

/** More than any contract needs, and few enough for one message, whatever a meter calls its periods. */
export const MOST_COMPONENTS = 64;

/**
 * The components after a reading: those for its values, and the earlier ones. A missing value removes no component, as the next reading may
 * have it again. Only the components of an earlier contract are removed, once a reading with energy by period, which is a whole one, does
 * not have their values. That may be long after the contract has changed: a register keeps its period until it is known to count another
 * one.
 *
 * Returns `before` itself if nothing changes.
 * @param contract the name of the contract, if known
 */
export function toldAfter(before: Told | undefined, values: ReadingValues, contract: string | undefined): Told {
  const called = idsIn(values);
  const { components = [], gone = [], contract: known } = before ?? {};
  const isAnother = known !== undefined && contract !== undefined && contract !== known;
  const former = isAnother ? components.filter(isOfContract) : (before?.former ?? []);
  const leaving = values.energyByPeriod === undefined ? [] : former.filter((id) => !isMeant(id, called));
  const staying = components.filter((id) => componentOf(id) && !leaving.includes(id));
  const now = [...new Set([...staying, ...called])].slice(0, MOST_COMPONENTS).toSorted();
  const stillFormer = former.filter((id) => now.includes(id));
  const named = contract ?? known;
  const told = {
    contract: named,
    components: now,
    ...(stillFormer.length > 0 && { former: stillFormer }),
    gone: [...new Set([...gone, ...components])].filter((id) => !now.includes(id)).slice(-MOST_COMPONENTS),
  };
  return before && JSON.stringify(before) === JSON.stringify(told) ? before : told;
}

/** Whether a component belongs to the contract rather than to the meter. */
function isOfContract(id: string): boolean {
  return id.startsWith('energyByPeriod-') || ['offPeak', 'tempoToday', 'tempoTomorrow'].includes(id);
}

/**
 * Whether a whole reading has the value of a component. Tomorrow's colour is not sent all day long, so its component follows that of
 * today's.
 */
function isMeant(id: string, called: readonly string[]): boolean {
  return called.includes(id === 'tempoTomorrow' ? 'tempoToday' : id);
}
