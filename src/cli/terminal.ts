import { styleText } from 'node:util';
import { printable, printableLines } from '../base/printable.ts';

/**
 * Where a command prints: its answer on stdout, remarks on stderr. Texts may come from a meter, a server, a file or another
 * user's process, and the reader may be root. So control characters are removed before anything is printed.
 */
export interface Terminal {
  /** The size of the terminal's window; undefined for a pipe or a file. */
  readonly window: { readonly columns: number; readonly rows: number } | undefined;
  readonly colours: boolean;
  /** Prints a line of the answer. The default tone is `plain`. */
  print(line: string, tone?: Tone): void;
  /** Writes text including its escape sequences, without a line end. */
  draw(text: string): void;
  /** Prints a line that is not part of the answer. */
  remark(line: string): void;
  /**
   * Shows the progress of a command, replacing what was shown before. An empty text removes it; this must be done before anything else is
   * printed. Nothing is shown if stderr is not a terminal.
   */
  progress(text: string): void;
}

/**
 * The terminal in which the process was started.
 * @param gone called when the reader of a pipe has ended, as in `linky-tic watch … | head`
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
    progress: (text) => void (stderr.isTTY && stderr.write(`\r${ERASE_LINE}${printable(text)}`)),
  };
}

/** Erases from the cursor to the end of the line (ECMA-48 §8.3.41). */
const ERASE_LINE = '\x1b[K';

/** The meaning of a line, shown as a colour or a weight. */
export type Tone = 'plain' | 'strong' | 'faint' | 'good' | 'bad';

/** A line of a screen or of a report. */
export interface Line {
  readonly text: string;
  readonly tone?: Tone;
}

const STYLES = { plain: 'reset', strong: 'bold', faint: 'dim', good: 'green', bad: 'red' } as const;

/** A line with its colour. Control characters in its text are removed. */
export function painted({ text, tone = 'plain' }: Line, colours: boolean): string {
  const shown = printable(text);
  if (!colours || tone === 'plain') return shown;
  return styleText(STYLES[tone], shown, { validateStream: false });
}

/** A blank at which a line may break: not inside French quotation marks, nor before French punctuation or a percent sign. */
const BETWEEN_WORDS = /(?<!«) (?![:;!?»%])/;

/** A text in lines of at most `width` characters, broken at blanks. A longer word gets a line of its own. */
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
