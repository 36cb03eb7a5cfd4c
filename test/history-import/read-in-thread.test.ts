import { expect, test } from 'vitest';
import { HistoryFileError } from '../../src/history-files/history-file.ts';
import { readInThread } from '../../src/history-import/read-in-thread.ts';
import { fakeClock } from '../../testbed/support/clock.ts';

/** Bytes that can be moved to a thread. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}

const ALIVE = () => new AbortController().signal;

test('a problem of a file is passed from the thread as it was thrown there', async () => {
  const reading = readInThread(bytesOf('Dear diary\n'), ALIVE());
  await expect(reading).rejects.toThrow(HistoryFileError);
  await expect(reading).rejects.toMatchObject({ problem: { kind: 'unknown' } });
});

test('a file is read to its days, and progress is reported meanwhile', async () => {
  const lines = [
    'Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite;Pas en minutes',
    '12345678901234;Courbe de charge;01/06/2026;02/06/2026;Energie active;Consommation;Comptage Brut;W;30',
    'Horodate;Valeur',
    ...Array.from({ length: 48 }, (_, step) => {
      const end = new Date(Date.UTC(2026, 5, 1, 0, 30 * (step + 1))).toISOString();
      return `${end.slice(0, 19)}+02:00;600`;
    }),
  ];
  const shares: number[] = [];
  const progress = (share: number) => void shares.push(share);
  const file = await readInThread(bytesOf(`${lines.join('\n')}\n`), ALIVE(), { progress });
  expect(file).toMatchObject({ kind: 'enedisCurve', prm: '12345678901234', facts: { rows: 48, stepsMinutes: [30] } });
  expect(file.days).toHaveLength(1);
  expect(shares).toEqual([1]);
});

test('the reading ends when its life is aborted', async () => {
  const life = new AbortController();
  const reading = readInThread(bytesOf('x'.repeat(1000)), life.signal);
  life.abort();
  await expect(reading).rejects.toThrow('aborted');
  await expect(readInThread(bytesOf('x'), life.signal)).rejects.toThrow('aborted');
});

test('a reading that takes longer than two minutes is abandoned', async () => {
  const clock = fakeClock();
  const reading = readInThread(bytesOf('x'), ALIVE(), { clock });
  clock.advance(2 * 60_000);
  await expect(reading).rejects.toMatchObject({ problem: { kind: 'tooSlow', mostMinutes: 2 } });
  expect(clock.waiting).toBe(0);
});
