import { type LineCounts, lineCountsText } from '../doctor/line-counts.ts';
import type { Reading } from '../reading.ts';
import type { Texts } from '../texts/texts.ts';
import { readingLines } from './reading-lines.ts';
import type { Line, Tone } from './terminal.ts';
import { wrapped } from './terminal.ts';

type WatchWords = Texts['cli']['watch'];

/** All that is known of a meter that is being watched. */
export interface WatchView {
  readonly port: string;
  /** Whether what comes now was said long ago. */
  readonly recorded: boolean;
  /** The last reading, and when it came (wall time, in ms). */
  readonly last?: { readonly reading: Reading; readonly atMs: number } | undefined;
  readonly nowMs: number;
  readonly account: LineCounts;
  /** What there was to say last. */
  readonly news?: { readonly says: string; readonly tone: Tone } | undefined;
}

/** Enedis calls the link lost after ten seconds (54E §5.3.5). */
const STALE_MS = 10_000;
const WIDEST = 100;

/** The view in lines that fit a window; where there are more, values at the end are left out. */
export function screenLines(
  { port, recorded, last, nowMs, account, news }: WatchView,
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
    ...wrapped(lineCountsText(account, words), width).map((text) => ({ text })),
    ...(news ? wrapped(news.says, width).map((text) => ({ text, tone: news.tone })) : []),
  ];
  const room = Math.max(0, window.rows - 1 - head.length - foot.length);
  const values = (last ? readingLines(last.reading, texts) : []).slice(0, room);
  const shown = isStale ? values.map((line) => ({ ...line, tone: 'faint' as const })) : values;
  return [...head, ...shown, ...foot].map((line) => ({ ...line, text: line.text.slice(0, width) }));
}

/** A port that is too long loses its beginning: what tells it from another stands at its end. */
function titleOf(port: string, reading: Reading | undefined, words: WatchWords, width: number): string {
  const rest = reading ? ` · ${words.mode(reading.frame.mode)} · ${words.meter(reading.frame.address)}` : '';
  const room = width - rest.length;
  return (port.length > room ? `…${port.slice(1 - room)}` : port) + rest;
}

function freshness(silentMs: number | undefined, isStale: boolean, words: WatchWords): Line {
  if (silentMs === undefined) return { text: words.waiting, tone: 'faint' };
  return isStale ? { text: words.silent(silentMs), tone: 'bad' } : { text: words.live(silentMs), tone: 'good' };
}
