import type { Machine } from '../doctor/machine.ts';
import {
  includesHomebridge,
  mayIncludeHomebridge,
  type PluginReader,
  pluginHearing,
  secondsIn,
} from '../doctor/plugin-reader.ts';
import type { PortExamination, PortToExamine } from '../doctor/port-examination.ts';
import { type PortTrouble, portTroubleText } from '../doctor/port-trouble.ts';
import { unusualBaudRate } from '../meter/line-formats.ts';
import type { Reading } from '../reading/reading.ts';
import type { PortHolder } from '../source/port-holders.ts';
import type { MeterStatus } from '../status/status.ts';
import { pageNumbers } from '../texts/numbers.ts';
import { contractNameIn } from '../texts/tariffs.ts';
import { type Language, textsIn } from '../texts/texts.ts';
import { readingFromFrame } from '../tic/frame-reading.ts';
import { refusedGroups } from '../tic/quality.ts';
import type { KindOf, Trouble } from '../trouble/trouble.ts';
import type { ListenAnswer } from './protocol.ts';
import { troubleNote } from './trouble-notes.ts';

/** Troubles that prevented listening to a port at all. */
const NOT_LISTENED: ReadonlySet<PortTrouble['kind']> = new Set([
  ...(['notAPort', 'missing', 'uartOff', 'noDevice', 'forbidden', 'busy', 'unanswering'] as const),
  ...(['unreachable', 'gone', 'unreadable'] as const),
]);

/** The result of examining a port, as an answer for the page. */
export function examinationAnswer(
  { trouble, mode, baudRate, heard }: PortExamination,
  port: string,
  language: Language,
): ListenAnswer {
  const says = trouble ? [pageTroubleText(trouble, port, language)] : [];
  const listened = !trouble || !NOT_LISTENED.has(trouble.kind) ? { listened: true as const } : {};
  if (!heard || !mode) return { ok: false, ...listened, says };
  const { share: refusedShare } = refusedGroups(heard.quality);
  const frame = heard.frames.at(-1);
  if (!frame) return { ok: false, ...listened, mode, refusedShare, says };
  const reading = readingFromFrame(frame, 0);
  return {
    ok: trouble === undefined,
    ...listened,
    mode,
    reading,
    refusedShare,
    says: [
      ...meterText(reading, language, baudRate && unusualBaudRate({ mode, baudRate })),
      ...(trouble ? says : [signalOf(refusedShare, language)]),
    ],
  };
}

/** A trouble in the page's words, or in the doctor's if the page has none of its own. */
function pageTroubleText(trouble: PortTrouble, port: string, language: Language): string {
  const { cli, ui } = textsIn[language];
  return portTroubleText(port, trouble, { ...cli.doctor.trouble, ...ui.trouble });
}

/** Which meter a reading comes from, and how much power the house draws. */
function meterText(
  { frame, contract, apparentPowerVA, subscribedVA }: Reading,
  language: Language,
  bauds?: number,
): readonly string[] {
  const { tariffs, ui } = textsIn[language];
  const { number, percent } = pageNumbers(language);
  const va = (value: number) => `${number(value)}\u00a0VA`;
  const name = contract && (contractNameIn(tariffs, contract) ?? contract);
  const meter = ui.listen.meter(frame.mode, frame.address, { contract: name, bauds });
  if (apparentPowerVA === undefined) return [meter];
  const drawn = va(apparentPowerVA);
  if (!subscribedVA) return [meter, ui.listen.power(drawn)];
  return [meter, ui.listen.load(drawn, va(subscribedVA), percent(apparentPowerVA / subscribedVA))];
}

function signalOf(share: number, language: Language): string {
  const { listen } = textsIn[language].ui;
  return share === 0 ? listen.perfect : listen.good(pageNumbers(language).percent(share, 1));
}

/** Troubles of a line that the plugin has open. With any other trouble, it cannot open the port, or has lost it. */
const OPEN_LINE: ReadonlySet<Trouble['kind']> = new Set<KindOf<'line'>>([
  'silent',
  'garbage',
  'fixedFormat',
  'shared',
  'noise',
]);

/**
 * The answer for a port that the running plugin reads: what it hears, or why it hears nothing. What the plugin knows to be wrong with the
 * line has priority over what could be found out from here.
 */
export async function pluginAnswer(
  target: PortToExamine,
  { meter, troubles }: { readonly meter: MeterStatus; readonly troubles: readonly Trouble[] },
  machine: Machine,
  language: Language,
): Promise<ListenAnswer> {
  const { port } = target;
  const { listen } = textsIn[language].ui;
  const known = troubles.filter((one) => one.part === 'line' && one.meter === meter.slug);
  const wrong = known.map((one) => troubleNote(one, language)).flatMap(({ says, cure }) => [says, cure]);
  const hearing = await pluginHearing(target, meter, machine);
  if (hearing.kind === 'heard') {
    const { reading, ageMs } = hearing;
    const says = [...meterText(reading, language), ...wrong, listen.byPlugin(secondsIn(ageMs))];
    return { ok: known.length === 0, readByPlugin: true, mode: reading.frame.mode, reading, says };
  }
  if (known.length > 0) {
    const isOpen = known.every(({ kind }) => OPEN_LINE.has(kind));
    return { ok: false, ...(isOpen && { readByPlugin: true }), says: wrong };
  }
  if (hearing.kind === 'barred') return { ok: false, says: [pageTroubleText(hearing.trouble, port, language)] };
  const seconds = hearing.ageMs === undefined ? undefined : secondsIn(hearing.ageMs);
  return { ok: false, readByPlugin: true, says: [listen.noneYet(port, seconds)] };
}

/** The answer for a port that the plugin seems to read, though its status cannot be read. */
export function supposedReaderAnswer(ageMs: number, language: Language): ListenAnswer {
  return { ok: true, readByPlugin: true, says: [textsIn[language].ui.listen.byHomebridge(secondsIn(ageMs))] };
}

/**
 * The answer for a busy port that Homebridge has open, or may have, while the plugin's status cannot be read. Undefined if
 * another program has it.
 */
export function heldPortAnswer(
  port: string,
  holders: readonly PortHolder[],
  reader: PluginReader | undefined,
  language: Language,
): ListenAnswer | undefined {
  if (reader?.kind === 'supposed' && mayIncludeHomebridge(holders)) return supposedReaderAnswer(reader.ageMs, language);
  return includesHomebridge(holders)
    ? { ok: false, says: [textsIn[language].ui.listen.heldByHomebridge(port)] }
    : undefined;
}
