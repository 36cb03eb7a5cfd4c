import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { type Scene, takeLarge } from './scene.ts';

const LARGE = 8;
const PARTS = ['', '-wal', '-shm', '.lock'];

/** What `filled` has made, which is made once. */
let filledOnce: { readonly database: Uint8Array; readonly clock: Scene['clock'] } | undefined;

export const withMegabytes = (maxMegabytes: number) => ({
  config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes },
});

/** The size of the files of a journal, all together. */
export function bytesOf({ path }: Scene): number {
  const sizes = PARTS.map((part) => statSync(path + part, { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Makes the database of a journal of 1 500 Readings that each take about 3 kB. */
export function filled(scene: Scene): void {
  if (filledOnce) {
    writeFileSync(scene.path, filledOnce.database);
    Object.assign(scene.clock, filledOnce.clock);
    return;
  }
  const journal = scene.open(withMegabytes(LARGE));
  takeLarge(scene, journal, 1_500);
  journal.close();
  filledOnce = { database: readFileSync(scene.path), clock: { ...scene.clock } };
}
