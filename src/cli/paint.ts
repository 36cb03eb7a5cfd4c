import { styleText } from 'node:util';

/** What a line is about, where colours can tell it. */
export type Tone = 'plain' | 'strong' | 'faint' | 'good' | 'bad';

/** A line of a screen or of a report. */
export interface Line {
  readonly text: string;
  readonly tone?: Tone;
}

const STYLES = { plain: 'reset', strong: 'bold', faint: 'dim', good: 'green', bad: 'red' } as const;

export function painted({ text, tone = 'plain' }: Line, colours: boolean): string {
  if (!colours || tone === 'plain') return text;
  return styleText(STYLES[tone], text, { validateStream: false });
}
