import type { TempoColour } from '../../src/reading.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { shownAt } from '../years/wall-clock.ts';
import {
  dateAfter,
  dateAndMinute,
  type Life,
  type LifeContract,
  type LifePeriod,
  MINUTE_MS,
  minuteOf,
  type Switching,
  tempoDate,
} from './life.ts';

/** In watt-milliseconds. */
const WH = 3_600_000;
const FIRST_WATTS = 480;
const FIRST_KVA = 9;
const NO_MESSAGE = 'PAS DE          MESSAGE';
const EASF = Array.from({ length: 10 }, (_, nth) => `EASF${String(nth + 1).padStart(2, '0')}`);
/** What was counted before, by a contract of which nobody knows any more: the Wh of the register with that place. */
const firstWh = (nth: number) => 1_234_567 * (nth + 1);
const COLOUR_BITS: { readonly [C in TempoColour]: number } = { blue: 1, white: 2, red: 3 };
const DEMAIN: { readonly [C in TempoColour]: string } = { blue: 'BLEU', white: 'BLAN', red: 'ROUG' };
/** From when on the meter tells tomorrow's colour, unless that is blue. */
const ANNOUNCED_FROM = minuteOf('20:00');

/** What the meter is, and what it has counted, at one moment. */
export interface MeterState {
  readonly address: string;
  readonly period: string;
  readonly today: TempoColour | undefined;
  /** As announced. */
  readonly tomorrow: TempoColour | undefined;
  /** The label of the register that counts. */
  readonly counting: string;
  /** By label. */
  readonly registers: { readonly [label: string]: number };
}

/** A meter that lives through a fortnight. */
export class LifeMeter {
  watts = FIRST_WATTS;
  kVA = FIRST_KVA;
  message = NO_MESSAGE;
  readonly #life: Life;
  #address: string;
  #contract: LifeContract;
  #countedAsBlue: string | undefined;
  readonly #profiles = new Profiles();
  #atMs: number;
  #counted = new Map<string, number>();
  #first: { readonly [label: string]: number };

  constructor(life: Life, atMs: number) {
    this.#life = life;
    this.#address = life.address;
    this.#contract = life.contract;
    this.#atMs = atMs;
    this.#first = this.#firstRegisters();
  }

  get contract(): LifeContract {
    return this.#contract;
  }

  /** Another meter hangs at the wall now. */
  exchange(address: string, contract: LifeContract): void {
    this.#address = address;
    this.#contract = contract;
    this.#counted = new Map();
    this.#first = Object.fromEntries(EASF.map((label) => [label, 0]));
  }

  /** The blue registers count on the Tempo day of this date. */
  countBlueOn(date: string): void {
    this.#countedAsBlue = date;
  }

  /** Counts until a moment. */
  goOnUntil(atMs: number): void {
    while (this.#atMs < atMs) {
      const untilMs = Math.min(atMs, (Math.floor(this.#atMs / MINUTE_MS) + 1) * MINUTE_MS);
      const { register } = this.#periodAt(this.#atMs);
      this.#counted.set(register, (this.#counted.get(register) ?? 0) + this.watts * (untilMs - this.#atMs));
      this.#atMs = untilMs;
    }
  }

  state(): MeterState {
    const { date, minute } = dateAndMinute(this.#atMs);
    const tempoDay = tempoDate(date, minute);
    const { colourOf } = this.#contract;
    const next = colourOf?.(dateAfter(tempoDay, 1));
    const isAnnounced = minute >= ANNOUNCED_FROM || minute < minuteOf('06:00');
    return {
      address: this.#address,
      period: this.#nameAt(this.#atMs),
      counting: this.#periodAt(this.#atMs).register,
      today: colourOf?.(tempoDay),
      tomorrow: isAnnounced && next !== 'blue' ? next : undefined,
      registers: Object.fromEntries(Object.keys(this.#first).map((label) => [label, this.#wattHours(label)])),
    };
  }

  /** @param lateS by how much the meter's clock is late, in seconds */
  frame(
    amperes: number,
    { shortMessage, lateS = 0 }: { readonly shortMessage?: string; readonly lateS?: number } = {},
  ): Uint8Array {
    const { mode } = this.#life;
    if (mode === 'historique') return encodeFrame(this.#historique(amperes), mode);
    return encodeFrame(this.#standard(amperes, shortMessage, lateS), mode);
  }

  #firstRegisters() {
    const labels =
      this.#life.mode === 'standard' ? EASF : Object.values(this.#contract.periods).map(({ register }) => register);
    return Object.fromEntries(labels.map((label, nth) => [label, firstWh(nth)]));
  }

  #wattHours(label: string): number {
    return (this.#first[label] ?? 0) + Math.floor((this.#counted.get(label) ?? 0) / WH);
  }

  #nameAt(atMs: number): string {
    const { date, minute } = dateAndMinute(atMs);
    const { profileOf, periodAt } = this.#contract;
    if (tempoDate(date, minute) !== this.#countedAsBlue) return periodAt(date, minute);
    return profileOf(date).findLast(([from]) => from <= minute)?.[1] as string;
  }

  #periodAt(atMs: number): LifePeriod {
    return this.#contract.periods[this.#nameAt(atMs)] as LifePeriod;
  }

  #historique(amperes: number): readonly WireGroup[] {
    const { address, period, today, tomorrow, registers } = this.state();
    return [
      { label: 'ADCO', data: address },
      { label: 'OPTARIF', data: this.#contract.written },
      { label: 'ISOUSC', data: String(this.kVA * 5) },
      ...Object.entries(registers).map(([label, wh]) => ({ label, data: digits(wh, 9) })),
      { label: 'PTEC', data: this.#contract.periods[period]?.written ?? '' },
      ...(today ? [{ label: 'DEMAIN', data: tomorrow ? DEMAIN[tomorrow] : '----' }] : []),
      { label: 'IINST', data: digits(amperes, 3) },
      { label: 'IMAX', data: '090' },
      { label: 'PAPP', data: digits(this.watts, 5) },
      { label: 'HHPHC', data: 'A' },
      { label: 'MOTDETAT', data: '000000' },
    ];
  }

  #standard(amperes: number, shortMessage: string | undefined, lateS: number): readonly WireGroup[] {
    const { address, period, today, tomorrow, registers } = this.state();
    const { written, profileOf, peakProfileOf, dayTypeOf } = this.#contract;
    const told = this.#atMs - lateS * 1_000;
    const { date } = dateAndMinute(told);
    const next = dateAfter(date, 1);
    const total = digits(
      Object.values(registers).reduce((sum, wh) => sum + wh, 0),
      9,
    );
    const index = this.#indexOf(period);
    const stge =
      0x003a_0001 +
      ((index - 1) << 10) +
      ((today ? COLOUR_BITS[today] : 0) << 24) +
      ((tomorrow ? COLOUR_BITS[tomorrow] : 0) << 26);
    return [
      { label: 'ADSC', data: address },
      { label: 'VTIC', data: '02' },
      { label: 'DATE', horodate: horodate(told), data: '' },
      { label: 'NGTF', data: centred(written) },
      { label: 'LTARF', data: centred(this.#contract.periods[period]?.written ?? '') },
      { label: 'EAST', data: total },
      ...Object.entries(registers).map(([label, wh]) => ({ label, data: digits(wh, 9) })),
      { label: 'EASD01', data: total },
      { label: 'IRMS1', data: digits(amperes, 3) },
      { label: 'URMS1', data: '230' },
      { label: 'PREF', data: digits(this.kVA, 2) },
      { label: 'PCOUP', data: digits(this.kVA, 2) },
      { label: 'SINSTS', data: digits(this.watts, 5) },
      { label: 'STGE', data: stge.toString(16).toUpperCase().padStart(8, '0') },
      { label: 'MSG1', data: this.message.padEnd(32) },
      ...(shortMessage === undefined ? [] : [{ label: 'MSG2', data: shortMessage.padEnd(16) }]),
      { label: 'PRM', data: '01234567890123' },
      { label: 'RELAIS', data: '000' },
      { label: 'NTARF', data: digits(index, 2) },
      { label: 'NJOURF', data: dayTypeOf(date) },
      { label: 'NJOURF+1', data: dayTypeOf(next) },
      { label: 'PJOURF+1', data: this.#profiles.of(`${address} ${next}`, () => this.#profile(profileOf(next))) },
      { label: 'PPOINTE', data: this.#profiles.of(`peak ${next}`, () => this.#profile(peakProfileOf?.(next) ?? [])) },
    ];
  }

  #indexOf(period: string): number {
    return Number(this.#contract.periods[period]?.register.slice(-2));
  }

  #profile(switchings: readonly Switching[]): string {
    const radix = this.#contract.writesHexadecimal ? 16 : 10;
    const two = (part: number) => part.toString(radix).toUpperCase().padStart(2, '0');
    const blocks = switchings.map(([minute, period]) => {
      // A dry contact that is closed in off-peak hours, and left to itself by Tempo.
      const contact = this.#contract.colourOf ? 0x4000 : this.#contract.periods[period]?.offPeak ? 0xc000 : 0x8000;
      const action = (contact + this.#indexOf(period)).toString(16).toUpperCase();
      return two(Math.floor(minute / 60)) + two(minute % 60) + action;
    });
    return Array.from({ length: 11 }, (_, nth) => blocks[nth] ?? 'NONUTILE').join(' ');
  }
}

/** Texts of profiles, each of which is written once. */
class Profiles {
  readonly #written = new Map<string, string>();

  of(key: string, write: () => string): string {
    const text = this.#written.get(key) ?? write();
    this.#written.set(key, text);
    return text;
  }
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

function centred(text: string): string {
  return text.padStart(Math.floor((16 + text.length) / 2)).padEnd(16);
}

/** `H341029093000`: with the season by which the repeated hour can be told apart. */
function horodate(atMs: number): string {
  const shown = shownAt(atMs);
  const aheadHours = (Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(atMs / 1_000) * 1_000) / 3_600_000;
  return `${aheadHours === 2 ? 'E' : 'H'}${shown.slice(2).replaceAll(/\D/g, '')}`;
}
