import type { Frame, Reading } from '../reading.ts';
import { hasAny, numberOf, numbersOf, perPhase, put, textOf } from './field.ts';
import { readHorodate } from './horodate.ts';
import { readStge, type Stge } from './stge.ts';
import { isOffPeak } from './tariff.ts';
import type { Words } from './words.ts';

const two = (n: number) => String(n).padStart(2, '0');
const INDEXES = [
  'EAST',
  'EAIT',
  ...Array.from({ length: 10 }, (_, n) => `EASF${two(n + 1)}`),
  ...Array.from({ length: 4 }, (_, n) => `EASD${two(n + 1)}`),
  ...Array.from({ length: 4 }, (_, n) => `ERQ${n + 1}`),
];
const THREE_PHASE = ['IRMS2', 'IRMS3', 'URMS2', 'URMS3', 'SINSTS1', 'SINSTS2', 'SINSTS3', 'UMOY2', 'UMOY3'];
/** A three-phase frame has nine labels that tell, in three places; with fewer refused than this, one of them is left. */
const REFUSED_THAT_HIDE = 4;

/** What a standard frame says (54E §6.2). */
export function readStandard(frame: Frame, words: Words): void {
  const { labels } = frame;
  put(words, 'phases', phasesOf(frame));
  put(words, 'apparentPowerVA', numberOf(labels['SINSTS']));
  put(words, 'apparentPowerVAByPhase', perPhase(labels['SINSTS1'], labels['SINSTS2'], labels['SINSTS3']));
  put(words, 'injectedPowerVA', numberOf(labels['SINSTI']));
  put(words, 'currentA', perPhase(labels['IRMS1'], labels['IRMS2'], labels['IRMS3']));
  put(words, 'voltageV', perPhase(labels['URMS1'], labels['URMS2'], labels['URMS3']));
  words.registers = numbersOf(labels, INDEXES);
  put(words, 'importedWh', words.registers['EAST']);
  put(words, 'exportedWh', words.registers['EAIT']);
  const prefKVA = numberOf(labels['PREF']);
  put(words, 'subscribedVA', prefKVA === undefined ? undefined : prefKVA * 1000);
  put(words, 'maxPowerVAToday', numberOf(labels['SMAXSN']));
  put(words, 'message', textOf(labels['MSG1']));
  put(words, 'meterClockMs', clockOf(frame.horodates['DATE']));
  readTariff(frame, words);
  if (labels['STGE'] !== undefined) readStatus(readStge(labels['STGE']), words);
}

function phasesOf({ labels, refused }: Frame): 1 | 3 | undefined {
  if (hasAny(labels, THREE_PHASE)) return 3;
  return refused < REFUSED_THAT_HIDE ? 1 : undefined;
}

function clockOf(horodate: string | undefined): number | undefined {
  const date = horodate === undefined ? undefined : readHorodate(horodate);
  return date?.degraded ? undefined : date?.atMs;
}

function readTariff({ labels }: Frame, words: Words): void {
  const ltarf = textOf(labels['LTARF']);
  put(words, 'contract', textOf(labels['NGTF']));
  put(words, 'tariff', ltarf);
  if (ltarf !== undefined) put(words, 'offPeak', isOffPeak(ltarf));
  put(words, 'tariffIndex', numberOf(labels['NTARF']));
}

function readStatus(stge: Stge, words: Words): void {
  words.tariffIndex ??= stge.tariffIndex;
  put(words, 'tempoToday', stge.tempoToday);
  put(words, 'tempoTomorrow', stge.tempoTomorrow);
  words.peak = peakOf(stge);
  words.overload = stge.overload;
  words.dryContact = stge.dryContact;
}

function peakOf(stge: Stge): NonNullable<Reading['peak']> {
  if (stge.peakRunning !== undefined) return 'running';
  return stge.peakNotice === undefined ? 'none' : 'notice';
}
