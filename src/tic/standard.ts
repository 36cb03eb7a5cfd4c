import type { Frame, Reading } from '../reading.ts';
import { carriesAny, numberOf, numbersOf, perPhase, present, textOf } from './field.ts';
import { readHorodate } from './horodate.ts';
import { readStge, type Stge } from './stge.ts';
import { isOffPeak } from './tariff.ts';

const two = (n: number) => String(n).padStart(2, '0');
const INDEXES = [
  'EAST',
  'EAIT',
  ...Array.from({ length: 10 }, (_, n) => `EASF${two(n + 1)}`),
  ...Array.from({ length: 4 }, (_, n) => `EASD${two(n + 1)}`),
  ...Array.from({ length: 4 }, (_, n) => `ERQ${n + 1}`),
];
const THREE_PHASE = ['IRMS2', 'IRMS3', 'URMS2', 'URMS3', 'SINSTS1', 'SINSTS2', 'SINSTS3', 'UMOY2', 'UMOY3'];

/** What a standard frame says (54E §6.2). */
export function readStandard(frame: Frame): Omit<Reading, 'monotonicMs' | 'frame'> {
  const ltarf = textOf(frame, 'LTARF');
  const prefKVA = numberOf(frame, 'PREF');
  return {
    ...present('phases', phasesOf(frame)),
    ...present('apparentPowerVA', numberOf(frame, 'SINSTS')),
    ...present('apparentPowerVAByPhase', perPhase(frame, ['SINSTS1', 'SINSTS2', 'SINSTS3'])),
    ...present('injectedPowerVA', numberOf(frame, 'SINSTI')),
    ...present('currentA', perPhase(frame, ['IRMS1', 'IRMS2', 'IRMS3'])),
    ...present('voltageV', perPhase(frame, ['URMS1', 'URMS2', 'URMS3'])),
    ...present('importedWh', numberOf(frame, 'EAST')),
    ...present('exportedWh', numberOf(frame, 'EAIT')),
    registers: numbersOf(frame, INDEXES),
    ...present('subscribedVA', prefKVA === undefined ? undefined : prefKVA * 1000),
    ...present('maxPowerVAToday', numberOf(frame, 'SMAXSN')),
    ...present('contract', textOf(frame, 'NGTF')),
    ...present('tariff', ltarf),
    ...present('offPeak', ltarf === undefined ? undefined : isOffPeak(ltarf)),
    ...present('message', textOf(frame, 'MSG1')),
    ...present('meterClockMs', clockOf(frame)),
    ...statusOf(frame),
  };
}

function phasesOf(frame: Frame): 1 | 3 | undefined {
  if (carriesAny(frame, THREE_PHASE)) return 3;
  return frame.refused === 0 ? 1 : undefined;
}

function clockOf(frame: Frame): number | undefined {
  const date = readHorodate(frame.horodates['DATE'] ?? '');
  return date?.degraded ? undefined : date?.atMs;
}

function statusOf(frame: Frame): Partial<Reading> {
  const hex = frame.labels['STGE'];
  const stge = hex === undefined ? undefined : readStge(hex);
  const tariffIndex = numberOf(frame, 'NTARF') ?? stge?.tariffIndex;
  if (!stge) return present('tariffIndex', tariffIndex);
  return {
    ...present('tariffIndex', tariffIndex),
    ...present('tempoToday', stge.tempoToday),
    ...present('tempoTomorrow', stge.tempoTomorrow),
    peak: peakOf(stge),
    overload: stge.overload,
    dryContact: stge.dryContact,
  };
}

function peakOf(stge: Stge): NonNullable<Reading['peak']> {
  if (stge.peakRunning !== undefined) return 'running';
  return stge.peakNotice === undefined ? 'none' : 'notice';
}
