import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'vitest';
import { startDemo } from '../../testbed/programs/demo.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

test.concurrent.for(['demo:historique', 'demo:standard'])(
  'npm run demo prints the pairing code and the readings of %s, and leaves no files or processes after Ctrl-C',
  async (port, { expect }) => {
    const temporary = temporaryFolder();
    using demo = startDemo(['--port', port, '--language', 'fr'], { TMPDIR: temporary });
    await expect.poll(demo.said).toMatch(/linky: [\d\s]+ VA(?: \(≈ [\d\s]+ W\))? · \d+ A · [\d\s,]+ kWh · \S+/);
    expect(demo.said()).toContain('031-45-154');
    expect(demo.said()).toContain('Linky : le compteur répond');
    const [folder = '', ...others] = await readdir(temporary);
    expect(others).toEqual([]);
    expect(demo.said()).toContain(`--storage: ${join(temporary, folder)}\n`);

    expect(await demo.interrupt()).toEqual([0, null]);
    expect(await readdir(temporary)).toEqual([]);
  },
);
