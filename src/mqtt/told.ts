import { componentOf, idsIn, type ReadingValues } from './component.ts';

/** What was told to Home Assistant of one meter. */
export interface Told {
  /** The name of the meter's contract. */
  readonly contract?: string;
  /** The ids of the components, in the order of the alphabet. */
  readonly components: readonly string[];
  /** Those of them that belonged to an earlier contract, and may belong to this one as well; absent where there are none. */
  readonly former?: readonly string[];
  /** The ids of those that were told once, and are taken back. They stay in each message, as Home Assistant may have been off. */
  readonly gone: readonly string[];
}

/** More than any contract calls for, and few enough for one message, whatever a meter calls its periods. */
export const MOST_COMPONENTS = 64;

/**
 * What is told once a reading was taken: the components that its values call for, and those that were told before. None goes for want of a
 * value, which the next reading may have again. Only those of an earlier contract go, once a reading that tells energy by period, which is a
 * whole one, does not call for them. That may be long after the contract has changed: a period holds until its register is known to
 * count another one.
 *
 * It is `before` itself where nothing changes.
 * @param contract the name of the contract, where it is known
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
    ...(named !== undefined && { contract: named }),
    components: now,
    ...(stillFormer.length > 0 && { former: stillFormer }),
    gone: [...new Set([...gone, ...components])].filter((id) => !now.includes(id)).slice(-MOST_COMPONENTS),
  };
  return before && JSON.stringify(before) === JSON.stringify(told) ? before : told;
}

/** Whether a component belongs to the contract, and not to the meter. */
function isOfContract(id: string): boolean {
  return id.startsWith('energyByPeriod-') || ['offPeak', 'tempoToday', 'tempoTomorrow'].includes(id);
}

/** Whether a whole reading calls for a component. The colour of tomorrow is not told all day long: it goes with that of today. */
function isMeant(id: string, called: readonly string[]): boolean {
  return called.includes(id === 'tempoTomorrow' ? 'tempoToday' : id);
}
