import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mirror } from '../../src/cli/mirror.ts';
import { Failure } from '../../src/cli/session.ts';
import { systemClock } from '../../src/clock.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { fakeSession } from './session-fake.ts';

const NOWHERE = { url: 'http://127.0.0.1:9', bucket: 'linky' };
const FRAME = encodeFrame(
  [
    { label: 'ADCO', data: '012345678901' },
    { label: 'PAPP', data: '00390' },
  ],
  'historique',
);

/** Mirrors two frames of a recording to a database that is away. @param hinder does something to the journal's folder */
async function mirrored(hinder: (folder: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'linky-mirror-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  hinder(folder);
  const port = join(folder, 'line.tic');
  writeFileSync(port, Uint8Array.from([...FRAME, ...FRAME]));
  const { session, printed, remarks } = fakeSession('en', { clock: systemClock });
  const ended = await mirror(port, { ...NOWHERE, storage: folder }, session).then(
    () => 'well',
    (error) => {
      if (error instanceof Failure && error.message === '') return 'badly';
      throw error;
    },
  );
  return { ended, said: [...printed, ...remarks].join('\n') };
}

test('what a database that is away has not got is on disk in the end, and that is said', async () => {
  const { ended, said } = await mirrored(() => {});
  expect(ended).toBe('well');
  expect(said).toContain('Stopped: everything is delivered, or on disk.');
});

test('nothing of the kind is said when the disk did not take it either', async () => {
  const { ended, said } = await mirrored((folder) => mkdirSync(join(folder, 'linky-tic.db')));
  expect(ended).toBe('badly');
  expect(said).toContain('2 readings that could not be written');
  expect(said).not.toContain('everything is delivered');
});
