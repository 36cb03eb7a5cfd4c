import { readFile, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 200;
const LONGEST_MS = 120_000;

/** What V8 has of the machine's memory for a thread, in bytes. */
export interface ThreadMemory {
  readonly young: Generation;
  readonly old: Generation;
  readonly external: number;
}

interface Generation {
  readonly used: number;
  readonly resident: number;
}

/** The environment of a Homebridge that `memoryOfThreads` is to ask. @param file that it writes its answers to */
export function tellingMemory(file: string): NodeJS.ProcessEnv {
  return {
    NODE_OPTIONS: `--expose-gc --import ${new URL('held-memory-preload.mjs', import.meta.url)}`,
    BENCH_HELD: file,
  };
}

/** Whom to ask. */
interface Asked {
  readonly pid: number;
  readonly file: string;
  /** How many threads it has at least. */
  readonly threads: number;
  /** Whether each thread collects its garbage before. */
  readonly isCollected: boolean;
}

/**
 * What each thread of a Homebridge tells of its memory, the main one first.
 * @throws when not all of them have told it in time
 */
export async function memoryOfThreads({ pid, file, threads, isCollected }: Asked): Promise<readonly ThreadMemory[]> {
  await rm(file, { force: true });
  process.kill(pid, isCollected ? 'SIGWINCH' : 'SIGUSR2');
  let told: readonly ThreadMemory[] = [];
  for (const endMs = performance.now() + LONGEST_MS; performance.now() < endMs; await delay(LOOK_EVERY_MS)) {
    const text = await readFile(file, 'utf8').catch(() => '');
    told = text.endsWith(']') ? JSON.parse(text) : [];
    if (told.length >= threads) return told;
  }
  throw new Error(`${told.length} of ${threads} threads have told their memory`);
}
