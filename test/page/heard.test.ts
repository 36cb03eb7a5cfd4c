import { describe, expect, test } from 'vitest';
import { factsHeard, hearingOf } from '../../homebridge-ui/page/model/heard.ts';
import { wordsIn } from '../../homebridge-ui/page/model/words.ts';
import { readingAt } from '../journal/factory.ts';

const words = wordsIn('fr', ['fr-FR'], 'Europe/Paris');

describe('what came of listening', () => {
  test.each([
    [{ ok: true, mode: 'standard' }, 'heard'],
    [{ ok: false, mode: 'standard', listened: true }, 'faulty'],
    [{ ok: false, listened: true }, 'silent'],
    [{ ok: false, readByPlugin: true }, 'silent'],
    [{ ok: false }, 'closed'],
  ] as const)('%j is %s', (heard, hearing) => {
    expect(hearingOf({ ...heard, says: [] })).toBe(hearing);
  });

  test.each([
    ['HC..', 'Heures creuses'],
    ['BBR(', 'Tempo'],
    ['      BASE      ', 'Base'],
    ['SUPER HC', 'Super hc'],
  ])('names the contract %s as a household does: %s', (contract, name) => {
    const facts = factsHeard({ ok: true, says: [], reading: readingAt(0, { contract }) }, words);
    expect(facts).toContainEqual({ name: 'Contrat', value: name });
  });
});
