import { type PerPhase, PHASES, type Reading, type TempoColour } from '../../../src/reading.ts';
import type { MeterStatus } from '../../../src/status/status.ts';
import type { ListenAnswer } from '../../../src/ui/protocol.ts';
import type { PageWords } from './page-words.ts';
import { contractName, tariffName } from './tariff-names.ts';

/** A fact of a meter, ready to be shown. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** It is a colour of Tempo, too. */
  readonly colour?: TempoColour;
}

export interface PowerGauge {
  /** From 0 to 1; what is above the subscribed power is 1. */
  readonly filled: number;
  readonly says: string;
  readonly level: 'well' | 'high' | 'over';
}

/** What is shown of a meter now. */
export interface MeterDisplay {
  readonly name: string;
  /** Absent until the first frame. */
  readonly age?: string;
  readonly isStale: boolean;
  /** The number alone, in VA, and which way it goes. */
  readonly power?: { readonly value: string; readonly says: string };
  readonly gauge?: PowerGauge;
  readonly overload: boolean;
  readonly facts: readonly Fact[];
}

/** The share of the subscribed power from which there is not much left. */
const HIGH = 0.8;
/** A meter says a frame every second or two. */
const JUST_NOW_MS = 5000;

export function meterDisplay(meter: MeterStatus, words: PageWords): MeterDisplay {
  const { name, lastReading: reading, ageMs, staleAfter } = meter;
  if (!reading || ageMs === undefined) return { name, isStale: false, overload: false, facts: [] };
  const isStale = ageMs > staleAfter * 1000;
  const gauge = gaugeOf(reading, words);
  return {
    name,
    isStale,
    age: ageOf(ageMs, isStale, words),
    ...powerOf(reading, words),
    ...(gauge && { gauge }),
    overload: reading.overload === true,
    facts: factsBeside(reading, words),
  };
}

/** Whether the house gives now: a meter tells 0 for the other way. */
function isGiving({ apparentPowerVA = 0, injectedPowerVA = 0 }: Reading): boolean {
  return injectedPowerVA > apparentPowerVA;
}

/** What is drawn, or what is given while that is more. */
function powerOf(reading: Reading, { texts: { live }, count }: PageWords): Pick<MeterDisplay, 'power'> {
  const { apparentPowerVA, injectedPowerVA = 0 } = reading;
  if (isGiving(reading)) return { power: { value: count(injectedPowerVA), says: live.given } };
  return apparentPowerVA === undefined ? {} : { power: { value: count(apparentPowerVA), says: live.drawn } };
}

/** The facts, less the one that is shown large. */
function factsBeside(reading: Reading, words: PageWords): readonly Fact[] {
  if (!isGiving(reading)) return readingFacts(reading, words);
  const { injectedPowerVA: _, ...rest } = reading;
  return readingFacts(rest, words);
}

function ageOf(ms: number, isStale: boolean, { texts: { live }, duration }: PageWords): string {
  if (isStale) return live.silent(duration(ms));
  return ms < JUST_NOW_MS ? live.now : live.age(duration(ms));
}

function gaugeOf({ apparentPowerVA, subscribedVA }: Reading, words: PageWords): PowerGauge | undefined {
  if (apparentPowerVA === undefined || !subscribedVA) return undefined;
  const share = apparentPowerVA / subscribedVA;
  return {
    filled: Math.min(1, share),
    says: words.texts.live.share(words.percent(share), words.quantity(subscribedVA, 'VA')),
    level: share > 1 ? 'over' : share > HIGH ? 'high' : 'well',
  };
}

/** What a reading tells beside its power, in the order of what one wants to know. */
export function readingFacts(reading: Reading, words: PageWords): readonly Fact[] {
  const { texts, quantity, energy } = words;
  const { facts, tempo, peak } = texts.live;
  const { tempoToday, tempoTomorrow } = reading;
  return [
    ...factIfKnown(facts.injected, reading.injectedPowerVA, (va) => quantity(va, 'VA')),
    ...phased(facts.current, reading.currentA, 'A', words),
    ...phased(facts.voltage, reading.voltageV, 'V', words),
    ...factIfKnown(facts.tariff, reading.tariff, (tariff) => tariffName(tariff, texts)),
    ...(tempoToday ? [{ name: facts.today, value: tempo[tempoToday], colour: tempoToday }] : []),
    ...(tempoTomorrow ? [{ name: facts.tomorrow, value: tempo[tempoTomorrow], colour: tempoTomorrow }] : []),
    ...factIfKnown(facts.peak, reading.peak === 'none' ? undefined : reading.peak, (now) => peak[now]),
    ...factIfKnown(facts.maxToday, reading.maxPowerVAToday, (va) => quantity(va, 'VA')),
    ...factIfKnown(facts.imported, reading.importedWh, (wh) => energy(Math.floor(wh / 1000) * 1000, 0)),
    ...factIfKnown(facts.exported, reading.exportedWh, (wh) => energy(Math.floor(wh / 1000) * 1000, 0)),
  ];
}

export function factIfKnown<T>(name: string, value: T | undefined, written: (value: T) => string): readonly Fact[] {
  return value === undefined ? [] : [{ name, value: written(value) }];
}

/** One number, or one for each phase. */
function phased(name: string, values: PerPhase = {}, unit: string, { count }: PageWords): readonly Fact[] {
  const known = PHASES.filter((phase) => values[phase] !== undefined);
  if (known.length === 0) return [];
  // Where there is a second one, there are three; each keeps its place when one is not told.
  const shown = known.some((phase) => phase > 1) ? PHASES : known;
  const written = shown.map((phase) => values[phase]).map((value) => (value === undefined ? '–' : count(value)));
  return [{ name, value: `${written.join(' · ')}\u00a0${unit}` }];
}

/** What came of listening: `faulty` a meter talks and something is wrong; `closed` nobody could listen. */
export type ListenOutcome = 'heard' | 'faulty' | 'silent' | 'closed';

export function listenOutcome({ ok, mode, reading, listened, readByPlugin }: ListenAnswer): ListenOutcome {
  if (ok) return 'heard';
  if (mode !== undefined || reading !== undefined) return 'faulty';
  return listened || readByPlugin ? 'silent' : 'closed';
}

/** What was heard, side by side. */
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
