import { figure } from '../doctor/figure.ts';
import type { PerPhase, Reading } from '../reading.ts';
import type { Texts } from '../texts/texts.ts';
import type { Line } from './terminal.ts';

type Words = Texts['cli']['watch'];

const LABEL_WIDTH = 20;
const BAR_WIDTH = 20;

/** What a reading says, a line a value, each in words and units. What it does not carry has no line. */
export function readingLines(reading: Reading, words: Words): readonly Line[] {
  const { label } = words;
  return [
    row(label.power, powerOf(reading, words), 'strong'),
    row(label.phases, perPhase(reading.apparentPowerVAByPhase, 'VA')),
    row(label.injected, reading.injectedPowerVA === undefined ? undefined : `${figure(reading.injectedPowerVA)} VA`),
    row(label.current, perPhase(reading.currentA, 'A')),
    row(label.voltage, perPhase(reading.voltageV, 'V')),
    row(
      label.highestToday,
      reading.maxPowerVAToday === undefined ? undefined : `${figure(reading.maxPowerVAToday)} VA`,
    ),
    row(label.overload, overloadOf(reading, words), reading.overload ? 'bad' : 'plain'),
    row(label.contract, contractOf(reading, words)),
    row(label.tariff, tariffOf(reading, words)),
    row(label.tempo, tempoOf(reading, words)),
    row(label.peak, reading.peak && reading.peak !== 'none' ? words.peak[reading.peak] : undefined),
    row(label.dryContact, reading.dryContact && words.dryContact[reading.dryContact]),
    row(label.message, reading.message?.replace(/ +/g, ' ')),
    row(label.energy, reading.importedWh === undefined ? undefined : energy(reading.importedWh, words)),
    row(label.exported, reading.exportedWh === undefined ? undefined : energy(reading.exportedWh, words)),
    registersOf(reading, words),
  ].flat();
}

function row(label: string, value: string | undefined, tone: Line['tone'] = 'plain'): readonly Line[] {
  return value === undefined ? [] : [{ text: `${label.padEnd(LABEL_WIDTH)}${value}`, tone }];
}

function powerOf({ apparentPowerVA, subscribedVA }: Reading, words: Words): string | undefined {
  if (apparentPowerVA === undefined) return undefined;
  const power = `${figure(apparentPowerVA)} VA`;
  if (!subscribedVA) return power;
  const share = apparentPowerVA / subscribedVA;
  const full = Math.min(BAR_WIDTH, Math.round(share * BAR_WIDTH));
  const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
  return `${power.padEnd(10)} ${bar} ${words.load(Math.round(share * 100), subscribedVA / 1000)}`;
}

function perPhase(values: PerPhase | undefined, unit: string): string | undefined {
  const all = Object.values(values ?? {});
  return all.length === 0 ? undefined : `${all.map((value) => figure(value)).join(' / ')} ${unit}`;
}

function overloadOf({ overload }: Reading, words: Words): string | undefined {
  return overload === undefined ? undefined : words.overload[overload ? 'on' : 'off'];
}

function contractOf({ contract, subscribedVA }: Reading, words: Words): string | undefined {
  // BBRx: the last character packs the relay programmes.
  const name = contract && withWords(contract, words.contract[contract.startsWith('BBR') ? 'BBR' : contract]);
  const power = subscribedVA === undefined ? undefined : words.subscribed(subscribedVA / 1000);
  return [name, power].filter((part) => part !== undefined).join(', ') || undefined;
}

function tariffOf({ tariff, offPeak }: Reading, words: Words): string | undefined {
  if (tariff === undefined) return undefined;
  const hours = offPeak === undefined ? words.period[tariff] : words.hours[offPeak ? 'offPeak' : 'peak'];
  return withWords(tariff.replace(/ +/g, ' '), hours);
}

function withWords(code: string, words: string | undefined): string {
  return words === undefined ? code : `${code} (${words})`;
}

function tempoOf({ tempoToday, tempoTomorrow }: Reading, words: Words): string | undefined {
  if (tempoToday === undefined && tempoTomorrow === undefined) return undefined;
  return words.tempo(tempoToday && words.colour[tempoToday], tempoTomorrow && words.colour[tempoTomorrow]);
}

function energy(wh: number, { point }: Words, unit = 'kWh'): string {
  return `${figure(wh / 1000, 3, point)} ${unit}`;
}

/** Totals, and the same energy again by the distributor's tariff. */
const NOT_SHOWN = /^(?:EAST|EAIT|EASD\d\d)$/;

/** The indexes of the contract, two a line: a standard meter sends ten, most of them 0. */
function registersOf({ registers }: Reading, words: Words): readonly Line[] {
  const used = Object.entries(registers).filter(([label, wh]) => wh > 0 && !NOT_SHOWN.test(label));
  const texts = used.map(([label, wh]) => {
    const amount = energy(wh, words, label.startsWith('ERQ') ? 'kvarh' : 'kWh');
    return `${label.padEnd(8)}${amount.padStart(18)}`;
  });
  const pairs = texts.flatMap((text, index) => (index % 2 === 0 ? [[text, texts[index + 1] ?? '']] : []));
  return pairs.map((pair) => ({ text: `  ${pair.join('    ').trimEnd()}`, tone: 'faint' }));
}
