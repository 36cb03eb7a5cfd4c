import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

test.each(['demo:historique', 'demo:standard'])(
  'npm run demo shows the code and what the meter on %s says, and Ctrl-C leaves nothing behind',
  async (port) => {
    const temporary = await mkdtemp(join(tmpdir(), 'demo-test-'));
    const demo = spawn(process.execPath, ['demo/demo.ts', '--bind', 'lo', '--port', port, '--language', 'fr'], {
      cwd: PROJECT,
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let said = '';
      demo.stdout.on('data', (chunk) => {
        said += chunk;
      });
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
