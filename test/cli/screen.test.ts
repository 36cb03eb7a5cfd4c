import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { screenLines, type WatchView } from '../../src/cli/screen.ts';
import { type LineCounts, lineCountsText } from '../../src/doctor/line-counts.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { type Language, textsIn } from '../../src/texts/texts.ts';

const WINDOW = { columns: 80, rows: 24 };
const COUNTS: LineCounts = { frames: 120, accepted: 4320, faults: { parity: 2, checksum: 1 } };
const TEMPO: Reading = {
  monotonicMs: 0,
  phases: 1,
  apparentPowerVA: 4510,
  currentA: { 1: 20 },
  importedWh: 47_371_616,
  registers: { BBRHCJB: 13_687_606, BBRHPJB: 14_913_805, BBRHCJW: 0 },
  subscribedVA: 9000,
  contract: 'BBR(',
  tariff: 'HPJB',
  offPeak: false,
  tempoToday: 'blue',
  tempoTomorrow: 'red',
  overload: false,
  frame: { mode: 'historique', address: '012345678901', labels: {}, horodates: {}, refused: 0 },
};
const PRODUCER: Reading = {
  monotonicMs: 0,
  phases: 3,
  apparentPowerVA: 0,
  apparentPowerVAByPhase: { 1: 0, 2: 120, 3: 30 },
  injectedPowerVA: 2900,
  currentA: { 1: 5, 2: 1, 3: 0 },
  voltageV: { 1: 231, 2: 230, 3: 233 },
  importedWh: 11_887_649,
  exportedWh: 1_234_567,
  registers: { EAST: 11_887_649, EASF01: 11_887_649, EASF02: 0, EASD01: 11_887_649, EAIT: 1_234_567, ERQ1: 3000 },
  subscribedVA: 12_000,
  maxPowerVAToday: 9100,
  contract: 'BASE',
  tariff: 'BASE',
  overload: true,
  peak: 'notice',
  dryContact: 'open',
  message: 'PAS DE          MESSAGE',
  frame: { mode: 'standard', address: '012345678901', labels: {}, horodates: {}, refused: 2 },
};

function screen(view: Partial<WatchView>, language: Language = 'en', window = WINDOW): string {
  const whole = { port: '/dev/ttyUSB0', recorded: false, nowMs: 1000, counts: COUNTS, ...view };
  return screenLines(whole, textsIn[language], window)
    .map(({ text }) => text.trimEnd())
    .join('\n')
    .replaceAll(/[\u00a0\u202f]/g, ' ');
}

const at = (reading: Reading) => ({ last: { reading, atMs: 0 } });

describe('the screen shows values with their names and units', () => {
  test('of a Tempo contract', () => {
    expect(screen(at(TEMPO))).toBe(`/dev/ttyUSB0 · historique mode · meter 012345678901
${'─'.repeat(80)}
Power drawn         4,510 VA   ██████████░░░░░░░░░░ 50% of 9 kVA
Current             20 A
Overload            no
Contract            BBR( (Tempo), 9 kVA subscribed
Tariff now          HPJB (peak hours)
Tempo               blue today, red tomorrow
Energy drawn        47,371.616 kWh
  BBRHCJB     13,687.606 kWh    BBRHPJB     14,913.805 kWh

Live: last reading 1 s ago
120 frames. 4,320 groups accepted, 3 refused (0.1%): 2 parity errors, 1 wrong
checksum.`);
  });

  test('of a three-phase producer, in French', () => {
    expect(screen(at(PRODUCER), 'fr')).toBe(`/dev/ttyUSB0 · mode standard · compteur 012345678901
${'─'.repeat(80)}
Puissance           0 VA       ░░░░░░░░░░░░░░░░░░░░ 0 % de 12 kVA
  par phase         0 / 120 / 30 VA
Injection           2 900 VA
Intensité           5 / 1 / 0 A
Tension             231 / 230 / 233 V
Maximum du jour     9 100 VA
Dépassement         oui : plus que la puissance souscrite
Contrat             BASE, 12 kVA souscrits
Tarif en cours      BASE (toutes les heures)
Jour de pointe      annoncé
Contact sec         ouvert
Message             PAS DE MESSAGE
Énergie soutirée    11 887,649 kWh
Énergie injectée    1 234,567 kWh
  EASF01      11 887,649 kWh    ERQ1           3,000 kvarh

En direct : dernière mesure il y a 1 s
120 trames. 4 320 groupes acceptés, 3 écartés (0,1 %) : 2 erreurs de parité,
1 somme de contrôle fausse.`);
  });
});

test('the active power stands below the power, with its error if it is known', () => {
  const rows = (more: Partial<Reading>) =>
    screen(at({ ...TEMPO, ...more }), 'fr')
      .split('\n')
      .slice(2, 4);
  expect(rows({ activePowerW: 4104.6, activePowerErrorW: 29.2 })).toEqual([
    'Puissance           4 510 VA   ██████████░░░░░░░░░░ 50 % de 9 kVA',
    'Puissance active    ≈ 4 105 W ± 30',
  ]);
  expect(rows({ activePowerW: -850 })[1]).toBe('Puissance active    ≈ −850 W');
});

test.each([
  ['en', 'Power exported      about 690 VA (414 to 1,012)'],
  ['fr', 'Injection           environ 690 VA (de 414 à 1 012)'],
] as const)('the screen shows a surplus with its bounds, in %s', (language, line) => {
  const giving = { ...TEMPO, apparentPowerVA: 0, surplusVA: { about: 690, least: 414, most: 1012 } };
  expect(screen(at(giving), language).split('\n')).toContain(line);
  const drawing = { ...TEMPO, surplusVA: { about: 0, least: 0, most: 0 } };
  expect(screen(at(drawing), language)).not.toMatch(/Power exported|Injection/);
});

describe('the screen shows what is known of the contract', () => {
  const HC: Reading = {
    monotonicMs: 0,
    registers: { EAST: 3_500, EASF07: 1_000, EASF02: 2_000, EASF04: 500, ERQ1: 10 },
    calendar: {
      offPeak: '02:56-07:56,11:56-14:56',
      offPeakTomorrow: '02:56-07:56',
      seenDays: 3,
      season: 'winter',
      peak: '18:00-20:00',
      periods: {
        EASF07: { name: 'HEURE  CREUSE', offPeak: true },
        EASF02: { name: 'HEURE  PLEINE', offPeak: false },
      },
    },
    offPeakInMinutes: 35,
    frame: { mode: 'standard', address: '012345678901', labels: {}, horodates: {}, refused: 0 },
  };
  const rows = (more: Partial<Reading>, language: Language = 'en') =>
    screen(at({ ...HC, ...more }), language)
      .split('\n')
      .slice(2, -4);

  test('in English', () => {
    expect(rows({})).toEqual([
      'Off-peak hours      02:56–07:56, 11:56–14:56 (in 35 min, winter, seen on 3 days)',
      '  tomorrow          02:56–07:56',
      'Peak day hours      18:00–20:00',
      '  EASF07           1.000 kWh    HEURE CREUSE',
      '  EASF02           2.000 kWh    HEURE PLEINE',
      '  EASF04           0.500 kWh',
      '  ERQ1           0.010 kvarh',
    ]);
  });

  test('without how often they were seen, on the first day of a season', () => {
    const calendar = { offPeak: '22:00-06:00', seenDays: 1, season: 'winter', periods: {} } as const;
    expect(rows({ calendar, registers: {} })[0]).toBe('Off-peak hours      22:00–06:00 (in 35 min, winter)');
  });

  test('in French', () => {
    const hours = { offPeak: '', offPeakTomorrow: '00:00-00:00', peakTomorrow: '07:00-11:00', periods: {} };
    expect(rows({ calendar: hours, offPeakInMinutes: 390, registers: {} }, 'fr')).toEqual([
      'Heures creuses      aucune (dans 6 h 30 min)',
      '  demain            toute la journée',
      'Pointe mobile       aucune',
      '  demain            07:00–11:00',
    ]);
  });

  test('as far as it is known', () => {
    const { calendar: _, offPeakInMinutes: __, ...nothing } = HC;
    expect(screen(at({ ...nothing, registers: {} }))).not.toMatch(/peak|tomorrow/i);
    const tomorrow = { calendar: { offPeakTomorrow: '22:00-06:00', periods: {} }, registers: {} };
    expect(screen(at({ ...nothing, ...tomorrow }))).toContain(
      'Off-peak hours      not known yet\n  tomorrow          22:00–06:00',
    );
  });

  test('but not the periods of historique, which the labels say', () => {
    const periods = { HCHC: { name: 'HC..', offPeak: true }, HCHP: { name: 'HP..', offPeak: false } };
    const registers = { HCHC: 1_000, HCHP: 2_000 };
    const frame = { ...HC.frame, mode: 'historique' } as const;
    expect(screen(at({ monotonicMs: 0, calendar: { periods }, registers, frame }))).toContain(
      '  HCHC             1.000 kWh    HCHP             2.000 kWh\n',
    );
  });
});

test('for a silent meter the screen says so, and its values are faint', () => {
  const lines = screenLines(
    { port: 'x', recorded: false, nowMs: 14_000, counts: COUNTS, ...at(TEMPO) },
    textsIn.en,
    WINDOW,
  );
  expect(lines).toContainEqual({ text: 'Silent for 14 s: these values are old', tone: 'bad' });
  expect(lines.find(({ text }) => text.startsWith('Power'))?.tone).toBe('faint');
});

test('several blanks in a text of the meter are shown as one', () => {
  expect(screen(at({ ...PRODUCER, tariff: 'HP  BLANC', offPeak: false }))).toContain('HP BLANC (peak hours)');
});

test('a recording is neither live nor silent', () => {
  expect(screen({ ...at(TEMPO), recorded: true, nowMs: 99_000 })).toContain('\nFrom a recording\n');
});

test('before the first reading the screen says that it waits, and shows the last message', () => {
  expect(screen({ message: { says: 'Linky: no permission to open it.', tone: 'bad' } })).toMatch(
    /Waiting for the meter…[\s\S]*no permission to open it\./,
  );
});

test('a long port is shortened at its beginning', () => {
  expect(screen({ ...at(TEMPO), port: `/dev/serial/by-id/usb-${'x'.repeat(60)}-port0` }).split('\n')[0]).toMatch(
    /^…x+-port0 · historique mode · meter 012345678901$/,
  );
});

test('the screen fits a window of any size', () => {
  const sizes = fc.record({ columns: fc.integer({ min: 20, max: 200 }), rows: fc.integer({ min: 10, max: 60 }) });
  fc.assert(
    fc.property(sizes, fc.constantFrom(TEMPO, PRODUCER), fc.constantFrom('en', 'fr'), (window, reading, language) => {
      const lines = screen(at(reading), language as Language, window).split('\n');
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(window.columns);
      expect(lines.length).toBeLessThan(Math.max(window.rows, 12));
      expect(lines.join('\n')).toContain(language === 'en' ? 'Live' : 'En direct');
    }),
  );
});

test.each([
  [{ frames: 0, accepted: 0, faults: {} }, '0 frames. 0 groups accepted, 0 refused (0%).'],
  [{ frames: 1, accepted: 20, faults: { malformed: 5 } }, '1 frame. 20 groups accepted, 5 refused (20%): 5 garbled.'],
  [
    { frames: 9, accepted: 90, faults: { cut: 1, merged: 2 } },
    '9 frames. 90 groups accepted, 0 refused (0%), 3 frames lost: 1 cut short, 2 run together.',
  ],
])('the counts %j in words', (counts, words) => expect(lineCountsText(counts, textsIn.en.cli.watch)).toBe(words));
