/**
 * Signs of life of a writing thread, in memory that Homebridge's thread sees as well: a thread that computes for ever, or
 * waits in a system call, can send no message.
 */
export interface Vitals {
  /** Goes up every few seconds as long as the thread's event loop turns. */
  readonly beats: number;
  /** Whether the thread works on the disk, which may take any time, and cannot be ended then. True at the thread's start. */
  readonly hasDiskWork: boolean;
  /** What the thread dates Readings by, for the next thread to go on from: see `ClockOrigin` of the journal. */
  readonly origin: { ms: number | undefined };
  beat(): void;
  /** Marks the begin or the end of work on the disk, which may lie within other such work. */
  markDiskWork(isIn: boolean): void;
  /** Marks that a thread is about to start: it reads its modules from the disk. */
  begin(): void;
  /** Blocks the calling thread until the work on the disk is over, for so many ms at most. Returns whether it is over. */
  waitForDisk(ms: number): boolean;
}

/** The layout: two counters of four bytes, and the origin, of eight. */
const BYTES = 16;
const BEATS_INT = 0;
const DISK_WORK_INT = 1;
const ORIGIN_FLOAT = 1;

/** The memory for `vitalsIn`. */
export function newVitals(): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(BYTES);
  new Float64Array(shared)[ORIGIN_FLOAT] = Number.NaN;
  return shared;
}

export function vitalsIn(shared: SharedArrayBuffer): Vitals {
  const counts = new Int32Array(shared);
  const times = new Float64Array(shared);
  const diskWork = () => Atomics.load(counts, DISK_WORK_INT);
  return {
    get beats() {
      return Atomics.load(counts, BEATS_INT);
    },
    get hasDiskWork() {
      return diskWork() > 0;
    },
    origin: {
      get ms() {
        const ms = times[ORIGIN_FLOAT] ?? Number.NaN;
        return Number.isNaN(ms) ? undefined : ms;
      },
      set ms(ms) {
        times[ORIGIN_FLOAT] = ms ?? Number.NaN;
      },
    },
    beat: () => void Atomics.add(counts, BEATS_INT, 1),
    markDiskWork(isIn) {
      Atomics.add(counts, DISK_WORK_INT, isIn ? 1 : -1);
      Atomics.notify(counts, DISK_WORK_INT);
    },
    begin: () => void Atomics.store(counts, DISK_WORK_INT, 1),
    waitForDisk(ms) {
      const untilMs = performance.now() + ms;
      for (let depth = diskWork(); depth > 0; depth = diskWork()) {
        const leftMs = untilMs - performance.now();
        if (leftMs <= 0) return false;
        Atomics.wait(counts, DISK_WORK_INT, depth, leftMs);
      }
      return true;
    },
  };
}
