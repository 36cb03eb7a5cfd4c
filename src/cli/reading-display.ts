import type { Clock } from '../base/clock.ts';
import { type LineCounts, lineCountsText } from '../doctor/line-counts.ts';
import type { ContractCalendar, Reading } from '../reading/reading.ts';
import { summaryOf } from '../reading/summary.ts';
import type { Texts } from '../texts/texts.ts';
import { contractSentence } from './contract-lines.ts';
import { screenLines, type WatchView } from './screen.ts';
import type { Terminal } from './terminal.ts';
import { painted, type Tone } from './terminal.ts';

/** A way to show readings and the messages between them. */
export interface ReadingDisplay {
  /** @param atMs wall time at which the reading arrived */
  showReading(reading: Reading, atMs: number): void;
  showMessage(says: string, tone: Tone): void;
  end(): void;
}

/** What a display needs to know besides the readings. */
export interface DisplayContext {
  readonly port: string;
  readonly texts: Texts;
  /** Whether the port is a recording, whose readings have no time. */
  readonly recorded: boolean;
  counts(): LineCounts;
}

/** One JSON object for each frame, with labels and horodates exactly as on the line. */
export function jsonDisplay(terminal: Terminal): ReadingDisplay {
  return {
    showReading: (reading, atMs) => terminal.print(JSON.stringify(frameObject(reading, atMs))),
    showMessage: (says) => terminal.remark(says),
    end() {},
  };
}

function frameObject({ frame, monotonicMs: _, dayProfiles: __, ...reading }: Reading, atMs: number): object {
  const { mode, address, labels, horodates, refused } = frame;
  return { at: atMs, mode, address, labels, horodates, refused, reading };
}

/**
 * One line for each frame, and the counts of the line at the end: for a pipe or a file. The contract's hours are in the first line at which
 * they are known, and again when they change.
 */
export function plainDisplay(terminal: Terminal, { texts, recorded, counts }: DisplayContext): ReadingDisplay {
  const words = texts.cli.watch;
  let known = hoursOf();
  return {
    showReading(reading, atMs) {
      const before = known;
      known = hoursOf(reading.calendar);
      const hours = known === before ? undefined : contractSentence(reading, texts.cli.contract);
      const time = recorded ? [] : [timeOf(atMs)];
      const signs = [
        reading.overload ? [words.overload.on] : [],
        reading.tempoToday ? [words.tempo(words.colour[reading.tempoToday])] : [],
        hours === undefined ? [] : [hours],
        reading.frame.refused > 0 ? [words.refused(reading.frame.refused)] : [],
      ];
      terminal.print([[...time, summaryOf(reading, texts.number)].join('  '), ...signs.flat()].join(' · '));
    },
    showMessage: (says) => terminal.remark(says),
    end() {
      if (counts().frames > 0) terminal.remark(lineCountsText(counts(), words));
    },
  };
}

/** The hours in a calendar, as a text that shows whether they have changed. */
function hoursOf({ periods: _, ...hours }: Partial<ContractCalendar> = {}): string {
  return JSON.stringify(hours);
}

const REFRESH_MS = 200;
/** Without a new reading, the screen is drawn once a second, since it shows the age of the last reading. */
const REFRESHES_A_SECOND = 1000 / REFRESH_MS;

/** A screen that is redrawn in place, for a terminal. */
export function screenDisplay(
  terminal: Terminal,
  { port, recorded, texts, counts }: DisplayContext,
  clock: Clock,
): ReadingDisplay {
  let last: WatchView['last'];
  let message: WatchView['message'];
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
    const view = { port, recorded, last, message, counts: counts(), nowMs: clock.wall() };
    const lines = screenLines(view, texts, terminal.window ?? { columns: 80, rows: 24 });
    const text = lines.map((line) => `${painted(line, terminal.colours)}${CLEAR_LINE}\n`).join('');
    terminal.draw((height > 0 ? `\x1b[${height}A` : '') + text + CLEAR_BELOW);
    height = lines.length;
    idle = 0;
  }

  return {
    showReading(reading, atMs) {
      last = { reading, atMs };
      idle = REFRESHES_A_SECOND;
    },
    showMessage(says, tone) {
      message = { says, tone };
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
