import { expect, test } from 'vitest';
import type { ContractNews } from '../../src/contract/news.ts';
import { contractFacts } from '../../src/ui/contract-facts.ts';
import { archiveWith } from '../history-import/history-file.ts';

const ASKS = { meter: 'linky', language: 'en' } as const;

/** A journal that keeps this text about the meter. */
function keeping(text: string) {
  return archiveWith({ note: (name) => (name === 'contract linky' ? text : undefined) });
}

test('what was new is told in the words of the log, the newest first, in the page’s language', () => {
  const news: readonly ContractNews[] = [
    { atMs: 1000, kind: 'subscribed', beforeVA: 6000, subscribedVA: 9000 },
    { atMs: 2000, kind: 'message', text: 'COUPURE LE 12/12' },
  ];
  const archive = keeping(JSON.stringify({ news }));
  expect(contractFacts(archive, ASKS).news).toEqual([
    { atMs: 2000, says: 'The meter has a message: “COUPURE LE 12/12”' },
    { atMs: 1000, says: 'The subscribed power is now 9 kVA (before: 6 kVA).' },
  ]);
  expect(contractFacts(archive, { ...ASKS, language: 'fr' }).news[1]?.says).toBe(
    'La puissance souscrite est maintenant de 9 kVA (avant\u00a0: 6 kVA).'.replace(/ kVA/g, '\u00a0kVA'),
  );
  expect(contractFacts(archive, { ...ASKS, meter: 'grange' }).news).toEqual([]);
});

test.each([undefined, keeping(''), keeping('{"news":7}'), keeping('{"news":[{"kind":"later"}]}')])(
  'without anything new that this version understands, there are no news',
  (archive) => {
    expect(contractFacts(archive, ASKS)).toEqual({ news: [] });
  },
);
