import { expect, test } from 'vitest';
import { type HistoryFile, HistoryFileError, MOST_FILE_BYTES } from '../../src/history-files/history-file.ts';
import { createImportFile, type ImportFile } from '../../src/ui/import-file.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { curveFile } from '../history-import/history-file.ts';

const FILE = curveFile();

/** A file as it arrives, what was read of it, and whether the reading was ended. */
function scene(reading: () => Promise<HistoryFile> = async () => FILE) {
  const clock = fakeClock();
  const read: string[] = [];
  let ended = 0;
  const sent = createImportFile(clock, (bytes, life) => {
    read.push(Buffer.from(bytes).toString());
    life.addEventListener('abort', () => {
      ended += 1;
    });
    return reading();
  });
  return { sent, clock, read, ended: () => ended };
}

/** Sends a text in pieces of so many characters, and gives the answer to the last one. */
function send(sent: ImportFile, text: string, upload = 'a', size = 4): number | undefined {
  const count = Math.max(1, Math.ceil(text.length / size));
  return Array.from({ length: count }, (_, index) => {
    const base64 = btoa(text.slice(index * size, (index + 1) * size));
    return sent.take({ upload, index, ofBytes: text.length, base64 });
  }).at(-1);
}

test('the pieces of a file are put together in order, and it is read once', async () => {
  const { sent, read } = scene();
  expect(send(sent, 'Horodate;Valeur')).toBe(15);
  expect(await sent.read('a')).toBe(FILE);
  expect(await sent.read('a')).toBe(FILE);
  expect(read).toEqual(['Horodate;Valeur']);
});

test('an empty file is one piece without anything', async () => {
  const { sent, read } = scene();
  expect(send(sent, '')).toBe(0);
  await sent.read('a');
  expect(read).toEqual(['']);
});

test.each<[string, Partial<Parameters<ImportFile['take']>[0]>]>([
  ['that comes twice', { index: 0, upload: 'other' }],
  ['that skips one', { index: 2 }],
  ['of another file', { upload: 'b' }],
  ['of a file of another length', { ofBytes: 11 }],
  ['that is longer than the rest of the file', { base64: btoa('1234567') }],
])('a piece %s makes no whole file', async (_, wrong) => {
  const { sent } = scene();
  const piece = { upload: 'a', ofBytes: 10, base64: btoa('1234') };
  expect(sent.take({ ...piece, index: 0 })).toBe(4);
  const answer = sent.take({ ...piece, index: 1, ...wrong });
  expect(answer).toBe(wrong.index === 0 ? 4 : undefined);
  expect(sent.read('a')).toBeUndefined();
});

test('a file that is larger than any of its kind is not begun', () => {
  const { sent } = scene();
  const ofBytes = MOST_FILE_BYTES + 1;
  expect(sent.take({ upload: 'a', index: 0, ofBytes, base64: '' })).toBeUndefined();
  expect(sent.take({ upload: 'a', index: 1, ofBytes, base64: '' })).toBeUndefined();
});

test('what is wrong with a file is said each time', async () => {
  const { sent, read } = scene(() => Promise.reject(new HistoryFileError({ kind: 'noValues' })));
  send(sent, 'x');
  await expect(sent.read('a')).rejects.toThrow('noValues');
  await expect(sent.read('a')).rejects.toThrow('noValues');
  expect(read).toHaveLength(1);
});

test('another file takes its place, and ends its reading', () => {
  const { sent, ended } = scene(() => new Promise(() => {}));
  send(sent, 'first');
  void sent.read('a');
  send(sent, 'second', 'b');
  expect(ended()).toBe(1);
  expect(sent.read('a')).toBeUndefined();
  expect(sent.read('b')).toBeDefined();
});

test('a file that is given up is forgotten, and no other one', () => {
  const { sent, ended } = scene(() => new Promise(() => {}));
  send(sent, 'first');
  sent.forget('b');
  expect(sent.read('a')).toBeDefined();
  sent.forget('a');
  expect(ended()).toBe(1);
  expect(sent.read('a')).toBeUndefined();
});

test.each([false, true])('it is forgotten ten minutes after the last question about it; whole: %j', async (isWhole) => {
  const { sent, clock } = scene();
  send(sent, 'Horodate');
  if (isWhole) await sent.read('a');
  await clock.pass(9 * 60_000);
  if (isWhole) expect(sent.read('a')).toBeDefined();
  await clock.pass(isWhole ? 9 * 60_000 : 60_000);
  if (isWhole) {
    expect(sent.read('a')).toBeDefined();
    await clock.pass(10 * 60_000);
  }
  expect(sent.read('a')).toBeUndefined();
  expect(clock.waiting).toBe(0);
});
