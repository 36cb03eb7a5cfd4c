import { type PerPhase, PHASES, type Reading, type TempoColour } from '../../../src/reading.ts';
import type { MeterStatus, Status } from '../../../src/status/status.ts';
import { tariffName } from './tariff.ts';
import type { Words } from './words.ts';

/** A fact of a meter, ready to be shown. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** It is a colour of Tempo, too. */
  readonly colour?: TempoColour;
}

export interface Gauge {
  /** From 0 to 1; what is above the subscribed power is 1. */
  readonly filled: number;
  readonly says: string;
  readonly level: 'well' | 'high' | 'over';
}

/** What is shown of a meter now. */
export interface MeterView {
  readonly name: string;
  /** Absent until the first frame. */
  readonly age?: string;
  readonly isStale: boolean;
  /** The number alone, in VA, and which way it goes. */
  readonly power?: { readonly value: string; readonly says: string };
  readonly gauge?: Gauge;
  readonly overload: boolean;
  readonly facts: readonly Fact[];
}

/** The share of the subscribed power from which there is not much left. */
const HIGH = 0.8;
/** A meter says a frame every second or two. */
const JUST_NOW_MS = 5000;

export function meterView(meter: MeterStatus, words: Words): MeterView {
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
function powerOf(reading: Reading, { texts: { live }, count }: Words): Pick<MeterView, 'power'> {
  const { apparentPowerVA, injectedPowerVA = 0 } = reading;
  if (isGiving(reading)) return { power: { value: count(injectedPowerVA), says: live.given } };
  return apparentPowerVA === undefined ? {} : { power: { value: count(apparentPowerVA), says: live.drawn } };
}

/** The facts, less the one that is shown large. */
function factsBeside(reading: Reading, words: Words): readonly Fact[] {
  if (!isGiving(reading)) return factsOf(reading, words);
  const { injectedPowerVA: _, ...rest } = reading;
  return factsOf(rest, words);
}

function ageOf(ms: number, isStale: boolean, { texts: { live }, duration }: Words): string {
  if (isStale) return live.silent(duration(ms));
  return ms < JUST_NOW_MS ? live.now : live.age(duration(ms));
}

function gaugeOf({ apparentPowerVA, subscribedVA }: Reading, words: Words): Gauge | undefined {
  if (apparentPowerVA === undefined || !subscribedVA) return undefined;
  const share = apparentPowerVA / subscribedVA;
  return {
    filled: Math.min(1, share),
    says: words.texts.live.share(words.percent(share), words.quantity(subscribedVA, 'VA')),
    level: share > 1 ? 'over' : share > HIGH ? 'high' : 'well',
  };
}

/** What a reading tells beside its power, in the order of what one wants to know. */
export function factsOf(reading: Reading, words: Words): readonly Fact[] {
  const { texts, quantity, energy } = words;
  const { facts, tempo, peak } = texts.live;
  const { tempoToday, tempoTomorrow } = reading;
  return [
    ...fact(facts.injected, reading.injectedPowerVA, (va) => quantity(va, 'VA')),
    ...phased(facts.current, reading.currentA, 'A', words),
    ...phased(facts.voltage, reading.voltageV, 'V', words),
    ...fact(facts.tariff, reading.tariff, (tariff) => tariffName(tariff, texts)),
    ...(tempoToday ? [{ name: facts.today, value: tempo[tempoToday], colour: tempoToday }] : []),
    ...(tempoTomorrow ? [{ name: facts.tomorrow, value: tempo[tempoTomorrow], colour: tempoTomorrow }] : []),
    ...fact(facts.peak, reading.peak === 'none' ? undefined : reading.peak, (now) => peak[now]),
    ...fact(facts.maxToday, reading.maxPowerVAToday, (va) => quantity(va, 'VA')),
    ...fact(facts.imported, reading.importedWh, (wh) => energy(Math.floor(wh / 1000) * 1000, 0)),
    ...fact(facts.exported, reading.exportedWh, (wh) => energy(Math.floor(wh / 1000) * 1000, 0)),
  ];
}

function fact<T>(name: string, value: T | undefined, written: (value: T) => string): readonly Fact[] {
  return value === undefined ? [] : [{ name, value: written(value) }];
}

/** One number, or one for each phase. */
function phased(name: string, values: PerPhase = {}, unit: string, { count }: Words): readonly Fact[] {
  const known = PHASES.filter((phase) => values[phase] !== undefined);
  if (known.length === 0) return [];
  // Where there is a second one, there are three; each keeps its place when one is not told.
  const shown = known.some((phase) => phase > 1) ? PHASES : known;
  const written = shown.map((phase) => values[phase]).map((value) => (value === undefined ? '–' : count(value)));
  return [{ name, value: `${written.join(' · ')}\u00a0${unit}` }];
}

/** How sending to InfluxDB goes. */
export interface MirrorView {
  readonly says: string;
  readonly isWell: boolean;
  readonly facts: readonly Fact[];
  /** What there is to know about that, and to do. */
  readonly about?: string;
  /** The series that are refused, each with what the database says about it, and what to do. */
  readonly refused?: { readonly series: readonly Fact[]; readonly more?: string; readonly says: string };
  /** As the database said it. */
  readonly lastError?: string;
}

type Mirror = NonNullable<Status['mirror']>;

export function mirrorView(mirror: Mirror, nowMs: number, words: Words): MirrorView {
  const { texts, count, duration } = words;
  const { pending, ago, oldest, ...names } = texts.mirror;
  const refused = refusedIn(mirror, words);
  const isSending = mirror.state === 'delivering' || mirror.state === 'starting';
  const isStranger = mirror.mistake === 'stranger';
  const isWell = isSending && !refused;
  const some = (name: string, points: number) => (points > 0 ? [{ name, value: count(points) }] : []);
  const { oldestPendingAtMs } = mirror;
  return {
    says: stateIn(mirror, words),
    isWell,
    ...(isStranger && { about: names.aboutStranger }),
    ...(mirror.unverified && { about: names.aboutUnverified }),
    ...(refused && { refused }),
    facts: [
      { name: names.delivered, value: count(mirror.delivered) },
      { name: pending, value: count(mirror.pending) },
      ...fact(oldest, oldestPendingAtMs, (atMs) => ago(duration(Math.max(0, nowMs - atMs)))),
      ...some(names.refused, mirror.refused),
      ...some(names.dropped, mirror.dropped),
    ],
    ...(!isSending && !isStranger && mirror.lastError !== undefined && { lastError: mirror.lastError }),
  };
}

function stateIn(mirror: Mirror, { texts }: Words): string {
  const { state, stranger, refusing, unverified } = texts.mirror;
  if (mirror.mistake === 'stranger') return stranger;
  if (mirror.state !== 'delivering') return state[mirror.state];
  if ((mirror.refusedSeries ?? []).length > 0) return refusing;
  return mirror.unverified ? unverified : state.delivering;
}

function refusedIn(
  { refusedSeries = [], refusedSeriesInAll = 0 }: Mirror,
  { texts, count }: Words,
): MirrorView['refused'] {
  if (refusedSeries.length === 0) return undefined;
  const { moreSeries, resend } = texts.mirror;
  const others = refusedSeriesInAll - refusedSeries.length;
  return {
    series: refusedSeries.map(({ series, says }) => ({ name: series, value: says })),
    ...(others > 0 && { more: moreSeries(count(others)) }),
    says: resend,
  };
}
