import { type PerPhase, PHASES, type Reading, type Surplus, type TempoColour } from '../../../src/reading/reading.ts';
import type { KindOf } from '../../../src/trouble/trouble.ts';
import type { ListenAnswer, TroubleNote } from '../../../src/ui/protocol.ts';
import type { PageWords } from './page-words.ts';
import type { ShownMeter } from './shown-status.ts';
import { contractName, tariffName } from './tariff-names.ts';

/** A name and a value, ready to be shown. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** The colour of a Tempo day, for the chip before the value. */
  readonly colour?: TempoColour;
}

/** The power as a share of the subscribed power. */
interface PowerGauge {
  /** From 0 to 1. Above the subscribed power, it is 1. */
  readonly filled: number;
  readonly text: string;
  readonly level: 'well' | 'high' | 'over';
}

/** What the card of a meter shows. */
export interface MeterDisplay {
  readonly name: string;
  /** How long ago the newest reading arrived, or how long the meter has not been read, and why. Absent until the first frame. */
  readonly age?: string;
  /** The meter is not being read, so its values are old. */
  readonly isStale: boolean;
  /** The number in VA, without its unit, and whether it is drawn from the grid or exported. */
  readonly power?: { readonly value: string; readonly direction: string };
  /** The active power in words: `about 1,105 W ± 30`. Absent while it is unknown. */
  readonly watts?: string;
  readonly gauge?: PowerGauge;
  readonly overload: boolean;
  readonly facts: readonly Fact[];
}

/** Above this share of the subscribed power, the gauge warns that little is left. */
const HIGH = 0.8;
/** A reading younger than this is “just now”. A meter sends a frame every second or two. */
const JUST_NOW_MS = 5000;

/**
 * What the card of a meter shows, from its status.
 * @param troubles the troubles of its line
 */
export function meterDisplay(
  meter: ShownMeter,
  troubles: readonly Pick<TroubleNote, 'kind'>[],
  words: PageWords,
): MeterDisplay {
  const { name, port, lastReading: reading, ageMs, staleAfter } = meter;
  if (!reading || ageMs === undefined) return { name, isStale: false, overload: false, facts: [] };
  // A line with noise is still being read.
  const trouble = troubles.find(({ kind }) => kind !== 'noise')?.kind;
  const isDamaged = trouble === undefined && troubles.length > 0;
  const isStale = ageMs > staleAfter * 1000 || UNREAD[trouble ?? ''] !== undefined;
  const gauge = gaugeOf(reading, words);
  return {
    name,
    isStale,
    age: ageOf(ageMs, isStale && !isDamaged ? unreadOf(trouble, port) : undefined, words),
    ...powerOf(reading, words),
    ...wattsOf(reading, words),
    gauge,
    overload: reading.overload === true && !isStale,
    facts: remainingFacts(reading, words),
  };
}

/** Whether the house exports power. A producer's meter sends both directions, one of which is 0. */
function isGiving({ apparentPowerVA = 0, injectedPowerVA = 0 }: Reading): boolean {
  return injectedPowerVA > apparentPowerVA;
}

/** The drawn power, or the exported power if that is greater. */
function powerOf(reading: Reading, { texts: { live }, count }: PageWords): Pick<MeterDisplay, 'power'> {
  const { apparentPowerVA, injectedPowerVA = 0 } = reading;
  if (isGiving(reading)) return { power: { value: count(injectedPowerVA), direction: live.given } };
  return apparentPowerVA === undefined ? {} : { power: { value: count(apparentPowerVA), direction: live.drawn } };
}

/** The active power in whole W, with its error, rounded up. */
function wattsOf(
  { activePowerW, activePowerErrorW }: Reading,
  { texts: { live }, count, quantity }: PageWords,
): Pick<MeterDisplay, 'watts'> {
  if (activePowerW === undefined) return {};
  const watts = Math.round(activePowerW);
  const error = activePowerErrorW === undefined ? '' : `\u00a0±\u00a0${count(Math.ceil(activePowerErrorW))}`;
  return { watts: live.watts[watts < 0 ? 'given' : 'drawn'](quantity(Math.abs(watts), 'W') + error) };
}

/** The facts, without the power that the card already shows in large type. */
function remainingFacts(reading: Reading, words: PageWords): readonly Fact[] {
  if (!isGiving(reading)) return readingFacts(reading, words);
  const { injectedPowerVA: _, ...rest } = reading;
  return readingFacts(rest, words);
}

/** How the card names the trouble of a line that is not being read. With other troubles it shows the age of its values. */
const UNREAD: { readonly [kind: string]: Unread } = {
  silent: 'silent',
  missing: 'unplugged',
  gone: 'unplugged',
  unreachable: 'cutOff',
  garbage: 'notAMeter',
  fixedFormat: 'notAMeter',
  busy: 'taken',
} satisfies { readonly [K in KindOf<'line'>]?: Unread };

type Unread = 'silent' | 'unplugged' | 'cutOff' | 'notAMeter' | 'taken';

function unreadOf(trouble = 'silent', port = ''): Unread | undefined {
  const isCutOff = trouble === 'gone' && port.startsWith('tcp:');
  return isCutOff ? 'cutOff' : UNREAD[trouble];
}

function ageOf(ms: number, unread: Unread | undefined, { texts: { live }, duration }: PageWords): string {
  if (unread) return live[unread](duration(ms));
  return ms < JUST_NOW_MS ? live.now : live.age(duration(ms));
}

function gaugeOf({ apparentPowerVA, subscribedVA }: Reading, words: PageWords): PowerGauge | undefined {
  if (apparentPowerVA === undefined || !subscribedVA) return undefined;
  const share = apparentPowerVA / subscribedVA;
  return {
    filled: Math.min(1, share),
    text: words.texts.live.share(words.percent(share), words.quantity(subscribedVA, 'VA')),
    level: share > 1 ? 'over' : share > HIGH ? 'high' : 'well',
  };
}

/** The facts in a reading other than the drawn power; the most wanted ones come first. */
export function readingFacts(reading: Reading, words: PageWords): readonly Fact[] {
  const { texts, quantity, energy } = words;
  const { facts, tempo, peak } = texts.live;
  const { tempoToday, tempoTomorrow } = reading;
  return [
    ...factIfKnown(facts.injected, reading.injectedPowerVA, (va) => quantity(va, 'VA')),
    ...factIfKnown(facts.injected, givenIn(reading), (surplus) => surplusText(surplus, words)),
    ...phaseFact(facts.current, reading.currentA, 'A', words),
    ...phaseFact(facts.voltage, reading.voltageV, 'V', words),
    ...factIfKnown(facts.tariff, reading.tariff, (tariff) => tariffName(tariff, texts)),
    ...(tempoToday ? [{ name: facts.today, value: tempo[tempoToday], colour: tempoToday }] : []),
    ...(tempoTomorrow ? [{ name: facts.tomorrow, value: tempo[tempoTomorrow], colour: tempoTomorrow }] : []),
    ...factIfKnown(facts.peak, reading.peak === 'none' ? undefined : reading.peak, (now) => peak[now]),
    ...factIfKnown(facts.maxToday, reading.maxPowerVAToday, (va) => quantity(va, 'VA')),
    ...factIfKnown(facts.imported, reading.importedWh, (wh) => energy(Math.floor(wh / 1000) * 1000, 0)),
    ...factIfKnown(facts.exported, reading.exportedWh, (wh) => energy(Math.floor(wh / 1000) * 1000, 0)),
  ];
}

/** The surplus while there is one. */
function givenIn({ surplusVA }: Reading): Surplus | undefined {
  return surplusVA?.about ? surplusVA : undefined;
}

function surplusText({ about, least, most }: Surplus, { texts: { live }, count, quantity }: PageWords): string {
  return live.surplus(quantity(about, 'VA'), count(least), count(most));
}

/** A list with one fact, or an empty list if the value is absent. */
export function factIfKnown<T>(name: string, value: T | undefined, inWords: (value: T) => string): readonly Fact[] {
  return value === undefined ? [] : [{ name, value: inWords(value) }];
}

/** The values of all phases as one fact: `5 · 0 · 12 A`. A phase that is missing in the reading is `–`. */
function phaseFact(name: string, values: PerPhase = {}, unit: string, { count }: PageWords): readonly Fact[] {
  const known = PHASES.filter((phase) => values[phase] !== undefined);
  if (known.length === 0) return [];
  // A meter with a value for phase 2 or 3 has three phases, even if the reading lacks one of them.
  const shown = known.some((phase) => phase > 1) ? PHASES : known;
  const written = shown.map((phase) => values[phase]).map((value) => (value === undefined ? '–' : count(value)));
  return [{ name, value: `${written.join(' · ')}\u00a0${unit}` }];
}

/**
 * The result of listening to a port. `faulty`: a meter was heard, but something is wrong. `silent`: the port was read, and no meter was
 * heard. `closed`: the port could not be read.
 */
export type ListenOutcome = 'heard' | 'faulty' | 'silent' | 'closed';

export function listenOutcome({ ok, mode, reading, listened, readByPlugin }: ListenAnswer): ListenOutcome {
  if (ok) return 'heard';
  if (mode !== undefined || reading !== undefined) return 'faulty';
  return listened || readByPlugin ? 'silent' : 'closed';
}

/** The facts of the meter that was heard. */
export function listenFacts({ mode, reading, refusedShare }: ListenAnswer, words: PageWords): readonly Fact[] {
  const { facts, mode: modes, intact } = words.texts.live;
  const { apparentPowerVA, contract, subscribedVA } = reading ?? {};
  return [
    ...factIfKnown(facts.power, apparentPowerVA, (va) => words.quantity(va, 'VA')),
    ...factIfKnown(facts.mode, mode, (known) => modes[known]),
    ...factIfKnown(facts.contract, contract, (code) => contractName(code, words.texts)),
    ...factIfKnown(facts.subscribed, subscribedVA, (va) => words.quantity(va, 'VA')),
    ...(reading === undefined ? [] : readingFacts(reading, words)),
    ...factIfKnown(facts.quality, refusedShare, (share) => intact(words.percent(1 - share, 1))),
  ];
}
