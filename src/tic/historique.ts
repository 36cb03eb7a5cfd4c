import type { Frame, HistoriqueRegister, PerPhase, Reading } from '../reading/reading.ts';
import { DEMAIN, PTEC } from './tariff.ts';
import {
  type DataByLabel,
  numberOf,
  perPhase,
  type ReadingDraft,
  registersFrom,
  registersOf,
  trimmedText,
} from './values.ts';

/** The registers of each contract. The meter's total is their sum, so it is only known if all of them are. */
const CONTRACTS: readonly (readonly HistoriqueRegister[])[] = [
  ['BASE'],
  ['HCHC', 'HCHP'],
  ['EJPHN', 'EJPHPM'],
  ['BBRHCJB', 'BBRHPJB', 'BBRHCJW', 'BBRHPJW', 'BBRHCJR', 'BBRHPJR'],
];
// biome-ignore format: registers that belong together stand in one line
const REGISTERS = registersFrom((labels) => [
  labels['BASE'],
  labels['HCHC'], labels['HCHP'],
  labels['EJPHN'], labels['EJPHPM'],
  labels['BBRHCJB'], labels['BBRHPJB'], labels['BBRHCJW'], labels['BBRHPJW'], labels['BBRHCJR'], labels['BBRHPJR'],
]);

/** The text of any label that only single-phase meters have. */
const singlePhaseText = ({ IINST, IMAX, ADPS }: DataByLabel) => IINST ?? IMAX ?? ADPS;
/** The text of any label that only three-phase meters have. */
const threePhaseText = ({
  IINST1,
  IINST2,
  IINST3,
  IMAX1,
  IMAX2,
  IMAX3,
  PMAX,
  PPOT,
  ADIR1,
  ADIR2,
  ADIR3,
}: DataByLabel) => IINST1 ?? IINST2 ?? IINST3 ?? IMAX1 ?? IMAX2 ?? IMAX3 ?? PMAX ?? PPOT ?? ADIR1 ?? ADIR2 ?? ADIR3;
/** The labels of the short frames that a three-phase meter sends while a phase is over its limit (02E §6.2). */
const SHORT_FRAME = new Set(['ADIR1', 'ADIR2', 'ADIR3', 'ADCO', 'IINST1', 'IINST2', 'IINST3']);
const overloadText = ({ ADPS, ADIR1, ADIR2, ADIR3 }: DataByLabel) => ADPS ?? ADIR1 ?? ADIR2 ?? ADIR3;

/** Contracts are based on 200 V: 1 kVA of subscribed power is 5 A per phase. */
const VA_PER_SUBSCRIBED_A = 200;

/** Fills a Reading from a historique frame (02E §5). `before` is the previous reading on the line. */
export function readHistorique(frame: Frame, draft: ReadingDraft, before?: Reading): void {
  const { labels } = frame;
  const phases = phasesOf(labels);
  if (phases !== undefined) draft.phases = phases;
  const apparentPowerVA = numberOf(labels['PAPP']);
  if (apparentPowerVA !== undefined) draft.apparentPowerVA = apparentPowerVA;
  const currentA = currentOf(labels);
  if (currentA !== undefined) draft.currentA = currentA;
  const voltageV = perPhase(labels['TENSION']);
  if (voltageV !== undefined) draft.voltageV = voltageV;
  draft.registers = registersOf(labels, REGISTERS, before);
  const importedWh = draft.registers === before?.registers ? before.importedWh : importedWhOf(draft.registers);
  if (importedWh !== undefined) draft.importedWh = importedWh;
  const subscribedVA = subscribedVAOf(numberOf(labels['ISOUSC']), phases);
  if (subscribedVA !== undefined) draft.subscribedVA = subscribedVA;
  const contract = trimmedText(labels['OPTARIF']);
  if (contract !== undefined) draft.contract = contract;
  readTariff(frame, draft);
  const overload = overloadOf(frame, phases, before?.frame);
  if (overload !== undefined) draft.overload = overload;
}

function readTariff({ labels, refused }: Frame, draft: ReadingDraft): void {
  const { PTEC: ptec, DEMAIN: demain, PEJP: notice } = labels;
  if (ptec !== undefined) readPeriod(ptec, draft);
  const tempoTomorrow = demain === undefined ? undefined : DEMAIN[demain];
  if (tempoTomorrow !== undefined) draft.tempoTomorrow = tempoTomorrow;
  if (ptec === 'PM..') draft.peak = 'running';
  else if (notice !== undefined) draft.peak = 'notice';
  else if (ptec === 'HN..' && refused === 0) draft.peak = 'none';
}

function readPeriod(ptec: string, draft: ReadingDraft): void {
  draft.tariff = ptec;
  const { offPeak, tempoToday } = PTEC[ptec] ?? {};
  if (offPeak !== undefined) draft.offPeak = offPeak;
  if (tempoToday !== undefined) draft.tempoToday = tempoToday;
}

function phasesOf(labels: DataByLabel): 1 | 3 | undefined {
  if (singlePhaseText(labels) !== undefined) return 1;
  return threePhaseText(labels) === undefined ? undefined : 3;
}

function currentOf(labels: DataByLabel): PerPhase | undefined {
  return perPhase(labels['IINST']) ?? perPhase(labels['IINST1'], labels['IINST2'], labels['IINST3']);
}

function importedWhOf(registers: Reading['registers']): number | undefined {
  for (const contract of CONTRACTS) {
    let sum: number | undefined = 0;
    for (const label of contract) {
      const register = registers[label];
      sum = sum === undefined || register === undefined ? undefined : sum + register;
    }
    if (sum !== undefined) return sum;
  }
  return undefined;
}

function subscribedVAOf(isousc: number | undefined, phases: 1 | 3 | undefined): number | undefined {
  return isousc === undefined || phases === undefined ? undefined : isousc * VA_PER_SUBSCRIBED_A * phases;
}

/**
 * The end of an overload only shows by the absence of ADPS or ADIR. But during an overload, and for a minute after, a three-phase meter
 * sends a long frame, which never has ADIR, after every twenty short ones (02E §6.2): its absence there means nothing. Neither does it in
 * the very first frame, which may be such a long one.
 */
function overloadOf(frame: Frame, phases: 1 | 3 | undefined, before: Frame | undefined): boolean | undefined {
  if (overloadText(frame.labels) !== undefined) return true;
  const mayBeAmongShort =
    phases === 3 && !hasOnlyShortFrameLabels(frame) && (before === undefined || hasOnlyShortFrameLabels(before));
  return frame.refused > 0 || mayBeAmongShort ? undefined : false;
}

function hasOnlyShortFrameLabels(frame: Frame): boolean {
  return Object.keys(frame.labels).every((label) => SHORT_FRAME.has(label));
}
