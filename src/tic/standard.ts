import type { Frame, Reading } from '../reading.ts';
import { type Labels, numberOf, perPhase, registersFrom, registersOf, textOf } from './field.ts';
import { readHorodate } from './horodate.ts';
import { readStge, type Stge } from './stge.ts';
import { isOffPeak } from './tariff.ts';
import type { Words } from './words.ts';

// biome-ignore format: side by side, as they belong together
const INDEXES = registersFrom((labels) => [
  labels['EAST'], labels['EAIT'],
  labels['EASF01'], labels['EASF02'], labels['EASF03'], labels['EASF04'], labels['EASF05'],
  labels['EASF06'], labels['EASF07'], labels['EASF08'], labels['EASF09'], labels['EASF10'],
  labels['EASD01'], labels['EASD02'], labels['EASD03'], labels['EASD04'],
  labels['ERQ1'], labels['ERQ2'], labels['ERQ3'], labels['ERQ4'],
]);

/** What only a three-phase meter says, if anything. */
const threePhaseText = ({ IRMS2, IRMS3, URMS2, URMS3, SINSTS1, SINSTS2, SINSTS3, UMOY2, UMOY3 }: Labels) =>
  IRMS2 ?? IRMS3 ?? URMS2 ?? URMS3 ?? SINSTS1 ?? SINSTS2 ?? SINSTS3 ?? UMOY2 ?? UMOY3;

/** A three-phase frame has nine labels that tell, in three places; with fewer refused than this, one of them is left. */
const REFUSED_THAT_HIDE = 4;

/** What a standard frame says (54E §6.2). `before` is the reading before it on the line. */
export function readStandard(frame: Frame, words: Words, before?: Reading): void {
  const { labels } = frame;
  const phases = phasesOf(frame);
  if (phases !== undefined) words.phases = phases;
  readPower(labels, words);
  words.registers = registersOf(labels, INDEXES, before);
  const { EAST: importedWh, EAIT: exportedWh } = words.registers;
  if (importedWh !== undefined) words.importedWh = importedWh;
  if (exportedWh !== undefined) words.exportedWh = exportedWh;
  const message = textOf(labels['MSG1']);
  if (message !== undefined) words.message = message;
  const meterClockMs = clockOf(frame.horodates['DATE']);
  if (meterClockMs !== undefined) words.meterClockMs = meterClockMs;
  readTariff(labels, words, before);
  if (labels['STGE'] !== undefined) readStatus(readStge(labels['STGE']), words);
}

function readPower(labels: Labels, words: Words): void {
  const apparentPowerVA = numberOf(labels['SINSTS']);
  if (apparentPowerVA !== undefined) words.apparentPowerVA = apparentPowerVA;
  const byPhase = perPhase(labels['SINSTS1'], labels['SINSTS2'], labels['SINSTS3']);
  if (byPhase !== undefined) words.apparentPowerVAByPhase = byPhase;
  const injectedPowerVA = numberOf(labels['SINSTI']);
  if (injectedPowerVA !== undefined) words.injectedPowerVA = injectedPowerVA;
  const currentA = perPhase(labels['IRMS1'], labels['IRMS2'], labels['IRMS3']);
  if (currentA !== undefined) words.currentA = currentA;
  const voltageV = perPhase(labels['URMS1'], labels['URMS2'], labels['URMS3']);
  if (voltageV !== undefined) words.voltageV = voltageV;
  const prefKVA = numberOf(labels['PREF']);
  if (prefKVA !== undefined) words.subscribedVA = prefKVA * 1000;
  const maxPowerVAToday = numberOf(labels['SMAXSN']);
  if (maxPowerVAToday !== undefined) words.maxPowerVAToday = maxPowerVAToday;
}

function phasesOf({ labels, refused }: Frame): 1 | 3 | undefined {
  if (threePhaseText(labels) !== undefined) return 3;
  return refused < REFUSED_THAT_HIDE ? 1 : undefined;
}

function clockOf(horodate: string | undefined): number | undefined {
  const date = horodate === undefined ? undefined : readHorodate(horodate);
  return date?.degraded ? undefined : date?.atMs;
}

function readTariff(labels: Labels, words: Words, before: Reading | undefined): void {
  const contract = textOf(labels['NGTF']);
  if (contract !== undefined) words.contract = contract;
  const tariff = textOf(labels['LTARF']);
  if (tariff !== undefined) words.tariff = tariff;
  const offPeak = offPeakOf(tariff, before);
  if (offPeak !== undefined) words.offPeak = offPeak;
  const tariffIndex = numberOf(labels['NTARF']);
  if (tariffIndex !== undefined) words.tariffIndex = tariffIndex;
}

function offPeakOf(tariff: string | undefined, before: Reading | undefined): boolean | undefined {
  if (tariff === undefined) return undefined;
  // To see that the name is the same takes a twentieth of reading it.
  return tariff === before?.tariff ? before.offPeak : isOffPeak(tariff);
}

function readStatus(stge: Stge, words: Words): void {
  words.tariffIndex ??= stge.tariffIndex;
  if (stge.tempoToday !== undefined) words.tempoToday = stge.tempoToday;
  if (stge.tempoTomorrow !== undefined) words.tempoTomorrow = stge.tempoTomorrow;
  words.peak = peakOf(stge);
  words.overload = stge.overload;
  words.dryContact = stge.dryContact;
}

function peakOf(stge: Stge): NonNullable<Reading['peak']> {
  if (stge.peakRunning !== undefined) return 'running';
  return stge.peakNotice === undefined ? 'none' : 'notice';
}
