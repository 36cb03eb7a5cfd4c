import { setTimeout as delay } from 'node:timers/promises';
import { PATIENCE_MS } from './patience.ts';

const LOOK_MS = 50;

/**
 * Resolves when this has become true.
 * @param what is to become true, after "until"
 * @throws when it has not for as long as a test waits for one condition
 */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; !(await isTrue()); await delay(LOOK_MS)) {
    if (performance.now() > endMs) throw new Error(`waited ${PATIENCE_MS / 1_000} s in vain until ${what}`);
  }
}
