/**
 * Signs of life of a writing thread, in memory that Homebridge's thread sees as well: a thread that computes for ever, or
 * waits in a system call, can send no message.
 */
export interface Vitals {
  /** Goes up every few seconds as long as the thread's event loop turns. */
  readonly beats: number;
  /** Whether the thread works on the disk, which may take any time, and cannot be ended then. True at the thread's start. */
  readonly isInDisk: boolean;
  /** What the thread dates Readings by, for the next thread to go on from: see `ClockOrigin` of the journal. */
  readonly origin: { ms: number | undefined };
  beat(): void;
  /** Marks the begin or the end of work on the disk, which may lie within other such work. */
  inDisk(isIn: boolean): void;
  /** Marks that a thread is about to start: it reads its modules from the disk. */
  begin(): void;
  /** Blocks the calling thread until the work on the disk is over, for so many ms at most. Returns whether it is over. */
  waitForDisk(ms: number): boolean;
}

/** The layout: two counters of four bytes, and the origin, of eight. */
const BYTES = 16;
const BEATS = 0;
const DISK = 1;
const ORIGIN = 1;

/** The memory for `vitalsIn`. */
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
