import type { TicMode } from '../src/reading/reading.ts';
import { historiqueGroups, standardGroups } from '../src/source/demo/frames.ts';
import { household } from '../src/source/demo/household.ts';
import { seededRandom } from '../src/source/demo/seeded-random.ts';
import { encodeFrame, type WireGroup } from '../src/tic/encode.ts';

/** Consecutive frames of one meter, as groups, so that they can be sent with parity bits or without. */
export interface Stream {
  readonly name: string;
  readonly mode: TicMode;
  readonly frames: readonly (readonly WireGroup[])[];
}

/** Noon of a winter's working day in the demo house. */
const START_MS = Date.UTC(2026, 0, 13, 11);
/** About how long a frame takes on the line, with the pause after it. */
const FRAME_MS = { historique: 1_700, standard: 1_100 } as const;
const ADDRESS = '021900000001';

/** The lines that are measured: four houses, and one on which every group changes in every frame, as no meter sends it. */
export function streams(frames: number): readonly Stream[] {
  const house = household(1);
  const historique = consecutive(frames, 'historique', (atMs) => historiqueGroups(house, ADDRESS, atMs));
  const standard = consecutive(frames, 'standard', (atMs) => standardGroups(house, ADDRESS, atMs));
  return [
    { name: 'historique, BASE', mode: 'historique', frames: historique.map(onBase) },
    { name: 'historique, Tempo', mode: 'historique', frames: historique },
    { name: 'standard', mode: 'standard', frames: standard },
    { name: 'standard, three-phase producer', mode: 'standard', frames: standard.map(threePhaseProducer) },
    { name: 'every group changes: standard', mode: 'standard', frames: standard.map(allNew) },
  ];
}

/** The bytes of all frames, one after the other. */
export function bytesOf({ frames, mode }: Stream, parity: boolean): Uint8Array {
  return Buffer.concat(frames.map((groups) => encodeFrame(groups, mode, { parity })));
}

/** How many groups of a frame differ from those of the frame before, on average. */
export function changingGroups({ frames }: Stream): number {
  const changed = (groups: readonly WireGroup[], before: readonly WireGroup[]) =>
    groups.filter(({ data, horodate }, at) => data !== before[at]?.data || horodate !== before[at]?.horodate).length;
  const all = frames.slice(1).map((groups, at) => changed(groups, frames[at] ?? []));
  return all.reduce((sum, count) => sum + count, 0) / all.length;
}

function consecutive(count: number, mode: TicMode, groups: (atMs: number) => readonly WireGroup[]): Stream['frames'] {
  return Array.from({ length: count }, (_, n) => groups(START_MS + n * FRAME_MS[mode]));
}

/** The same house with the BASE contract: one register, and no colour of tomorrow. */
function onBase(groups: readonly WireGroup[]): readonly WireGroup[] {
  const total = groups.filter(({ label }) => label.startsWith('BBR')).reduce((sum, { data }) => sum + Number(data), 0);
  return groups.flatMap((group) => {
    if (group.label === 'OPTARIF') return [{ label: 'OPTARIF', data: 'BASE' }];
    if (group.label === 'BBRHCJB') return [{ label: 'BASE', data: digits(total, 9) }];
    if (group.label === 'PTEC') return [{ label: 'PTEC', data: 'TH..' }];
    return group.label.startsWith('BBR') || group.label === 'DEMAIN' ? [] : [group];
  });
}

/** The same house with three phases and solar panels: every label that such a meter has, in emission order. */
function threePhaseProducer(groups: readonly WireGroup[], n: number): readonly WireGroup[] {
  const draw = seededRandom(n, 7);
  const around = (middle: number, spread: number, length: number) => digits(middle + spread * draw(), length);
  const at = (label: string) => groups.find((group) => group.label === label) ?? { label, data: '' };
  const [va, horodate] = [Number(at('SINSTS').data), at('UMOY1').horodate ?? ''];
  const dated = (label: string, data: string) => ({ label, horodate, data });
  const beside: { readonly [label: string]: readonly WireGroup[] } = {
    EASD04: [
      { label: 'EAIT', data: digits(4_204_000 + n / 4, 9) },
      ...[1, 2, 3, 4].map((q) => ({ label: `ERQ${q}`, data: digits(q * 100_000 + (q === 1 ? n / 9 : 0), 9) })),
    ],
    IRMS1: ['IRMS2', 'IRMS3'].map((label) => ({ label, data: around(3, 4, 3) })),
    URMS1: ['URMS2', 'URMS3'].map((label) => ({ label, data: around(230, 3, 3) })),
    SINSTS: ['SINSTS1', 'SINSTS2', 'SINSTS3'].map((label) => ({ label, data: around(va / 3, 60, 5) })),
    SMAXSN: ['SMAXSN1', 'SMAXSN2', 'SMAXSN3'].map((label) => dated(label, '02817')),
    'SMAXSN-1': [
      ...['SMAXSN1-1', 'SMAXSN2-1', 'SMAXSN3-1'].map((label) => dated(label, '03102')),
      { label: 'SINSTI', data: around(800, 400, 5) },
      dated('SMAXIN', '02204'),
      dated('SMAXIN-1', '02950'),
    ],
    'CCASN-1': [dated('CCAIN', '01120'), dated('CCAIN-1', '01034')],
    UMOY1: [dated('UMOY2', '231'), dated('UMOY3', '229')],
  };
  return groups.flatMap((group) => [group, ...(beside[group.label] ?? [])]);
}

/** The same labels with other data of the same format in every frame, the meter's address included. */
function allNew(groups: readonly WireGroup[], n: number): readonly WireGroup[] {
  const draw = seededRandom(n, 9);
  const digit = () => String(Math.floor(draw() * 10));
  const toggled = (one: string, other: string) => (n % 2 === 0 ? one : other);
  const data: { readonly [label: string]: string } = {
    NGTF: toggled('      BASE      ', '     TEMPO      '),
    LTARF: toggled('    HP  BLEU    ', '    HC  BLANC   '),
    MSG1: toggled('PAS DE          MESSAGE         ', 'MESSAGE         A LIRE          '),
    STGE: digits(n, 8),
    RELAIS: toggled('000', '001'),
    NTARF: toggled('01', '02'),
    VTIC: toggled('02', '01'),
    NJOURF: toggled('00', '01'),
    'NJOURF+1': toggled('00', '01'),
    DATE: '',
  };
  return groups.map((group) => ({
    label: group.label,
    ...(group.horodate && {
      horodate: `H2601${digits(10 + (n % 18), 2)}${digits(n % 24, 2)}${digits(n % 60, 2)}${digits(n % 60, 2)}`,
    }),
    data:
      data[group.label] ??
      group.data.replaceAll(/NONUTILE/g, () => toggled('NONUTILE', '00008001')).replaceAll(/\d/g, digit),
  }));
}

function digits(value: number, length: number): string {
  return String(Math.floor(value)).padStart(length, '0');
}
