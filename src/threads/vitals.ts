/**
 * Signs of life of a thread, in memory that it shares with the main thread: a thread that is in an endless loop, or waits in a system call,
 * cannot send a message.
 */
export interface Vitals {
  /** Incremented every few seconds as long as the thread's event loop runs. */
  readonly beats: number;
  /**
   * Whether the thread is working on the disk, which may take any time and during which it cannot be terminated. True at the thread's
   * start.
   */
  readonly hasDiskWork: boolean;
  /** How the thread dates Readings, so that the next thread can continue with it: see `ClockOrigin` of the journal. */
  readonly origin: { ms: number | undefined };
  /** The number of the item of its post on which the thread is working (see `post.ts`); 0 if there is none. */
  item: number;
  beat(): void;
  /** Marks the beginning or the end of work on the disk, which may be nested. */
  markDiskWork(isBegin: boolean): void;
  /** Marks that a thread is about to start: it works on the disk, since it loads its modules. The thread marks the end of that. */
  begin(): void;
  /** Blocks the calling thread until the work on the disk is over, for at most this many ms. Returns whether it is over. */
  waitForDisk(ms: number): boolean;
}

/** The layout: two counters of four bytes, and two numbers of eight. Each index counts the elements of its own array type. */
const BYTES = 24;
const INT32_BEATS = 0;
const INT32_DISK_WORK = 1;
const FLOAT64_ORIGIN = 1;
const FLOAT64_ITEM = 2;

/** The memory for `vitalsIn`. */
export function newVitals(): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(BYTES);
  new Float64Array(shared)[FLOAT64_ORIGIN] = Number.NaN;
  return shared;
}

export function vitalsIn(shared: SharedArrayBuffer): Vitals {
  const int32s = new Int32Array(shared);
  const float64s = new Float64Array(shared);
  const diskWorkDepth = () => Atomics.load(int32s, INT32_DISK_WORK);
  return {
    get beats() {
      return Atomics.load(int32s, INT32_BEATS);
    },
    get hasDiskWork() {
      return diskWorkDepth() > 0;
    },
    origin: {
      get ms() {
        const ms = float64s[FLOAT64_ORIGIN] ?? Number.NaN;
        return Number.isNaN(ms) ? undefined : ms;
      },
      set ms(ms) {
        float64s[FLOAT64_ORIGIN] = ms ?? Number.NaN;
      },
    },
    get item() {
      return float64s[FLOAT64_ITEM] ?? 0;
    },
    set item(number) {
      float64s[FLOAT64_ITEM] = number;
    },
    beat: () => void Atomics.add(int32s, INT32_BEATS, 1),
    markDiskWork(isBegin) {
      Atomics.add(int32s, INT32_DISK_WORK, isBegin ? 1 : -1);
      Atomics.notify(int32s, INT32_DISK_WORK);
    },
    begin() {
      float64s[FLOAT64_ITEM] = 0;
      Atomics.store(int32s, INT32_DISK_WORK, 1);
    },
    waitForDisk(ms) {
      const untilMs = performance.now() + ms;
      for (let depth = diskWorkDepth(); depth > 0; depth = diskWorkDepth()) {
        const leftMs = untilMs - performance.now();
        if (leftMs <= 0) return false;
        Atomics.wait(int32s, INT32_DISK_WORK, depth, leftMs);
      }
      return true;
    },
  };
}
