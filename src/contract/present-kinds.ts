import type { Reading } from '../reading.ts';
import { type IndexKind, type IndexKinds, kindOf } from './index-kinds.ts';

/** An index and its kind are believed when they have come so often on end: at a switch, one of them may be a frame old. */
const BELIEVED_AFTER = 3;

/**
 * Learns the kind of each index (NTARF) while the meter counts in it, by the name of the period (LTARF). Gives the same object as
 * long as it learns nothing.
 */
export function createPresentKinds(): (reading: Reading) => IndexKinds {
  let kinds: IndexKinds = new Map();
  let candidate: { readonly index: number; readonly kind: IndexKind } | undefined;
  let times = 0;

  return function presentKinds({ frame, tariff, tariffIndex: index, offPeak }) {
    if (frame.mode !== 'standard' || tariff === undefined || index === undefined) return kinds;
    const kind = kindOf(offPeak);
    if (kinds.get(index) === kind && times === 0) return kinds;
    times = candidate?.index === index && candidate.kind === kind ? times + 1 : 1;
    candidate = { index, kind };
    if (times < BELIEVED_AFTER) return kinds;
    if (kinds.get(index) !== kind) kinds = new Map([...kinds, [index, kind]]);
    times = 0;
    return kinds;
  };
}
