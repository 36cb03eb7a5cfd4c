import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterWrongFormat, formatsToTry, unusualBaudRate } from '../../src/meter/line-formats.ts';
import { garbage, meterIn, run, said, silence } from './meter-run.ts';

const MODES = ['historique', 'standard'] as const;
const SPEEDS = [1200, 9600] as const;

const tried = (...asked: Parameters<typeof formatsToTry>) =>
  formatsToTry(...asked).map(({ mode, baudRate }) => `${mode} ${baudRate}`);

describe('the formats that are tried on a serial port', () => {
  test.each([
    ['auto', 'auto', ['historique 1200', 'standard 9600', 'historique 9600']],
    ['auto', 1200, ['historique 1200', 'standard 1200']],
    ['auto', 9600, ['historique 9600', 'standard 9600']],
    ['historique', 'auto', ['historique 1200', 'historique 9600']],
    ['historique', 1200, ['historique 1200']],
    ['historique', 9600, ['historique 9600']],
    ['standard', 'auto', ['standard 9600']],
    ['standard', 1200, ['standard 1200']],
    ['standard', 9600, ['standard 9600']],
  ] as const)('with the mode %s and the speed %s', (mode, baudRate, formats) => {
    expect(tried({ mode, baudRate }, {})).toEqual(formats);
  });

  test.each([
    ['historique', ['historique 1200', 'historique 9600', 'standard 9600']],
    ['standard', ['standard 9600', 'historique 1200', 'historique 9600']],
  ] as const)('begin with the mode that worked last: %s', (lastMode, formats) => {
    expect(tried({ mode: 'auto', baudRate: 'auto' }, {}, lastMode)).toEqual(formats);
  });
});

describe('the formats that are tried on another source', () => {
  test.each(['auto', ...SPEEDS] as const)('that sets its own speed are one for each mode, with %s', (baudRate) => {
    const bridge = { setsOwnSpeed: true } as const;
    expect(tried({ mode: 'auto', baudRate }, bridge)).toEqual(['historique 1200', 'standard 9600']);
    expect(tried({ mode: 'auto', baudRate }, bridge, 'standard')).toEqual(['standard 9600', 'historique 1200']);
    expect(tried({ mode: 'historique', baudRate }, bridge)).toEqual(['historique 1200']);
  });

  test.each([
    ['auto', 'standard 9600'],
    ['historique', 'historique 9600'],
  ] as const)('with a single speed are a single one, with the mode %s', (mode, format) => {
    expect(tried({ mode, baudRate: 1200 }, { baudRate: 9600 }, 'historique')).toEqual([format]);
  });
});

test('the format after the last one is the first one', () => {
  const formats = formatsToTry({ mode: 'auto', baudRate: 'auto' }, {});
  const thrice = afterWrongFormat(afterWrongFormat(afterWrongFormat(formats)));
  expect([afterWrongFormat(formats)[0], thrice]).toEqual([{ mode: 'standard', baudRate: 9600 }, formats]);
});

test.each([
  ['historique', 1200, undefined],
  ['historique', 9600, 9600],
  ['standard', 9600, undefined],
  ['standard', 1200, 1200],
] as const)('the speed of %s at %i is unusual: %s', (mode, baudRate, unusual) => {
  expect(unusualBaudRate({ mode, baudRate })).toBe(unusual);
});

describe('a meter whose adapter gives historique at 9600 baud', () => {
  test('is found by the third try, and the speed is logged', async () => {
    const meter = run([meterIn('historique', 9600)]);
    await meter.clock.pass(120_000);
    expect(meter.openings).toEqual(['0 s 1200', '6 s 9600', '12 s 9600']);
    expect(meter.lines).toEqual([said.found('historique', 9600)]);
    expect(meter.readings[0]?.frame.mode).toBe('historique');
  });

  test('is found after a restart by the second try', async () => {
    const meter = run([meterIn('historique', 9600)], { lastMode: 'historique' });
    await meter.clock.pass(60_000);
    expect(meter.openings).toEqual(['0 s 1200', '6 s 9600']);
  });

  test('is never tried at 1200 baud where the settings say 9600', async () => {
    const meter = run([meterIn('historique', 9600)], { mode: 'historique', baudRate: 9600 });
    await meter.clock.pass(60_000);
    expect(meter.openings).toEqual(['0 s 9600']);
  });

  test('is not found where the settings say 1200, which is logged once', async () => {
    const meter = run([meterIn('historique', 9600)], { mode: 'historique', baudRate: 1200 });
    await meter.clock.pass(3_600_000);
    expect(meter.lines).toEqual([said.trouble('fixedFormat', { mode: 'historique', baudRate: 1200 })]);
    expect(new Set(meter.openings.map((one) => one.split(' ').at(-1)))).toEqual(new Set(['1200']));
  });

  test('and that falls silent is read again as it was, without a search', async () => {
    const fast = meterIn('historique', 9600);
    const once = meterIn('historique', 9600, { frames: 3 });
    const meter = run([garbage, garbage, once, fast]);
    await meter.clock.pass(120_000);
    // The last frame comes at 16 s, and after 10 s of silence the line is opened again.
    expect(meter.openings).toEqual(['0 s 1200', '6 s 9600', '12 s 9600', '27 s 9600']);
    expect(meter.lines.at(-1)).toMatch(/is back after/);
    expect(meter.lines.filter((line) => line.startsWith('info')).length).toBe(2);
  });
});

test('a bridge is asked for no speed twice, and its log says none', async () => {
  const meter = run([silence, meterIn('standard')], { source: { setsOwnSpeed: true } });
  await meter.clock.pass(60_000);
  expect(meter.openings).toEqual(['0 s 1200', '6 s 9600']);
  expect(meter.lines).toEqual([said.found('standard')]);
});

test('whatever line a meter has, and whatever worked last, it is found by the third try and stays found', () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...formatsToTry({ mode: 'auto', baudRate: 'auto' }, {})),
      fc.constantFrom(undefined, ...MODES),
      fc.constantFrom('auto' as const, ...MODES),
      fc.constantFrom('auto' as const, ...SPEEDS),
      async (line, lastMode, mode, baudRate) => {
        fc.pre(mode === 'auto' || mode === line.mode);
        fc.pre(baudRate === 'auto' || baudRate === line.baudRate);
        const meter = run([meterIn(line.mode, line.baudRate)], { mode, baudRate, lastMode });
        await meter.clock.pass(60_000);
        expect(meter.openings.length).toBeLessThanOrEqual(3);
        expect(meter.readings.at(-1)?.frame.mode).toBe(line.mode);
        expect(meter.lines).toEqual([said.found(line.mode, unusualBaudRate(line))]);
        await meter.end();
      },
    ),
  ));
