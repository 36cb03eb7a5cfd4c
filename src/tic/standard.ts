import type { Frame, Reading } from '../reading/reading.ts';
import { dayProfilesIn } from './day-profiles.ts';
import { clockOf } from './horodate.ts';
import { mobilePeaksIn } from './mobile-peaks.ts';
import { readStge, type Stge } from './stge.ts';
import { isOffPeak } from './tariff.ts';
import {
  type DataByLabel,
  numberOf,
  perPhase,
  type ReadingDraft,
  registersFrom,
  registersOf,
  trimmedText,
} from './values.ts';

// biome-ignore format: registers that belong together stand in one line
const REGISTERS = registersFrom((labels) => [
  labels['EAST'], labels['EAIT'],
  labels['EASF01'], labels['EASF02'], labels['EASF03'], labels['EASF04'], labels['EASF05'],
  labels['EASF06'], labels['EASF07'], labels['EASF08'], labels['EASF09'], labels['EASF10'],
  labels['EASD01'], labels['EASD02'], labels['EASD03'], labels['EASD04'],
  labels['ERQ1'], labels['ERQ2'], labels['ERQ3'], labels['ERQ4'],
]);

/** The text of any label that only three-phase meters have. */
const threePhaseText = ({ IRMS2, IRMS3, URMS2, URMS3, SINSTS1, SINSTS2, SINSTS3, UMOY2, UMOY3 }: DataByLabel) =>
  IRMS2 ?? IRMS3 ?? URMS2 ?? URMS3 ?? SINSTS1 ?? SINSTS2 ?? SINSTS3 ?? UMOY2 ?? UMOY3;

/**
 * These labels are in four places of a three-phase frame (IRMS, URMS, SINSTS, UMOY). If the ends of neighbouring groups are damaged, the
 * groups run into one, which counts as one refused group. So if fewer groups than places were refused, they can hardly hide all of these
 * labels.
 */
const PLACES_OF_THREE_PHASE_LABELS = 4;

/** Fills a Reading from a standard frame (54E §6.2). `before` is the previous reading on the line. */
export function readStandard(frame: Frame, draft: ReadingDraft, before?: Reading): void {
  const { labels } = frame;
  const phases = phasesOf(frame);
  if (phases !== undefined) draft.phases = phases;
  readPower(labels, draft);
  draft.registers = registersOf(labels, REGISTERS, before);
  const { EAST: importedWh, EAIT: exportedWh } = draft.registers;
  if (importedWh !== undefined) draft.importedWh = importedWh;
  if (exportedWh !== undefined) draft.exportedWh = exportedWh;
  const message = trimmedText(labels['MSG1']);
  if (message !== undefined) draft.message = message;
  const shortMessage = trimmedText(labels['MSG2']);
  if (shortMessage !== undefined) draft.shortMessage = shortMessage;
  const mobilePeaks = mobilePeaksIn(frame.horodates, before);
  if (mobilePeaks !== undefined) draft.mobilePeaks = mobilePeaks;
  const dayProfiles = dayProfilesIn(labels, before);
  if (dayProfiles !== undefined) draft.dayProfiles = dayProfiles;
  if (labels['PRM'] !== undefined) draft.prm = labels['PRM'];
  readClock(frame, draft);
  readTariff(labels, draft, before);
  if (labels['STGE'] !== undefined) readStatus(readStge(labels['STGE']), draft);
}

function readClock({ horodates }: Frame, draft: ReadingDraft): void {
  const date = horodates['DATE'];
  const meterClockMs = clockOf(date);
  if (meterClockMs !== undefined) draft.meterClockMs = meterClockMs;
  else if (date !== undefined) draft.isClockDegraded = true;
}

function readPower(labels: DataByLabel, draft: ReadingDraft): void {
  const apparentPowerVA = numberOf(labels['SINSTS']);
  if (apparentPowerVA !== undefined) draft.apparentPowerVA = apparentPowerVA;
  const byPhase = perPhase(labels['SINSTS1'], labels['SINSTS2'], labels['SINSTS3']);
  if (byPhase !== undefined) draft.apparentPowerVAByPhase = byPhase;
  const injectedPowerVA = numberOf(labels['SINSTI']);
  if (injectedPowerVA !== undefined) draft.injectedPowerVA = injectedPowerVA;
  const currentA = perPhase(labels['IRMS1'], labels['IRMS2'], labels['IRMS3']);
  if (currentA !== undefined) draft.currentA = currentA;
  const voltageV = perPhase(labels['URMS1'], labels['URMS2'], labels['URMS3']);
  if (voltageV !== undefined) draft.voltageV = voltageV;
  const prefKVA = numberOf(labels['PREF']);
  if (prefKVA !== undefined) draft.subscribedVA = prefKVA * 1000;
  const maxPowerVAToday = numberOf(labels['SMAXSN']);
  if (maxPowerVAToday !== undefined) draft.maxPowerVAToday = maxPowerVAToday;
}

function phasesOf({ labels, refused }: Frame): 1 | 3 | undefined {
  if (threePhaseText(labels) !== undefined) return 3;
  return refused < PLACES_OF_THREE_PHASE_LABELS ? 1 : undefined;
}

function readTariff(labels: DataByLabel, draft: ReadingDraft, before: Reading | undefined): void {
  const contract = trimmedText(labels['NGTF']);
  if (contract !== undefined) draft.contract = contract;
  const tariff = trimmedText(labels['LTARF']);
  if (tariff !== undefined) draft.tariff = tariff;
  const offPeak = offPeakOf(tariff, before);
  if (offPeak !== undefined) draft.offPeak = offPeak;
  const tariffIndex = numberOf(labels['NTARF']);
  if (tariffIndex !== undefined) draft.tariffIndex = tariffIndex;
}

function offPeakOf(tariff: string | undefined, before: Reading | undefined): boolean | undefined {
  if (tariff === undefined) return undefined;
  // Comparing the name takes a twentieth of the time of reading it.
  return tariff === before?.tariff ? before.offPeak : isOffPeak(tariff);
}

function readStatus(stge: Stge, draft: ReadingDraft): void {
  draft.tariffIndex ??= stge.tariffIndex;
  if (stge.tempoToday !== undefined) draft.tempoToday = stge.tempoToday;
  if (stge.tempoTomorrow !== undefined) draft.tempoTomorrow = stge.tempoTomorrow;
  draft.peak = peakOf(stge);
  draft.overload = stge.overload;
  draft.isGiving = stge.isGiving;
  draft.dryContact = stge.dryContact;
}

function peakOf(stge: Stge): NonNullable<Reading['peak']> {
  if (stge.peakRunning !== undefined) return 'running';
  return stge.peakNotice === undefined ? 'none' : 'notice';
}
