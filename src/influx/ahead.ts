import { setImmediate as turn } from 'node:timers/promises';
import type { Journal } from '../journal/journal.ts';
import { type Batch, draftOf } from './batch.ts';
import type { PointMemory } from './point.ts';

/** The batches of a journal, one after the other: while one is on its way the next is made, and no more than that. */
export interface Batches {
  /** The batch of at most `most` Readings from a position on; `undefined` when the journal has none. */
  take(from: number, most: number, before: PointMemory): Promise<Batch | undefined>;
  /** Makes that batch beforehand. Never throws. */
  makeAhead(from: number, most: number, before: PointMemory): Promise<void>;
}

/**
 * So many Readings are made into lines between two turns of the event loop, in 0.7 ms here: in between, others are taken, and
 * the request before goes out once it is compressed.
 */
const AT_ONCE = 50;

export function batchesOf(journal: Pick<Journal, 'read'>, literal: boolean): Batches {
  let ahead: { readonly from: number; readonly most: number; readonly before: PointMemory; batch: Batch } | undefined;

  async function make(from: number, most: number, before: PointMemory): Promise<Batch | undefined> {
    const draft = draftOf(most, before, literal);
    for (let next = from; ; ) {
      const entries = journal.read(next, AT_ONCE);
      if (!draft.add(entries) || entries.length < AT_ONCE) return draft.batch;
      next = draft.batch?.upTo ?? next;
      await turn();
    }
  }

  return {
    async take(from, most, before) {
      const made = ahead;
      ahead = undefined;
      const fits = made?.from === from && made.most === most && made.before === before;
      return fits ? made.batch : await make(from, most, before);
    },
    async makeAhead(from, most, before) {
      // What fails here fails again, and is told, when it is taken.
      const batch = await make(from, most, before).catch(() => undefined);
      ahead = batch && { from, most, before, batch };
    },
  };
}
