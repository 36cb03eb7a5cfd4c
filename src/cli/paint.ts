import { styleText } from 'node:util';
import { printable } from '../printable.ts';

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
