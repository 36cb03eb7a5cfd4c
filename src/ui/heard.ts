import { accountOf, refusedOf } from '../doctor/account.ts';
import type { Examination } from '../doctor/port.ts';
import { type Trouble, wordsFor } from '../doctor/trouble.ts';
import type { Reading } from '../reading.ts';
import { type Language, textsIn } from '../texts/texts.ts';
import { readingOf } from '../tic/reading.ts';
import type { Heard } from './protocol.ts';
import { quantitiesIn } from './quantity.ts';

/** What keeps a port from being listened to at all. */
const CLOSED: ReadonlySet<Trouble['kind']> = new Set([
  ...(['notAPort', 'missing', 'uartOff', 'noDevice', 'forbidden', 'busy'] as const),
  ...(['unreachable', 'gone', 'unreadable'] as const),
]);

/** What came of listening to a port, for the page. */
export function heardIn({ trouble, mode, heard }: Examination, port: string, language: Language): Heard {
  const says = trouble ? [troubleIn(trouble, port, language)] : [];
  const listened = !trouble || !CLOSED.has(trouble.kind) ? { listened: true as const } : {};
  if (!heard || !mode) return { ok: false, ...listened, says };
  const { share: refusedShare } = refusedOf(accountOf(heard.frames.length, heard.quality));
  const frame = heard.frames.at(-1);
  if (!frame) return { ok: false, ...listened, mode, refusedShare, says };
  const reading = readingOf(frame, 0);
  return {
    ok: trouble === undefined,
    ...listened,
    mode,
    reading,
    refusedShare,
    says: [...meterIn(reading, language), ...(trouble ? says : [signalOf(refusedShare, language)])],
  };
}

/** A trouble in words of the page, which are the doctor's where it has none of its own. */
export function troubleIn(trouble: Trouble, port: string, language: Language): string {
  const { cli, ui } = textsIn[language];
  return wordsFor(port, trouble, { ...cli.doctor.trouble, ...ui.trouble });
}

/** The meter that a reading is of, and what it draws. */
export function meterIn(
  { frame, contract, apparentPowerVA, subscribedVA }: Reading,
  language: Language,
): readonly string[] {
  const { cli, ui } = textsIn[language];
  const { va, percent } = quantitiesIn(language);
  const name = contract && (cli.watch.contract[contract.startsWith('BBR') ? 'BBR' : contract] ?? contract);
  const meter = ui.listen.meter(frame.mode, frame.address, name);
  if (apparentPowerVA === undefined) return [meter];
  const drawn = va(apparentPowerVA);
  if (!subscribedVA) return [meter, ui.listen.power(drawn)];
  return [meter, ui.listen.load(drawn, va(subscribedVA), percent(apparentPowerVA / subscribedVA))];
}

function signalOf(share: number, language: Language): string {
  const { listen } = textsIn[language].ui;
  return share === 0 ? listen.perfect : listen.good(quantitiesIn(language).percent(share, 1));
}
