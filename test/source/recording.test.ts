import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Source } from '../../src/source/source.ts';
import { sourceOf } from '../../src/source/source-from-port.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const HISTORIQUE = encodeFrame([{ label: 'ADCO', data: '012345678901' }], 'historique');
const STANDARD = encodeFrame(
  [
    { label: 'ADSC', data: '012345678901' },
    { label: 'DATE', horodate: 'H230301091834', data: '' },
  ],
  'standard',
);
const unlimited = () => new AbortController().signal;

function recorded(bytes: Uint8Array): Source {
  const folder = temporaryFolder();
  const path = join(folder, 'line.tic');
  writeFileSync(path, bytes);
  return sourceOf(path) as Source;
}

async function allOf(source: Source, life = unlimited()): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.bytes(1200, life)) chunks.push(chunk);
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
}

describe('a recording', () => {
  test('gives every byte unchanged, and ends', async () => {
    const every = Uint8Array.from({ length: 200_000 }, (_, at) => (at * 7) % 256);
    expect(await allOf(recorded(every))).toEqual(every);
  });

  test.each([
    ['historique', HISTORIQUE, 1200],
    ['standard', STANDARD, 9600],
    // A terminal turned each CR into LF; a port that was opened as 7E1 dropped the parity bit.
    ['standard, CR turned into LF', STANDARD.map((byte) => ((byte & 0x7f) === 0x0d ? 0x0a : byte)), 9600],
    ['standard, without parity', STANDARD.map((byte) => byte & 0x7f), 9600],
    ['empty', new Uint8Array(), 1200],
  ])('has the speed that its bytes show: %s', (_, bytes, baudRate) => {
    expect(recorded(bytes)).toMatchObject({ baudRate, recorded: true });
  });

  test('ends when its life ends', async () => {
    expect(await allOf(recorded(HISTORIQUE), AbortSignal.abort())).toEqual(new Uint8Array());
  });
});
