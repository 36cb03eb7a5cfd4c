import type { Clock } from '../clock.ts';
import { type LineCounts, lineCountsText } from '../doctor/line-counts.ts';
import type { Reading } from '../reading.ts';
import { summaryOf } from '../summary.ts';
import type { Texts } from '../texts/texts.ts';
import { screenLines, type WatchView } from './screen.ts';
import type { Terminal } from './terminal.ts';
import { painted, type Tone } from './terminal.ts';

/** A way to show a meter: reading by reading, and what there is to say about it. */
export interface ReadingDisplay {
  /** @param atMs when the reading came, wall time */
  take(reading: Reading, atMs: number): void;
  say(says: string, tone: Tone): void;
  end(): void;
}

/** What a show may ask for when it shows. */
export interface DisplayContext {
  readonly port: string;
  readonly texts: Texts;
  /** Whether what comes now was said long ago. */
  readonly recorded: boolean;
  account(): LineCounts;
}

/** One JSON object a frame, with labels and horodates in the wire's own text. */
export function jsonDisplay(terminal: Terminal): ReadingDisplay {
  return {
    take: (reading, atMs) => terminal.print(JSON.stringify(frameObject(reading, atMs))),
    say: (says) => terminal.remark(says),
    end() {},
  };
}

export function frameObject({ frame, monotonicMs: _, ...reading }: Reading, atMs: number): object {
  const { mode, address, labels, horodates, refused } = frame;
  return { at: atMs, mode, address, labels, horodates, refused, reading };
}

/** A line a frame, and the account of the line at the end: for a pipe, or a file. */
export function plainDisplay(terminal: Terminal, { texts, recorded, account }: DisplayContext): ReadingDisplay {
  const words = texts.cli.watch;
  return {
    take(reading, atMs) {
      const time = recorded ? [] : [timeOf(atMs)];
      const signs = [
        reading.overload ? [words.overload.on] : [],
        reading.tempoToday ? [words.tempo(words.colour[reading.tempoToday])] : [],
        reading.frame.refused > 0 ? [words.refused(reading.frame.refused)] : [],
      ];
      terminal.print([[...time, summaryOf(reading, texts.number)].join('  '), ...signs.flat()].join(' · '));
    },
    say: (says) => terminal.remark(says),
    end() {
      if (account().frames > 0) terminal.remark(lineCountsText(account(), words));
    },
  };
}

const REFRESH_MS = 200;
/** Even when nothing new has come, the age of the last reading has changed. */
const REFRESHES_A_SECOND = 1000 / REFRESH_MS;

/** A window that is refreshed in place. */
export function screenDisplay(
  terminal: Terminal,
  { port, recorded, texts, account }: DisplayContext,
  clock: Clock,
): ReadingDisplay {
  let last: WatchView['last'];
  let news: WatchView['news'];
  let height = 0;
  let idle = 0;
  let cancel = clock.after(REFRESH_MS, tick);
  terminal.draw(HIDE_CURSOR);
  draw();

  function tick(): void {
    idle += 1;
    if (idle >= REFRESHES_A_SECOND) draw();
    cancel = clock.after(REFRESH_MS, tick);
  }

  function draw(): void {
    const view = { port, recorded, last, news, account: account(), nowMs: clock.wall() };
    const lines = screenLines(view, texts, terminal.window ?? { columns: 80, rows: 24 });
    const text = lines.map((line) => `${painted(line, terminal.colours)}${CLEAR_LINE}\n`).join('');
    terminal.draw((height > 0 ? `\x1b[${height}A` : '') + text + CLEAR_BELOW);
    height = lines.length;
    idle = 0;
  }

  return {
    take(reading, atMs) {
      last = { reading, atMs };
      idle = REFRESHES_A_SECOND;
    },
    say(says, tone) {
      news = { says, tone };
      idle = REFRESHES_A_SECOND;
    },
    end() {
      cancel();
      draw();
      terminal.draw(SHOW_CURSOR);
    },
  };
}

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

function timeOf(ms: number): string {
  const at = new Date(ms);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
