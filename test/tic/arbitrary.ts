import fc from 'fast-check';
import type { TicMode } from '../../src/reading/reading.ts';
import type { WireGroup } from '../../src/tic/encode.ts';
import { LABEL_FORMATS, type LabelFormat } from '../../src/tic/label-formats.ts';

/** A frame as a meter could send it: its mode and its groups in emission order. */
export interface WireFrame {
  readonly mode: TicMode;
  readonly groups: readonly WireGroup[];
}

const chars = (alphabet: string, length: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length }).map((all) => all.join(''));
const between = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => String.fromCharCode(first + n)).join('');

const TEXT = between(0x20, 0x5f);
const DIGITS = '0123456789';
const HEX = `${DIGITS}ABCDEF`;

const horodates = fc
  .record({
    season: fc.constantFrom('H', 'E', 'h', 'e', ' '),
    at: fc.date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2099-12-31T23:59:59Z'), noInvalidDate: true }),
  })
  .map(({ season, at }) => season + at.toISOString().replace(/\D/g, '').slice(2, 14));

/** Data of exactly the format that the specification gives. */
function dataOf(name: string, form: LabelFormat): fc.Arbitrary<string> {
  if (name === 'OPTARIF')
    return fc.constantFrom('BASE', 'HC..', 'EJP.', ...[...between(0x20, 0x3f)].map((x) => `BBR${x}`));
  if (name === 'NTARF') return fc.integer({ min: 1, max: 10 }).map((n) => String(n).padStart(2, '0'));
  switch (form.kind) {
    case 'digits':
      return fc
        .integer({ min: 0, max: form.most ?? 10 ** form.length - 1 })
        .map((n) => String(n).padStart(form.length, '0'));
    case 'hex':
      return chars(HEX, form.length);
    case 'text':
      return chars(TEXT, form.length ?? 8);
    case 'oneOf':
      return fc.constantFrom(...form.values);
    case 'schedule':
      return fc
        .array(fc.oneof(fc.constant('NONUTILE'), chars(HEX, 8)), { minLength: 11, maxLength: 11 })
        .map((items) => items.join(' '));
    case 'empty':
      return fc.constant('');
    case 'pattern':
      throw new Error(`${name} needs an arbitrary of its own`);
  }
}

function groupOf(name: string, form: LabelFormat): fc.Arbitrary<WireGroup> {
  const data = dataOf(name, form);
  if (!form.horodate) return data.map((text) => ({ label: name, data: text }));
  return fc.tuple(data, horodates).map(([text, horodate]) => ({ label: name, data: text, horodate }));
}

/** A label that no specification names, as a future meter may send one; in standard mode with or without a horodate. */
export function unknownIn(mode: TicMode): fc.Arbitrary<WireGroup> {
  const label = chars('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-', 6).map((rest) => `ZZ${rest}`);
  const data = fc.integer({ min: 0, max: 40 }).chain((length) => chars(TEXT, length));
  const plain = fc.record({ label, data });
  return mode === 'historique' ? plain : fc.oneof(plain, fc.record({ label, data, horodate: horodates }));
}

const INDEXES = {
  BASE: ['BASE'],
  HC: ['HCHC', 'HCHP'],
  EJP: ['EJPHN', 'EJPHPM'],
  TEMPO: ['BBRHCJB', 'BBRHPJB', 'BBRHCJW', 'BBRHPJW', 'BBRHCJR', 'BBRHPJR'],
} as const;
const EXTRAS: { readonly [C in keyof typeof INDEXES]: readonly string[] } = {
  BASE: [],
  HC: ['HHPHC'],
  EJP: ['PEJP'],
  TEMPO: ['DEMAIN', 'HHPHC'],
};
const SINGLE = ['IINST', 'ADPS', 'IMAX', 'TENSION'];
const THREE = ['IINST1', 'IINST2', 'IINST3', 'IMAX1', 'IMAX2', 'IMAX3', 'PMAX', 'PPOT'];
const STANDARD_THREE = /^(IRMS|URMS|UMOY)[23]$|^(SINSTS|SMAXSN)[123](-1)?$/;
const STANDARD_PRODUCER = /^(EAIT|ERQ|SINSTI|SMAXIN|CCAIN)/;

function labelsOfHistorique(contract: keyof typeof INDEXES, phases: 1 | 3): readonly string[] {
  const common = ['ADCO', 'OPTARIF', 'ISOUSC', 'PTEC', 'PAPP', 'MOTDETAT'];
  return [...common, ...INDEXES[contract], ...EXTRAS[contract], ...(phases === 1 ? SINGLE : THREE)];
}

function labelsOfStandard(phases: 1 | 3, producer: boolean): readonly string[] {
  return [...LABEL_FORMATS.standard.keys()].filter(
    (label) => (phases === 3 || !STANDARD_THREE.test(label)) && (producer || !STANDARD_PRODUCER.test(label)),
  );
}

function frameOf(mode: TicMode, labels: readonly string[]): fc.Arbitrary<WireFrame> {
  const sent = [...LABEL_FORMATS[mode]].filter(([label]) => labels.includes(label));
  return fc
    .tuple(
      fc.tuple(...sent.map(([label, form]) => groupOf(label, form))),
      fc.option(unknownIn(mode), { nil: undefined }),
      fc.nat(),
    )
    .map(([groups, extra, at]) => ({
      mode,
      groups: extra ? groups.toSpliced(at % (groups.length + 1), 0, extra) : groups,
    }));
}

const contracts = fc.constantFrom('BASE', 'HC', 'EJP', 'TEMPO') as fc.Arbitrary<keyof typeof INDEXES>;
const phases = fc.constantFrom(1, 3) as fc.Arbitrary<1 | 3>;

export const historiqueFrames = fc
  .tuple(contracts, phases)
  .chain(([contract, count]) => frameOf('historique', labelsOfHistorique(contract, count)));
export const shortFrames = frameOf('historique', ['ADIR2', 'ADCO', 'IINST1', 'IINST2', 'IINST3']);
export const standardFrames = fc
  .tuple(phases, fc.boolean())
  .chain(([count, producer]) => frameOf('standard', labelsOfStandard(count, producer)));

/** Frames of both modes, every contract, one and three phases, producers, short frames. */
export const wireFrames = fc.oneof(historiqueFrames, shortFrames, standardFrames);
