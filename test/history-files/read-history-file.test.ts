import { expect, test } from 'vitest';
import { MOST_FILE_BYTES } from '../../src/history-files/history-file.ts';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { MOST_ROWS } from '../../src/history-files/row-splitter.ts';
import { drawnSteps, problemOf } from './text-file.ts';

const LINES = [
  'Récapitulatif de mes puissances atteintes en W',
  'Date et heure de relève par le distributeur;Puissance atteinte (W);Nature de la donnée',
  '30/01/2026;;',
  '23:30:00;4522;Réelle',
  '23:00:00;7446;Estimée',
];
const TEXT = LINES.map((line) => `${line}\n`).join('');
const STEPS = ['2026-01-30 22:30+01:00 30 min 7446 W', '2026-01-30 23:00+01:00 30 min 4522 W'];

test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', Buffer.from(`\u{feff}${TEXT}`)],
  ['UTF-16, little-endian', Buffer.from(`\u{feff}${TEXT}`, 'utf16le')],
  ['UTF-16, big-endian', Buffer.from(`\u{feff}${TEXT}`, 'utf16le').swap16()],
  ['Windows-1252', Buffer.from(TEXT, 'latin1')],
  ['Windows line ends', Buffer.from(TEXT.replaceAll('\n', '\r\n'))],
  ['line ends of CR alone', Buffer.from(TEXT.replaceAll('\n', '\r'))],
  ['blank lines around', Buffer.from(`\n\n${TEXT}\n;;\n  \n`)],
])('a file is read in %s', async (_what, bytes) => {
  const file = await readHistoryFile(bytes);
  expect(drawnSteps(file)).toEqual(STEPS);
  expect(file.facts.estimated).toBe(1);
});

test.each([
  ['nothing', ''],
  ['blank lines', '\r\n \n\n;;;\n'],
])('a file with %s is empty', async (_what, text) => {
  expect(await problemOf(text)).toEqual({ kind: 'empty' });
});

test.each([
  ['a text', 'Bonjour,\nvoici mes relevés.\n'],
  ['another table', `date;kWh\n${'2026-01-30;12,5\n'.repeat(1_000)}`],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ['zeros', new Uint8Array(1_000_000)],
  ['one line without an end', 'x'.repeat(20_000_000)],
  ['one line of separators', ';'.repeat(1_000_000)],
  ['one line of quotes', '";'.repeat(1_000_000)],
  ['a header without rows of its kind', 'Identifiant PRM;Type de donnees\n12345678901234;Autre\n'],
])('%s is none of the known kinds', async (_what, bytes) => {
  const { kind } = await problemOf(bytes);
  expect(['unknown', 'empty']).toContain(kind);
});

test('a file with only the header of its kind has no values', async () => {
  expect(await problemOf(LINES.slice(0, 3).join('\n'))).toEqual({ kind: 'noValues' });
});

test('the name of a file does not matter, and its kind is recognised below other lines, too', async () => {
  const file = await readHistoryFile(Buffer.from(`Mon logement\nContrat n° 1\n${TEXT}`));
  expect(drawnSteps(file)).toEqual(STEPS);
});

test('a file that is too large is not read', async () => {
  expect(await problemOf(new Uint8Array(MOST_FILE_BYTES + 1))).toEqual({
    kind: 'tooLarge',
    mostBytes: MOST_FILE_BYTES,
  });
});

test('a file with more rows than any can have is not read', async () => {
  // Blank rows count like others, and take a fraction of their time.
  const most = `${'\n'.repeat(MOST_ROWS - LINES.length - 1)}${TEXT}`;
  expect(drawnSteps(await readHistoryFile(Buffer.from(most)))).toEqual(STEPS);
  expect(await problemOf(`\n\n${most}`)).toEqual({ kind: 'tooManyRows', mostRows: MOST_ROWS });
});

test('a long line is shown shortened', async () => {
  const problem = await problemOf(`${TEXT}23:00:00;${'7'.repeat(1_000_000)};Réelle\n`);
  expect(problem).toEqual({ kind: 'badRow', line: 6, text: `23:00:00;${'7'.repeat(71)}` });
});

test('progress ends at 1', async () => {
  const rows = Array.from({ length: 20_000 }, () => LINES[3]).join('\n');
  const shares: number[] = [];
  await readHistoryFile(Buffer.from(`${TEXT}${rows}\n`), (share) => shares.push(share));
  expect(shares).toEqual(shares.toSorted((one, other) => one - other));
  expect([shares.length > 5, shares.at(-1)]).toEqual([true, 1]);
});
