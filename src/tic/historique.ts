import type { Frame, PerPhase, Reading } from '../reading.ts';
import { carriesAny, numberOf, numbersOf, perPhase, present, textOf } from './field.ts';
import { DEMAIN, PTEC } from './tariff.ts';

/** The indexes of each contract. Their sum is the meter's total, so it needs every one of them. */
const CONTRACTS = [
  ['BASE'],
  ['HCHC', 'HCHP'],
  ['EJPHN', 'EJPHPM'],
  ['BBRHCJB', 'BBRHPJB', 'BBRHCJW', 'BBRHPJW', 'BBRHCJR', 'BBRHPJR'],
] as const;
const INDEXES = CONTRACTS.flat();

const THREE_PHASE = [
  'IINST1',
  'IINST2',
  'IINST3',
  'IMAX1',
  'IMAX2',
  'IMAX3',
  'PMAX',
  'PPOT',
  'ADIR1',
  'ADIR2',
  'ADIR3',
];
const SINGLE_PHASE = ['IINST', 'IMAX', 'ADPS'];
const SHORT_FRAME = new Set(['ADIR1', 'ADIR2', 'ADIR3', 'ADCO', 'IINST1', 'IINST2', 'IINST3']);
const OVERLOAD = ['ADPS', 'ADIR1', 'ADIR2', 'ADIR3'];

/** A kVA of subscribed power is 5 A a phase, at the nominal 200 V of the contracts. */
const VA_PER_SUBSCRIBED_A = 200;

/** What a historique frame says (02E §5). `before` is the frame before it on the line. */
export function readHistorique(frame: Frame, before?: Frame): Omit<Reading, 'monotonicMs' | 'frame'> {
  const ptec = frame.labels['PTEC'];
  return {
    ...present('phases', phasesOf(frame)),
    ...present('apparentPowerVA', numberOf(frame, 'PAPP')),
    ...present('currentA', currentOf(frame)),
    ...present('voltageV', voltageOf(frame)),
    ...present('importedWh', importedWhOf(frame)),
    registers: numbersOf(frame, INDEXES),
    ...present('subscribedVA', subscribedVAOf(frame)),
    ...present('contract', textOf(frame, 'OPTARIF')),
    ...present('tariff', ptec),
    ...(ptec === undefined ? {} : PTEC[ptec]),
    ...present('tempoTomorrow', DEMAIN[frame.labels['DEMAIN'] ?? '']),
    ...present('peak', peakOf(frame)),
    ...present('overload', overloadOf(frame, before)),
  };
}

function phasesOf(frame: Frame): 1 | 3 | undefined {
  if (carriesAny(frame, THREE_PHASE)) return 3;
  return carriesAny(frame, SINGLE_PHASE) ? 1 : undefined;
}

function currentOf(frame: Frame): PerPhase | undefined {
  const single = numberOf(frame, 'IINST');
  return single === undefined ? perPhase(frame, ['IINST1', 'IINST2', 'IINST3']) : { 1: single };
}

function voltageOf(frame: Frame): PerPhase | undefined {
  const single = numberOf(frame, 'TENSION');
  return single === undefined ? undefined : { 1: single };
}

function importedWhOf(frame: Frame): number | undefined {
  const whole = CONTRACTS.find((contract) => contract.every((label) => label in frame.labels));
  return whole?.reduce((sum, label) => sum + Number(frame.labels[label]), 0);
}

function subscribedVAOf(frame: Frame): number | undefined {
  const isousc = numberOf(frame, 'ISOUSC');
  const phases = phasesOf(frame);
  return isousc === undefined || phases === undefined ? undefined : isousc * VA_PER_SUBSCRIBED_A * phases;
}

function peakOf(frame: Frame): Reading['peak'] {
  const ptec = frame.labels['PTEC'];
  if (ptec === 'PM..') return 'running';
  if ('PEJP' in frame.labels) return 'notice';
  return ptec === 'HN..' && frame.refused === 0 ? 'none' : undefined;
}

/**
 * ADPS and ADIR end by absence. While over, and for a minute after, a three-phase meter sends one long frame, without
 * ADIR, after twenty short ones: that absence says nothing (02E §6.2), nor does that of a first frame, which may be one.
 */
function overloadOf(frame: Frame, before: Frame | undefined): boolean | undefined {
  if (carriesAny(frame, OVERLOAD)) return true;
  const mayBeAmongShort = phasesOf(frame) === 3 && !isShort(frame) && (before === undefined || isShort(before));
  return frame.refused > 0 || mayBeAmongShort ? undefined : false;
}

function isShort(frame: Frame): boolean {
  return Object.keys(frame.labels).every((label) => SHORT_FRAME.has(label));
}
