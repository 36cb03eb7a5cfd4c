import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Frame, Reading, TicMode } from '../../src/reading/reading.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';
import { decode, faultsOf, framesOf } from './decode.ts';

const CAPTURES = new URL('../../../shared/captures/', import.meta.url);
const absent = !existsSync(CAPTURES);
const why = absent ? ' (skipped: ../shared/captures is not there)' : '';

function read(file: string, mode: TicMode) {
  const decoded = decode(readFileSync(new URL(file, CAPTURES)), mode);
  const frames = framesOf(decoded);
  return {
    frames,
    faults: faultsOf(decoded),
    groups: frames.reduce((sum, { labels }) => sum + Object.keys(labels).length, 0),
    /** The data of a label, frame by frame. */
    all: (label: string) => frames.map(({ labels }) => labels[label]),
    /** The different data of a label. */
    different: (label: string) => [...new Set(frames.flatMap(({ labels }) => labels[label] ?? []))],
    readings: readingsOf(frames),
  };
}

function readingsOf(frames: readonly Frame[]): readonly Reading[] {
  let before: Reading | undefined;
  return frames.map((frame, at) => {
    before = readingFromFrame(frame, at, before);
    return before;
  });
}

// The figures were counted by hand, and by a script that shares nothing with the decoder.
describe.skipIf(absent)(`real meters${why}`, () => {
  test('Tempo, one phase, historique: 10 frames, 160 groups', () => {
    const { frames, faults, groups, all, different, readings } = read('historique-1p-tempo.tic', 'historique');
    expect([frames.length, groups, faults]).toEqual([10, 160, []]);
    expect(all('PAPP')).toEqual(
      ['02840', '02840', '02840', '02840', '02840', '02850', '02860', '02860', '02850', '02850'], // VA
    );
    expect(all('BBRHCJB').map((wh) => Number(wh) - 18_328_800)).toEqual([56, 57, 60, 62, 65, 67, 69, 71, 73, 76]);
    expect(['BBRHPJB', 'BBRHCJW', 'BBRHPJW', 'BBRHCJR', 'BBRHPJR'].flatMap(different)).toEqual([
      '023739545',
      '001466099',
      '002132883',
      '000860118',
      '000844115',
    ]);
    expect(readings.at(-1)).toMatchObject({
      importedWh: 47_371_636,
      currentA: { 1: 12 },
      subscribedVA: 6000,
      contract: 'BBR(',
      offPeak: true,
      tempoToday: 'blue',
      tempoTomorrow: 'red',
    });
  });

  test('HC, one phase, older than Linky: one frame, 11 groups, of which two checksums are a blank', () => {
    const { frames, faults, groups, readings } = read('historique-1p-hc-prelinky.tic', 'historique');
    expect([frames.length, groups, faults]).toEqual([1, 11, []]);
    expect(frames[0]?.labels).toMatchObject({ PTEC: 'HP..', IINST: '009', HHPHC: 'E', MOTDETAT: '400000' });
    const words = { apparentPowerVA: 2160, currentA: { 1: 9 }, importedWh: 222_909_773, offPeak: false };
    expect(readings[0]).toMatchObject(words);
  });

  test('BASE, three phases, CR LF everywhere: 6 frames, 96 groups', () => {
    const { frames, faults, groups, all, readings } = read('historique-3p-base-crlf.tic', 'historique');
    expect([frames.length, groups, faults]).toEqual([6, 96, []]);
    expect(all('PAPP')).toEqual(['00740', '00740', '00740', '00750', '00750', '00750']);
    expect(all('BASE').map((wh) => Number(wh) - 10_151_000)).toEqual([175, 175, 176, 176, 177, 184]);
    const words = { phases: 3, currentA: { 1: 0, 2: 2, 3: 0 }, subscribedVA: 12_000, tariff: 'TH..' };
    for (const reading of readings) expect(reading).toMatchObject(words);
  });

  test('BASE, three phases, through a terminal in cooked mode: 4 frames, 64 groups', () => {
    const { frames, faults, groups, all } = read('historique-3p-base-icrnl.tic', 'historique');
    expect([frames.length, groups, faults]).toEqual([4, 64, []]);
    expect(all('PAPP')).toEqual(['00760', '00750', '00750', '00740']);
    expect(all('BASE')).toEqual(['016871494', '016871494', '016871494', '016871495']);
    expect(all('IINST2')).toEqual(['002', '002', '002', '001']);
  });

  test('the same with line noise: 12 frames have 152 groups and lack 29, and no value is wrong', () => {
    const { frames, faults, groups, all, different } = read('historique-3p-base-noise-icrnl.tic', 'historique');
    expect([frames.length, groups]).toEqual([12, 152]);
    expect(frames.map(({ refused }) => refused)).toEqual([3, 5, 8, 4, 6, 0, 0, 1, 0, 0, 2, 0]);
    expect(faults.filter(({ kind }) => kind === 'unaddressed')).toHaveLength(9);
    expect(faults.filter(({ kind }) => kind === 'merged')).toHaveLength(4);
    const index = [535, 539, 540, 540, 541, 541, 541, 542].map((wh) => `016878${wh}`);
    expect(all('BASE').filter((wh) => wh !== undefined)).toEqual(index);
    const labels = new Set(frames.flatMap((frame) => Object.keys(frame.labels)));
    labels.delete('BASE');
    expect(Object.fromEntries([...labels].map((label) => [label, different(label)]))).toEqual({
      ADCO: ['012345678901'],
      OPTARIF: ['BASE'],
      ISOUSC: ['20'],
      PTEC: ['TH..'],
      IINST1: ['001'],
      IINST2: ['001'],
      IINST3: ['000'],
      IMAX1: ['060'],
      IMAX2: ['060'],
      IMAX3: ['060'],
      PMAX: ['02910'],
      PAPP: ['00710'],
      HHPHC: ['A'],
      MOTDETAT: ['000000'],
      PPOT: ['00'],
    });
  });

  test('BASE, one phase, standard: 12 frames, 456 groups, one DATE in two frames', () => {
    const { frames, faults, groups, all, readings } = read('standard-1p-base.tic', 'standard');
    expect([frames.length, groups, faults]).toEqual([12, 456, []]);
    const second = [34, 35, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44];
    expect(frames.map(({ horodates }) => horodates['DATE'])).toEqual(second.map((s) => `H2303010918${s}`));
    expect(readings.map(({ meterClockMs }) => meterClockMs)).toEqual(second.map((s) => Date.UTC(2023, 2, 1, 8, 18, s)));
    expect(all('SINSTS').map(Number)).toEqual([240, 240, 240, 241, 241, 242, 242, 242, 242, 242, 242, 245]);
    expect(all('URMS1').map(Number)).toEqual([230, 230, 230, 231, 231, 231, 231, 231, 231, 231, 231, 232]);
    expect(all('EAST').map((wh) => Number(wh) - 11_887_600)).toEqual([49, 49, 49, 49, 49, 49, 50, 50, 50, 50, 50, 50]);
    expect(readings[0]).toMatchObject({
      phases: 1,
      currentA: { 1: 1 },
      subscribedVA: 4000,
      maxPowerVAToday: 1024,
      contract: 'BASE',
      tariffIndex: 1,
      peak: 'none',
      overload: false,
      isGiving: false,
      dryContact: 'open',
      message: 'PAS DE          MESSAGE',
    });
    expect(frames[0]?.horodates).toMatchObject({ SMAXSN: 'H230301065253', UMOY1: 'H230301091000' });
  });
});
