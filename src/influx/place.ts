import type { Journal } from '../journal/journal.ts';

/** How far the journal is to know that the mirror is. */
export interface Place {
  /** Where the journal wants the mirror to begin anew, after its disk was away; undefined while it does not. */
  moved(): number | undefined;
  /** What stands before `position` need not be sent again, unless the journal has another place in mind. */
  advance(position: number): void;
  /** What stands from `position` on is to be sent again, even after a restart. */
  retreat(position: number): void;
}

export function placeIn(journal: Pick<Journal, 'epoch' | 'delivered' | 'setDelivered'>): Place {
  let { epoch, delivered: place } = journal;

  return {
    moved() {
      if (journal.epoch === epoch) return undefined;
      ({ epoch, delivered: place } = journal);
      return place;
    },
    advance(position) {
      if (journal.epoch === epoch && position > place) set(position);
    },
    retreat(position) {
      if (journal.epoch === epoch && position < place) set(position);
    },
  };

  function set(position: number): void {
    journal.setDelivered(position);
    place = journal.delivered;
  }
}
