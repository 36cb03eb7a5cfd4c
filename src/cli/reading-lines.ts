import { byLabel, type PerPhase, type Reading } from '../reading/reading.ts';
import type { NumberWriter } from '../texts/numbers.ts';
import { contractNameIn, periodNameIn, type TariffTexts } from '../texts/tariffs.ts';
import type { Texts } from '../texts/texts.ts';
import { contractHours, periodOfRegister } from './contract-lines.ts';
import type { Line } from './terminal.ts';

type WatchWords = Texts['cli']['watch'];

const LABEL_WIDTH = 20;
const BAR_WIDTH = 20;

/** A reading for the screen: one line for each value that it carries, with its name and its unit. */
export function readingLines(reading: Reading, { cli, number, tariffs }: Texts): readonly Line[] {
  const words = cli.watch;
  const { label } = words;
  const va = (value: number | undefined) => (value === undefined ? undefined : `${number(value)} VA`);
  const kWh = (wh: number | undefined) => (wh === undefined ? undefined : `${number(wh / 1000, 3)} kWh`);
  return [
    row(label.power, powerOf(reading, words, number), 'strong'),
    row(label.active, activePowerOf(reading, number)),
    row(label.phases, perPhase(reading.apparentPowerVAByPhase, 'VA', number)),
    row(label.injected, va(reading.injectedPowerVA) ?? surplusOf(reading, words, number)),
    row(label.current, perPhase(reading.currentA, 'A', number)),
    row(label.voltage, perPhase(reading.voltageV, 'V', number)),
    row(label.highestToday, va(reading.maxPowerVAToday)),
    row(label.overload, overloadOf(reading, words), reading.overload ? 'bad' : 'plain'),
    row(label.contract, contractOf(reading, words, tariffs)),
    row(label.tariff, tariffOf(reading, words, tariffs)),
    contractHours(reading, cli.contract).map(({ name, value }) => row(name, value)),
    row(label.tempo, tempoOf(reading, words)),
    row(label.peak, reading.peak && reading.peak !== 'none' ? words.peak[reading.peak] : undefined),
    row(label.dryContact, reading.dryContact && words.dryContact[reading.dryContact]),
    row(label.message, reading.message?.replace(/ +/g, ' ')),
    row(label.energy, kWh(reading.importedWh)),
    row(label.exported, kWh(reading.exportedWh)),
    registersOf(reading, number),
  ].flat(2);
}

function row(label: string, value: string | undefined, tone: Line['tone'] = 'plain'): readonly Line[] {
  return value === undefined ? [] : [{ text: `${label.padEnd(LABEL_WIDTH)}${value}`, tone }];
}

function powerOf(
  { apparentPowerVA, subscribedVA }: Reading,
  words: WatchWords,
  number: NumberWriter,
): string | undefined {
  if (apparentPowerVA === undefined) return undefined;
  const power = `${number(apparentPowerVA)} VA`;
  if (!subscribedVA) return power;
  const share = apparentPowerVA / subscribedVA;
  const full = Math.min(BAR_WIDTH, Math.round(share * BAR_WIDTH));
  const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
  return `${power.padEnd(10)} ${bar} ${words.load(Math.round(share * 100), subscribedVA / 1000)}`;
}

/** The active power with its error: `≈ 1 105 W ± 30`. It is negative while the house exports. */
function activePowerOf({ activePowerW, activePowerErrorW }: Reading, number: NumberWriter): string | undefined {
  if (activePowerW === undefined) return undefined;
  const error = activePowerErrorW === undefined ? '' : ` ± ${number(Math.ceil(activePowerErrorW))}`;
  return `≈ ${number(Math.round(activePowerW))} W${error}`;
}

/** The surplus while there is one. */
function surplusOf({ surplusVA }: Reading, words: WatchWords, number: NumberWriter): string | undefined {
  if (!surplusVA?.about) return undefined;
  return words.surplus(number(surplusVA.about), number(surplusVA.least), number(surplusVA.most));
}

function perPhase(values: PerPhase | undefined, unit: string, number: NumberWriter): string | undefined {
  const all = Object.values(values ?? {});
  return all.length === 0 ? undefined : `${all.map((value) => number(value)).join(' / ')} ${unit}`;
}

function overloadOf({ overload }: Reading, words: WatchWords): string | undefined {
  return overload === undefined ? undefined : words.overload[overload ? 'on' : 'off'];
}

function contractOf({ contract, subscribedVA }: Reading, words: WatchWords, names: TariffTexts): string | undefined {
  const name = contract && withWords(contract, contractNameIn(names, contract));
  const power = subscribedVA === undefined ? undefined : words.subscribed(subscribedVA / 1000);
  return [name, power].filter((part) => part !== undefined).join(', ') || undefined;
}

function tariffOf({ tariff, offPeak }: Reading, words: WatchWords, names: TariffTexts): string | undefined {
  if (tariff === undefined) return undefined;
  const hours = offPeak === undefined ? periodNameIn(names, tariff) : words.hours[offPeak ? 'offPeak' : 'peak'];
  return withWords(tariff.replace(/ +/g, ' '), hours);
}

/** The meter's text, followed by our words for it if they differ. */
function withWords(written: string, words: string | undefined): string {
  return words === undefined || words.toUpperCase() === written.toUpperCase() ? written : `${written} (${words})`;
}

function tempoOf({ tempoToday, tempoTomorrow }: Reading, words: WatchWords): string | undefined {
  if (tempoToday === undefined && tempoTomorrow === undefined) return undefined;
  return words.tempo(tempoToday && words.colour[tempoToday], tempoTomorrow && words.colour[tempoTomorrow]);
}

/** Totals, which have lines of their own, and the energy by the distributor's tariff. */
const NOT_AMONG_REGISTERS = /^(?:EAST|EAIT|EASD\d\d)$/;

/**
 * The contract's registers: two per line, or one if their periods are known. A meter in standard mode sends ten, most of which are 0 and
 * left out.
 */
function registersOf(reading: Reading, number: NumberWriter): readonly Line[] {
  const used = byLabel(reading.registers).filter(([label, wh]) => wh > 0 && !NOT_AMONG_REGISTERS.test(label));
  const periods = used.map(([label]) => periodOfRegister(label, reading));
  const hasPeriods = periods.some((period) => period !== undefined);
  const texts = used.map(([label, wh], nth) => {
    const amount = `${number(wh / 1000, 3)} ${label.startsWith('ERQ') ? 'kvarh' : 'kWh'}`;
    const period = hasPeriods ? `    ${periods[nth] ?? ''}` : '';
    return `${label.padEnd(8)}${amount.padStart(18)}${period}`.trimEnd();
  });
  const inOneLine = hasPeriods ? 1 : 2;
  return texts.flatMap((_, nth) =>
    nth % inOneLine === 0
      ? [{ text: `  ${texts.slice(nth, nth + inOneLine).join('    ')}`, tone: 'faint' as const }]
      : [],
  );
}
