/** Where a command speaks: its answer on one side, what there is to say about it on the other. */
export interface Terminal {
  /** The size of the window, if there is one to draw in. */
  readonly window: { readonly columns: number; readonly rows: number } | undefined;
  readonly colours: boolean;
  /** A line of the answer. */
  print(line: string): void;
  /** Draws: what follows stands where the cursor is. */
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
  return {
    get window() {
      return stdout.isTTY ? { columns: stdout.columns, rows: stdout.rows } : undefined;
    },
    colours: stdout.isTTY && !env['NO_COLOR'],
    print: (line) => void stdout.write(`${line}\n`),
    draw: (text) => void stdout.write(text),
    remark: (line) => void stderr.write(`${line}\n`),
  };
}
