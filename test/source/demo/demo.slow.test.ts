import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TicMode } from '../../../src/reading/reading.ts';
import { type DemoOptions, demo } from '../../../src/source/demo/demo.ts';
import { runs } from '../../../testbed/support/generated.ts';

/** A late winter evening: water heater, dishwasher and kettle together draw more than is subscribed. */
const OVERLOAD_MS = Date.UTC(2026, 10, 24, 21, 7, 26);
const MODES = ['historique', 'standard'] as const satisfies readonly TicMode[];
const BAUD_RATES = { historique: 1200, standard: 9600 } as const;

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const instants = fc.integer({ min: Date.UTC(2025, 0, 3), max: Date.UTC(2028, 0, 1) });
const modes = fc.constantFrom(...MODES);

async function firstFrame(mode: TicMode, options: DemoOptions): Promise<Uint8Array> {
  const reading = demo(mode, options).bytes(BAUD_RATES[mode], new AbortController().signal);
  const { value } = await reading.next();
  await reading.return();
  return value ?? new Uint8Array();
}

/** The groups of a frame, split at their separators: [label, data] or [label, horodate, data]. */
async function groupsOf(mode: TicMode, options: DemoOptions): Promise<string[][]> {
  const text = Buffer.from((await firstFrame(mode, options)).map((byte) => byte & 0x7f)).toString('latin1');
  const separator = mode === 'standard' ? '\t' : ' ';
  return text
    .slice(2, -2)
    .split('\r\n')
    .map((group) => group.slice(0, -2).split(separator));
}

async function labelsOf(mode: TicMode, options: DemoOptions): Promise<{ [label: string]: string }> {
  return Object.fromEntries((await groupsOf(mode, options)).map((group) => [group[0], group.at(-1)]));
}

describe('the demo meter', () => {
  test('sends the same bytes for the same seed and instant', () =>
    fc.assert(
      fc.asyncProperty(modes, seeds, instants, async (mode, seed, atMs) => {
        const options = { seed, wall: () => atMs };
        expect(await firstFrame(mode, options)).toEqual(await firstFrame(mode, options));
      }),
      runs(4),
    ));

  test('sends other bytes for another seed', async () => {
    const [one, other] = [1, 2].map((seed) => labelsOf('historique', { seed, wall: () => OVERLOAD_MS }));
    expect((await one)?.['PAPP']).not.toBe((await other)?.['PAPP']);
  });

  test('sends even parity in bit 7', async () => {
    for (const mode of MODES) {
      for (const byte of await firstFrame(mode, { wall: () => OVERLOAD_MS })) {
        expect([...byte.toString(2)].filter((bit) => bit === '1').length % 2).toBe(0);
      }
    }
  });

  test('sends frames whose every group is well formed and has its checksum', () =>
    fc.assert(
      fc.asyncProperty(modes, seeds, instants, async (mode, seed, atMs) => {
        const [stx, ...rest] = Buffer.from(await firstFrame(mode, { seed, wall: () => atMs })).map(
          (byte) => byte & 0x7f,
        );
        const groups = Buffer.from(rest.slice(0, -1)).toString('latin1');
        expect([stx, rest.at(-1)]).toEqual([0x02, 0x03]);
        expect(groups).toMatch(/^(?:\n[\t -_]+\r)+$/);
        const wrong = groups
          .slice(1, -1)
          .split('\r\n')
          .filter((group) => group.at(-1) !== checksum(group, mode));
        expect(wrong).toEqual([]);
      }),
      runs(6),
    ));
});

/** The checksum of Enedis-NOI-CPT_54E §5.3.6, implemented independently of src. */
function checksum(group: string, mode: TicMode): string {
  const summed = group.slice(0, mode === 'standard' ? -1 : -2);
  return String.fromCharCode(([...summed].reduce((sum, char) => sum + char.charCodeAt(0), 0) & 63) + 32);
}

describe('the demo meter in historique mode', () => {
  const FORMS = {
    ADCO: /^\d{12}$/,
    OPTARIF: /^BBR[ -_]$/,
    ISOUSC: /^\d\d$/,
    BBRHCJB: /^\d{9}$/,
    BBRHPJB: /^\d{9}$/,
    BBRHCJW: /^\d{9}$/,
    BBRHPJW: /^\d{9}$/,
    BBRHCJR: /^\d{9}$/,
    BBRHPJR: /^\d{9}$/,
    PTEC: /^H[CP]J[BWR]$/,
    DEMAIN: /^(----|BLEU|BLAN|ROUG)$/,
    IINST: /^\d{3}$/,
    ADPS: /^\d{3}$/,
    IMAX: /^\d{3}$/,
    PAPP: /^\d{4}0$/,
    HHPHC: /^[ACDEY]$/,
    MOTDETAT: /^\d{6}$/,
  };

  test('sends every label of a Tempo contract, in order, with data of the right format', () =>
    fc.assert(
      fc.asyncProperty(seeds, instants, async (seed, atMs) => {
        const groups = await groupsOf('historique', { seed, wall: () => atMs });
        const sent = groups.map(([label]) => label);
        expect(sent).toEqual(Object.keys(FORMS).filter((label) => label !== 'ADPS' || sent.includes('ADPS')));
        for (const [label, data] of groups) expect(data).toMatch(FORMS[label as keyof typeof FORMS]);
      }),
      runs(6),
    ));

  test('sends ADPS when the current exceeds the subscribed current', async () => {
    expect(await labelsOf('historique', { wall: () => OVERLOAD_MS })).toMatchObject({
      ISOUSC: '30',
      IINST: '039',
      ADPS: '039',
    });
  });

  test('sends ADPS only then', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: -7200, max: 7200 }), async (seconds) => {
        const labels = await labelsOf('historique', { wall: () => OVERLOAD_MS + seconds * 1000 });
        expect(labels['ADPS']).toBe(Number(labels['IINST']) > 30 ? labels['IINST'] : undefined);
      }),
      runs(6),
    ));
});

describe('the demo meter in standard mode', () => {
  const numbered = (label: string, count: number) =>
    Array.from({ length: count }, (_, at) => label + String(at + 1).padStart(2, '0'));
  const LABELS = [
    ...['ADSC', 'VTIC', 'DATE', 'NGTF', 'LTARF', 'EAST', ...numbered('EASF', 10), ...numbered('EASD', 4)],
    ...['IRMS1', 'URMS1', 'PREF', 'PCOUP', 'SINSTS', 'SMAXSN', 'SMAXSN-1', 'CCASN', 'CCASN-1', 'UMOY1', 'STGE'],
    ...['MSG1', 'PRM', 'RELAIS', 'NTARF', 'NJOURF', 'NJOURF+1', 'PJOURF+1', 'PPOINTE'],
  ];
  const FORMS: readonly (readonly [label: RegExp, group: RegExp])[] = [
    [/^ADSC$/, /^\d{12}$/],
    [/^DATE$/, /^[HE]\d{12} $/],
    [/^(VTIC|PREF|PCOUP|NTARF|NJOURF.*)$/, /^\d\d$/],
    [/^(NGTF|LTARF)$/, /^.{16}$/],
    [/^EAS/, /^\d{9}$/],
    [/^(IRMS1|URMS1|RELAIS)$/, /^\d{3}$/],
    [/^SINSTS$/, /^\d{5}$/],
    [/^(SMAXSN|CCASN)/, /^[HE]\d{12} \d{5}$/],
    [/^UMOY1$/, /^[HE]\d{12} \d{3}$/],
    [/^STGE$/, /^[0-9A-F]{8}$/],
    [/^MSG1$/, /^.{32}$/],
    [/^PRM$/, /^\d{14}$/],
    [/^(PJOURF\+1|PPOINTE)$/, /^(?:[0-9A-F]{8} |NONUTILE ){10}(?:[0-9A-F]{8}|NONUTILE)$/],
  ];

  test('sends every label of a single-phase consumer, in order, with data of the right format', () =>
    fc.assert(
      fc.asyncProperty(seeds, instants, async (seed, atMs) => {
        const groups = await groupsOf('standard', { seed, wall: () => atMs });
        expect(groups.map(([label]) => label)).toEqual(LABELS);
        for (const [label = '', ...rest] of groups) {
          expect(rest.join(' ')).toMatch(FORMS.find(([name]) => name.test(label))?.[1] ?? /^$/);
        }
      }),
      runs(6),
    ));

  test('sends an STGE that agrees with the rest of the frame', () =>
    fc.assert(
      fc.asyncProperty(seeds, instants, async (seed, atMs) => {
        const options = { seed, wall: () => atMs };
        const { STGE = '', ...labels } = await labelsOf('standard', options);
        const { DEMAIN = '' } = await labelsOf('historique', options);
        const bits = (from: number, width: number) =>
          Number((BigInt(`0x${STGE}`) >> BigInt(from)) & (2n ** BigInt(width) - 1n));
        expect({
          overload: bits(7, 1),
          tariff: bits(10, 4) + 1,
          standard: bits(17, 1),
          closed: 1 - bits(0, 1),
          today: ['', 'BLEU', 'BLANC', 'ROUGE'][bits(24, 2)],
          tomorrow: ['----', 'BLEU', 'BLAN', 'ROUG'][bits(26, 2)],
        }).toEqual({
          overload: Number(labels['SINSTS']) > Number(labels['PREF']) * 1000 ? 1 : 0,
          tariff: Number(labels['NTARF']),
          standard: 1,
          closed: Number(labels['RELAIS']),
          today: labels['LTARF']?.trim().split(/ +/)[1],
          tomorrow: DEMAIN,
        });
      }),
      runs(6),
    ));

  test('reports an overload in STGE when more is drawn than is subscribed', async () => {
    const { STGE, SINSTS, PREF } = await labelsOf('standard', { wall: () => OVERLOAD_MS });
    expect({ SINSTS, PREF, overload: (Number(`0x${STGE}`) >> 7) & 1 }).toEqual({
      SINSTS: '08807',
      PREF: '06',
      overload: 1,
    });
  });

  test('sends the time of the clock as French local time', async () => {
    const wall = () => Date.UTC(2026, 6, 14, 22, 5, 9);
    expect(await groupsOf('standard', { wall })).toContainEqual(['DATE', 'E260715000509', '']);
  });

  test('sends the same values as in historique mode, which rounds the power to 10 VA', () =>
    fc.assert(
      fc.asyncProperty(seeds, instants, async (seed, atMs) => {
        const options = { seed, wall: () => atMs };
        const [one, other] = [await labelsOf('historique', options), await labelsOf('standard', options)];
        const indexes = ['BBRHCJB', 'BBRHPJB', 'BBRHCJW', 'BBRHPJW', 'BBRHCJR', 'BBRHPJR'].map((label) => one[label]);
        const roundedVA = Math.round(Number(other['SINSTS']) / 10) * 10;
        expect([one['ADCO'], Number(one['PAPP']), one['IINST'], Number(one['ISOUSC']) * 200, ...indexes]).toEqual([
          ...[other['ADSC'], roundedVA, other['IRMS1'], Number(other['PREF']) * 1000],
          ...numbered('EASF', 6).map((label) => other[label]),
        ]);
      }),
      runs(8),
    ));
});

describe('the line of the demo meter', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: OVERLOAD_MS });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  test.each(MODES)('gives a whole frame at once, and the next one at line speed (%s)', async (mode) => {
    const life = new AbortController();
    const reading = demo(mode).bytes(BAUD_RATES[mode], life.signal);
    const { value: first } = await reading.next();
    expect(vi.getTimerCount()).toBe(0);

    const chunks: Uint8Array[] = [];
    const startMs = Date.now();
    while (chunks.at(-1)?.at(-1) !== 0x03) {
      const next = reading.next();
      await vi.advanceTimersToNextTimerAsync();
      chunks.push((await next).value ?? new Uint8Array());
    }
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    expect(first?.length).toBe(length);
    expect(chunks.length).toBeGreaterThan(8);
    expect((Date.now() - startMs) / 1000).toBeCloseTo((length * 10) / BAUD_RATES[mode], 1);
    life.abort();
  });

  test('sends the current time in each frame', async () => {
    const life = new AbortController();
    const reading = demo('standard').bytes(9600, life.signal);
    let sent = Buffer.alloc(0);
    while (sent.length < 4000) {
      const next = reading.next();
      await vi.advanceTimersByTimeAsync(100);
      sent = Buffer.concat([sent, (await next).value ?? new Uint8Array()]);
    }
    life.abort();
    const dates = Buffer.from(sent.map((byte) => byte & 0x7f))
      .toString('latin1')
      .match(/DATE\t\w+/g)
      ?.slice(0, 4);
    expect(dates).toEqual(['DATE\tH261124220726', 'DATE\tH261124220726', 'DATE\tH261124220727', 'DATE\tH261124220728']);
  });

  test('ends at once when its life ends, and leaves no timer', async () => {
    const life = new AbortController();
    const reading = demo('historique').bytes(1200, life.signal);
    await reading.next();
    const next = reading.next();
    await Promise.resolve();
    life.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends when its life ends between two chunks', async () => {
    const life = new AbortController();
    const reading = demo('historique').bytes(1200, life.signal);
    await reading.next();
    life.abort();
    expect(await reading.next()).toEqual({ done: true, value: undefined });
  });

  test('does not start after its life has ended', async () => {
    expect(await demo('standard').bytes(9600, AbortSignal.abort()).next()).toEqual({ done: true, value: undefined });
  });
});
