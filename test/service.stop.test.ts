import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { JournalOptions } from '../src/journal/journal.ts';
import { STATUS_SOCKET } from '../src/status.ts';
import { en } from '../src/texts/en.ts';
import { listLog } from './log-list.ts';

const closed = vi.fn();

/** The service on a journal whose last commit fails in a way that nobody thought of. */
async function loadService() {
  const { openJournal } = await import('../src/journal/journal.ts');
  vi.doMock('../src/journal/journal.ts', () => ({
    openJournal(options: JournalOptions) {
      const journal = openJournal(options);
      return Object.assign(Object.create(journal), {
        commitLast() {
          throw new Error('EROFS: read-only file system');
        },
        close() {
          closed();
          journal.close();
          throw new Error('EIO: i/o error');
        },
      });
    },
  }));
  vi.resetModules();
  onTestFinished(() => {
    vi.doUnmock('../src/journal/journal.ts');
    vi.resetModules();
  });
  return import('../src/service.ts');
}

test('whatever the journal does at its end, the stop goes on to its own', async () => {
  const { startService } = await loadService();
  const folder = mkdtempSync(join(tmpdir(), 'linky-stop-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { log, lines } = listLog();
  const { config } = readConfig({ platform: 'LinkyTIC', meters: [] });
  const service = startService({ config, folder, log, texts: en });
  const socket = join(folder, STATUS_SOCKET);
  await expect.poll(() => existsSync(socket)).toBe(true);
  await expect(service.stop()).resolves.toBeUndefined();
  expect(closed).toHaveBeenCalledOnce();
  await expect.poll(() => existsSync(socket)).toBe(false);
  expect(lines).toEqual([expect.stringContaining('EROFS'), expect.stringContaining('EIO')]);
});
