import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { anonymiser } from '../../src/cli/anonymise.ts';
import { madeUpIds } from '../../src/cli/made-up-ids.ts';
import { openRecord } from '../../src/cli/record.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { gives } from '../doctor/machine-fake.ts';

const LABELS = { historique: 'ADCO', standard: 'ADSC' } as const;

test.each([
  ['historique', 1200],
  ['historique', 9600],
  ['standard', 9600],
] as const)('a line in %s mode at %i bauds is recorded with a made-up number', async (mode, baudRate) => {
  const folder = temporaryFolder();
  const file = join(folder, 'line.raw');
  const frame = encodeFrame([{ label: LABELS[mode], data: '012345678901' }], mode);
  const life = new AbortController();
  const madeUp = madeUpIds(() => 0.5);
  using record = openRecord(file, (decoded) => anonymiser(decoded, madeUp));
  record.opens(mode);
  for await (const _ of record.recordingSource(gives(frame, frame)).bytes(baudRate, life.signal)) {
    if (record.bytes + record.withheld > 0) life.abort();
  }
  const text = String.fromCharCode(...readFileSync(file).map((byte) => byte & 0x7f));
  expect(text).toContain(LABELS[mode]);
  expect(text).not.toContain('0123456');
  expect(record.withheld).toBe(0);
});
