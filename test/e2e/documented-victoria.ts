import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { freePort, isAnswering, startDaemon } from '../../testbed/daemon.ts';

const run = promisify(execFile);
const VICTORIA_UNIT = '/usr/lib/systemd/system/victoria-metrics.service';

/**
 * Runs the line that writes the flags, with a file of the test in the place of the one in /etc. Expects the service to read that
 * file, and VictoriaMetrics to start with these flags; only its folder and its port are the test's.
 */
export async function victoriaAsDocumented(command: string): Promise<void> {
  const [, path = ''] = /sudo tee (\S+)$/.exec(command) ?? [];
  const unit = await readFile(VICTORIA_UNIT, 'utf8');
  expect(unit).toContain(`EnvironmentFile=${path}\n`);
  expect(unit).toContain('ExecStart=/usr/bin/victoria-metrics $ARGS\n');
  const port = await freePort();
  await using _daemon = await startDaemon({
    binary: 'victoria-metrics',
    debian: 'victoria-metrics',
    isReady: () => isAnswering(`http://127.0.0.1:${port}/health`),
    async args(folder) {
      const file = join(folder, 'victoria-metrics');
      await run('sh', ['-euc', command.replace('sudo ', '').replace(path, file)]);
      const { stdout } = await run('sh', ['-euc', `. ${file}; printf %s "$ARGS"`]);
      return stdout.replace('/var/lib/victoria-metrics', join(folder, 'data')).replace(':8428', `:${port}`).split(' ');
    },
  });
  const flags = await (await fetch(`http://127.0.0.1:${port}/flags`)).text();
  expect(flags).toContain('-retentionPeriod="100y"');
  expect(flags).toContain('-dedup.minScrapeInterval="1ms"');
}
