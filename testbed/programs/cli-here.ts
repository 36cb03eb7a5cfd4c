import { systemClock } from '../../src/base/clock.ts';
import { run } from '../../src/cli/run.ts';
import { type Environment, languageOfSession } from '../../src/cli/session.ts';
import { textsIn } from '../../src/texts/texts.ts';
import type { CliResult } from './cli.ts';

interface Circumstances {
  /** What its wall clock shows. */
  readonly wallMs?: number;
  readonly env?: Environment;
}

/**
 * Runs a command to its end in this process, from the source: what one test runs dozens of times would otherwise mostly be the start
 * of a process.
 */
export async function runCliHere(
  args: readonly string[],
  { wallMs = Date.now(), env = {} }: Circumstances = {},
): Promise<CliResult> {
  const lines = { stdout: '', stderr: '' };
  const language = languageOfSession(args, env);
  const code = await run([...args], {
    terminal: {
      window: undefined,
      colours: false,
      print: (line) => {
        lines.stdout += `${line}\n`;
      },
      draw() {},
      remark: (line) => {
        lines.stderr += `${line}\n`;
      },
      progress() {},
    },
    language,
    texts: textsIn[language],
    env,
    clock: { ...systemClock, wall: () => wallMs },
    random: Math.random,
    life: new AbortController().signal,
  });
  return { code, ...lines };
}
