import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { COLLECT, isFlagRaised, raiseFlag } from './flag-files.ts';
import type { Home } from './home.ts';

const LOOKS = 5;
const LOOK_EVERY_MS = 100;
const CHECK_MS = 50;

/**
 * The private memory of a home's process (Private_Dirty of proc_pid_smaps(5)), in MB, once each of its threads has collected its
 * garbage: the smallest of some looks, as what is being computed takes some, too.
 */
export async function privateMB({ pid, flagFolder, homebridge }: Home): Promise<number> {
  await raiseFlag(flagFolder, COLLECT);
  while (isFlagRaised(flagFolder, COLLECT)) {
    if (!homebridge.isAlive) throw new Error('Homebridge has ended');
    await delay(CHECK_MS);
  }
  const looks: number[] = [];
  for (let nth = 0; nth < LOOKS; nth += 1) {
    looks.push(dirtyMB(pid));
    await delay(LOOK_EVERY_MS);
  }
  return Math.min(...looks);
}

function dirtyMB(pid: number): number {
  const [, kilobytes] = /^Private_Dirty: +(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return (Number(kilobytes) * 1024) / 1e6;
}
