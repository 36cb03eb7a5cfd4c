import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createScene } from './scene.ts';

const writer = fileURLToPath(new URL('endless-writer.ts', import.meta.url));

/** Lets a process write the journal, and kills it (-9) after this many commits or a little later. Gives the last line that it printed. */
async function writeAndKill(path: string, commits: number): Promise<string> {
  const child = spawn(process.execPath, [writer, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  let said = '';
  let lines = 0;
  for await (said of createInterface({ input: child.stdout })) {
    lines += 1;
    if (lines === commits) child.kill('SIGKILL');
  }
  expect(await exit).toEqual([null, 'SIGKILL']);
  return said;
}

test('kill -9, several times, loses nothing that was committed, and the next start goes on from there', async () => {
  const { open, path, said } = createScene();
  for (const commits of [1, 2, 17, 33, 60]) {
    const committed = Number(await writeAndKill(path, commits));
    const journal = open({ wall: Date.now });
    const entries = journal.read(0, 100_000);
    const minutes = journal.minutes('linky', 0, 3e12) ?? [];
    const { end, delivered } = journal;
    journal.close();
    expect(end).toBeGreaterThanOrEqual(committed);
    expect(entries.map(({ position }) => position)).toEqual(Array.from({ length: end }, (_, position) => position));
    expect(entries.every(({ position, reading }) => reading.apparentPowerVA === position)).toBe(true);
    expect(minutes.reduce((sum, { count }) => sum + count, 0)).toBe(end);
    expect(delivered).toBe(end - 7);
  }
  expect(said).toEqual([]);
});
