/**
 * What a writing thread shows of itself without a word, in memory that both threads see: a thread that computes for ever, or
 * that waits in a system call, says nothing.
 */
export interface Vitals {
  /** Goes up every few seconds while the thread has turns of its event loop. */
  readonly beats: number;
  /** Whether the thread is at work on the disk, which may take any time and cannot be ended. It is when it begins. */
  readonly isInDisk: boolean;
  /** What the thread dates Readings by, for the thread that may come after it: see `Origin` of the journal. */
  readonly origin: { ms: number | undefined };
  beat(): void;
  /** Work on the disk begins, or is over; it may lie within other such work. */
  inDisk(isIn: boolean): void;
  /** A thread is about to begin, and to read its modules. */
  begin(): void;
  /** Waits, with the whole thread that calls it, until the work on the disk is over. Gives whether it is, within so many ms. */
  waitForDisk(ms: number): boolean;
}

const BYTES = 16;
const BEATS = 0;
const DISK = 1;
/** Of the numbers of eight bytes, behind the two of four. */
const ORIGIN = 1;

export function newVitals(): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(BYTES);
  new Float64Array(shared)[ORIGIN] = Number.NaN;
  return shared;
}

export function vitalsIn(shared: SharedArrayBuffer): Vitals {
  const counts = new Int32Array(shared);
  const times = new Float64Array(shared);
  const inDisk = () => Atomics.load(counts, DISK);
  return {
    get beats() {
      return Atomics.load(counts, BEATS);
    },
    get isInDisk() {
      return inDisk() > 0;
    },
    origin: {
      get ms() {
        const ms = times[ORIGIN] ?? Number.NaN;
        return Number.isNaN(ms) ? undefined : ms;
      },
      set ms(ms) {
        times[ORIGIN] = ms ?? Number.NaN;
      },
    },
    beat: () => void Atomics.add(counts, BEATS, 1),
    inDisk(isIn) {
      Atomics.add(counts, DISK, isIn ? 1 : -1);
      Atomics.notify(counts, DISK);
    },
    begin: () => void Atomics.store(counts, DISK, 1),
    waitForDisk(ms) {
      const untilMs = performance.now() + ms;
      for (let depth = inDisk(); depth > 0; depth = inDisk()) {
        const leftMs = untilMs - performance.now();
        if (leftMs <= 0) return false;
        Atomics.wait(counts, DISK, depth, leftMs);
      }
      return true;
    },
  };
}
