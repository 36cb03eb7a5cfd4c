import { printableLines } from '../printable.ts';
import { painted, type Tone } from './paint.ts';

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
