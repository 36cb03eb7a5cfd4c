import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Ask } from '../../homebridge-ui/page/ask.ts';
import { base64Of, sendFile, UnreadableFileError } from '../../homebridge-ui/page/import-sending.ts';
import type { ImportPiece, Protocol } from '../../src/ui/protocol.ts';

const ALIVE = new AbortController().signal;

/** A server that takes pieces, and what it was sent. */
function takingServer(taken: (piece: ImportPiece) => void = () => {}) {
  const pieces: ImportPiece[] = [];
  const ask = (async (_path: string, piece: ImportPiece) => {
    pieces.push(piece);
    taken(piece);
    return { bytes: 0 };
  }) as unknown as Ask<Protocol>;
  return { ask, pieces };
}

test.each([
  [0, 1],
  [1, 1],
  [190_000, 1],
  [190_001, 2],
  [700_000, 4],
])('a file of %i bytes is sent in %i pieces, in order, and is whole', async (size, count) => {
  const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 7) % 251);
  const { ask, pieces } = takingServer();
  const shares: number[] = [];
  const isSent = await sendFile(ask, { file: new Blob([bytes]), upload: 'a' }, (share) => shares.push(share), ALIVE);
  expect(isSent).toBe(true);
  expect(pieces.map(({ index, ofBytes, upload }) => [index, ofBytes, upload])).toEqual(
    Array.from({ length: count }, (_, index) => [index, size, 'a']),
  );
  expect(Buffer.concat(pieces.map(({ base64 }) => Buffer.from(base64, 'base64'))).equals(bytes)).toBe(true);
  expect(shares).toHaveLength(count);
  expect(shares.at(-1)).toBe(1);
});

test('a file that is given up is not sent any further', async () => {
  const life = new AbortController();
  const { ask, pieces } = takingServer(({ index }) => index === 1 && life.abort());
  const file = new Blob([new Uint8Array(900_000)]);
  expect(await sendFile(ask, { file, upload: 'a' }, () => {}, life.signal)).toBe(false);
  expect(pieces).toHaveLength(2);
});

test('a file that the browser cannot read is told apart from a server that refuses it', async () => {
  const gone = { size: 1, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }) } as unknown as Blob;
  const { ask } = takingServer();
  await expect(sendFile(ask, { file: gone, upload: 'a' }, () => {}, ALIVE)).rejects.toThrow(UnreadableFileError);
  const refusing = (() => Promise.reject({ message: 'Choose it again' })) as unknown as Ask<Protocol>;
  const sent = sendFile(refusing, { file: new Blob(['x']), upload: 'a' }, () => {}, ALIVE);
  await expect(sent).rejects.toEqual({ message: 'Choose it again' });
});

test('base64 is that of any other program', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
      expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }),
  ));
