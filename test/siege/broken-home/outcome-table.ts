import { CHANNELS } from './case.ts';
import type { Outcome, Seconds } from './play.ts';

const HEAD = ['what is broken', 'trouble', 'said after (s)', 'gone after (s)', 'what the log says'];
/** So much of a line of the log is shown. */
const MOST_CHARACTERS = 110;

/** What became of each case, as a table in Markdown. Seconds are those of the home's clock. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ name, trouble, begun, over, says }) => [
    name,
    trouble,
    inWords(begun),
    inWords(over),
    says
      .replace(/^.*\[LinkyTIC\] /, '')
      .slice(0, MOST_CHARACTERS)
      .replaceAll('|', '\\|'),
  ]);
  return [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function inWords(seconds: Seconds): string {
  return CHANNELS.flatMap((channel) => {
    const after = seconds[channel];
    return after === undefined ? [] : [`${channel} ${after.toFixed(0)}`];
  }).join(', ');
}
