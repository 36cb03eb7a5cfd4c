import type { MirrorJournal } from '../../src/influx/mirror.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { entryWith, SOME_MS } from '../../testbed/support/readings.ts';

export interface MemoryJournal extends MirrorJournal {
  /** Adds Readings, a second apart. */
  take(...readings: Partial<Reading>[]): void;
  /** Adds one Reading of another meter. */
  takeOf(meter: string, reading: Partial<Reading>): void;
  /** Forgets all before a position. */
  forget(before: number): void;
  /** Does what the real journal does when its disk is back: it goes on from what is on it. */
  goBackTo(delivered: number): void;
}

/** A journal in memory, with this many Readings of one meter: like that of src/journal, without a disk. */
export function memoryJournal(readings = 0, meter = 'linky'): MemoryJournal {
  let entries: Entry[] = [];
  let end = 0;
  let delivered = 0;
  let epoch = 0;
  const journal: MemoryJournal = {
    take(...taken) {
      for (const reading of taken) journal.takeOf(meter, reading);
    },
    takeOf(name, reading) {
      entries.push({ ...entryWith(reading, SOME_MS + end * 1000, end), meter: name });
      end += 1;
    },
    forget(before) {
      entries = entries.filter(({ position }) => position >= before);
    },
    goBackTo(position) {
      delivered = position;
      epoch += 1;
    },
    get epoch() {
      return epoch;
    },
    read: (from, most) => entries.filter(({ position }) => position >= from).slice(0, most),
    get begin() {
      return entries[0]?.position ?? end;
    },
    get end() {
      return end;
    },
    get delivered() {
      return delivered;
    },
    setDelivered(position) {
      delivered = position;
    },
  };
  journal.take(...Array.from({ length: readings }, (_, at) => ({ apparentPowerVA: at })));
  return journal;
}
