import { styleText } from 'node:util';
import { printable, printableLines } from '../printable.ts';

/**
 * Where a command speaks: its answer on one side, what there is to say about it on the other. What it says may come from a
 * meter, a server, a file or a process of somebody else's, and the one who reads may be root: nothing of it steers the
 * terminal, nor one that a file is shown on later.
 */
export interface Terminal {
  /** The size of the window, if there is one to draw in. */
  readonly window: { readonly columns: number; readonly rows: number } | undefined;
  readonly colours: boolean;
  /** A line of the answer, `plain` if no tone is given. */
  print(line: string, tone?: Tone): void;
  /** Draws as it is, escape sequences and all: what follows stands where the cursor is. */
  draw(text: string): void;
  /** A line that is not part of the answer. */
  remark(line: string): void;
}

/**
 * The terminal that the process was started in.
 * @param gone called when nobody reads any more: `linky-tic watch … | head`
 */
export function processTerminal({ stdout, stderr, env }: NodeJS.Process, gone: () => void): Terminal {
  for (const stream of [stdout, stderr]) stream.on('error', gone);
  const colours = stdout.isTTY && !env['NO_COLOR'];
  return {
    get window() {
      return stdout.isTTY ? { columns: stdout.columns, rows: stdout.rows } : undefined;
    },
    colours,
    print: (text, tone = 'plain') => void stdout.write(`${painted({ text, tone }, colours)}\n`),
    draw: (text) => void stdout.write(text),
    remark: (text) => void stderr.write(`${printableLines(text)}\n`),
  };
}

/** What a line is about, where colours can tell it. */
export type Tone = 'plain' | 'strong' | 'faint' | 'good' | 'bad';

/** A line of a screen or of a report. */
export interface Line {
  readonly text: string;
  readonly tone?: Tone;
}

const STYLES = { plain: 'reset', strong: 'bold', faint: 'dim', good: 'green', bad: 'red' } as const;

/** A line as a terminal takes it: nothing in its text steers that one, whoever the text comes from. */
export function painted({ text, tone = 'plain' }: Line, colours: boolean): string {
  const shown = printable(text);
  if (!colours || tone === 'plain') return shown;
  return styleText(STYLES[tone], shown, { validateStream: false });
}

/** Blanks that part words; those around French punctuation and before % do not. */
const BETWEEN_WORDS = /(?<!«) (?![:;!?»%])/;

/** A text in lines of at most `width` characters, broken at blanks. A word that is longer has a line of its own. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(BETWEEN_WORDS)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
