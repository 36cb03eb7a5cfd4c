import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';
import { hurriedClock } from './support/clock.ts';
import { keepEvidence } from './support/evidence.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

test.concurrent.for(['demo:historique', 'demo:standard'])(
  'npm run demo shows the code and what the meter on %s says, and Ctrl-C leaves nothing behind',
  async (port, { expect }) => {
    const temporary = await mkdtemp(join(tmpdir(), 'demo-test-'));
    const demo = spawn(process.execPath, ['demo/demo.ts', '--bind', 'lo', '--port', port, '--language', 'fr'], {
      cwd: PROJECT,
      env: { ...process.env, ...hurriedClock(10).env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      let said = '';
      for (const stream of [demo.stdout, demo.stderr]) stream.on('data', (chunk) => (said += chunk));
      keepEvidence({ name: 'the demo', folder: undefined, said: () => said.split('\n') });
      await expect.poll(() => said).toMatch(/linky: [\d ]+ VA · \d+ A · [\d .]+ kWh · \S+/);
      expect(said).toContain('031-45-154');
      expect(said).toContain('Linky : le compteur répond');
      expect(await readdir(temporary)).toHaveLength(1);

      demo.kill('SIGINT');
      expect(await once(demo, 'exit')).toEqual([0, null]);
      expect(await readdir(temporary)).toEqual([]);
    } finally {
      demo.kill('SIGKILL');
      await rm(temporary, { recursive: true, force: true });
    }
  },
);
