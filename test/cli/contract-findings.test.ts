import { expect, test } from 'vitest';
import { contractFindings } from '../../src/cli/contract-findings.ts';
import { textsIn } from '../../src/texts/texts.ts';

const tempo = {
  name: '2026-2027',
  gone: { blue: 59, white: 1, red: 1 },
  left: { blue: 241, white: 42, red: 21 },
  unknown: 30,
};

test.each([
  [
    'en',
    'Maison: Tempo season 2026-2027: at least 59 blue, 1 white and 1 red days so far; at most 241 blue, 42 white and 21 red days left. The colour of 30 days is not known.',
  ],
  [
    'fr',
    'Maison : Saison Tempo 2026-2027 : jours passés, au moins 59 bleus, 1 blanc et 1 rouge ; jours restants, au plus 241 bleus, 42 blancs et 21 rouges. La couleur de 30 jours n’est pas connue.',
  ],
] as const)('in %s, a season with days of unknown colours says at least and at most', (language, says) => {
  expect(contractFindings({ meter: 'maison', name: 'Maison', tempo, news: [] }, textsIn[language])).toEqual([says]);
});
