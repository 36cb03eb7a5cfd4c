import { readFileSync, writeFileSync } from 'node:fs';

/** The path by which a process speaks to `disk-calls.c`, which was loaded into it. It exists only there. */
const CONTROL = '/proc/disk-calls';

/** How a call fails. `short`: a write of half of its bytes, which says so. */
export type Failure = 'EIO' | 'ENOSPC' | 'EROFS' | 'short';

/**
 * Which calls fail: the `nth` from now on that can fail so, counted from 1; with `on` also all after it.
 */
export interface FailingCall {
  readonly nth: number;
  readonly failure: Failure;
  /** After a short write with `on` the disk is full. */
  readonly until: 'once' | 'on';
}

/** How many calls could have failed since the last order, and how many did; and for how long the process has waited since its start. */
interface CallCount {
  readonly calls: number;
  readonly failed: number;
  readonly waitedMs: number;
}

/** The environment of a process whose calls are counted, and with `log` recorded there, for the files below `folder`. */
export function diskCallsEnv(library: string, folder: string, log?: string): NodeJS.ProcessEnv {
  return { LD_PRELOAD: library, DISK_CALLS_FOLDER: folder, DISK_CALLS_LOG: log };
}

/** The variable that lets a call of a process fail before the process itself can say so. */
export function failingFromStart(call: FailingCall): NodeJS.ProcessEnv {
  return { DISK_CALLS_ORDER: orderOf(call) };
}

/** Puts a marker among the calls of this process. */
export function mark(text: string): void {
  writeFileSync(CONTROL, `mark ${text}`);
}

/** Makes a call of this process fail, in place of what was to fail before. */
export function failCall(call: FailingCall): void {
  writeFileSync(CONTROL, orderOf(call));
}

/** From now on no call fails. */
export function mendDisk(): void {
  writeFileSync(CONTROL, 'well');
}

/** Where no call is to fail, those are counted that could fail with EIO. */
export function callsCounted(): CallCount {
  const [calls = 0, failed = 0, waitedMs = 0] = readFileSync(CONTROL, 'utf8').split(' ').map(Number);
  return { calls, failed, waitedMs };
}

function orderOf({ nth, failure, until }: FailingCall): string {
  return `fail ${nth} ${failure} ${until}`;
}
