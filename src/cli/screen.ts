import { type LineCounts, lineCountsText } from '../doctor/line-counts.ts';
import type { Reading } from '../reading/reading.ts';
import type { Texts } from '../texts/texts.ts';
import { readingLines } from './reading-lines.ts';
import type { Line, Tone } from './terminal.ts';
import { wrapped } from './terminal.ts';

type WatchWords = Texts['cli']['watch'];

/** Everything that the screen shows about a meter. */
export interface WatchView {
  readonly port: string;
  /** Whether the port is a recording. */
  readonly recorded: boolean;
  /** The last reading, and the wall time at which it arrived, in ms. */
  readonly last?: { readonly reading: Reading; readonly atMs: number };
  readonly nowMs: number;
  readonly counts: LineCounts;
  /** The last message of the meter's log. */
  readonly message?: { readonly says: string; readonly tone: Tone };
}

/** The link counts as lost after ten seconds without a frame (Enedis-NOI-CPT_54E §5.3.5). */
const STALE_MS = 10_000;
const WIDEST = 100;

/** The lines of the screen, fitted to a window. In a small window the last values are left out. */
export function screenLines(
  { port, recorded, last, nowMs, counts, message }: WatchView,
  texts: Texts,
  window: { readonly columns: number; readonly rows: number },
): readonly Line[] {
  const words = texts.cli.watch;
  const width = Math.min(window.columns, WIDEST);
  const age = last && nowMs - last.atMs;
  const isStale = !recorded && age !== undefined && age >= STALE_MS;
  const head: readonly Line[] = [
    { text: titleOf(port, last?.reading, words, width), tone: 'strong' },
    { text: '─'.repeat(width), tone: 'faint' },
  ];
  const foot: readonly Line[] = [
    { text: '' },
    recorded ? { text: words.recording, tone: 'faint' } : freshness(age, isStale, words),
    ...wrapped(lineCountsText(counts, words), width).map((text) => ({ text })),
    ...(message ? wrapped(message.says, width).map((text) => ({ text, tone: message.tone })) : []),
  ];
  const room = Math.max(0, window.rows - 1 - head.length - foot.length);
  const values = (last ? readingLines(last.reading, texts) : []).slice(0, room);
  const shown = isStale ? values.map((line) => ({ ...line, tone: 'faint' as const })) : values;
  return [...head, ...shown, ...foot].map((line) => ({ ...line, text: line.text.slice(0, width) }));
}

/** The title. A port that is too long is cut at its beginning, since ports differ at their ends. */
function titleOf(port: string, reading: Reading | undefined, words: WatchWords, width: number): string {
  const rest = reading ? ` · ${words.mode(reading.frame.mode)} · ${words.meter(reading.frame.address)}` : '';
  const room = width - rest.length;
  return (port.length > room ? `…${port.slice(1 - room)}` : port) + rest;
}

function freshness(silentMs: number | undefined, isStale: boolean, words: WatchWords): Line {
  if (silentMs === undefined) return { text: words.waiting, tone: 'faint' };
  return isStale ? { text: words.silent(silentMs), tone: 'bad' } : { text: words.live(silentMs), tone: 'good' };
}
