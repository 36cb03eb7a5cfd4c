import { expect, test } from 'vitest';
import { newsText, type UndatedNews } from '../../src/contract/news.ts';
import { textsIn } from '../../src/texts/texts.ts';

const hours = { kind: 'hours', before: '22:00-06:00', offPeak: '00:26-06:26,13:26-15:26' } as const;

const SENTENCES: readonly (readonly [UndatedNews, en: string, fr: string])[] = [
  [
    { ...hours, isTold: true },
    'The off-peak hours of the contract change to 00:26–06:26, 13:26–15:26 (before: 22:00–06:00).',
    'Les heures creuses du contrat deviennent 00:26–06:26, 13:26–15:26 (avant~: 22:00–06:00).',
  ],
  [
    { ...hours, isTold: true, fromDay: Date.UTC(2026, 11, 10) / 86_400_000 },
    'The off-peak hours of the contract change on 10 December to 00:26–06:26, 13:26–15:26 (before: 22:00–06:00).',
    'Les heures creuses du contrat deviennent, à partir du 10 décembre, 00:26–06:26, 13:26–15:26 (avant~: 22:00–06:00).',
  ],
  [
    { ...hours, isTold: true, fromDay: Date.UTC(2027, 3, 1) / 86_400_000 },
    'The off-peak hours of the contract change on 1 April to 00:26–06:26, 13:26–15:26 (before: 22:00–06:00).',
    'Les heures creuses du contrat deviennent, à partir du 1er avril, 00:26–06:26, 13:26–15:26 (avant~: 22:00–06:00).',
  ],
  [
    { ...hours, before: '', isTold: false },
    'The off-peak hours of the contract are now 00:26–06:26, 13:26–15:26, as seen over a whole day (before: none).',
    'Les heures creuses du contrat sont maintenant 00:26–06:26, 13:26–15:26, d’après une journée entière observée (avant~: aucune).',
  ],
  [
    { ...hours, isTold: true, fromDay: Date.UTC(2027, 3, 1) / 86_400_000, season: 'summer' },
    'The off-peak hours of the contract change on 1 April to 00:26–06:26, 13:26–15:26 (before: 22:00–06:00). They are those of summer, from 1 April to 31 October.',
    'Les heures creuses du contrat deviennent, à partir du 1er avril, 00:26–06:26, 13:26–15:26 (avant~: 22:00–06:00). Ce sont celles de l’été, du 1er avril au 31 octobre.',
  ],
  [
    { ...hours, isTold: false, fromDay: Date.UTC(2027, 10, 1) / 86_400_000, season: 'winter' },
    'The off-peak hours of the contract have been 00:26–06:26, 13:26–15:26 since 1 November, as seen over a whole day (before: 22:00–06:00). They are those of winter, from 1 November to 31 March.',
    'Les heures creuses du contrat sont, depuis le 1er novembre, 00:26–06:26, 13:26–15:26, d’après une journée entière observée (avant~: 22:00–06:00). Ce sont celles de l’hiver, du 1er novembre au 31 mars.',
  ],
  [
    { ...hours, before: '00:00-00:00', isTold: true },
    'The off-peak hours of the contract change to 00:26–06:26, 13:26–15:26 (before: all day).',
    'Les heures creuses du contrat deviennent 00:26–06:26, 13:26–15:26 (avant~: toute la journée).',
  ],
  [
    { ...hours, offPeak: '', isTold: true, fromDay: Date.UTC(2026, 11, 1) / 86_400_000 },
    'The off-peak hours of the contract change on 1 December to none (before: 22:00–06:00).',
    'Le contrat n’a plus d’heures creuses à partir du 1er décembre (avant~: 22:00–06:00).',
  ],
  [
    { kind: 'contract', before: 'HC..', contract: 'BBR' },
    'The contract is now Tempo (before: peak and off-peak hours).',
    'Le contrat est maintenant Tempo (avant~: heures pleines et creuses).',
  ],
  [
    { kind: 'subscribed', beforeVA: 6_000, subscribedVA: 9_000 },
    'The subscribed power is now 9 kVA (before: 6 kVA).',
    'La puissance souscrite est maintenant de 9~kVA (avant~: 6~kVA).',
  ],
  [
    { kind: 'meter', before: '3456', address: '8877' },
    'Another meter answers: its number ends in 8877, that of the previous one in 3456. What was learned about the contract starts again from zero.',
    'Un autre compteur répond~: son numéro se termine par 8877, celui du précédent par 3456. Ce qui avait été appris du contrat repart de zéro.',
  ],
  [
    { kind: 'message', text: 'COUPURE LE 12' },
    'The meter has a message: “COUPURE LE 12”',
    'Le compteur affiche un message~: «~COUPURE LE 12~»',
  ],
  [
    { kind: 'colour', told: 'red', counted: 'blue' },
    'The meter says that today is a red day, but counts it as a blue one. Compare this day in your supplier’s account, and ask your supplier if needed.',
    'Le compteur dit que le jour est rouge, mais le compte comme un jour bleu. Vérifiez ce jour dans votre compte client, et demandez au besoin à votre fournisseur.',
  ],
  [
    { kind: 'register', named: 'EASF01', moving: 'EASF02' },
    'The meter says that it counts in the register EASF01, but EASF02 goes up. Compare the bill with the registers, and ask your supplier if needed.',
    'Le compteur dit compter dans l’index EASF01, mais c’est EASF02 qui avance. Comparez la facture avec les index, et demandez au besoin à votre fournisseur.',
  ],
];

test.each(SENTENCES)('%j in both languages', (news, en, fr) => {
  expect(newsText(news, textsIn.en.contract)).toBe(en);
  expect(newsText(news, textsIn.fr.contract)).toBe(fr.replaceAll('~', '\u00a0'));
});
